package com.hookprobe.dsm.ledger;

import java.util.ArrayList;
import java.util.List;

/** What is wrong: all counted, the first ones in words. */
final class Findings {
    private static final int KEPT_MAX = 1_000;

    private final List<String> kept = new ArrayList<>();
    private long count;

    void add(String finding) {
        count++;
        if (kept.size() < KEPT_MAX) {
            kept.add(finding);
        }
    }

    long count() {
        return count;
    }

    List<String> kept() {
        return List.copyOf(kept);
    }
}
