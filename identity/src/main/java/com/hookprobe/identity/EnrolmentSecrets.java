package com.hookprobe.identity;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a device tells the verifier alone when it enrols: its NEURO seed, the one-time token that an operator handed to it, if
 * there is one, and digests of its hardware. (identity.md, 5.1.)
 *
 * <pre>
 * offset  size  field
 *      0    32  NEURO seed
 *     32     1  t: 1 with a token, 0 without
 *     33  32 t  token
 *      .     .  hardware digests, to the end
 * </pre>
 *
 * <p>{@link #close} overwrites seed and token; after it every method but {@link #hardware} throws
 * {@link IllegalStateException}. Safe for use by many threads.
 */
public final class EnrolmentSecrets implements AutoCloseable {
    /** Length of a NEURO seed in bytes. */
    public static final int NEURO_SEED_BYTES = 32;

    /** Length of a one-time enrolment token in bytes. */
    public static final int TOKEN_BYTES = 32;

    static final int BYTES_MAX = NEURO_SEED_BYTES + 1 + TOKEN_BYTES + HardwareDigests.BYTES_MAX;

    private final byte[] neuroSeed;
    private final byte[] token;
    private final HardwareDigests hardware;
    private boolean closed;

    private EnrolmentSecrets(byte[] neuroSeed, byte[] token, HardwareDigests hardware) {
        this.neuroSeed = neuroSeed;
        this.token = token;
        this.hardware = hardware;
    }

    /**
     * Secrets without a token.
     *
     * @param neuroSeed 32 bytes, copied; the caller overwrites its copy
     */
    public static EnrolmentSecrets of(byte[] neuroSeed, HardwareDigests hardware) {
        Checks.length("NEURO seed", neuroSeed, NEURO_SEED_BYTES);
        return new EnrolmentSecrets(neuroSeed.clone(), new byte[0], hardware);
    }

    /**
     * Secrets with a token.
     *
     * @param neuroSeed 32 bytes, copied; the caller overwrites its copy
     * @param token the 32 bytes of the token, not its text; copied
     */
    public static EnrolmentSecrets of(byte[] neuroSeed, byte[] token, HardwareDigests hardware) {
        Checks.length("NEURO seed", neuroSeed, NEURO_SEED_BYTES);
        Checks.length("enrolment token", token, TOKEN_BYTES);
        return new EnrolmentSecrets(neuroSeed.clone(), token.clone(), hardware);
    }

    /** Returns the 32-byte NEURO seed; a new copy, which the caller overwrites. */
    public synchronized byte[] neuroSeed() {
        requireOpen();
        return neuroSeed.clone();
    }

    /** Returns the 32 bytes of the one-time token, if the device had one; a new copy, which the caller overwrites. */
    public synchronized Optional<byte[]> token() {
        requireOpen();
        return token.length == 0 ? Optional.empty() : Optional.of(token.clone());
    }

    /** Returns the digests of the device's hardware at its enrolment. */
    public HardwareDigests hardware() {
        return hardware;
    }

    /** The caller overwrites it. */
    synchronized byte[] encode() {
        requireOpen();
        return Bytes.concat(neuroSeed, new byte[] {(byte) (token.length == 0 ? 0 : 1)}, token, hardware.encode());
    }

    static EnrolmentSecrets decode(byte[] content) throws RecordException {
        RecordReader in = new RecordReader("enrolment secrets", content, BYTES_MAX);
        byte[] seed = in.bytes("NEURO seed", NEURO_SEED_BYTES);
        int flag = in.u8("token flag");
        if (flag > 1) {
            throw in.malformed("token flag: expected 0 or 1, found " + flag);
        }
        byte[] token = in.bytes("token", flag * TOKEN_BYTES);
        HardwareDigests hardware = HardwareDigests.decode(in.bytes("hardware digests", content.length - in.position()));
        in.end();
        return new EnrolmentSecrets(seed, token, hardware);
    }

    @Override
    public synchronized void close() {
        closed = true;
        Arrays.fill(neuroSeed, (byte) 0);
        Arrays.fill(token, (byte) 0);
    }

    /** Names the hardware's fields only. */
    @Override
    public String toString() {
        return "EnrolmentSecrets[" + hardware + "]";
    }

    private void requireOpen() {
        Checks.state(!closed, "enrolment secrets: expected open ones, found closed ones");
    }
}
