package com.hookprobe.node.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** docs/spec/trust.md, rule by rule. */
class TrustScoreTest {
    private static final long EPOCH = 30_000_000_000L;

    private final TrustScore score = new TrustScore(TrustScore.START, 0);
    private long nowNs;

    private TrustTerms epoch() {
        nowNs += EPOCH;
        return score.onEpoch(nowNs);
    }

    private TrustTerms goodEpoch() {
        score.onMatch(nowNs);
        return epoch();
    }

    @Test
    void theFirstEpochIsTheFormula() {
        score.onQsecbit(0.2);
        score.onViolation();
        score.onWitness(true);
        TrustTerms terms = goodEpoch();
        double raw = 0.40 * 1 + 0.25 * 0.8 + 0.20 * Math.exp(-0.25) + 0.15 * 1;
        assertThat(terms.raw()).isCloseTo(raw, within(1e-12));
        assertThat(terms.after()).isCloseTo(0.5 + 0.05 * (raw - 0.5), within(1e-12));
        assertThat(score.trust()).isEqualTo(terms.after());
        assertThat(terms.explain())
                .isEqualTo("0.906 = 0.40 x resonance 1.000 + 0.25 x calm 0.800 + 0.20 x behaviour 0.779 + 0.15 x"
                        + " witnesses 1.000; trust 0.500 to 0.520");
    }

    @Test
    void trustGrowsSlowlyAndFallsFast() {
        int up = 0;
        while (score.band() != TrustBand.FULL) {
            goodEpoch();
            up++;
        }
        assertThat(up).as("epochs to full trust").isBetween(20, 120);
        for (int i = 0; i < 12; i++) {
            score.onViolation();
        }
        score.onQsecbit(0.9);
        int down = 0;
        while (score.band() == TrustBand.FULL) {
            goodEpoch();
            down++;
        }
        assertThat(down).isEqualTo(1);
    }

    @Test
    void aMismatchCutsAtOnceAndEndsWithTheNextMatch() {
        for (int i = 0; i < 100; i++) {
            goodEpoch();
        }
        score.onMismatch(nowNs);
        assertThat(score.trust()).isLessThan(TrustBand.LIMITED.bound());
        assertThat(score.band().mayReport()).isFalse();
        assertThat(epoch().limit()).isEqualTo(TrustScore.MISMATCH_MAX);
        assertThat(epoch().after()).as("not heard of since").isLessThanOrEqualTo(TrustScore.MISMATCH_MAX);
        assertThat(goodEpoch().after()).isGreaterThan(TrustScore.MISMATCH_MAX);
        assertThat(score.band()).as("up only above the bound").isEqualTo(TrustBand.QUARANTINE);
    }

    @Test
    void aRevokedNodeHasNoTrustWhateverComesAfter() {
        score.onRevoked();
        assertThat(score.trust()).isZero();
        for (int i = 0; i < 10; i++) {
            assertThat(goodEpoch().after()).isZero();
        }
        assertThat(score.band()).isEqualTo(TrustBand.QUARANTINE);
    }

    @Test
    void afterTenMinutesOfSilenceTrustGoesBackToWhereNodesBegin() {
        for (int i = 0; i < 400; i++) {
            goodEpoch();
        }
        for (int i = 0; i < 19; i++) {
            assertThat(epoch().resonance()).as("not heard is not a mismatch").isEqualTo(1);
        }
        double before = epoch().before();
        assertThat(before).isGreaterThan(0.9);
        double then = score.trust();
        epoch();
        assertThat(score.trust()).isCloseTo(0.5 + 0.95 * (then - 0.5), within(1e-12));
        for (int i = 0; i < 1000; i++) {
            epoch();
        }
        assertThat(score.trust()).isCloseTo(0.5, within(1e-9));
        assertThat(score.band()).isEqualTo(TrustBand.STANDARD);
    }

    @Test
    void resonanceIsOfTheLastSixtyFourEpochsThatWereVerified() {
        for (int i = 0; i < 10; i++) {
            score.onMismatch(nowNs);
            epoch();
        }
        assertThat(goodEpoch().resonance()).isCloseTo(1 / 11.0, within(1e-12));
        for (int i = 0; i < 62; i++) {
            goodEpoch();
        }
        assertThat(goodEpoch().resonance()).isEqualTo(1);
    }

    @Test
    void violationsAreForgottenByHalfInTenMinutes() {
        for (int i = 0; i < 4; i++) {
            score.onViolation();
        }
        assertThat(goodEpoch().behaviour()).isCloseTo(Math.exp(-1), within(1e-12));
        for (int i = 0; i < 19; i++) {
            goodEpoch();
        }
        assertThat(goodEpoch().behaviour()).isCloseTo(Math.exp(-0.5), within(1e-9));
    }

    @Test
    void bandsRiseOnlyAboveTheirBounds() {
        assertThat(TrustBand.LIMITED.next(0.54)).isEqualTo(TrustBand.LIMITED);
        assertThat(TrustBand.LIMITED.next(0.55)).isEqualTo(TrustBand.STANDARD);
        assertThat(TrustBand.STANDARD.next(0.50)).isEqualTo(TrustBand.STANDARD);
        assertThat(TrustBand.STANDARD.next(0.49)).isEqualTo(TrustBand.LIMITED);
        assertThat(TrustBand.QUARANTINE.next(0.82)).isEqualTo(TrustBand.STANDARD);
        assertThat(TrustBand.FULL.next(0.1)).isEqualTo(TrustBand.QUARANTINE);
        assertThat(TrustBand.of(0.3)).isEqualTo(TrustBand.LIMITED);
        assertThat(TrustBand.of(0.299)).isEqualTo(TrustBand.QUARANTINE);
    }

    /** Else validators, who see the number only, would let a node report before its verifier does. */
    @Test
    void othersAreToldNoMoreThanTheBandHolds() {
        score.onMismatch(nowNs);
        while (score.trust() <= 0.32) {
            goodEpoch();
        }
        assertThat(score.band()).isEqualTo(TrustBand.QUARANTINE);
        assertThat(TrustBand.of(score.granted())).isEqualTo(TrustBand.QUARANTINE);
        assertThat(TrustBand.of(Math.floor(score.granted() * 65_535) / 65_535)).isEqualTo(TrustBand.QUARANTINE);
        while (score.band() != TrustBand.FULL) {
            goodEpoch();
            assertThat(TrustBand.of(score.granted())).isEqualTo(score.band());
        }
        assertThat(score.granted()).isEqualTo(score.trust());
    }

    @Test
    void aStartThatIsNoTrustIsRefused() {
        assertThatThrownBy(() -> new TrustScore(Double.NaN, 0)).hasMessageContaining("0 to 1");
        assertThatThrownBy(() -> new TrustScore(1.01, 0)).hasMessageContaining("1.01");
    }

    /** trust 5.5: the verifier hears nothing else from a node in quarantine, so this alone must lead out of it. */
    @Test
    void tersAloneLeadOutOfQuarantineEvenWhenAllElseSpeaksAgainstANode() {
        TrustScore score = new TrustScore(TrustScore.START, 0);
        score.onQsecbit(1);
        for (int i = 0; i < 20; i++) {
            score.onWitness(false);
        }
        long nowNs = 0;
        for (int epoch = 0; epoch < 64; epoch++) {
            nowNs += 30_000_000_000L;
            score.onMismatch(nowNs);
            score.onEpoch(nowNs);
        }
        assertThat(score.band()).isEqualTo(TrustBand.QUARANTINE);
        int epochs = 0;
        while (score.band() == TrustBand.QUARANTINE) {
            nowNs += 30_000_000_000L;
            score.onMatch(nowNs);
            score.onEpoch(nowNs);
            epochs++;
            assertThat(epochs).isLessThan(120);
        }
        assertThat(score.band()).isEqualTo(TrustBand.LIMITED);
    }
}
