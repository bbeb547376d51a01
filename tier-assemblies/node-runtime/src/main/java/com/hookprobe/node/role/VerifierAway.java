package com.hookprobe.node.role;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * For how much longer than they say certificates hold while nobody can renew them: there is no session with the verifier, or it is so
 * young that nodes have had no time to get new ones (mesh 2.4). Written by the node's loop, read by those who serve a node.
 */
final class VerifierAway implements LongSupplier {
    /** A node uploads, is verified and shows its certificate in less. */
    private static final long RENEWAL_NS = Duration.ofSeconds(60).toNanos();

    private final LongSupplier nowNs;
    private final long graceMicros;
    private volatile boolean away = true;
    private volatile long backNs;

    VerifierAway(Duration grace, LongSupplier nowNs) {
        this.graceMicros = grace.toNanos() / 1_000;
        this.nowNs = nowNs;
        this.backNs = nowNs.getAsLong();
    }

    void onUp() {
        if (away) {
            backNs = nowNs.getAsLong();
            away = false;
        }
    }

    void onDown() {
        away = true;
    }

    /** Microseconds; 0 while the verifier is there. */
    @Override
    public long getAsLong() {
        return away || nowNs.getAsLong() - backNs < RENEWAL_NS ? graceMicros : 0;
    }
}
