package com.hookprobe.identity;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Secret bytes: a key, a seed. {@link #close} overwrites them. They are lent by {@link #use}, so that no copy is made that
 * nobody wipes; {@link #equals} takes the same time wherever two secrets of one length differ; {@link #toString} tells the
 * length only; Java's serialisation is refused.
 *
 * <p>Copies that the garbage collector made when it moved the array are out of reach. Safe for use by many threads; after
 * {@link #close} every use throws {@link IllegalStateException}.
 */
public final class Secret implements AutoCloseable {
    private final byte[] bytes;
    private boolean closed;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Work on the bytes of a secret. */
    @FunctionalInterface
    public interface Use<T, E extends Exception> {
        /** Works on the array itself, which is overwritten later: it must neither be kept nor changed. */
        T with(byte[] bytes) throws E;
    }

    /** Makes a secret of a copy; the caller overwrites its own array. */
    public static Secret copyOf(byte[] bytes) {
        return new Secret(bytes.clone());
    }

    /** Makes a secret of a copy, and overwrites the array given. */
    public static Secret moved(byte[] bytes) {
        Secret secret = copyOf(bytes);
        Arrays.fill(bytes, (byte) 0);
        return secret;
    }

    /**
     * Makes a new secret.
     *
     * @param random a cryptographically strong source, such as {@link java.security.SecureRandom}
     */
    public static Secret random(RandomGenerator random, int lengthBytes) {
        byte[] bytes = new byte[lengthBytes];
        random.nextBytes(bytes);
        return new Secret(bytes);
    }

    /** Lends the bytes; see {@link Use}. */
    public synchronized <T, E extends Exception> T use(Use<T, E> use) throws E {
        Checks.state(!closed, "secret: expected open, found closed");
        return use.with(bytes);
    }

    /** A second secret of the same bytes, which is closed by itself. */
    public Secret copy() {
        return use(Secret::copyOf);
    }

    /** Length in bytes, also after {@link #close}. */
    public int length() {
        return bytes.length;
    }

    /** Overwrites the bytes. Doing it twice is allowed. */
    @Override
    public synchronized void close() {
        Arrays.fill(bytes, (byte) 0);
        closed = true;
    }

    /** Compares the bytes in constant time; a closed secret equals itself only. */
    @Override
    public boolean equals(Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof Secret that)) {
            return false;
        }
        // Each locked by itself: two threads that compare crosswise would wait for each other.
        byte[] theirs = that.snapshot();
        byte[] ours = snapshot();
        try {
            return !isClosed() && !that.isClosed() && MessageDigest.isEqual(ours, theirs);
        } finally {
            Arrays.fill(ours, (byte) 0);
            Arrays.fill(theirs, (byte) 0);
        }
    }

    /** Of the length only: a hash of the bytes would tell about them. */
    @Override
    public int hashCode() {
        return bytes.length;
    }

    @Override
    public String toString() {
        return "Secret[" + bytes.length + " bytes]";
    }

    private synchronized byte[] snapshot() {
        return bytes.clone();
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** A subclass cannot be made and the class is not Serializable; this stays if somebody makes it so. */
    @SuppressWarnings("unused")
    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException(Secret.class.getName());
    }
}
