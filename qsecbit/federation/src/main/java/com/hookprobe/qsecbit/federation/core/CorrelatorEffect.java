package com.hookprobe.qsecbit.federation.core;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.CancelDraft;
import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.TagKey;
import java.util.List;

/** What the owner of a {@link Correlator} has to do, in this order. */
public sealed interface CorrelatorEffect {
    /**
     * Number, sign and send this decision to every member, those that reported included.
     *
     * @param draft what was decided
     */
    record Broadcast(DecisionDraft draft) implements CorrelatorEffect {}

    /**
     * Number, sign and send this cancel to every member.
     *
     * @param draft what is cancelled
     */
    record Cancel(CancelDraft draft) implements CorrelatorEffect {}

    /**
     * These owners reported what so many others know as good: lower their trust.
     *
     * @param owners the owners, in the order of their reports
     * @param key what it was about
     */
    record Penalise(List<Bytes32> owners, TagKey key) implements CorrelatorEffect {
        /** Copies the list. */
        public Penalise {
            owners = List.copyOf(owners);
        }
    }

    /**
     * The message counts for nothing.
     *
     * @param reason why, for counters
     */
    record Ignored(IgnoreReason reason) implements CorrelatorEffect {}
}
