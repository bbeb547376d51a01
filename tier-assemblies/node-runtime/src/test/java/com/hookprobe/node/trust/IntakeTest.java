package com.hookprobe.node.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.node.trust.Intake.Kind;
import com.hookprobe.node.trust.Intake.Verdict;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is taken of a peer, in virtual time. */
class IntakeTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int MEGABYTE = 1 << 20;

    private final Intake intake = new Intake(0);

    private long taken(Kind kind, int bytes, int messages, long everyNs) {
        long taken = 0;
        for (int i = 0; i < messages; i++) {
            if (intake.judge(TrustBand.LIMITED, kind, bytes, i * everyNs) == Verdict.TAKEN) {
                taken += bytes + Intake.MESSAGE_COST;
            }
        }
        return taken;
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void standardAndFullAreNotHeldBack(Kind kind) {
        for (int i = 0; i < 1000; i++) {
            assertThat(intake.judge(TrustBand.STANDARD, kind, MEGABYTE, 0)).isEqualTo(Verdict.TAKEN);
            assertThat(intake.judge(TrustBand.FULL, kind, MEGABYTE, 0)).isEqualTo(Verdict.TAKEN);
        }
    }

    @Test
    void inQuarantineOnlyThePulseIsTaken() {
        assertThat(intake.judge(TrustBand.QUARANTINE, Kind.REPORT, 1, 0)).isEqualTo(Verdict.QUARANTINED);
        assertThat(intake.judge(TrustBand.QUARANTINE, Kind.LEDGER, 1, 0)).isEqualTo(Verdict.QUARANTINED);
        for (int i = 0; i < 1000; i++) {
            assertThat(intake.judge(TrustBand.QUARANTINE, Kind.PULSE, MEGABYTE, 0))
                    .isEqualTo(Verdict.TAKEN);
        }
    }

    @Test
    void aFloodIsCutToTheRate() {
        // 100 s of 10 000 short messages a second.
        long taken = taken(Kind.LEDGER, 100, 1_000_000, SECOND_NS / 10_000);
        assertThat(taken).isBetween(100L * Intake.LEDGER_BYTES_PER_SECOND, 101L * Intake.LEDGER_BYTES_PER_SECOND + 164);
        assertThat(Intake.LEDGER_BYTES_PER_SECOND + Intake.REPORT_BYTES_PER_SECOND)
                .isEqualTo(64 << 10);
    }

    @Test
    void theLongestMessagePassesAndIsWaitedFor() {
        assertThat(intake.judge(TrustBand.LIMITED, Kind.LEDGER, MEGABYTE, 0)).isEqualTo(Verdict.TAKEN);
        long debt = MEGABYTE + Intake.MESSAGE_COST - Intake.LEDGER_BYTES_PER_SECOND;
        long freeNs = debt * SECOND_NS / Intake.LEDGER_BYTES_PER_SECOND;
        assertThat(intake.judge(TrustBand.LIMITED, Kind.LEDGER, 1, freeNs - SECOND_NS / 10))
                .isEqualTo(Verdict.OVER_RATE);
        assertThat(intake.judge(TrustBand.LIMITED, Kind.LEDGER, 1, freeNs + SECOND_NS / 10))
                .isEqualTo(Verdict.TAKEN);
    }

    @Test
    void aBacklogOfTheLedgerDoesNotDrownReports() {
        intake.judge(TrustBand.LIMITED, Kind.LEDGER, MEGABYTE, 0);
        assertThat(intake.judge(TrustBand.LIMITED, Kind.LEDGER, 1, 1)).isEqualTo(Verdict.OVER_RATE);
        // A report of the size of an attack signature every tenth of a second.
        assertThat(taken(Kind.REPORT, 600, 100, SECOND_NS / 10)).isEqualTo(100L * (600 + Intake.MESSAGE_COST));
    }

    @Test
    void restsSaveUpNoMoreThanASecond() {
        ByteAllowance allowance = new ByteAllowance(1000, 0);
        long years = 100L * 365 * 86_400 * SECOND_NS;
        assertThat(allowance.take(1000, years)).isTrue();
        assertThat(allowance.take(1, years)).isFalse();
    }

    @Test
    void whateverIsAskedTheRateHolds() {
        for (long seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            ByteAllowance allowance = new ByteAllowance(48 << 10, 0);
            long nowNs = 0;
            long taken = 0;
            int last = 0;
            for (int i = 0; i < 2000; i++) {
                nowNs += random.nextLong(random.nextBoolean() ? 1000 : 40_000_000);
                int bytes = 1 + random.nextInt(random.nextInt(20) == 0 ? MEGABYTE : 2000);
                if (allowance.take(bytes, nowNs)) {
                    taken += bytes;
                    last = bytes;
                }
            }
            // What was taken last may still be owed.
            assertThat(taken - last)
                    .as("seed %d", seed)
                    .isLessThanOrEqualTo((long) ((1 + nowNs / 1e9) * (48 << 10)) + 1);
        }
    }
}
