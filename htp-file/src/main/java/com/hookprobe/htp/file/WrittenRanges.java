package com.hookprobe.htp.file;

import java.util.HashMap;
import java.util.Map;

/** How much of a file is there from its start on without a gap, when its parts come in any order, each once. */
final class WrittenRanges {
    /** From where to where: parts behind a gap. As many as chunks fit in a window. */
    private final Map<Long, Long> beyond = new HashMap<>();

    private long leading;

    void add(long from, long to) {
        if (from != leading) {
            beyond.put(from, to);
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
