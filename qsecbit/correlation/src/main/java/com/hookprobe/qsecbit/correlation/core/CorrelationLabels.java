package com.hookprobe.qsecbit.correlation.core;

/** Domain separation labels of the correlation module. They are part of the format and never change. */
final class CorrelationLabels {
    /** The name of an output (CORRELATION 3.3). */
    static final String OUTPUT_ID = "HOOKPROBE CORRELATOR OUTPUT ID V1";

    private CorrelationLabels() {}
}
