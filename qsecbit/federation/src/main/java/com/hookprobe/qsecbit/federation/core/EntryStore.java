package com.hookprobe.qsecbit.federation.core;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.TagKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
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

    /** An entry and until when its owner is charged for it. */
    private record Slot(long untilMicros, Entry entry) {}

    /** A tag without entries that is still decided or suppressed. */
    private record Lingering(long untilMicros, TagKey key) {}

    private static final int VETO_PART = 4;

    private final int reportsMax;
    private final int vetoesMax;
    private final int perOwnerMax;
    private final Map<TagKey, TagState> states = new HashMap<>();
    private final Map<Holder, Integer> held = new HashMap<>();
    private final TreeSet<Slot> byEnd = new TreeSet<>(Comparator.comparingLong(Slot::untilMicros)
            .thenComparingLong(slot -> slot.entry().serial()));

    /** The few that keep their place for longer than they count, by serial. */
    private final Map<Long, Long> keptUntilMicros = new HashMap<>();

    private final TreeSet<Lingering> lingering =
            new TreeSet<>(Comparator.comparingLong(Lingering::untilMicros).thenComparing(Lingering::key));
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

    /** Every tag that is known, in no order. */
    Collection<TagState> states() {
        return states.values();
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
        Optional<Entry> report = find(entry.key())
                .flatMap(state ->
                        Optional.ofNullable(state.entries.get(new Entry.Place(Entry.Kind.REPORT, entry.node()))));
        boolean replacesReport = entry.kind() == Entry.Kind.RETRACTION
                && report.filter(taken -> taken.seenMinutes() <= entry.seenMinutes())
                        .isPresent();
        // A retraction takes the place of the report it takes back, so there is always room for it.
        return replacesReport || (inPool < max && held.getOrDefault(holder, 0) < allowed);
    }

    void put(Entry entry) {
        Entry before = state(entry.key()).entries.put(entry.place(), entry);
        if (before != null) {
            forget(before);
        }
        byEnd.add(new Slot(entry.untilMicros(), entry));
        held.merge(holder(entry), 1, Integer::sum);
        vetoes += entry.kind() == Entry.Kind.VETO ? 1 : 0;
    }

    void remove(Entry.Place place, TagState state) {
        Entry entry = state.entries.remove(place);
        if (entry != null) {
            forget(entry);
        }
    }

    /** Removes the report that a retraction takes back. */
    void removeReport(TagState state, Entry retraction) {
        Entry report = state.entries.get(new Entry.Place(Entry.Kind.REPORT, retraction.node()));
        if (report != null && state.isTakenBack(report)) {
            remove(report.place(), state);
        }
    }

    /** Removes what counts no more. */
    void expire(long nowMicros) {
        while (!byEnd.isEmpty() && byEnd.first().untilMicros() <= nowMicros) {
            Slot slot = byEnd.first();
            Entry entry = slot.entry();
            TagState state = state(entry.key());
            long chargedUntilMicros = state.restsOn(entry, nowMicros);
            if (chargedUntilMicros > nowMicros) {
                // FEDERATION 7.4: or short reports would leave any number of decisions behind.
                byEnd.remove(slot);
                byEnd.add(new Slot(chargedUntilMicros, entry));
                keptUntilMicros.put(entry.serial(), chargedUntilMicros);
            } else {
                remove(entry.place(), state);
                dropIfEmpty(state, nowMicros);
            }
        }
        while (!lingering.isEmpty() && lingering.first().untilMicros() <= nowMicros) {
            Lingering linger = lingering.first();
            lingering.remove(linger);
            find(linger.key()).ifPresent(state -> dropIfEmpty(state, nowMicros));
        }
    }

    /** What keeps its place for longer than it counts, by serial. */
    Map<Long, Long> keptUntilMicros() {
        return Collections.unmodifiableMap(keptUntilMicros);
    }

    /** For a store that was filled anew: what was kept so before. */
    void keepUntilMicros(Map<Long, Long> bySerial) {
        for (Slot slot : List.copyOf(byEnd)) {
            Long untilMicros = bySerial.get(slot.entry().serial());
            if (untilMicros != null) {
                byEnd.remove(slot);
                byEnd.add(new Slot(untilMicros, slot.entry()));
                keptUntilMicros.put(slot.entry().serial(), untilMicros);
            }
        }
    }

    /** The tags that a node spoke about, or that a decision of its word is about, in their order. */
    List<TagState> spokenOf(Bytes32 node) {
        List<TagState> spoken = new ArrayList<>();
        for (TagState state : states.values()) {
            boolean any = false;
            for (Entry.Kind kind : Entry.Kind.values()) {
                any |= state.entries.containsKey(new Entry.Place(kind, node));
            }
            if (any || state.isBasedOn(node)) {
                spoken.add(state);
            }
        }
        spoken.sort(Comparator.comparing(state -> state.key));
        return spoken;
    }

    /** Removes everything that a node said about a tag. */
    void removeNode(TagState state, Bytes32 node) {
        for (Entry.Kind kind : Entry.Kind.values()) {
            remove(new Entry.Place(kind, node), state);
        }
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
        Long kept = keptUntilMicros.remove(entry.serial());
        byEnd.remove(new Slot(kept == null ? entry.untilMicros() : kept, entry));
        held.computeIfPresent(holder(entry), (holder, count) -> count > 1 ? count - 1 : null);
        vetoes -= entry.kind() == Entry.Kind.VETO ? 1 : 0;
    }

    private static Holder holder(Entry entry) {
        return new Holder(entry.kind() == Entry.Kind.VETO, entry.owner());
    }
}
