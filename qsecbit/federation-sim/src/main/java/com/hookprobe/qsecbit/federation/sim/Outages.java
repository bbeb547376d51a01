package com.hookprobe.qsecbit.federation.sim;

import java.util.ArrayList;
import java.util.List;

/** When an end of the network hears and says nothing. What is sent to it meanwhile arrives afterwards. */
final class Outages {
    private record Outage(long fromMicros, long untilMicros) {}

    private final List<Outage> outages = new ArrayList<>();

    void add(long fromMicros, long lastsMicros) {
        outages.add(new Outage(fromMicros, fromMicros + lastsMicros));
    }

    boolean awayAt(long micros) {
        for (Outage outage : outages) {
            if (outage.fromMicros() <= micros && micros < outage.untilMicros()) {
                return true;
            }
        }
        return false;
    }

    /** The first time from then on at which it is there. */
    long thereFrom(long micros) {
        long there = micros;
        for (boolean moved = true; moved; ) {
            moved = false;
            for (Outage outage : outages) {
                if (outage.fromMicros() <= there && there < outage.untilMicros()) {
                    there = outage.untilMicros();
                    moved = true;
                }
            }
        }
        return there;
    }

    /** When it came back last before a time; the least long when it was never away. */
    long backBefore(long micros) {
        long back = Long.MIN_VALUE;
        for (Outage outage : outages) {
            if (outage.untilMicros() <= micros) {
                back = Math.max(back, outage.untilMicros());
            }
        }
        return back;
    }
}
