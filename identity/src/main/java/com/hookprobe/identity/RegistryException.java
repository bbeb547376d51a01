package com.hookprobe.identity;

/** The registry could not do what was asked. The message says what was expected, what was found and what to do. */
public final class RegistryException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why the registry refused. */
    public enum Kind {
        /** There is no such device. */
        NOT_FOUND,
        /** The device's status does not allow the change. */
        NOT_ALLOWED,
        /** The registry holds something else under this id or key. */
        CONFLICT,
        /** Too many devices wait for approval. */
        FULL,
        /** What is stored is not as it was written. */
        DAMAGED,
        /** Written by a program of another version. */
        VERSION,
        /** The database or the operating system refused to read or write. */
        STORAGE
    }

    private final Kind kind;

    RegistryException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    RegistryException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** Returns why the registry refused. */
    public Kind kind() {
        return kind;
    }
}
