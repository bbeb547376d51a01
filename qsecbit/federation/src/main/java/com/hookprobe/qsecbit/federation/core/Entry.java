package com.hookprobe.qsecbit.federation.core;

import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.ReportFacts;
import com.hookprobe.qsecbit.federation.SealedValue;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.metric.Severity;
import org.jspecify.annotations.Nullable;

/**
 * One statement of one node about one tag that is held.
 *
 * @param seenMinutes the statement's own time, minutes since the epoch
 * @param untilMicros when it counts no more
 * @param serial the order of arrival
 * @param strong full weight and a severity of HIGH or above
 * @param sealed the sealed value of a report
 */
record Entry(
        Kind kind,
        TagKey key,
        Bytes32 id,
        Bytes32 node,
        Bytes32 owner,
        int weight,
        boolean strong,
        int attackType,
        long seenMinutes,
        long untilMicros,
        long arrivedMicros,
        long serial,
        @Nullable SealedValue sealed) {
    private static final long MICROS_PER_MINUTE = 60_000_000;

    enum Kind {
        REPORT,
        VETO,
        RETRACTION
    }

    /** A node says one thing of each kind about a tag; this is its place. */
    record Place(Kind kind, Bytes32 node) {}

    /** A verified report as it counts: from its last sight, for the least of its validity and the window (FEDERATION 7.2). */
    static Entry ofReport(
            AttackSignature report, Reporter reporter, int weight, int windowMinutes, long nowMicros, long serial) {
        ReportFacts facts = report.facts();
        int validMinutes = Math.min(windowMinutes, facts.validMinutes());
        return new Entry(
                Kind.REPORT,
                report.key(),
                report.reportId(reporter.node()),
                reporter.node(),
                reporter.owner(),
                weight,
                weight == Weights.FULL && facts.severity().atLeast(Severity.HIGH),
                facts.attackType(),
                facts.lastSeenMinutes(),
                (facts.lastSeenMinutes() + validMinutes) * MICROS_PER_MINUTE,
                nowMicros,
                serial,
                report.sealed());
    }

    /** FEDERATION 7.8: a later word of the same node does not make what it speaks of any younger. */
    Entry arrivedWith(Entry before) {
        return new Entry(
                kind,
                key,
                id,
                node,
                owner,
                weight,
                strong,
                attackType,
                seenMinutes,
                untilMicros,
                Math.min(arrivedMicros, before.arrivedMicros),
                serial,
                sealed);
    }

    Place place() {
        return new Place(kind, node);
    }

    /** Neither from a future that no clock's difference explains, nor over. */
    boolean isTimely(long nowMicros) {
        return seenMinutes * MICROS_PER_MINUTE <= nowMicros + Correlator.SKEW_MICROS && untilMicros > nowMicros;
    }

    /** A later statement replaces an earlier one by its own time, not by its arrival: any order leads to the same. */
    boolean isNewerThan(Entry other) {
        int order = Long.compare(seenMinutes, other.seenMinutes);
        return order != 0 ? order > 0 : id.compareTo(other.id) > 0;
    }
}
