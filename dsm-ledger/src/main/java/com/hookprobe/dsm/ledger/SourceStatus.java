package com.hookprobe.dsm.ledger;

/** What the finalised state says about a source. Only an active source may extend its chain. */
public enum SourceStatus {
    ACTIVE(1),
    /** It signed two blocks with one sequence number; it needs a new incarnation. */
    FORKED(2),
    /** Taken out by the validators. */
    SUSPENDED(3);

    private final int code;

    SourceStatus(int code) {
        this.code = code;
    }

    /** The byte on the wire. */
    public int code() {
        return code;
    }

    static SourceStatus ofCode(int code) throws MalformedException {
        for (SourceStatus status : values()) {
            if (status.code == code) {
                return status;
            }
        }
        throw new MalformedException("unknown source status " + code);
    }
}
