package com.hookprobe.node.role;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.CancelDraft;
import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.core.CorrelatorConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps a correlator's decisions at a level or below: what would be stronger goes out as that level, and is renewed as often
 * (federation 12.3). Not thread-safe.
 */
final class LevelCap {
    private static final int LOWERED_MAX = 16_384;

    private final DecisionLevel max;
    /** The names under which lowered decisions went out; the oldest go. */
    private final Map<TagKey, Bytes32> lowered = new LinkedHashMap<>();

    LevelCap(DecisionLevel max) {
        this.max = max;
    }

    /** The same counting, in which no level lives longer than the strongest that is allowed. */
    CorrelatorConfig counting(CorrelatorConfig config) {
        List<Integer> ttls = new ArrayList<>();
        for (DecisionLevel level : DecisionLevel.values()) {
            ttls.add(Math.min(config.ttlSeconds(level), config.ttlSeconds(max)));
        }
        return new CorrelatorConfig(
                config.blockOwners(),
                config.youngDays(),
                config.severityMin(),
                config.windowMinutes(),
                config.entriesMax(),
                config.entriesPerOwnerMax(),
                max == DecisionLevel.BLOCK_LONG ? config.ttlSeconds() : ttls);
    }

    DecisionDraft within(DecisionDraft draft) {
        if (max.atLeast(draft.level())) {
            lowered.remove(draft.key());
            return draft;
        }
        DecisionDraft lower = new DecisionDraft(
                draft.key(),
                draft.attackType(),
                max,
                draft.ttlSeconds(),
                draft.sites(),
                draft.threshold(),
                draft.firstReportMicros(),
                draft.reports(),
                draft.sealed());
        lowered.remove(draft.key());
        lowered.put(draft.key(), lower.id());
        if (lowered.size() > LOWERED_MAX) {
            lowered.remove(lowered.keySet().iterator().next());
        }
        return lower;
    }

    /** A cancel names what the sites hold. */
    CancelDraft within(CancelDraft draft) {
        Bytes32 held = lowered.remove(draft.key());
        return held == null ? draft : new CancelDraft(draft.key(), held, draft.reason(), draft.vetoes());
    }
}
