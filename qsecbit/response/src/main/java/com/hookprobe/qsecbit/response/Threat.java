package com.hookprobe.qsecbit.response;

import com.hookprobe.qsecbit.metric.Severity;

/**
 * What a policy needs to know of a detection, whatever its kind.
 *
 * @param source whom the detection is about
 * @param severity how bad it is
 * @param confidence how sure the detector is, in [0, 1]
 * @param internal true when the source is a host of this site
 * @param reason one line for people
 */
public record Threat(Indicator source, Severity severity, double confidence, boolean internal, String reason) {
    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException when the confidence is not a number in [0, 1]
     */
    public Threat {
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException("a confidence lies in [0, 1], got " + confidence);
        }
    }
}
