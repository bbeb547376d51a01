package com.hookprobe.identity;

/**
 * A record that came from elsewhere (node card, enrolment request, key rotation) was refused. The message says what was
 * expected and what was found; it never holds a secret.
 */
public final class RecordException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why a record was refused. */
    public enum Kind {
        /** Not the one canonical encoding of a record of this type. */
        FORMAT,
        /** A record of this type, but of a version that this program does not know. */
        VERSION,
        /** Well formed, but a signature in it is not one of the key that it names. */
        SIGNATURE,
        /** Sealed to another key than the one given. */
        WRONG_KEY,
        /** Sealed to the key given, but changed since. */
        SEALED
    }

    private final Kind kind;

    RecordException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    RecordException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** Returns why the record was refused. */
    public Kind kind() {
        return kind;
    }
}
