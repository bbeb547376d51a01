package com.hookprobe.qsecbit.federation;

import java.util.ArrayList;
import java.util.List;

/**
 * What a correlator decided about a tag, before it has a time and a number and is signed.
 *
 * @param key what it is about; the sealed values are of the same key epoch
 * @param attackType the kind of attack of the first report
 * @param level how sure
 * @param ttlSeconds how long, 1 to 604,800
 * @param sites how many distinct owners with weight have confirmed, 1 to 65,535
 * @param threshold how many are needed to block, 1 to 65,535
 * @param firstReportMicros when the correlator got the first of the reports that count now
 * @param reports the names of the first reports that reach the level, sorted, 1 to {@link #REPORTS_MAX}
 * @param sealed sealed values of distinct owners, 1 to {@link #SEALED_MAX}: the first may be of a liar
 */
public record DecisionDraft(
        TagKey key,
        int attackType,
        DecisionLevel level,
        int ttlSeconds,
        int sites,
        int threshold,
        long firstReportMicros,
        List<Bytes32> reports,
        List<SealedValue> sealed) {
    /** The most names of reports in a decision. */
    public static final int REPORTS_MAX = 512;

    /** The most sealed values in a decision. */
    public static final int SEALED_MAX = 8;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException for a value out of range, or reports that do not strictly rise
     */
    public DecisionDraft {
        reports = List.copyOf(reports);
        sealed = List.copyOf(sealed);
        boolean valid = attackType >= 0
                && attackType <= ReportFacts.U16_MAX
                && ttlSeconds >= 1
                && ttlSeconds <= DecisionLevel.TTL_SECONDS_MAX
                && sites >= 1
                && sites <= ReportFacts.U16_MAX
                && threshold >= 1
                && threshold <= ReportFacts.U16_MAX
                && firstReportMicros >= 0;
        if (!valid || sealed.isEmpty() || sealed.size() > SEALED_MAX || !isSortedSet(reports)) {
            throw new IllegalArgumentException("a decision is out of range: " + level + " about " + key);
        }
    }

    /**
     * The name of the decision: SHA-256(label, 0, tag, level u8, names of the reports in rising order). Two correlators
     * that count the same reports name it alike.
     */
    public Bytes32 id() {
        return idOf(key, level, reports);
    }

    /** The name of a decision of this level that rests on these reports, given in rising order; see {@link #id}. */
    public static Bytes32 idOf(TagKey key, DecisionLevel level, List<Bytes32> reports) {
        List<byte[]> parts = new ArrayList<>();
        parts.add(key.tag().bytes());
        parts.add(new byte[] {(byte) level.code()});
        reports.forEach(report -> parts.add(report.bytes()));
        return Hashing.sha256(FederationLabels.DECISION_ID, parts.toArray(new byte[0][]));
    }

    static boolean isSortedSet(List<Bytes32> names) {
        for (int i = 1; i < names.size(); i++) {
            if (names.get(i - 1).compareTo(names.get(i)) >= 0) {
                return false;
            }
        }
        return !names.isEmpty() && names.size() <= REPORTS_MAX;
    }
}
