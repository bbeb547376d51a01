package com.hookprobe.qsecbit.response;

import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import com.hookprobe.qsecbit.metric.Severity;

/**
 * What a policy needs to know of a detection.
 *
 * @param kind the name of the attack, as in the action table
 * @param source whom the detection is about, or {@link IpAddress#NONE}
 * @param mac the hardware address that the frames came from, or {@link MacAddress#NONE}
 * @param severity how bad it is
 * @param confidence how sure the detector is, in [0, 1]
 * @param internal true when the source is a host of this site
 * @param reason one line for people
 */
public record Threat(
        String kind,
        IpAddress source,
        MacAddress mac,
        Severity severity,
        double confidence,
        boolean internal,
        String reason) {
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
