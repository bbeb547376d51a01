package com.hookprobe.htp;

import java.time.Duration;

/**
 * What introductions may cost a validator (HTP 3.7).
 *
 * @param seeksPerNodeMinute seeks of one node per minute, refused ones too; the burst is as much, 1 to 100000
 * @param circuitsPerSession relay circuits that one session has part in, 1 to 65536
 * @param circuitsMax relay circuits in all, 1 to 1048576
 * @param circuitIdle a circuit ends when nothing passes for that long, 1 s to 1 h. Below 40 s, relayed sessions that are
 *     silent lose theirs
 * @param circuitBytesPerSecond bytes that one circuit carries, both ways together, 2048 to 2^40; the burst is a second's worth
 * @param relayBytesPerSecond the same for all circuits together
 */
public record IntroductionLimits(
        int seeksPerNodeMinute,
        int circuitsPerSession,
        int circuitsMax,
        Duration circuitIdle,
        long circuitBytesPerSecond,
        long relayBytesPerSecond) {
    public IntroductionLimits {
        Arguments.inRange(seeksPerNodeMinute, 1, 100_000, "seeksPerNodeMinute");
        Arguments.inRange(circuitsPerSession, 1, 65_536, "circuitsPerSession");
        Arguments.inRange(circuitsMax, 1, 1 << 20, "circuitsMax");
        Arguments.inRange(circuitIdle.toMillis(), 1000, 3_600_000, "circuitIdle in ms");
        Arguments.inRange(circuitBytesPerSecond, 2048, 1L << 40, "circuitBytesPerSecond");
        Arguments.inRange(relayBytesPerSecond, 2048, 1L << 40, "relayBytesPerSecond");
    }

    /** 12 seeks a minute, 16 circuits per session and 1024 in all, 60 s, 256 KiB/s per circuit and 8 MiB/s in all. */
    public static IntroductionLimits standard() {
        return new IntroductionLimits(12, 16, 1024, Duration.ofSeconds(60), 256L << 10, 8L << 20);
    }
}
