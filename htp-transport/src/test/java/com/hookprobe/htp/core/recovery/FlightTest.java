package com.hookprobe.htp.core.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FlightTest {
    @Test
    void isAQueueWithASearchByNumber() {
        for (long seed = 1; seed <= 20; seed++) {
            Random random = new Random(seed);
            Flight<int[]> flight = new Flight<>(() -> new int[1]);
            List<Long> oracle = new ArrayList<>();
            long number = 0;
            for (int i = 0; i < 2000; i++) {
                if (random.nextInt(100) < (i / 500 % 2 == 0 ? 70 : 30)) {
                    number += 1 + random.nextInt(4);
                    FlightPacket<int[]> packet = flight.obtain();
                    packet.number = number;
                    flight.add(packet);
                    oracle.add(number);
                } else if (!oracle.isEmpty()) {
                    assertThat(flight.get(0).number()).isEqualTo(oracle.get(0));
                    flight.removeFirst();
                    oracle.remove(0);
                }
                assertThat(flight.size()).as("seed %s", seed).isEqualTo(oracle.size());
                long wanted = random.nextLong(number + 5);
                int at = 0;
                while (at < oracle.size() && oracle.get(at) < wanted) {
                    at++;
                }
                assertThat(flight.firstFrom(wanted))
                        .as("seed %s step %s", seed, i)
                        .isEqualTo(at);
            }
        }
    }

    @Test
    void burstsOfOneSizeMakeNothingNewAndAQuietTimeGivesBack() {
        int[] made = new int[1];
        Flight<int[]> flight = new Flight<>(() -> {
            made[0]++;
            return new int[1];
        });
        long number = 0;
        for (int round = 0; round < 20; round++) {
            number = burst(flight, 600, number);
            assertThat(made[0]).as("round %s", round).isEqualTo(600);
        }
        for (int round = 0; round < 20; round++) {
            number = burst(flight, 1, number);
        }
        assertThat(made[0]).isEqualTo(600);
        // All but a few were given to the collector.
        burst(flight, 600, number);
        assertThat(made[0]).isEqualTo(600 + 600 - 16);
    }

    /** The pool has an end. */
    @Test
    void thePoolHoldsAThousandAtMost() {
        int[] made = new int[1];
        Flight<int[]> flight = new Flight<>(() -> {
            made[0]++;
            return new int[1];
        });
        long number = burst(flight, 3000, 0);
        burst(flight, 3000, number);
        assertThat(made[0]).isEqualTo(3000 + 3000 - 1024);
    }

    private static long burst(Flight<int[]> flight, int packets, long number) {
        for (int i = 0; i < packets; i++) {
            FlightPacket<int[]> packet = flight.obtain();
            packet.number = number + i;
            flight.add(packet);
        }
        for (int i = 0; i < packets; i++) {
            flight.removeFirst();
        }
        return number + packets;
    }
}
