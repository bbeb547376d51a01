package com.hookprobe.htp.core.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PacerTest {
    private static final long MS = 1_000_000;

    @Test
    void letsTenPacketsGoAtOnceThenOneAndAQuarterWindowsARoundTrip() {
        Pacer pacer = new Pacer(1200);
        long now = 5;
        int burst = 0;
        while (pacer.readyNs(120_000, 100 * MS, now) <= now) {
            pacer.onSent(1200);
            burst++;
        }
        assertThat(burst).isEqualTo(10);
        int packets = 0;
        long end = now + 1000 * MS;
        while (now < end) {
            now = pacer.readyNs(120_000, 100 * MS, now);
            pacer.onSent(1200);
            packets++;
        }
        // 1.25 windows of 100 packets in each of ten round trips.
        assertThat(packets).isCloseTo(1250, within(2));
    }

    @Test
    void atAHighRateTheBurstIsWhatAMillisecondBrings() {
        Pacer pacer = new Pacer(1200);
        pacer.readyNs(12_000_000, 10 * MS, 0);
        long now = 100 * MS;
        int burst = 0;
        while (pacer.readyNs(12_000_000, 10 * MS, now) <= now) {
            pacer.onSent(1200);
            burst++;
        }
        assertThat(burst).isEqualTo(1250);
    }

    /** Who waits until the time told may send then: no waking for nothing. */
    @Test
    void theTimeToldIsEnough() {
        for (long seed = 1; seed <= 50; seed++) {
            Random random = new Random(seed);
            Pacer pacer = new Pacer(1200);
            long now = random.nextLong(1L << 50);
            for (int i = 0; i < 2000; i++) {
                long window = 2400L + random.nextInt(16 << 20);
                long rtt = 1 + random.nextLong(300 * MS);
                long ready = pacer.readyNs(window, rtt, now);
                if (ready > now) {
                    assertThat(pacer.readyNs(window, rtt, ready))
                            .as("seed %s step %s", seed, i)
                            .isEqualTo(ready);
                    now = ready;
                }
                pacer.onSent(1 + random.nextInt(1200));
            }
        }
    }
}
