package com.hookprobe.qsecbit.federation.core;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.TagKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All that is known about one tag. Compared by identity. */
final class TagState {
    /**
     * A decision that the sites hold now.
     *
     * @param basis the reports that have spoken for it, by node. They stay when they grow old: what was decided on them
     *     holds until its end, and only whoever made one of them can take it away (FEDERATION P3)
     */
    record Active(
            DecisionDraft draft,
            long endsMicros,
            long sentMicros,
            Set<Bytes32> ownersSent,
            Map<Bytes32, Entry> basis) {}

    final TagKey key;
    final Map<Entry.Place, Entry> entries = new HashMap<>();

    @Nullable Active active;

    long suppressedUntilMicros;

    TagState(TagKey key) {
        this.key = key;
    }

    /** The reports or vetoes that count now. */
    List<Entry> valid(Entry.Kind kind, long nowMicros) {
        List<Entry> valid = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (entry.kind() == kind && entry.untilMicros() > nowMicros && !isTakenBack(entry) && !isDoubted(entry)) {
                valid.add(entry);
            }
        }
        return valid;
    }

    Tally reports(long nowMicros) {
        return Tally.of(valid(Entry.Kind.REPORT, nowMicros));
    }

    Tally vetoes(long nowMicros) {
        return Tally.of(valid(Entry.Kind.VETO, nowMicros));
    }

    /** The decision in force. */
    @Nullable Active activeAt(long nowMicros) {
        return active != null && active.endsMicros() > nowMicros ? active : null;
    }

    /** Until when a decision in force rests on what this entry's node said; 0 when none does. */
    long restsOn(Entry entry, long nowMicros) {
        Active now = activeAt(nowMicros);
        if (now == null || entry.kind() != Entry.Kind.REPORT || !now.basis().containsKey(entry.node())) {
            return 0;
        }
        return now.endsMicros();
    }

    /** FEDERATION 5.1: who vetoed and has been attacked since speaks against itself, and its later word stands. */
    private boolean isDoubted(Entry entry) {
        Entry report = entries.get(new Entry.Place(Entry.Kind.REPORT, entry.node()));
        return entry.kind() == Entry.Kind.VETO
                && report != null
                && report.seenMinutes() > entry.seenMinutes()
                && !isTakenBack(report);
    }

    /** True when a decision rests on a report of this node. */
    boolean isBasedOn(Bytes32 node) {
        return active != null && active.basis().containsKey(node);
    }

    /** Until when the tag matters without any entry. */
    long lingersUntilMicros() {
        return Math.max(suppressedUntilMicros, active == null ? 0 : active.endsMicros());
    }

    /** FEDERATION 5.2: a retraction takes with it what the same node saw up to then, and nothing later. */
    boolean isTakenBack(Entry entry) {
        Entry retraction = entries.get(new Entry.Place(Entry.Kind.RETRACTION, entry.node()));
        return entry.kind() == Entry.Kind.REPORT
                && retraction != null
                && entry.seenMinutes() <= retraction.seenMinutes();
    }
}
