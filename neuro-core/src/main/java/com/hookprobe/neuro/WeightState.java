package com.hookprobe.neuro;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The living key of one device: 18,656 weights, the ratchet, and the place in the history of records. NEURO 4 to 6.
 *
 * <p>All of it is secret but the {@link #fingerprint}. It follows from the seed and the records alone, bit for bit, on
 * every machine. It moves only through {@link WeightEvolution}.
 *
 * <p>About 152 kB of memory. Not thread-safe: one owner at a time, also for the methods that only read, because they keep
 * what they compute. {@link #close} wipes the arrays; whatever else is called later throws {@link IllegalStateException}.
 */
public final class WeightState implements AutoCloseable {
    /** Size of a device's seed in bytes. */
    public static final int SEED_BYTES = 32;

    /** Size of a fingerprint in bytes. */
    public static final int FINGERPRINT_BYTES = 64;

    /** Size of a serialised state in bytes. */
    public static final int SERIALISED_BYTES = StateCodec.BYTES;

    private final long[] masters;
    private byte[] rho;
    private TerChain chain;
    private final Activations activations = new Activations();
    private @Nullable RootKeys keys;
    private boolean closed;

    WeightState(long[] masters, byte[] rho, TerChain chain) {
        this.masters = masters;
        this.rho = rho;
        this.chain = chain;
    }

    /**
     * The state before the first record.
     *
     * @param seed 32 secret bytes; copied
     * @throws IllegalArgumentException when the length is wrong
     */
    public static WeightState fromSeed(byte[] seed) {
        if (seed.length != SEED_BYTES) {
            throw new IllegalArgumentException("a seed has " + SEED_BYTES + " bytes, this one " + seed.length);
        }
        return new WeightState(InitialWeights.fromSeed(seed), Ratchet.start(seed), TerChain.START);
    }

    /**
     * A state from {@link #serialise}.
     *
     * @throws NeuroException of kind STATE_DAMAGED when the bytes are not exactly such a state
     */
    public static WeightState deserialise(byte[] bytes) throws NeuroException {
        return StateCodec.decode(bytes);
    }

    /**
     * The whole state in {@link #SERIALISED_BYTES} bytes. They are secret: encrypt them with the node's keystore before
     * they touch a disk, and wipe them.
     */
    public byte[] serialise() {
        requireOpen();
        return StateCodec.encode(chain, rho, masters);
    }

    /** An independent copy. */
    public WeightState copy() {
        requireOpen();
        return new WeightState(masters.clone(), rho.clone(), chain);
    }

    /** Records that have moved this state. */
    public long count() {
        requireOpen();
        return chain.count();
    }

    /** Timestamp of the last record in microseconds, unsigned; 0 when there is none. */
    public long lastTimestampMicros() {
        requireOpen();
        return chain.lastTimestampMicros();
    }

    /** The place in the history: what the next record has to look like. */
    public TerChain chain() {
        requireOpen();
        return chain;
    }

    /** W_fingerprint, 64 bytes: names this state and tells nothing about it. */
    public byte[] fingerprint() {
        return keys().fingerprint();
    }

    /** w_secret, 32 bytes: what the transport mixes into its keys. The caller wipes it. */
    public byte[] wSecret() {
        return keys().transportSecret();
    }

    /** True when the state was wiped. */
    public boolean closed() {
        return closed;
    }

    /** Overwrites the weights, the ratchet and all that was derived. May be called again. */
    @Override
    public void close() {
        closed = true;
        Arrays.fill(masters, 0);
        Arrays.fill(rho, (byte) 0);
        activations.wipe();
        forgetKeys();
    }

    /** Takes over all of {@code other}, which is closed. */
    void become(WeightState other) {
        requireOpen();
        other.requireOpen();
        System.arraycopy(other.masters, 0, masters, 0, masters.length);
        moved(other.rho.clone(), other.chain);
        other.close();
    }

    /** The masters themselves; whoever writes to them calls {@link #moved}. */
    long[] masters() {
        requireOpen();
        return masters;
    }

    Activations activations() {
        requireOpen();
        return activations;
    }

    byte[] rho() {
        requireOpen();
        return rho;
    }

    /** The masters have moved: forget what was derived from the old ones. */
    void moved(byte[] newRho, TerChain newChain) {
        requireOpen();
        Arrays.fill(rho, (byte) 0);
        rho = newRho;
        chain = newChain;
        forgetKeys();
    }

    /** What follows from this version, computed at most once for it. */
    RootKeys keys() {
        requireOpen();
        RootKeys known = keys;
        if (known == null) {
            known = RootKeys.derive(chain, masters, rho);
            keys = known;
        }
        return known;
    }

    private void forgetKeys() {
        Optional.ofNullable(keys).ifPresent(RootKeys::wipe);
        keys = null;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this weight state was closed");
        }
    }

    /** Tells the count only. */
    @Override
    public String toString() {
        return closed ? "WeightState[closed]" : "WeightState[count=" + chain.count() + "]";
    }
}
