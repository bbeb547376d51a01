package com.hookprobe.node.cli;

import com.hookprobe.dsm.ledger.Progress;

/** Lines on standard error while a store is read: one each second at the most, and none for quick work. */
final class LedgerProgress implements Progress {
    private static final long PERIOD_NS = 1_000_000_000L;

    private long toldNs = System.nanoTime();

    @Override
    public void at(String what, long done) {
        long now = System.nanoTime();
        if (now - toldNs >= PERIOD_NS) {
            toldNs = now;
            System.err.printf("%s: %,d%n", what, done);
        }
    }
}
