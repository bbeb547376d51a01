package com.hookprobe.qsecbit.federation.core;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.TagKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Where entries are held, within bounds that no owner can exhaust for the others (FEDERATION 7.4).
 *
 * <p>While a pool is less than half full an owner may hold its maximum. From then on it gets an equal share of the other
 * half. So at any time every owner has room for its share, whatever the others send, and the whole never exceeds the
 * bound. Vetoes have a pool of their own: a flood of reports must not keep them out.
 */
final class EntryStore {
    /** An owner's place in a pool. */
    private record Holder(boolean veto, Bytes32 owner) {}

    /** A tag without entries that is still decided or suppressed. */
    private record Lingering(long untilMicros, TagKey key) {}

    private static final int VETO_PART = 4;

    private final int reportsMax;
    private final int vetoesMax;
    private final int perOwnerMax;
    private final Map<TagKey, TagState> states = new HashMap<>();
    private final Map<Holder, Integer> held = new HashMap<>();
    private final TreeSet<Entry> byEnd =
            new TreeSet<>(Comparator.comparingLong(Entry::untilMicros).thenComparingLong(Entry::serial));
    private final TreeSet<Lingering> lingering = new TreeSet<>(Comparator.comparingLong(Lingering::untilMicros)
            .thenComparing(linger -> linger.key().tag())
            .thenComparingLong(linger -> linger.key().epoch())
            .thenComparing(linger -> linger.key().type()));
    private int vetoes;

    EntryStore(int entriesMax, int perOwnerMax) {
        this.vetoesMax = entriesMax / VETO_PART;
        this.reportsMax = entriesMax - vetoesMax;
        this.perOwnerMax = perOwnerMax;
    }

    Optional<TagState> find(TagKey key) {
        return Optional.ofNullable(states.get(key));
    }

    TagState state(TagKey key) {
        return states.computeIfAbsent(key, TagState::new);
    }

    int size() {
        return byEnd.size();
    }

    int tags() {
        return states.size();
    }

    /** True when the owner of an entry may hold one more of its kind. */
    boolean hasRoom(Entry entry, int activeOwners) {
        Holder holder = holder(entry);
        int max = holder.veto() ? vetoesMax : reportsMax;
        int inPool = holder.veto() ? vetoes : byEnd.size() - vetoes;
        int half = max / 2;
        int share = Math.max(1, (max - half) / Math.max(1, activeOwners));
        int allowed = inPool < half ? Math.min(perOwnerMax, half) : share;
        boolean replacesReport = entry.kind() == Entry.Kind.RETRACTION
                && find(entry.key())
                        .filter(state -> state.entries.containsKey(new Entry.Place(Entry.Kind.REPORT, entry.node())))
                        .isPresent();
        // A retraction takes the place of the report it takes back, so there is always room for it.
        return replacesReport || (inPool < max && held.getOrDefault(holder, 0) < allowed);
    }

    void put(Entry entry) {
        Entry before = state(entry.key()).entries.put(entry.place(), entry);
        if (before != null) {
            forget(before);
        }
        byEnd.add(entry);
        held.merge(holder(entry), 1, Integer::sum);
        vetoes += entry.kind() == Entry.Kind.VETO ? 1 : 0;
    }

    void remove(Entry entry) {
        find(entry.key()).ifPresent(state -> {
            if (state.entries.remove(entry.place(), entry)) {
                forget(entry);
            }
        });
    }

    /** Removes the report that a retraction takes back. */
    void removeReport(TagState state, Entry retraction) {
        Entry report = state.entries.get(new Entry.Place(Entry.Kind.REPORT, retraction.node()));
        if (report != null && state.isTakenBack(report)) {
            remove(report);
        }
    }

    /** Removes what counts no more. */
    void expire(long nowMicros) {
        while (!byEnd.isEmpty() && byEnd.first().untilMicros() <= nowMicros) {
            Entry entry = byEnd.first();
            remove(entry);
            find(entry.key()).ifPresent(state -> dropIfEmpty(state, nowMicros));
        }
        while (!lingering.isEmpty() && lingering.first().untilMicros() <= nowMicros) {
            Lingering linger = lingering.first();
            lingering.remove(linger);
            find(linger.key()).ifPresent(state -> dropIfEmpty(state, nowMicros));
        }
    }

    /** Removes everything that a node said; returns the tags it was about. */
    List<TagState> removeNode(Bytes32 node) {
        List<TagState> touched = new ArrayList<>();
        for (TagState state : states.values()) {
            boolean any = false;
            for (Entry.Kind kind : Entry.Kind.values()) {
                Entry entry = state.entries.remove(new Entry.Place(kind, node));
                if (entry != null) {
                    forget(entry);
                    any = true;
                }
            }
            if (any || state.isBasedOn(node)) {
                touched.add(state);
            }
        }
        return touched;
    }

    /** Forgets a tag without entries, now or when its decision or suppression ends. */
    void dropIfEmpty(TagState state, long nowMicros) {
        if (!state.entries.isEmpty()) {
            return;
        }
        long untilMicros = state.lingersUntilMicros();
        if (untilMicros <= nowMicros) {
            states.remove(state.key, state);
        } else {
            lingering.add(new Lingering(untilMicros, state.key));
        }
    }

    private void forget(Entry entry) {
        byEnd.remove(entry);
        held.computeIfPresent(holder(entry), (holder, count) -> count > 1 ? count - 1 : null);
        vetoes -= entry.kind() == Entry.Kind.VETO ? 1 : 0;
    }

    private static Holder holder(Entry entry) {
        return new Holder(entry.kind() == Entry.Kind.VETO, entry.owner());
    }
}
