package com.hookprobe.identity;

/** A protector did not wrap or unwrap. The message says what was expected, what was found and what to do; no secret. */
public final class KeyProtectorException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why the protector refused. */
    public enum Kind {
        /** There is no such chip, or it does not answer. */
        UNAVAILABLE,
        /** The chip is not the one that wrapped it. */
        OTHER_CHIP,
        /** The machine is not in the state in which it was wrapped. */
        OTHER_STATE,
        /** The wrapped form is not one. */
        MALFORMED,
        /** The chip answered something that it should not. */
        FAILED
    }

    private final Kind kind;

    /** Makes a refusal. */
    public KeyProtectorException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** Makes a refusal with its cause. */
    public KeyProtectorException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** Returns why the protector refused. */
    public Kind kind() {
        return kind;
    }
}
