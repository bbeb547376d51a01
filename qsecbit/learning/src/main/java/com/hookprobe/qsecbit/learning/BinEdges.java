package com.hookprobe.qsecbit.learning;

import com.hookprobe.qsecbit.model.Feature;

/** Where the bins of a feature end (LEARNING 1.2). Fixed by the kind of the feature and not by any data. */
final class BinEdges {
    private static final double[] NONE = {};
    private static final double[] BINARY = {0.5};
    /** Shares in [0, 1]; NSL-KDD and our sensors tell them in hundredths. */
    private static final double[] RATE = {
        0.005, 0.015, 0.035, 0.075, 0.15, 0.25, 0.35, 0.495, 0.505, 0.65, 0.8, 0.905, 0.965, 0.985, 0.995
    };
    /** Counts; the windows end at 255 and 511. */
    private static final double[] COUNT = {
        0.5, 1.5, 2.5, 4.5, 8.5, 16.5, 32.5, 64.5, 128.5, 192.5, 240.5, 254.5, 400.5, 510.5
    };
    /** Bytes, before their logarithm. */
    private static final double[] BYTES = {
        0.5, 4, 16, 32, 64, 100, 128, 180, 256, 350, 512, 1024, 2048, 4096, 16_384, 65_536, 1_000_000
    };
    /** Seconds, packets and other sizes, before their logarithm. */
    private static final double[] SIZE = {0.5, 1.5, 4, 16, 64, 256, 1024, 4096, 16_384};

    private BinEdges() {}

    /** Ascending; from each on a number is in the next bin. None for an indicator of a group. */
    static double[] of(Feature feature) {
        String name = feature.name();
        if (name.indexOf('=') > 0) {
            return NONE;
        }
        if (feature.scale() == Feature.Scale.LOG) {
            double[] raw = name.endsWith("_bytes") ? BYTES : SIZE;
            double[] scaled = new double[raw.length];
            for (int i = 0; i < raw.length; i++) {
                scaled[i] = feature.scaled(raw[i]);
            }
            return scaled;
        }
        return switch (name) {
            case "land", "logged_in", "root_shell", "is_host_login", "is_guest_login" -> BINARY;
            default -> name.endsWith("_rate") ? RATE : COUNT;
        };
    }
}
