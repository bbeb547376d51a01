package com.hookprobe.htp.core;

import java.util.random.RandomGenerator;

/** HTP 3.4: "resend same bytes at 1,2,4,8,16 s +-10 %". */
final class ResendTimer {
    private static final long[] OFFSETS_MS = {1000, 2000, 4000, 8000, 16000};

    /** HTP 3.7: after a meeting the first HELLO may come before the called one's NAT is open. */
    private static final long[] MET_OFFSETS_MS = {250, 500, 1000, 2000, 4000, 8000, 16000};

    private final long[] offsetsMs;
    private final long startNs;
    private final RandomGenerator random;
    private int sent;
    private long nextNs;

    ResendTimer(long nowNs, RandomGenerator random) {
        this(OFFSETS_MS, nowNs, random);
    }

    /** The timer of a HELLO to a node that we meet through a validator. */
    static ResendTimer met(long nowNs, RandomGenerator random) {
        return new ResendTimer(MET_OFFSETS_MS, nowNs, random);
    }

    private ResendTimer(long[] offsetsMs, long nowNs, RandomGenerator random) {
        this.offsetsMs = offsetsMs;
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
        if (sent >= offsetsMs.length) {
            nextNs = Long.MAX_VALUE;
            return;
        }
        long offsetNs = offsetsMs[sent] * 1_000_000;
        nextNs = startNs + offsetNs + random.nextLong(-offsetNs / 10, offsetNs / 10 + 1);
    }
}
