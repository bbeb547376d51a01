package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.neuro.verify.VerifierOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** neuro 9.25: how many histories a verifier keeps in memory, and how long uploads wait, by its nodes and its heap. */
class FleetHistoriesTest {
    private static final Duration EPOCH = Duration.ofSeconds(30);
    private static final long MIB = 1 << 20;

    private static VerifierOptions options(int members, long heapMib) {
        return FleetHistories.options(members, heapMib * MIB, EPOCH);
    }

    @Test
    void aSmallMeshIsJudgedAtOnceAndWhollyInMemory() {
        VerifierOptions few = options(9, 128);
        assertThat(few.residentDevices()).isEqualTo(256);
        assertThat(few.visitDelay()).isZero();
        assertThat(options(1_000, 768).residentDevices()).isEqualTo(1_000);
        assertThat(options(1_000, 768).visitDelay()).isZero();
    }

    @Test
    void aLargeOneTakesHalfOfTheHeapAndLetsUploadsWait() {
        VerifierOptions many = options(10_000, 1_280);
        assertThat(many.residentDevices() * 190_000L).isBetween(600 * MIB, 704 * MIB);
        assertThat(many.visitDelay()).isEqualTo(Duration.ofSeconds(10));
        assertThat(many.devicesQueued()).isEqualTo(20_000);
        assertThat(options(2_000, 1_280).visitDelay()).isEqualTo(Duration.ofSeconds(2));
        assertThat(options(10_000, 4_096).residentDevices()).isEqualTo(10_000);
    }

    @Test
    void aCertificateDoesNotRunOutWhileAnUploadWaits() {
        assertThat(options(1_000_000, 4_096).visitDelay()).isEqualTo(EPOCH.dividedBy(3));
    }
}
