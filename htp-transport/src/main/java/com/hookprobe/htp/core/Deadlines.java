package com.hookprobe.htp.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which session wants to be looked at when. */
final class Deadlines {
    private record Entry(long atNs, long id) {}

    private final TreeSet<Entry> queue =
            new TreeSet<>(Comparator.comparingLong(Entry::atNs).thenComparingLong(Entry::id));
    private final Map<Long, Entry> byId = new HashMap<>();

    void set(long id, long atNs) {
        remove(id);
        if (atNs != Long.MAX_VALUE) {
            Entry entry = new Entry(atNs, id);
            byId.put(id, entry);
            queue.add(entry);
        }
    }

    void remove(long id) {
        @Nullable Entry old = byId.remove(id);
        if (old != null) {
            queue.remove(old);
        }
    }

    long nextNs() {
        return queue.isEmpty() ? Long.MAX_VALUE : queue.first().atNs();
    }

    /** The ids that are due; they stay until they are set again. */
    List<Long> due(long nowNs) {
        List<Long> ids = new ArrayList<>();
        for (Entry entry : queue) {
            if (entry.atNs() > nowNs) {
                break;
            }
            ids.add(entry.id());
        }
        return ids;
    }
}
