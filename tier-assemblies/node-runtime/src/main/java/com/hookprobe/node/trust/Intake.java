package com.hookprobe.node.trust;

/**
 * What is taken of one peer's messages, by its band (trust 5.3): everything; within a rate; or its pulse alone, without which it
 * could not rise again. A quarter of the rate is kept for reports, so that a node's backlog of ledger blocks does not drown what
 * it is judged by. Not thread-safe.
 */
public final class Intake {
    /** What a message costs beside its bytes, so that many short ones are bounded too. */
    static final int MESSAGE_COST = 64;

    static final int REPORT_BYTES_PER_SECOND = TrustBand.LIMITED_BYTES_PER_SECOND / 4;
    static final int LEDGER_BYTES_PER_SECOND = TrustBand.LIMITED_BYTES_PER_SECOND - REPORT_BYTES_PER_SECOND;

    /** What a message is for its sender's trust. */
    public enum Kind {
        /** What trust is made of: TERs to the verifier, certificates to others. */
        PULSE,
        REPORT,
        LEDGER
    }

    /** What becomes of a message. */
    public enum Verdict {
        TAKEN,
        QUARANTINED,
        OVER_RATE
    }

    private final ByteAllowance reports;
    private final ByteAllowance ledger;

    public Intake(long nowNs) {
        this.reports = new ByteAllowance(REPORT_BYTES_PER_SECOND, nowNs);
        this.ledger = new ByteAllowance(LEDGER_BYTES_PER_SECOND, nowNs);
    }

    /** A message has come. */
    public Verdict judge(TrustBand band, Kind kind, int bytes, long nowNs) {
        if (kind == Kind.PULSE || band.compareTo(TrustBand.STANDARD) >= 0) {
            return Verdict.TAKEN;
        }
        if (band == TrustBand.QUARANTINE) {
            return Verdict.QUARANTINED;
        }
        ByteAllowance of = kind == Kind.REPORT ? reports : ledger;
        return of.take(bytes + MESSAGE_COST, nowNs) ? Verdict.TAKEN : Verdict.OVER_RATE;
    }
}
