package com.hookprobe.qsecbit.model;

/** So many detections per minute of event time, whatever happens. Not thread-safe. */
final class DetectionBudget {
    private static final long MINUTE_MICROS = 60_000_000;

    private final int most;
    private long minute = Long.MIN_VALUE;
    private int taken;

    DetectionBudget(int most) {
        this.most = most;
    }

    /** Takes one; false when the minute's are used up. A time before the current minute counts to it. */
    boolean take(long timeMicros) {
        long now = Math.floorDiv(timeMicros, MINUTE_MICROS);
        if (now > minute) {
            minute = now;
            taken = 0;
        }
        return taken++ < most;
    }
}
