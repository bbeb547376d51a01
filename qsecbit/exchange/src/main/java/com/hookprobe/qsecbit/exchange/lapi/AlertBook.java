package com.hookprobe.qsecbit.exchange.lapi;

import com.hookprobe.qsecbit.exchange.ForeignAlert;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The latest alerts that were taken, so that an engine can look up its own. In memory only; thread-safe. */
final class AlertBook {
    static final int ALERTS_MAX = 2_048;

    private final TreeMap<Long, Entry> entries = new TreeMap<>();
    private long nextId;

    /** An alert with its number and the time it came. */
    record Entry(long id, long takenMicros, ForeignAlert alert) {}

    /**
     * An empty book.
     *
     * @param firstId larger than any of an earlier start, so that numbers do not come again
     */
    AlertBook(long firstId) {
        this.nextId = firstId;
    }

    synchronized List<Long> add(List<ForeignAlert> alerts, long nowMicros) {
        List<Long> ids = new ArrayList<>();
        for (ForeignAlert alert : alerts) {
            ids.add(nextId);
            entries.put(nextId, new Entry(nextId, nowMicros, alert));
            nextId++;
        }
        while (entries.size() > ALERTS_MAX) {
            entries.pollFirstEntry();
        }
        return ids;
    }

    /** Newest first. */
    synchronized List<Entry> find(String machine, Predicate<Entry> wanted, int max) {
        List<Entry> found = new ArrayList<>();
        Iterator<Entry> newest = entries.descendingMap().values().iterator();
        while (newest.hasNext() && found.size() < max) {
            Entry entry = newest.next();
            if (entry.alert().machine().equals(machine) && wanted.test(entry)) {
                found.add(entry);
            }
        }
        return found;
    }

    synchronized Optional<Entry> get(String machine, long id) {
        return Optional.ofNullable(entries.get(id))
                .filter(entry -> entry.alert().machine().equals(machine));
    }
}
