package com.hookprobe.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.learning.AggregationRule;
import com.hookprobe.qsecbit.learning.Recipe;
import com.hookprobe.qsecbit.learning.core.Percents;
import com.hookprobe.qsecbit.learning.core.PrivacyBudget;
import com.hookprobe.qsecbit.learning.core.RolloutConfig;
import com.hookprobe.qsecbit.model.train.DataFormat;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearningCheckTest {
    private static final String HEAD = """
            node: {name: guardian-1, data: /d}
            mesh: /m
            """;
    private static final String MIRROR = "htp: {files: {mirror: {from: mssp, remote: [shared], local: /l}}}\n";
    private static final String ROOT = "htp: {files: {root: /r}}\n";

    private static NodeConfig parse(String more) throws ConfigException {
        return new ConfigLoader(Map.of()).parse("c.yaml", HEAD + more);
    }

    private static LearningSettings learning(String text) throws ConfigException {
        return Objects.requireNonNull(parse("learning: " + text + "\n").learning());
    }

    @Test
    void itIsOffWhenItIsLeftOut() throws ConfigException {
        assertThat(parse("").learning()).isNull();
        LearningSettings empty = learning("{}");
        assertThat(empty.trains()).isFalse();
        assertThat(empty.judges()).isFalse();
        assertThat(empty.aggregate()).isNull();
    }

    @Test
    void theDefaultsAreThoseOfTheSpec() throws ConfigException {
        LearningSettings site = learning("{train: true}");
        assertThat(site.judges()).isFalse();
        assertThat(site.budget()).isEqualTo(PrivacyBudget.of(8_000, 1_000_000));
        assertThat(site.roundsMax()).isEqualTo(100);
        assertThat(site.examplesMax(false)).isEqualTo(50_000);
        assertThat(site.examplesMax(true)).isEqualTo(10_000);
        assertThat(site.labelled().toMinutes()).isEqualTo(10);
        assertThat(site.begins().toDays()).isEqualTo(1);
        assertThat(site.every().toMinutes()).isEqualTo(5);
        LearningSettings.Aggregate mssp = Objects.requireNonNull(
                learning("{aggregate: {holdout: rows.log}}").aggregate());
        assertThat(mssp.recipe()).isEqualTo(new Recipe(AggregationRule.TRIMMED, 1, 1, true, 128, 230));
        assertThat(mssp.rollout()).isEqualTo(RolloutConfig.STANDARD);
        assertThat(mssp.stages()).isEqualTo(Percents.STANDARD);
        assertThat(mssp.updatesMin()).isEqualTo(5);
        assertThat(mssp.roundEvery().toDays()).isEqualTo(1);
        assertThat(mssp.dataFormat()).isEqualTo(DataFormat.ZEEK);
    }

    @Test
    void allIsRead() throws ConfigException {
        LearningSettings site =
                learning("{train: true, judge: true, epsilon: 2, delta: 0.00001, rounds: 20, examples: 500,"
                        + " label_after: 60, begin_after: 0, interval: 30}");
        assertThat(site.judges()).isTrue();
        assertThat(site.budget()).isEqualTo(PrivacyBudget.of(2_000, 100_000));
        LearningSettings.Aggregate mssp = Objects.requireNonNull(learning(
                        "{aggregate: {every: 60, updates: 9, rule: Median, liars: 2, screened: 3, mixed: false, step: 64,"
                                + " momentum: 0, holdout: rows, format: nsl_kdd, percents: [10, 40], soak: 600,"
                                + " flows: 50}}")
                .aggregate());
        assertThat(mssp.recipe()).isEqualTo(new Recipe(AggregationRule.MEDIAN, 2, 3, false, 64, 0));
        assertThat(mssp.rollout()).isEqualTo(new RolloutConfig(600, 50, 500, 1_000));
        assertThat(mssp.dataFormat()).isEqualTo(DataFormat.NSL_KDD);
        assertThat(mssp.stages()).isEqualTo(new Percents(10, 40));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{epsilon: 0} | learning.epsilon",
                "{epsilon: 101} | learning.epsilon",
                "{delta: 0.01} | learning.delta",
                "{rounds: 0} | learning.rounds",
                "{examples: 99} | learning.examples",
                "{label_after: 0} | learning.label_after",
                "{begin_after: -1} | learning.begin_after",
                "{interval: 0} | learning.interval",
                "{train: true, epsilon: 0.001, rounds: 10000} | more rounds or",
                "{aggregate: {}} | learning.aggregate.holdout",
                "{aggregate: {holdout: x, rule: best}} | trimmed, median",
                "{aggregate: {holdout: x, updates: 0}} | learning.aggregate.updates",
                "{aggregate: {holdout: x, liars: 256}} | learning.aggregate.liars",
                "{aggregate: {holdout: x, step: 0}} | learning.aggregate.step",
                "{aggregate: {holdout: x, momentum: 256}} | learning.aggregate.momentum",
                "{aggregate: {holdout: x, format: csv}} | zeek or nsl_kdd",
                "{aggregate: {holdout: x, percents: [5]}} | learning.aggregate.percents",
                "{aggregate: {holdout: x, percents: [50, 5]}} | learning.aggregate.percents",
                "{aggregate: {holdout: x, percents: [5, 100]}} | learning.aggregate.percents",
                "{aggregate: {holdout: x, soak: -1}} | learning.aggregate.soak",
                "{aggregate: {holdout: x, flows: 0}} | learning.aggregate.flows",
                "{judges: true} | unknown key",
            })
    void whatCannotBeIsRefused(String text, String told) {
        String expected = told.equals("more rounds or") ? "fewer rounds or a larger epsilon" : told;
        assertThatThrownBy(() -> learning(text))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(expected);
    }

    private static void require(String more, boolean site, boolean verifier) throws ConfigException {
        LearningCheck.require(parse(more), site, verifier);
    }

    @Test
    void moreExamplesThanTheMemoryHoldsAreRefused() {
        assertThatCode(() -> LearningCheck.fits(50_000, 64L << 20)).doesNotThrowAnyException();
        assertThatCode(() -> LearningCheck.fits(1_000_000, 1L << 30)).doesNotThrowAnyException();
        assertThatThrownBy(() -> LearningCheck.fits(1_000_000, 512L << 20))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("at most 524288 in a heap of 512 MiB; found 1000000");
    }

    @Test
    void eachTierHasItsPartAndWhatItNeeds() {
        String site = "learning: {train: true}\n";
        String mssp = "learning: {aggregate: {holdout: x}}\n";
        assertThatCode(() -> require(MIRROR + site, true, false)).doesNotThrowAnyException();
        assertThatCode(() -> require(ROOT + mssp, false, true)).doesNotThrowAnyException();
        assertThatCode(() -> require("", false, false)).doesNotThrowAnyException();
        assertThatThrownBy(() -> require(MIRROR + site, false, false)).hasMessageContaining("for sites");
        assertThatThrownBy(() -> require(ROOT + mssp, true, false)).hasMessageContaining("for the MSSP");
        assertThatThrownBy(() -> require(site, true, false)).hasMessageContaining("htp.files.mirror.remote");
        assertThatThrownBy(() -> require(MIRROR.replace("shared", "shared/rules") + site, true, false))
                .hasMessageContaining("shared/learning");
        assertThatThrownBy(() -> require(mssp, false, true)).hasMessageContaining("htp.files.root");
    }
}
