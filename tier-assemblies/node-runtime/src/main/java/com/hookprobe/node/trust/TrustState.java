package com.hookprobe.node.trust;

/**
 * All that a {@link TrustScore} knows, to go on from elsewhere or later.
 *
 * @param trust 0 to 1
 * @param band which is held with some inertia, and so does not follow from the trust alone
 * @param agreed the epochs that were heard of, the newest in bit 0: set when the weights agreed
 * @param epochs how many of these are known, 0 to 64
 * @param heard in the epoch that is not over
 * @param mismatch the last word on the node
 * @param revoked for good
 * @param silentNs how long nothing was heard
 * @param qsecbit as the node last reported it, 0 to 1
 * @param violations as far as they have not faded
 * @param confirmed the faded number of its alerts that were confirmed
 * @param alerts the faded number of its alerts
 */
public record TrustState(
        double trust,
        TrustBand band,
        long agreed,
        int epochs,
        boolean heard,
        boolean mismatch,
        boolean revoked,
        long silentNs,
        double qsecbit,
        double violations,
        double confirmed,
        double alerts) {
    /** Longer silence is told as this: more than two centuries. */
    static final long SILENT_NS_MAX = Long.MAX_VALUE / 2;

    /** Checks that a score can have come to this; throws {@link IllegalArgumentException}. */
    public TrustState {
        check(trust >= 0 && trust <= TrustScore.limit(revoked, mismatch), "trust", trust);
        check(band == band.next(trust), "trust in band " + band, trust);
        check(epochs >= 0 && epochs <= TrustScore.EPOCHS, "number of epochs", epochs);
        check((agreed & ~TrustScore.known(epochs)) == 0, "epochs beyond the " + epochs + " known", agreed);
        check(silentNs >= 0 && silentNs <= SILENT_NS_MAX, "silence in ns", silentNs);
        check(qsecbit >= 0 && qsecbit <= 1, "qsecbit", qsecbit);
        check(violations >= 0 && violations < Double.POSITIVE_INFINITY, "violations", violations);
        check(alerts >= 0 && alerts <= TrustScore.ALERTS_MAX, "alerts", alerts);
        check(confirmed >= 0 && confirmed <= alerts, "confirmed alerts", confirmed);
    }

    private static void check(boolean good, String what, Object found) {
        if (!good) {
            throw new IllegalArgumentException("no score has this " + what + ": " + found);
        }
    }

    /**
     * After so long a time in which nobody looked: it counts as silence (trust 2.3). Nothing else of it fades, since nobody saw
     * that the node behaved.
     */
    TrustState after(long awayNs, long epochNs) {
        long silent = Math.min(SILENT_NS_MAX, silentNs + Math.min(SILENT_NS_MAX - silentNs, Math.max(0, awayNs)));
        long beyond = Math.max(0, silent - Math.max(TrustScore.SILENCE_NS, silentNs));
        double aged = TrustScore.aged(trust, beyond / epochNs);
        return new TrustState(
                aged,
                band.next(aged),
                agreed,
                epochs,
                heard,
                mismatch,
                revoked,
                silent,
                qsecbit,
                violations,
                confirmed,
                alerts);
    }
}
