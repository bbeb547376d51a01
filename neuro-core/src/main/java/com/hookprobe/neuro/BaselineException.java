package com.hookprobe.neuro;

/**
 * Bytes or text that were to be a baseline, a change of one, a book of changes or a manifest are none. The message says
 * what was expected and what was found. NEURO 9.6.
 */
public final class BaselineException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why it was refused. */
    public enum Reason {
        /** Shorter or longer than its fields are. */
        LENGTH,
        /** A version that this program does not know. */
        VERSION,
        /** The devices are too many, not in rising order, or named twice. */
        SCOPE,
        /** A number is outside its range. */
        RANGE,
        /** The old value is the new one. */
        SAME_VALUE,
        /** A value would end before it, or its successor, begins. */
        WINDOW,
        /** Items are not in the one order that is allowed, overlap, or stand there twice. */
        ORDER,
        /** A stored change whose signature is not that of the key that it names. */
        SIGNATURE,
        /** The text form is not the one that is written for these bytes. */
        TEXT
    }

    private final Reason reason;

    /** With a message that says what was expected and what was found. */
    public BaselineException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Why it was refused. */
    public Reason reason() {
        return reason;
    }
}
