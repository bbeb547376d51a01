package com.hookprobe.neuro;

/** The environment failed NEURO: a disk, a stored state, a log or packed records are not what they have to be. */
public final class NeuroException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What failed. */
    public enum Kind {
        /** A serialised weight state has a wrong length, version, checksum or value. */
        STATE_DAMAGED,
        /** The dream log holds a record, or a header, that is damaged and was durable once. */
        LOG_CORRUPT,
        /** The dream log has a format that this version does not read. */
        LOG_VERSION,
        /** Another process, or another object of this one, has the dream log open. */
        LOG_LOCKED,
        /** The dream log has reached its limit; nothing was written. */
        LOG_FULL,
        /** The records asked for were trimmed from the dream log. */
        LOG_TRIMMED,
        /** The record does not continue the history of the dream log; nothing was written. */
        RECORD_NOT_NEXT,
        /** The bytes are not the packed form of any records. */
        PACKED_MALFORMED,
        /** The records were packed for another place in the history than the one that was expected. */
        PACKED_ELSEWHERE,
        /** The operating system reported an input or output error; see the cause. */
        IO
    }

    private final Kind kind;

    /** With a message that says what was expected and what was found. */
    public NeuroException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** With the error of the operating system. */
    public NeuroException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What failed. */
    public Kind kind() {
        return kind;
    }
}
