package com.hookprobe.qsecbit.model;

import java.util.stream.IntStream;

/**
 * Where the line between normal and attack is drawn.
 *
 * <p>At a fixed price and not at the best F1: an attack that nobody has trained on gets a lower share than its kin, so
 * the line lies as low as one false alarm in 200 normal connections allows. The best F1 would be that of the known
 * attacks only, whatever it costs in unknown ones.
 */
final class ThresholdChoice {
    /** Normal connections that stay below the line. */
    private static final double SPARED = 0.995;

    private static final double LOWEST = 0.2;
    private static final double HIGHEST = 0.5;

    private ThresholdChoice() {}

    /** From shares of rows that were not learnt from. */
    static double line(double[] shares, boolean[] attacks) {
        double[] normal = IntStream.range(0, shares.length)
                .filter(i -> !attacks[i])
                .mapToDouble(i -> shares[i])
                .sorted()
                .toArray();
        return normal.length == 0
                ? HIGHEST
                : Math.max(LOWEST, Math.min(HIGHEST, Math.nextUp(quantile(normal, SPARED))));
    }

    static double quantile(double[] ascending, double part) {
        return ascending[(int) Math.ceil(part * (ascending.length - 1))];
    }
}
