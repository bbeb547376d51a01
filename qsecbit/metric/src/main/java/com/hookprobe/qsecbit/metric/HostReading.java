package com.hookprobe.qsecbit.metric;

import java.util.OptionalDouble;

/**
 * One reading of the host: the busy shares of CPU, memory, network and disk, each in [0, 1], and the power drawn in
 * watts when the host can tell.
 */
public record HostReading(double cpu, double memory, double network, double disk, OptionalDouble powerWatts) {
    /** The number of shares. */
    static final int SHARES = 4;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException when a share is outside [0, 1] or the power is negative or not finite
     */
    public HostReading {
        share("cpu", cpu);
        share("memory", memory);
        share("network", network);
        share("disk", disk);
        double watts = powerWatts.orElse(0);
        if (!(watts >= 0 && watts < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("power must be finite and not negative, got " + watts);
        }
    }

    /** A reading of a host that cannot tell its power. */
    public static HostReading of(double cpu, double memory, double network, double disk) {
        return new HostReading(cpu, memory, network, disk, OptionalDouble.empty());
    }

    double[] shares() {
        return new double[] {cpu, memory, network, disk};
    }

    private static void share(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be in [0, 1], got " + value);
        }
    }
}
