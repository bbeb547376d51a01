package com.hookprobe.node.federation.core;

import com.hookprobe.identity.NodeId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Messages of many authors that wait, in the order in which they came. When it is full the author with the most loses its oldest, so
 * nobody can push out another's beyond an equal share. Pure and not thread-safe.
 *
 * @param <M> a message
 */
public final class FairQueue<M> {
    /**
     * One that waits.
     *
     * @param serial its place
     * @param sinceMicros when it came first
     */
    public record Entry<M>(long serial, NodeId author, M message, long sinceMicros) {}

    private final int max;
    private final TreeMap<Long, Entry<M>> order = new TreeMap<>();
    private final Map<NodeId, TreeSet<Long>> byAuthor = new HashMap<>();
    private long nextSerial;

    /** @param max how many wait at most, above zero */
    public FairQueue(int max) {
        this.max = max;
    }

    /** Comes last. */
    public void add(NodeId author, M message, long nowMicros) {
        put(new Entry<>(nextSerial++, author, message, nowMicros));
    }

    /** Was taken out and comes back to its place. */
    public void giveBack(Entry<M> entry) {
        put(entry);
    }

    /** Takes the first out. */
    public Optional<Entry<M>> poll() {
        return Optional.ofNullable(order.firstEntry()).map(first -> remove(first.getValue()));
    }

    /** How many wait. */
    public int size() {
        return order.size();
    }

    private void put(Entry<M> entry) {
        order.put(entry.serial(), entry);
        byAuthor.computeIfAbsent(entry.author(), a -> new TreeSet<>()).add(entry.serial());
        if (order.size() > max) {
            // Of authors with as many, the one whose oldest has waited longest.
            TreeSet<Long> most = byAuthor.values().stream()
                    .max((a, b) -> a.size() != b.size()
                            ? Integer.compare(a.size(), b.size())
                            : Long.compare(b.first(), a.first()))
                    .orElseThrow();
            Entry<M> oldest = order.get(most.first());
            if (oldest != null) {
                remove(oldest);
            }
        }
    }

    private Entry<M> remove(Entry<M> entry) {
        order.remove(entry.serial());
        TreeSet<Long> own = byAuthor.get(entry.author());
        if (own != null) {
            own.remove(entry.serial());
            if (own.isEmpty()) {
                byAuthor.remove(entry.author());
            }
        }
        return entry;
    }
}
