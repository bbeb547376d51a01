package com.hookprobe.htp.core;

import java.util.random.RandomGenerator;

/** HTP 3.4: "resend same bytes at 1,2,4,8,16 s +-10 %". */
final class ResendTimer {
    private static final long[] OFFSETS_MS = {1000, 2000, 4000, 8000, 16000};

    private final long startNs;
    private final RandomGenerator random;
    private int sent;
    private long nextNs;

    ResendTimer(long nowNs, RandomGenerator random) {
        this.startNs = nowNs;
        this.random = random;
        schedule();
    }

    long nextNs() {
        return nextNs;
    }

    /** True when it is time; then the next time is set. */
    boolean due(long nowNs) {
        if (nowNs < nextNs) {
            return false;
        }
        sent++;
        schedule();
        return true;
    }

    private void schedule() {
        if (sent >= OFFSETS_MS.length) {
            nextNs = Long.MAX_VALUE;
            return;
        }
        long offsetNs = OFFSETS_MS[sent] * 1_000_000;
        nextNs = startNs + offsetNs + random.nextLong(-offsetNs / 10, offsetNs / 10 + 1);
    }
}
