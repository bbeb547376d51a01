package com.hookprobe.htp.file;

import java.util.HashMap;
import java.util.Map;

/**
 * How much of a file is there from its start on without a gap, when its parts come in any order, each once. Remembers only so
 * many parts behind a gap: a write that goes on from an earlier try never fills it.
 */
final class WrittenRanges {
    /** More than chunks fit in a window. */
    static final int BEYOND_MAX = 1024;

    /** From where to where: parts behind a gap. */
    private final Map<Long, Long> beyond = new HashMap<>();

    private long leading;

    void add(long from, long to) {
        if (from != leading) {
            if (beyond.size() < BEYOND_MAX) {
                beyond.put(from, to);
            }
            return;
        }
        leading = to;
        for (Long next = beyond.remove(leading); next != null; next = beyond.remove(leading)) {
            leading = next;
        }
    }

    /** Bytes from the start on without a gap. */
    long leading() {
        return leading;
    }
}
