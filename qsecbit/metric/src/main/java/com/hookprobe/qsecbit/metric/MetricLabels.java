package com.hookprobe.qsecbit.metric;

import java.nio.charset.StandardCharsets;

/** The domain separation strings of the metric. */
final class MetricLabels {
    private static final String STATE_TEXT = "HOOKPROBE QSECBIT STATE V1";

    /** Before what is hashed over a stored score, with one zero byte. */
    static final byte[] STATE = (STATE_TEXT + "\0").getBytes(StandardCharsets.US_ASCII);

    private MetricLabels() {}
}
