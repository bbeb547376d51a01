package com.hookprobe.qsecbit.response;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** What people took back. Bounded; when it is full the one that ends first gives way. Not thread-safe. */
final class UndoneTable {
    /** More than people take back one by one; a whole list that was imported by mistake fits too. */
    static final int ENTRIES_MAX = 131_072;

    private final Map<Indicator, Undone> entries = new HashMap<>();
    private final TreeSet<Undone> byEnd = new TreeSet<>(Comparator.comparingLong(Undone::untilMicros)
            .thenComparing(undone -> undone.indicator().toString()));

    void put(Undone undone) {
        remove(undone.indicator());
        if (entries.size() >= ENTRIES_MAX) {
            remove(byEnd.first().indicator());
        }
        entries.put(undone.indicator(), undone);
        byEnd.add(undone);
    }

    void remove(Indicator indicator) {
        Undone before = entries.remove(indicator);
        if (before != null) {
            byEnd.remove(before);
        }
    }

    Optional<Undone> get(Indicator indicator) {
        return Optional.ofNullable(entries.get(indicator));
    }

    /** What holds a decision off: it is not a person's, and no stronger than what a person took back. */
    Optional<Undone> against(Decision decision, long nowMicros) {
        return get(decision.indicator())
                .filter(undone -> undone.untilMicros() > nowMicros
                        && decision.origin() != Origin.OPERATOR
                        && undone.action().atLeast(decision.action()));
    }

    void expire(long nowMicros) {
        while (!byEnd.isEmpty() && byEnd.first().untilMicros() <= nowMicros) {
            remove(byEnd.first().indicator());
        }
    }

    /** All end so much later. */
    void shift(long byMicros) {
        List<Undone> before = List.copyOf(byEnd);
        entries.clear();
        byEnd.clear();
        before.forEach(undone -> put(new Undone(undone.indicator(), undone.action(), undone.untilMicros() + byMicros)));
    }

    Collection<Undone> all() {
        return List.copyOf(byEnd);
    }
}
