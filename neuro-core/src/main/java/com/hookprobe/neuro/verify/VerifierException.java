package com.hookprobe.neuro.verify;

/** A verifier did not judge: nothing is said about the device. */
public final class VerifierException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Kind {
        /** Too much waits; try again later. */
        BUSY,
        /** The store does not know the device, and there is no seed of it. */
        UNKNOWN_DEVICE,
        /** Nobody has said which files the device may have: see {@link Verifier#baseline}. */
        NO_BASELINE,
        /** The verifier was closed. */
        CLOSED,
        /** The store failed; the verifier has to be opened again. See the cause. */
        FAILED
    }

    private final Kind kind;

    /** With a message that says what was expected and what was found. */
    public VerifierException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** With what lies behind it. */
    public VerifierException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** Why. */
    public Kind kind() {
        return kind;
    }
}
