package com.hookprobe.htp.core.meet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KnownCircuitsTest {
    private static final long CARRIER = 7;
    private final KnownCircuits circuits = new KnownCircuits();

    /** A validator that names more and more circuits must not push out the one that a session runs over. */
    @Test
    void theCircuitThatWasNotUsedForLongestMakesRoom() {
        for (int circuit = 0; circuit < KnownCircuits.PER_SESSION_MAX; circuit++) {
            circuits.add(CARRIER, circuit);
        }
        for (int circuit = 1000; circuit < 1000 + 2 * KnownCircuits.PER_SESSION_MAX; circuit++) {
            assertThat(circuits.get(CARRIER, 0)).as("in use").isNotNull();
            circuits.add(CARRIER, circuit);
        }
        assertThat(circuits.get(CARRIER, 0)).isNotNull();
        assertThat(circuits.get(CARRIER, 1)).isNull();
        assertThat(circuits.get(CARRIER, 1000)).isNull();
        assertThat(circuits.get(CARRIER + 1, 0)).isNull();
        circuits.sessionGone(CARRIER);
        assertThat(circuits.get(CARRIER, 0)).isNull();
        assertThat(circuits.size()).isZero();
    }
}
