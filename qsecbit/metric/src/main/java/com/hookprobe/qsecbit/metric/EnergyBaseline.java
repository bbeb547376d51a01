package com.hookprobe.qsecbit.metric;

/** The term "energy anomaly": how many deviations the power of the host lies above its own mean. */
final class EnergyBaseline {
    static final int SAMPLES_MIN = 100;
    static final double DEVIATIONS_MIN = 2.5;
    static final double DEVIATIONS_FULL = 10;
    private static final int MEMORY_SAMPLES = 3600;
    /** A host with a very steady power must not alarm at the first watt: no deviation below a share of the mean. */
    private static final double DEVIATION_SHARE_MIN = 0.05;

    private long samples;
    private double meanWatts;
    private double variance;

    void learn(double watts) {
        samples++;
        double weight = 1.0 / Math.min(samples, MEMORY_SAMPLES);
        double difference = watts - meanWatts;
        meanWatts += weight * difference;
        variance = (1 - weight) * (variance + weight * difference * difference);
    }

    void write(StateWriter out) {
        out.count(samples);
        out.number(meanWatts);
        out.number(variance);
    }

    void read(StateReader in) throws StateException {
        samples = in.count();
        meanWatts = in.number();
        variance = in.number();
        in.check(meanWatts >= 0 && variance >= 0, "a power or its variance is negative");
    }

    boolean ready() {
        return samples >= SAMPLES_MIN;
    }

    long samples() {
        return samples;
    }

    double deviations(double watts) {
        double deviation = Math.max(Math.sqrt(variance), Math.max(1e-3, meanWatts * DEVIATION_SHARE_MIN));
        return (watts - meanWatts) / deviation;
    }

    double anomaly(double watts) {
        double deviations = deviations(watts);
        return deviations <= DEVIATIONS_MIN ? 0 : Math.min(1, deviations / DEVIATIONS_FULL);
    }
}
