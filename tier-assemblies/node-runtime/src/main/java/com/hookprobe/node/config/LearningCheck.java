package com.hookprobe.node.config;

import com.hookprobe.qsecbit.learning.AggregationRule;
import com.hookprobe.qsecbit.learning.core.LocalTraining;
import com.hookprobe.qsecbit.learning.core.PrivacyBudget;
import com.hookprobe.qsecbit.learning.core.ReleasePlan;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code learning} may say. */
public final class LearningCheck {
    private static final int EXAMPLES_MIN = 100;
    private static final int EXAMPLES_MAX = 1_000_000;
    private static final int ROUNDS_MAX = 10_000;
    private static final int UPDATES_MAX = 10_000;
    private static final long DAY_MS = 86_400_000;
    private static final long YEAR_MS = 365 * DAY_MS;

    /** What an example takes while all are read back: its row, the file, and what was in it. */
    private static final long EXAMPLE_BYTES = 512;

    private final String file;

    private LearningCheck(String file) {
        this.file = file;
    }

    static void check(String file, @Nullable LearningSettings settings) throws ConfigException {
        if (settings != null) {
            new LearningCheck(file).all(settings);
        }
    }

    /** What belongs to which node, and what it needs besides; asked when the tier is known. */
    public static void require(NodeConfig config, boolean site, boolean verifier) throws ConfigException {
        LearningSettings settings = config.learning();
        if (settings == null) {
            return;
        }
        boolean learns = settings.trains() || settings.judges();
        if (learns && !site) {
            throw new ConfigException("'learning.train' and 'learning.judge' are for sites; leave them out");
        }
        if (settings.aggregate() != null && !verifier) {
            throw new ConfigException("'learning.aggregate' is for the MSSP; leave it out");
        }
        NodeConfig.Files files = config.files();
        if (learns && (files == null || files.mirror() == null || !mirrors(files.mirror()))) {
            throw new ConfigException(
                    "'learning' expects models and orders to come here: 'htp.files.mirror.remote' with "
                            + LearningSettings.FOLDER + " or shared; found none");
        }
        if (settings.aggregate() != null && (files == null || files.root() == null)) {
            throw new ConfigException(
                    "'learning.aggregate' expects 'htp.files.root', the folder in which models go out and updates"
                            + " come in; found none");
        }
    }

    /** Refuses more examples than half of the memory can keep, save and read back: without, the node would end at each start. */
    public static void fits(int examples, long heapBytes) throws ConfigException {
        long most = heapBytes / 2 / EXAMPLE_BYTES;
        if (examples > most) {
            throw new ConfigException("'learning.examples' expects at most " + most + " in a heap of "
                    + (heapBytes >> 20) + " MiB; found " + examples + "; take fewer, or a larger -Xmx");
        }
    }

    private static boolean mirrors(NodeConfig.Mirror mirror) {
        return mirror.folders().contains(LearningSettings.FOLDER)
                || mirror.folders().contains("shared");
    }

    private void all(LearningSettings settings) throws ConfigException {
        Double epsilon = settings.epsilon();
        if (epsilon != null && !(epsilon >= 0.001 && epsilon <= 100)) {
            throw fail("epsilon", "0.001 to 100", epsilon);
        }
        Double delta = settings.delta();
        if (delta != null && !(delta >= 1e-12 && delta <= 1e-3)) {
            throw fail("delta", "0.000000000001 to 0.001", delta);
        }
        whole("rounds", settings.rounds(), 1, ROUNDS_MAX);
        whole("examples", settings.examples(), EXAMPLES_MIN, EXAMPLES_MAX);
        span("label_after", settings.labelled(), 100, DAY_MS);
        span("begin_after", settings.begins(), 0, YEAR_MS);
        span("interval", settings.every(), 100, DAY_MS);
        if (settings.trains()) {
            enoughNoise(settings);
        }
        LearningSettings.Aggregate aggregate = settings.aggregate();
        if (aggregate != null) {
            aggregate(aggregate);
        }
    }

    private void enoughNoise(LearningSettings settings) throws ConfigException {
        PrivacyBudget budget = settings.budget();
        long sensitivity = LocalTraining.bounded(1, ReleasePlan.ALL).sensitivitySquared();
        try {
            PrivacyBudget.varianceFor(
                    budget.epsilonMilli(), budget.deltaOneIn(), sensitivity, ReleasePlan.ALL, settings.roundsMax());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(file + ": 'learning': " + e.getMessage());
        }
    }

    private void aggregate(LearningSettings.Aggregate aggregate) throws ConfigException {
        span("aggregate.every", aggregate.roundEvery(), 100, YEAR_MS);
        whole("aggregate.updates", aggregate.updates(), 1, UPDATES_MAX);
        List<String> rules = Arrays.stream(AggregationRule.values())
                .map(AggregationRule::text)
                .toList();
        if (!rules.contains(aggregate.ruleName())) {
            throw fail("aggregate.rule", String.join(", ", rules), aggregate.ruleName());
        }
        whole("aggregate.liars", aggregate.liars(), 0, 255);
        whole("aggregate.screened", aggregate.screened(), 0, 255);
        whole("aggregate.step", aggregate.step(), 1, 65_535);
        whole("aggregate.momentum", aggregate.momentum(), 0, 255);
        if (aggregate.holdout() == null) {
            throw fail("aggregate.holdout", "a file of labelled connections that no site trains on", "nothing");
        }
        if (!List.of("zeek", "nsl_kdd").contains(aggregate.formatName())) {
            throw fail("aggregate.format", "zeek or nsl_kdd", aggregate.formatName());
        }
        List<Integer> percents = aggregate.percents();
        if (percents != null && !rise(percents)) {
            throw fail("aggregate.percents", "two rising percentages within 1 to 99, such as [5, 50]", percents);
        }
        Double soak = aggregate.soak();
        if (soak != null && !(soak >= 0 && soak <= YEAR_MS / 1000.0)) {
            throw fail("aggregate.soak", "0 to 31536000 seconds", soak);
        }
        whole("aggregate.flows", aggregate.flows(), 1, Integer.MAX_VALUE);
    }

    private static boolean rise(List<Integer> percents) {
        return percents.size() == 2
                && percents.get(0) >= 1
                && percents.get(1) > percents.get(0)
                && percents.get(1) < 100;
    }

    private void whole(String key, @Nullable Integer value, int least, int most) throws ConfigException {
        if (value != null && (value < least || value > most)) {
            throw fail(key, least + " to " + most, value);
        }
    }

    private void span(String key, Duration value, long leastMs, long mostMs) throws ConfigException {
        long millis = value.toMillis();
        if (millis < leastMs || millis > mostMs) {
            throw fail(key, leastMs / 1000.0 + " to " + mostMs / 1000.0 + " seconds", millis / 1000.0);
        }
    }

    private ConfigException fail(String key, String expected, Object found) {
        return new ConfigException(file + ": 'learning." + key + "' expects " + expected + "; found " + found);
    }
}
