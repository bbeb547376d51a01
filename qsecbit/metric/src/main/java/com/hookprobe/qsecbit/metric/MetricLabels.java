package com.hookprobe.qsecbit.metric;

import java.nio.charset.StandardCharsets;

/** The domain separation strings of the metric. */
final class MetricLabels {
    private static final String BASELINES_TEXT = "HOOKPROBE QSECBIT BASELINES V1";

    /** Before what is hashed over stored baselines, with one zero byte. */
    static final byte[] BASELINES = (BASELINES_TEXT + "\0").getBytes(StandardCharsets.US_ASCII);

    private MetricLabels() {}
}
