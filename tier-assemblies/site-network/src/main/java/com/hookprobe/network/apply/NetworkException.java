package com.hookprobe.network.apply;

/** An order that cannot be carried out now. The message says what was expected, what was found, and what to do. */
public final class NetworkException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Of which kind, for an exit code. */
    public enum Kind {
        /** Another process applies, or nothing waits. */
        BUSY,
        /** The machine says no. */
        FAILED
    }

    private final Kind kind;

    NetworkException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
