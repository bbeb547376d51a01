package com.hookprobe.node.config;

import com.hookprobe.qsecbit.learning.AggregationRule;
import com.hookprobe.qsecbit.learning.Recipe;
import com.hookprobe.qsecbit.learning.core.Percents;
import com.hookprobe.qsecbit.learning.core.PrivacyBudget;
import com.hookprobe.qsecbit.learning.core.RolloutConfig;
import com.hookprobe.qsecbit.model.train.DataFormat;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A node's part in a model that sites learn together ({@code docs/spec/learning.md}, 10); none when the section is left out.
 *
 * @param train a site gathers examples and sends updates; default false
 * @param judge a site looks at its traffic with the model that it is told to use; default false
 * @param epsilon what all updates of the site together may tell of one record; default 8
 * @param delta the chance that they tell more; default 0.000001
 * @param rounds how many updates the budget lasts for; default 100
 * @param examples how many a site keeps, at most 1,000,000 and, at 512 bytes each, half of the heap; default 50,000, a guardian 10,000
 * @param labelAfter seconds that a connection waits for what the site's detectors say of its source; default 600
 * @param beginAfter seconds that a site gathers examples before its first update; default 86,400
 * @param interval seconds between two looks at models and orders, or at updates and reports; default 300
 * @param aggregate the MSSP joins the updates; it does not when this is left out
 */
public record LearningSettings(
        @Nullable Boolean train,
        @Nullable Boolean judge,
        @Nullable Double epsilon,
        @Nullable Double delta,
        @Nullable Integer rounds,
        @Nullable Integer examples,
        @Nullable Double labelAfter,
        @Nullable Double beginAfter,
        @Nullable Double interval,
        @Nullable Aggregate aggregate) {
    /** The folder of models and orders, as it is served and mirrored. */
    public static final String FOLDER = "shared/learning";

    private static final double EPSILON = 8;
    private static final double DELTA = 1e-6;
    private static final int ROUNDS = 100;
    private static final int EXAMPLES = 50_000;
    private static final int EXAMPLES_SMALL = 10_000;
    private static final double LABEL_AFTER_S = 600;
    private static final double BEGIN_AFTER_S = 86_400;
    private static final double INTERVAL_S = 300;
    private static final int UPDATES = 5;
    private static final double EVERY_S = 86_400;
    private static final int STEP = 128;
    private static final int MOMENTUM = 230;

    /**
     * How updates become models.
     *
     * @param every seconds between two rounds; default 86,400
     * @param updates how many a round needs at least; default 5
     * @param rule trimmed (the default), median or mean
     * @param liars how many owners may lie; default 1
     * @param screened how many updates are left out that help least on the rows held back; default as many as liars
     * @param mixed whether each update is first averaged with its nearest; default true
     * @param step what the joint update counts, in 1/256; default 128
     * @param momentum what the last step still counts, in 1/256; default 230
     * @param holdout file of labelled connections that no site trains on; needed
     * @param format of that file: zeek (the default) or nsl_kdd
     * @param percents at how many of the sites the first two stages of a roll-out are; default 5 and 50
     * @param soak seconds that a stage of a roll-out lasts at least; default a day
     * @param flows connections of which a site must have told before its report counts; default 1,000
     */
    public record Aggregate(
            @Nullable Double every,
            @Nullable Integer updates,
            @Nullable String rule,
            @Nullable Integer liars,
            @Nullable Integer screened,
            @Nullable Boolean mixed,
            @Nullable Integer step,
            @Nullable Integer momentum,
            @Nullable String holdout,
            @Nullable String format,
            @Nullable List<Integer> percents,
            @Nullable Double soak,
            @Nullable Integer flows) {
        public Duration roundEvery() {
            return NodeConfig.seconds(every, EVERY_S);
        }

        public int updatesMin() {
            return or(updates, UPDATES);
        }

        public String ruleName() {
            return rule == null ? AggregationRule.TRIMMED.text() : rule.toLowerCase(Locale.ROOT);
        }

        /** Of a checked configuration. */
        public Recipe recipe() {
            int lying = or(liars, 1);
            return new Recipe(
                    AggregationRule.valueOf(ruleName().toUpperCase(Locale.ROOT)),
                    lying,
                    or(screened, lying),
                    mixed == null || mixed,
                    or(step, STEP),
                    or(momentum, MOMENTUM));
        }

        public String formatName() {
            return format == null ? "zeek" : format.toLowerCase(Locale.ROOT);
        }

        public DataFormat dataFormat() {
            return DataFormat.valueOf(formatName().toUpperCase(Locale.ROOT));
        }

        public String holdoutFile() {
            return Objects.requireNonNull(holdout, "learning.aggregate.holdout");
        }

        /** Of a checked configuration. */
        public Percents stages() {
            return percents == null ? Percents.STANDARD : new Percents(percents.get(0), percents.get(1));
        }

        public RolloutConfig rollout() {
            RolloutConfig standard = RolloutConfig.STANDARD;
            long soakSeconds = soak == null ? standard.soakSeconds() : Math.round(soak);
            long flowsMin = flows == null ? standard.flowsMin() : flows;
            return new RolloutConfig(soakSeconds, flowsMin, standard.riseMilli(), standard.slackPerMillion());
        }
    }

    public boolean trains() {
        return train != null && train;
    }

    public boolean judges() {
        return judge != null && judge;
    }

    /** With nothing spent. */
    public PrivacyBudget budget() {
        double share = delta == null ? DELTA : delta;
        return PrivacyBudget.of((int) Math.round((epsilon == null ? EPSILON : epsilon) * 1_000), Math.round(1 / share));
    }

    public int roundsMax() {
        return or(rounds, ROUNDS);
    }

    /** @param small a guardian, which may have 48 MiB for everything */
    public int examplesMax(boolean small) {
        return or(examples, small ? EXAMPLES_SMALL : EXAMPLES);
    }

    public Duration labelled() {
        return NodeConfig.seconds(labelAfter, LABEL_AFTER_S);
    }

    public Duration begins() {
        return NodeConfig.seconds(beginAfter, BEGIN_AFTER_S);
    }

    public Duration every() {
        return NodeConfig.seconds(interval, INTERVAL_S);
    }

    private static int or(@Nullable Integer value, int otherwise) {
        return value == null ? otherwise : value;
    }
}
