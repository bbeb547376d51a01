package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NatPatienceTest {
    private static final long SECOND = 1_000_000_000L;
    private final NatPatience patience = new NatPatience(30 * SECOND, 90 * SECOND);

    @Test
    void growsByHalfUpToTheLongest() {
        patience.survived(30 * SECOND);
        assertThat(patience.silenceNs()).isEqualTo(45 * SECOND);
        patience.survived(44 * SECOND);
        assertThat(patience.silenceNs()).isEqualTo(66 * SECOND);
        patience.survived(66 * SECOND);
        assertThat(patience.silenceNs()).isEqualTo(90 * SECOND);
        patience.survived(3 * SECOND);
        assertThat(patience.silenceNs()).isEqualTo(90 * SECOND);
    }

    @Test
    void staysBelowWhatTheNatForgot() {
        patience.survived(30 * SECOND);
        patience.forgotten(45 * SECOND);
        assertThat(patience.silenceNs()).isEqualTo(40 * SECOND);
        patience.survived(40 * SECOND);
        assertThat(patience.silenceNs()).isEqualTo(40 * SECOND);
        // A longer silence teaches nothing new.
        patience.forgotten(80 * SECOND);
        assertThat(patience.silenceNs()).isEqualTo(40 * SECOND);
        patience.forgotten(22 * SECOND);
        assertThat(patience.silenceNs()).isEqualTo(NatPatience.LEAST_NS);
    }
}
