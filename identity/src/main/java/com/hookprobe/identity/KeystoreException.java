package com.hookprobe.identity;

/**
 * The keystore could not do what was asked. The message says what was expected, what was found and what to do; it never
 * holds a secret.
 */
public final class KeystoreException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why the keystore refused. */
    public enum Kind {
        /** The file is whole, but this passphrase does not open it. */
        WRONG_PASSPHRASE,
        /** The file is whole, but neither a key file nor a protector given opens it, or not each slot that must be opened. */
        WRONG_KEY,
        /** There is no such file, or no such secret in it. */
        MISSING,
        /** The file or a secret in it is not as it was written. */
        DAMAGED,
        /** There is such a file or secret already. */
        EXISTS,
        /** Written by a program of another version. */
        VERSION,
        /** Other users of this machine may read or write the file. */
        UNSAFE,
        /** Another program changed the file since it was opened here. */
        CHANGED,
        /** The operating system refused to read or write. */
        STORAGE
    }

    private final Kind kind;

    KeystoreException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    KeystoreException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** Returns why the keystore refused. */
    public Kind kind() {
        return kind;
    }
}
