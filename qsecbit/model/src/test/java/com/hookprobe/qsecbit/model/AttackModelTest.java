package com.hookprobe.qsecbit.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AttackModelTest {
    private static final AttackModel MODEL = Models.kdd();

    private static double[] vector(double serror, double rerror, double count) {
        double[] vector = new double[Schemas.KDD.size()];
        vector[Schemas.KDD.indexOf("serror_rate")] = serror;
        vector[Schemas.KDD.indexOf("rerror_rate")] = rerror;
        vector[Schemas.KDD.indexOf("count")] = count;
        return vector;
    }

    @Test
    void theMeanOfTheTreesDecides() {
        assertThat(MODEL.judge(vector(0, 0, 1)).likeliest()).isEqualTo(AttackClass.NORMAL);
        assertThat(MODEL.judge(vector(1, 1, 1)).likeliest()).isEqualTo(AttackClass.PROBE);
        assertThat(MODEL.judge(vector(1, 1, 21)).likeliest()).isEqualTo(AttackClass.DOS);
        assertThat(MODEL.judge(vector(1, 0, 1)).attack()).isCloseTo((0.95 + 0.03) / 2, within(1e-4));
        // A threshold belongs to its left side.
        assertThat(MODEL.judge(vector(0.5, 0.5, 1)).isAttack()).isFalse();
        assertThat(MODEL.judge(vector(1, 1, 20)).likeliest()).isEqualTo(AttackClass.PROBE);
    }

    @Test
    void explanationsNameWhatDecidedAndAddUp() {
        Explanation explanation = MODEL.explain(vector(1, 0, 21));
        assertThat(explanation.shares())
                .extracting(Explanation.Share::feature)
                .containsExactly("serror_rate", "count", "rerror_rate");
        assertThat(explanation.shares().get(0).share()).isPositive();
        assertThat(explanation.shares().get(2).share()).isNegative();
        double sum = explanation.base();
        for (Explanation.Share share : explanation.shares()) {
            sum += share.share();
        }
        assertThat(sum).isCloseTo(explanation.judgement().attack(), within(1e-12));
    }

    @Test
    void vectorsOfOtherLengthsAndNumbersThatAreNoneAreRefused() {
        assertThatThrownBy(() -> MODEL.judge(new double[3])).isInstanceOf(IllegalArgumentException.class);
        double[] wrong = vector(0, 0, 0);
        wrong[0] = Double.NaN;
        assertThatThrownBy(() -> MODEL.judge(wrong)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anOddVectorIsMoreAnomalousThanAnOrdinaryOne() {
        SplittableRandom random = new SplittableRandom(1);
        List<double[]> normal = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            normal.add(new double[] {random.nextDouble(), random.nextDouble(), 0});
        }
        IsolationForest forest = IsolationForest.grow(normal, 3);
        double ordinary = forest.score(new double[] {0.5, 0.5, 0});
        assertThat(forest.score(new double[] {9, 9, 0})).isGreaterThan(ordinary + 0.15);
        assertThat(IsolationForest.grow(normal, 3).score(new double[] {9, 9, 0}))
                .isEqualTo(forest.score(new double[] {9, 9, 0}));
    }

    @Test
    void confidenceNeverFallsAndFollowsWhatWasRight() {
        double[] shares = new double[400];
        boolean[] attacks = new boolean[400];
        for (int i = 0; i < 400; i++) {
            shares[i] = i / 400.0;
            attacks[i] = i >= 200 ? i % 4 != 0 : i % 4 == 0;
        }
        Calibration calibration = Calibration.fit(shares, attacks);
        double before = 0;
        for (double share = 0; share <= 1; share += 0.01) {
            assertThat(calibration.confidence(share)).isGreaterThanOrEqualTo(before);
            before = calibration.confidence(share);
        }
        assertThat(calibration.confidence(0.1)).isCloseTo(0.25, within(0.05));
        assertThat(calibration.confidence(0.9)).isCloseTo(0.75, within(0.05));
    }

    /** The vector file holds what another machine said; a difference in the last bit is a difference. */
    @Test
    void scoresAreTheSameOnEveryMachine() throws Exception {
        String text;
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("/vectors/model-scores.txt"))) {
            text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
        assertThat(ScoreVectors.text()).isEqualTo(text);
    }
}
