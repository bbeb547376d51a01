package com.hookprobe.node.learning;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.learning.LearnedModel;
import com.hookprobe.qsecbit.learning.Recipe;
import com.hookprobe.qsecbit.learning.SignedModel;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LearntDetectorTest {
    private static final long T0 = 1_790_000_000_000_000L;
    private static final String BAD = "203.0.113.9";

    private final List<Detection> found = new ArrayList<>();
    private final List<Detection> folded = new ArrayList<>();
    private Optional<Judging> judging = Optional.empty();
    private final LearntDetector detector = new LearntDetector(
            Traffic.LAYOUT, LocalNetworks.privateRanges(), event -> true, Optional.empty(), () -> judging, found::add);

    /** Calls a half-open connection an attack and nothing else. */
    private static Judging byHalfOpen() {
        int[] weights = new int[Traffic.LAYOUT.size()];
        for (int bin = 0; bin < weights.length; bin++) {
            weights[bin] = Traffic.LAYOUT.describe(bin).equals("flag=S0") ? 1 : 0;
        }
        LearnedModel first = LearnedModel.first(Traffic.LAYOUT);
        LearnedModel model =
                new LearnedModel(Traffic.LAYOUT, 1, first.id(), Recipe.NONE, 0, first.used(), weights, weights);
        return new Judging(SignedModel.sign(model, new Key(1).signer()), 0, 0, 0);
    }

    private void flows(int count, String source, boolean attack, long from) {
        for (int i = 0; i < count; i++) {
            detector.onEvent(Traffic.event(Traffic.flow(source, 443, attack, from + i * 1_000L, 500)), folded::add);
        }
    }

    @Test
    void itSpeaksWhenASourceMostlyAttacksAndThenIsSilentForTenMinutes() {
        judging = Optional.of(byHalfOpen());
        flows(9, BAD, true, T0);
        assertThat(found).isEmpty();
        flows(1, BAD, true, T0 + 10_000);
        assertThat(found).hasSize(1);
        assertThat(found.get(0).severity()).isEqualTo(Severity.LOW);
        assertThat(found.get(0).source()).hasToString(BAD);
        assertThat(LearntDetector.made(found.get(0))).isTrue();
        flows(50, BAD, true, T0 + 20_000);
        assertThat(found).hasSize(1);
        flows(20, BAD, true, T0 + 601_000_000L);
        assertThat(found).hasSize(2);
        // It must not hide what others find: the engine folds detections of one kind and source.
        assertThat(folded).isEmpty();
        assertThat(judging.get().flows()).isEqualTo(80);
    }

    @Test
    void aSourceThatIsMostlyGoodIsNotTold() {
        judging = Optional.of(byHalfOpen());
        flows(30, BAD, false, T0);
        flows(12, BAD, true, T0 + 40_000);
        assertThat(found).isEmpty();
    }

    @Test
    void withoutAModelItJudgesNothing() {
        flows(50, BAD, true, T0);
        assertThat(found).isEmpty();
    }

    @Test
    void ofManySourcesTwentyAMinuteAreTold() {
        judging = Optional.of(byHalfOpen());
        for (int i = 1; i <= 60; i++) {
            flows(12, "203.0.113." + i, true, T0 + i * 12_000L);
        }
        assertThat(found).hasSize(20);
    }

    @Test
    void aClockThatWasAheadDoesNotSilenceIt() {
        judging = Optional.of(byHalfOpen());
        for (int i = 1; i <= 25; i++) {
            flows(12, "203.0.113." + i, true, T0 + 1_000_000_000_000L);
        }
        assertThat(found).hasSize(20);
        flows(12, "203.0.113.100", true, T0);
        assertThat(found).hasSize(21);
    }
}
