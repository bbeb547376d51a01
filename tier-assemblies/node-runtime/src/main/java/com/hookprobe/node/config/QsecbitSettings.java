package com.hookprobe.node.config;

import com.hookprobe.qsecbit.metric.WeightProfile;
import com.hookprobe.qsecbit.metric.Weights;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The score of a site.
 *
 * @param profile the weights of a kind of node: standard, guardian, fortress or nexus. Live, also by policy
 * @param weights own weights instead of a profile. Live, also by policy
 */
public record QsecbitSettings(
        @Nullable String profile, @Nullable OwnWeights weights) {
    /**
     * Five numbers from 0 to 1 that sum to one.
     *
     * @param alpha of drift
     * @param beta of the probability of an attack
     * @param gamma of decay
     * @param delta of the change of drift
     * @param epsilon of unusual energy
     */
    public record OwnWeights(double alpha, double beta, double gamma, double delta, double epsilon) {}

    /** The weights that these settings name. */
    WeightProfile weightProfile() {
        if (weights != null) {
            return WeightProfile.fixed(
                    new Weights(weights.alpha(), weights.beta(), weights.gamma(), weights.delta(), weights.epsilon()));
        }
        return profile == null
                ? WeightProfile.STANDARD
                : WeightProfile.byName(profile.toLowerCase(Locale.ROOT)).orElseThrow();
    }

    static void check(String file, @Nullable QsecbitSettings settings) throws ConfigException {
        if (settings == null) {
            return;
        }
        if (settings.profile != null && settings.weights != null) {
            throw new ConfigException(file + ": give qsecbit.profile or qsecbit.weights, not both");
        }
        if (settings.profile != null
                && WeightProfile.byName(settings.profile.toLowerCase(Locale.ROOT))
                        .isEmpty()) {
            throw new ConfigException(file + ": 'qsecbit.profile' expects "
                    + String.join(
                            ", ",
                            WeightProfile.ALL.stream().map(WeightProfile::name).toList())
                    + "; found " + settings.profile);
        }
        try {
            settings.weightProfile();
        } catch (IllegalArgumentException e) {
            throw new ConfigException(file + ": 'qsecbit.weights': " + e.getMessage());
        }
    }
}
