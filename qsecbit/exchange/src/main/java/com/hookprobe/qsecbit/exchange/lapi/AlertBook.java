package com.hookprobe.qsecbit.exchange.lapi;

import com.hookprobe.qsecbit.exchange.ForeignAlert;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The latest alerts that were taken, so that an engine can look up its own. In memory only, bounded in bytes; thread-safe. */
final class AlertBook {
    static final int ALERTS_MAX = 2_048;
    static final long BYTES_MAX = 16L << 20;

    /** About what the objects of an alert, or of a wish, take besides their texts. */
    private static final int OBJECT_BYTES = 256;

    private final TreeMap<Long, Entry> entries = new TreeMap<>();
    private long nextId;
    private long bytes;

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
            bytes += bytes(alert);
        }
        while (entries.size() > ALERTS_MAX || bytes > BYTES_MAX) {
            bytes -= bytes(entries.pollFirstEntry().getValue().alert());
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

    private static long bytes(ForeignAlert alert) {
        long bytes = OBJECT_BYTES + bytes(alert.subject().value(), alert.scenario(), alert.message());
        for (ForeignAlert.Wish wish : alert.wishes()) {
            bytes += OBJECT_BYTES + bytes(wish.subject().value(), wish.scenario(), wish.origin());
        }
        return bytes;
    }

    private static long bytes(String... texts) {
        long chars = 0;
        for (String text : texts) {
            chars += text.length();
        }
        return Character.BYTES * chars;
    }
}
