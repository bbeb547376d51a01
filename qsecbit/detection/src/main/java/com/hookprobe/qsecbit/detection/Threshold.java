package com.hookprobe.qsecbit.detection;

/**
 * A number of a detector that an operator may set.
 *
 * @param name detector and number, for example {@code port-scan.ports}
 * @param standard the value without configuration
 * @param min the least that may be set
 * @param max the most
 * @param unit for example "hosts" or "per second"
 * @param meaning one line for people
 */
public record Threshold(String name, double standard, double min, double max, String unit, String meaning) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException when the standard value is not in [min, max]
     */
    public Threshold {
        if (!(min <= standard && standard <= max)) {
            throw new IllegalArgumentException(name + ": " + standard + " is not in " + min + ".." + max);
        }
    }
}
