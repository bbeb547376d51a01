package com.hookprobe.identity.registry.sql;

/** The database did not do what was asked. The message says what was expected, what was found and what to do. */
public final class DatabaseException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Kind {
        /** It is another's database, or its bytes are not as they were written. */
        DAMAGED,
        /** Written by a program of another version. */
        VERSION,
        /** It would not keep tenants apart: a role above row-level security, or a table without it. */
        UNSAFE,
        /** A key, a reference or a trigger refused a row. */
        CONSTRAINT,
        /** Others wrote for longer than one waits; nothing was changed. */
        BUSY,
        /** The database, the network or the operating system refused. */
        STORAGE
    }

    private final Kind kind;

    DatabaseException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    DatabaseException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** Returns why. */
    public Kind kind() {
        return kind;
    }
}
