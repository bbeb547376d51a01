package com.hookprobe.qsecbit.federation.core;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.federation.TagKey;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decisions of the highest level that wait for vetoes. When none has cancelled them for an hour, who spoke for them was
 * right (FEDERATION 7.7).
 */
final class Unsettled {
    static final long SETTLES_MICROS = 3_600_000_000L;

    /** All wait equally long, so the first is the first to be due. */
    private final Map<TagKey, Long> dueMicros = new LinkedHashMap<>();

    Map<TagKey, Long> dueMicros() {
        return dueMicros;
    }

    void decided(TagKey key, DecisionLevel level, long nowMicros) {
        if (level == DecisionLevel.BLOCK_LONG) {
            dueMicros.putIfAbsent(key, nowMicros + SETTLES_MICROS);
        } else {
            dueMicros.remove(key);
        }
    }

    void cancelled(TagKey key) {
        dueMicros.remove(key);
    }

    void settle(EntryStore store, long nowMicros, List<CorrelatorEffect> effects) {
        for (Iterator<Map.Entry<TagKey, Long>> all = dueMicros.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<TagKey, Long> each = all.next();
            if (each.getValue() > nowMicros) {
                return;
            }
            all.remove();
            store.find(each.getKey()).ifPresent(state -> confirm(state, nowMicros, effects));
        }
    }

    private static void confirm(TagState state, long nowMicros, List<CorrelatorEffect> effects) {
        TagState.Active active = state.activeAt(nowMicros);
        if (active != null) {
            List<Bytes32> vetoed = owners(state.vetoes(nowMicros));
            List<Bytes32> confirmed = owners(Tally.of(active.basis().values()));
            effects.add(new CorrelatorEffect.Confirm(confirmed, vetoed, state.key));
        }
    }

    private static List<Bytes32> owners(Tally tally) {
        return tally.byArrival().stream().map(Entry::owner).toList();
    }
}
