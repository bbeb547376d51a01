package com.hookprobe.neuro;

import com.hookprobe.fixedpoint.LayerKernels;
import java.util.Arrays;
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
    private final Ratchet ratchet;
    private final Activations activations;
    private long count;
    private long lastTimestampMicros;
    private int lastCrc;
    private @Nullable RootKeys keys;
    private boolean closed;

    /** Takes over the arrays. */
    WeightState(long[] masters, byte[] rho, TerChain chain) {
        this(masters, rho, chain, LayerKernels.best());
    }

    /** The same with kernels of the caller's choice. */
    WeightState(long[] masters, byte[] rho, TerChain chain, LayerKernels kernels) {
        this.masters = masters;
        this.activations = new Activations(kernels);
        this.ratchet = new Ratchet(rho);
        place(chain.count(), chain.lastTimestampMicros(), chain.lastCrc());
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
        return StateCodec.decode(bytes, null);
    }

    /**
     * As {@link #deserialise(byte[])}, in the arrays of a state that was closed: whoever reads many states, one after the other, makes
     * no garbage of 150 kB each.
     *
     * @param room closed; open again, and the one that is returned, unless this throws
     */
    public static WeightState deserialise(byte[] bytes, WeightState room) throws NeuroException {
        if (!room.closed) {
            throw new IllegalStateException("expected a weight state that was closed, found one in use");
        }
        return StateCodec.decode(bytes, room);
    }

    /**
     * The whole state in {@link #SERIALISED_BYTES} bytes. They are secret: encrypt them with the node's keystore before
     * they touch a disk, and wipe them.
     */
    public byte[] serialise() {
        requireOpen();
        return StateCodec.encode(chain(), ratchet.rho(), masters());
    }

    /** An independent copy. */
    public WeightState copy() {
        requireOpen();
        return new WeightState(masters().clone(), ratchet.rho().clone(), chain());
    }

    /** Records that have moved this state. */
    public long count() {
        requireOpen();
        return count;
    }

    /** Timestamp of the last record in microseconds, unsigned; 0 when there is none. */
    public long lastTimestampMicros() {
        requireOpen();
        return lastTimestampMicros;
    }

    /** The place in the history: what the next record has to look like. */
    public TerChain chain() {
        requireOpen();
        return new TerChain(count, lastTimestampMicros, lastCrc);
    }

    /** Makes this state equal to {@code other}, which stays as it is. */
    public void set(WeightState other) {
        restore(other.masters(), other.rho(), other.chain());
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
        ratchet.wipe();
        activations.wipe();
        forgetKeys();
    }

    /** The masters of a closed state, to be filled; {@link #reopened} follows. */
    long[] room() {
        return masters;
    }

    /** The masters were filled anew. */
    WeightState reopened(byte[] newRho, TerChain place) {
        System.arraycopy(newRho, 0, ratchet.rho(), 0, Ratchet.BYTES);
        place(place.count(), place.lastTimestampMicros(), place.lastCrc());
        closed = false;
        return this;
    }

    /** Copies all of it in. */
    void restore(long[] newMasters, byte[] newRho, TerChain place) {
        requireOpen();
        System.arraycopy(newMasters, 0, masters, 0, masters.length);
        System.arraycopy(newRho, 0, ratchet.rho(), 0, Ratchet.BYTES);
        place(place.count(), place.lastTimestampMicros(), place.lastCrc());
        activations.forget();
        forgetKeys();
    }

    /** Why {@code ter} may not come next; null when it may. */
    @Nullable TerFault fault(Ter ter) {
        requireOpen();
        return TerChain.fault(ter, count, lastTimestampMicros, lastCrc);
    }

    /** The masters themselves; whoever moves them calls {@link #moved}. */
    long[] masters() {
        requireOpen();
        activations.settle(masters);
        return masters;
    }

    /** The same for a step, which does itself what the step before has left to do. */
    long[] mastersOfStep() {
        requireOpen();
        return masters;
    }

    Activations activations() {
        requireOpen();
        return activations;
    }

    byte[] rho() {
        requireOpen();
        return ratchet.rho();
    }

    /** The masters have taken the step of {@code ter}: so do the ratchet and the place, and old keys are forgotten. */
    void moved(Ter ter) {
        requireOpen();
        ratchet.step(ter);
        place(Math.addExact(count, 1), ter.timestampMicros(), ter.crc());
        forgetKeys();
    }

    /** What follows from this version, computed at most once for it. */
    RootKeys keys() {
        requireOpen();
        RootKeys known = keys;
        if (known == null) {
            known = RootKeys.derive(count, lastTimestampMicros, masters(), ratchet.rho());
            keys = known;
        }
        return known;
    }

    private void place(long newCount, long newTimestampMicros, int newCrc) {
        count = newCount;
        lastTimestampMicros = newTimestampMicros;
        lastCrc = newCrc;
    }

    private void forgetKeys() {
        RootKeys old = keys;
        if (old != null) {
            old.wipe();
            keys = null;
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this weight state was closed");
        }
    }

    /** Tells the count only. */
    @Override
    public String toString() {
        return closed ? "WeightState[closed]" : "WeightState[count=" + count + "]";
    }
}
