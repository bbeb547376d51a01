package com.hookprobe.qsecbit.learning.core;

/**
 * When a roll-out goes on or back (LEARNING 7.5).
 *
 * @param soakSeconds how long a stage lasts at least, 0 to 31,536,000
 * @param flowsMin reports with fewer judged connections say nothing, at least 1
 * @param riseMilli how much higher a rate may become, in thousandths of what it was, 0 to 100,000
 * @param slackPerMillion and besides so many in a million, 0 to 1,000,000: of a rate of almost nothing twice as much is nothing still
 */
public record RolloutConfig(long soakSeconds, long flowsMin, int riseMilli, int slackPerMillion) {
    /** A day for each stage, 1,000 connections, half as much again and one in 1,000. */
    public static final RolloutConfig STANDARD = new RolloutConfig(86_400, 1_000, 500, 1_000);

    private static final long SOAK_SECONDS_MAX = 31_536_000;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException for a value out of range
     */
    public RolloutConfig {
        if (soakSeconds < 0
                || soakSeconds > SOAK_SECONDS_MAX
                || flowsMin < 1
                || riseMilli < 0
                || riseMilli > 100_000
                || slackPerMillion < 0
                || slackPerMillion > 1_000_000) {
            throw new IllegalArgumentException("expected a soak of up to a year, flows from 1, a rise of 0..100,000 and"
                    + " a slack of 0..1,000,000; found " + soakSeconds + ", " + flowsMin + ", " + riseMilli + ", "
                    + slackPerMillion);
        }
    }
}
