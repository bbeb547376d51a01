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
     * For an hour no vetoes have cancelled what more owners than can lie confirm: these were right, and those who vetoed it
     * alone (FEDERATION 7.7).
     *
     * @param owners the owners that reported, in the order of their reports
     * @param outvoted the owners whose vetoes count now, in the order of their vetoes
     * @param key what it is about
     */
    record Confirm(List<Bytes32> owners, List<Bytes32> outvoted, TagKey key) implements CorrelatorEffect {
        /** Copies the lists. */
        public Confirm {
            owners = List.copyOf(owners);
            outvoted = List.copyOf(outvoted);
        }
    }

    /**
     * The message counts for nothing.
     *
     * @param reason why, for counters
     */
    record Ignored(IgnoreReason reason) implements CorrelatorEffect {}
}
