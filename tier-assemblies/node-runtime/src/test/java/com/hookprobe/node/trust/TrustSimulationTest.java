package com.hookprobe.node.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * What trust promises, over seeded lives of nodes: a tampered one may not report from the epoch on in which it is seen; an
 * honest one on a bad network keeps the right to report. A failure names its seed.
 */
class TrustSimulationTest {
    private static final int SEEDS = 2000;
    private static final int DAY = 2880;
    private static final long EPOCH_NS = 30_000_000_000L;

    /** A day of a node whose uploads get through in one epoch of {@code 1 / lossy}, in late batches after long outages. */
    private static final class Life {
        final SplittableRandom random;
        final TrustScore score = new TrustScore(TrustScore.START, 0);
        final double reached;
        long nowNs;
        int outage;
        double lowest = 1;

        Life(long seed) {
            random = new SplittableRandom(seed);
            reached = 0.1 + 0.9 * random.nextDouble();
        }

        void honestEpoch() {
            nowNs += EPOCH_NS;
            if (outage > 0) {
                outage--;
            } else if (random.nextInt(300) == 0) {
                // At most eight minutes: longer silence is silence.
                outage = random.nextInt(16);
            } else if (random.nextDouble() < reached) {
                score.onMatch(nowNs);
                score.onQsecbit(0.15 + 0.35 * random.nextDouble());
                if (random.nextInt(20) == 0) {
                    score.onWitness(random.nextInt(3) > 0);
                }
                if (random.nextInt(100) == 0) {
                    // A message that came after its certificate had run out.
                    score.onViolation();
                }
            }
            score.onEpoch(nowNs);
            lowest = Math.min(lowest, score.trust());
        }
    }

    @Test
    void anHonestNodeOnABadNetworkMayAlwaysReport() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Life life = new Life(seed);
            for (int epoch = 0; epoch < DAY; epoch++) {
                life.honestEpoch();
                assertThat(life.score.band().mayReport())
                        .as("seed %d, epoch %d, trust %f", seed, epoch, life.score.trust())
                        .isTrue();
            }
            assertThat(life.score.band())
                    .as("seed %d ends at %f", seed, life.score.trust())
                    .isGreaterThanOrEqualTo(TrustBand.STANDARD);
        }
    }

    @Test
    void aTamperedNodeMayNotReportFromTheEpochOnInWhichItIsSeen() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Life life = new Life(seed);
            int tampered = 1 + life.random.nextInt(DAY);
            for (int epoch = 0; epoch < tampered; epoch++) {
                life.honestEpoch();
            }
            life.score.onMismatch(life.nowNs);
            assertThat(life.score.band()).as("seed %d", seed).isEqualTo(TrustBand.QUARANTINE);
            for (int epoch = 0; epoch < 100; epoch++) {
                life.nowNs += EPOCH_NS;
                life.score.onMismatch(life.nowNs);
                life.score.onQsecbit(0);
                life.score.onEpoch(life.nowNs);
                assertThat(life.score.band().mayReport()).as("seed %d", seed).isFalse();
            }
        }
    }

    /** Being good nine epochs of ten does not buy the tenth. */
    @Test
    void aNodeThatMisbehavesNowAndThenNeverGetsFullTrust() {
        for (long seed = 0; seed < 200; seed++) {
            Life life = new Life(seed);
            int full = 0;
            for (int epoch = 0; epoch < DAY; epoch++) {
                life.nowNs += EPOCH_NS;
                life.score.onMatch(life.nowNs);
                if (epoch % 10 == 9) {
                    life.score.onMismatch(life.nowNs);
                }
                life.score.onEpoch(life.nowNs);
                full += life.score.band() == TrustBand.FULL ? 1 : 0;
            }
            assertThat(full).as("seed %d", seed).isZero();
        }
    }
}
