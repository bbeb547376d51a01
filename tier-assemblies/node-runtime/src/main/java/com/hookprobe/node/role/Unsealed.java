package com.hookprobe.node.role;

import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.response.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Detections that the ledger has not taken: they wait for it, bounded, also while the node opens its stores again. When there are too
 * many the oldest go, and are counted. Owned by the node's loop.
 */
final class Unsealed {
    /** Some 4 MiB. */
    static final int MAX = 4_096;

    /** What a block is to say of a detection, and what became of it here. */
    record Entry(Detection detection, Outcome outcome, byte[] payload, boolean critical) {}

    private final Deque<Entry> waiting = new ArrayDeque<>();
    private long lost;

    void add(List<Entry> entries) {
        waiting.addAll(entries);
        while (waiting.size() > MAX) {
            waiting.removeFirst();
            lost++;
        }
    }

    /** The oldest, at most so many; they stay until {@link #sealed}. */
    List<Entry> next(int most) {
        List<Entry> next = new ArrayList<>();
        for (Entry entry : waiting) {
            if (next.size() == most) {
                break;
            }
            next.add(entry);
        }
        return next;
    }

    /** So many of the oldest have their blocks. */
    void sealed(int count) {
        for (int i = 0; i < count; i++) {
            waiting.removeFirst();
        }
    }

    int size() {
        return waiting.size();
    }

    /** How many never got a block. */
    long lost() {
        return lost;
    }
}
