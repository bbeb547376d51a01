package com.hookprobe.qsecbit.federation.core;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.TagKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The last word of the correlator about each tag, within a bound (FEDERATION 8.4). When it is full, what enforces nothing
 * makes room for what comes, and a limit for a block; so nobody keeps a block out with decisions that block nothing.
 *
 * <p>A record that guards against older messages about its tag leaves its number behind as a floor: nothing that is not
 * newer is taken about a tag that is not held.
 */
final class HeldTags {
    /**
     * @param untilMicros when the message has no meaning any more
     * @param value unknown when a cancel came first
     * @param measure what it made this site enforce; nothing when it did not
     * @param guards whether an older message about the tag may exist that would enforce something
     */
    record Held(
            TagKey key,
            long sequence,
            long untilMicros,
            Bytes32 decision,
            int attackType,
            @Nullable IndicatorValue value,
            @Nullable Measure measure,
            boolean guards) {
        boolean enforces(long nowMicros) {
            return measure != null && untilMicros > nowMicros;
        }

        /** The decision that is lifted so may come again, and would enforce. */
        Held withoutMeasure() {
            return new Held(key, sequence, untilMicros, decision, attackType, value, null, true);
        }

        private int rank() {
            return measure == null ? (guards ? 1 : 0) : measure == Measure.RATE_LIMIT ? 2 : 3;
        }
    }

    private static final int RANKS = 4;
    private static final int LIMITS = 2;
    private static final int GUARDS = 1;
    private static final long PURGE_MICROS = 1_000_000;
    private static final Comparator<Held> OLDEST_FIRST = Comparator.comparingLong(Held::sequence)
            .thenComparing(held -> held.key().tag())
            .thenComparingLong(held -> held.key().epoch())
            .thenComparing(held -> held.key().type());

    private final int tagsMax;
    private final Map<TagKey, Held> byKey = new HashMap<>();
    private final Map<IndicatorValue, Set<TagKey>> byValue = new HashMap<>();
    private final List<TreeSet<Held>> byRank = new ArrayList<>();
    private long floorSequence = -1;
    private long nextPurgeMicros;

    HeldTags(int tagsMax) {
        this.tagsMax = tagsMax;
        for (int rank = 0; rank < RANKS; rank++) {
            byRank.add(new TreeSet<>(OLDEST_FIRST));
        }
    }

    int size() {
        return byKey.size();
    }

    /** Nothing up to this number is taken about a tag that is not held; -1 in the beginning. */
    long floorSequence() {
        return floorSequence;
    }

    void raiseFloor(long sequence) {
        floorSequence = Math.max(floorSequence, sequence);
    }

    @Nullable Held get(TagKey key) {
        return byKey.get(key);
    }

    /** True when this message, or a later one about the same tag, was here. */
    boolean isReplayed(TagKey key, long sequence) {
        Held before = byKey.get(key);
        return sequence <= (before == null ? floorSequence : before.sequence());
    }

    /** What else is in force about a value: decisions of other key epochs. */
    List<Held> others(IndicatorValue value, TagKey key, long nowMicros) {
        List<Held> others = new ArrayList<>();
        for (TagKey each : byValue.getOrDefault(value, Set.of())) {
            Held held = byKey.get(each);
            if (held != null && !each.equals(key) && held.enforces(nowMicros)) {
                others.add(held);
            }
        }
        others.sort(OLDEST_FIRST);
        return others;
    }

    /**
     * Takes a record, in place of the one about its tag.
     *
     * @return what had to go for it and was in force; empty when there is no room
     */
    Optional<List<Held>> put(Held held, long nowMicros) {
        List<Held> lifted = new ArrayList<>();
        if (!byKey.containsKey(held.key()) && byKey.size() >= tagsMax && !makeRoom(held, lifted, nowMicros)) {
            return Optional.empty();
        }
        remove(byKey.get(held.key()));
        byKey.put(held.key(), held);
        byRank.get(held.rank()).add(held);
        if (held.value() != null) {
            byValue.computeIfAbsent(held.value(), value -> new HashSet<>(2)).add(held.key());
        }
        return Optional.of(lifted);
    }

    private boolean makeRoom(Held held, List<Held> lifted, long nowMicros) {
        purge(nowMicros);
        for (int rank = 0; byKey.size() >= tagsMax && rank <= LIMITS; rank++) {
            if (byRank.get(rank).isEmpty() || (rank == LIMITS && held.measure() != Measure.BLOCK)) {
                continue;
            }
            Held oldest = byRank.get(rank).first();
            remove(oldest);
            if (rank >= GUARDS) {
                raiseFloor(oldest.sequence());
            }
            if (oldest.enforces(nowMicros)) {
                lifted.add(oldest);
            }
        }
        return byKey.size() < tagsMax;
    }

    /** At most once a second: with a full table each message would otherwise walk through all of it. */
    private void purge(long nowMicros) {
        if (nowMicros >= nextPurgeMicros) {
            nextPurgeMicros = nowMicros + PURGE_MICROS;
            List<Held> over = byKey.values().stream()
                    .filter(held -> held.untilMicros() <= nowMicros)
                    .toList();
            for (Held held : over) {
                remove(held);
                if (held.guards()) {
                    raiseFloor(held.sequence());
                }
            }
        }
    }

    private void remove(@Nullable Held held) {
        if (held == null) {
            return;
        }
        byKey.remove(held.key());
        byRank.get(held.rank()).remove(held);
        if (held.value() != null) {
            byValue.computeIfPresent(held.value(), (value, keys) -> {
                keys.remove(held.key());
                return keys.isEmpty() ? null : keys;
            });
        }
    }
}
