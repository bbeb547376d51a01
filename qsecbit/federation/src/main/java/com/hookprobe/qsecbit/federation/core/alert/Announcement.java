package com.hookprobe.qsecbit.federation.core.alert;

import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.metric.Severity;

/**
 * An alert class that the site should report (FEDERATION 4).
 *
 * @param value the class
 * @param severity of the report
 * @param confidencePercent 0 to 100: the more classes came together, the higher
 * @param firstMicros when it was first seen in this burst, microseconds since the epoch
 * @param lastMicros when it was last seen
 */
public record Announcement(
        IndicatorValue value, Severity severity, int confidencePercent, long firstMicros, long lastMicros) {}
