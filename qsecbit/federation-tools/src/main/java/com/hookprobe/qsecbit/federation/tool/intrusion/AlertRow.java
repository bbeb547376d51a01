package com.hookprobe.qsecbit.federation.tool.intrusion;

import com.hookprobe.qsecbit.federation.IndicatorValue;

/**
 * One alert of one site.
 *
 * @param micros when, microseconds since the epoch
 * @param name what the sensor calls it
 * @param value its class: the name and the kind of host
 * @param host which of the site's hosts, numbered as they occur
 * @param step the step of the intrusion that caused it, as the recording knows; empty for a benign alert. Nothing that decides
 *     may look at it
 */
record AlertRow(long micros, String name, IndicatorValue value, long host, String step) {
    boolean isBenign() {
        return step.isEmpty();
    }
}
