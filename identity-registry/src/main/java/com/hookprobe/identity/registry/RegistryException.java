package com.hookprobe.identity.registry;

import com.hookprobe.identity.registry.sql.DatabaseException;

/** The registry could not do what was asked. The message says what was expected, what was found and what to do. */
public final class RegistryException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why the registry refused. */
    public enum Kind {
        /** There is no such device, tenant, site or token in this scope. */
        NOT_FOUND,
        /** The device's status, or this scope, does not allow the change. */
        NOT_ALLOWED,
        /** The registry holds something else under this id, key or version. */
        CONFLICT,
        /** Too many devices wait for approval. */
        FULL,
        /** An enrolment token that does not count; the reason is for the operator only. */
        REFUSED,
        /** The database is an older one than was seen before, or another. */
        ROLLED_BACK,
        /** What is stored is not as it was written. */
        DAMAGED,
        /** Written by a program of another version. */
        VERSION,
        /** The database would not keep tenants apart. */
        UNSAFE,
        /** Others wrote for longer than one waits; nothing was changed. */
        BUSY,
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

    static RegistryException of(DatabaseException e) {
        Kind kind = switch (e.kind()) {
            case DAMAGED -> Kind.DAMAGED;
            case VERSION -> Kind.VERSION;
            case UNSAFE -> Kind.UNSAFE;
            case CONSTRAINT -> Kind.CONFLICT;
            case BUSY -> Kind.BUSY;
            case STORAGE -> Kind.STORAGE;
        };
        return new RegistryException(kind, String.valueOf(e.getMessage()), e);
    }

    static RegistryException damaged(String table, Exception e) {
        return new RegistryException(
                Kind.DAMAGED,
                "registry: expected rows of " + table + " as written, found another (" + e.getMessage()
                        + "); restore it from a backup",
                e);
    }

    /** Returns why the registry refused. */
    public Kind kind() {
        return kind;
    }
}
