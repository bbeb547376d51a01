package com.hookprobe.neuro;

import com.hookprobe.fixedpoint.LayerKernels;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Internal, for {@code com.hookprobe.neuro.selftest} alone, and no part of the API: a weight state that shows the secret
 * values on the way of a step, so that a failing vector names the first one that differs.
 *
 * <p>It is made from a seed or from masters that the caller has, who could compute all of this himself; there is no way to
 * one from a {@link WeightState} of a node. Not thread-safe.
 */
public final class ExposedWeightState implements AutoCloseable {
    private final WeightState state;

    private ExposedWeightState(WeightState state) {
        this.state = state;
    }

    /**
     * The state before the first record.
     *
     * @param seed 32 bytes
     */
    public static ExposedWeightState fromSeed(byte[] seed, LayerKernels kernels) {
        try (WeightState start = WeightState.fromSeed(seed)) {
            return new ExposedWeightState(
                    new WeightState(start.masters().clone(), start.rho().clone(), start.chain(), kernels));
        }
    }

    /**
     * A state far from any seed: these masters, a ratchet of zeros, no last record. NEURO 11.4, kind far.
     *
     * @param masters 18,656 numbers in flat order (NEURO 4.1), taken over
     * @param count above 0
     */
    public static ExposedWeightState of(long[] masters, long count, LayerKernels kernels) {
        if (masters.length != Shape.MASTERS) {
            throw new IllegalArgumentException(masters.length + " masters, expected " + Shape.MASTERS);
        }
        return new ExposedWeightState(
                new WeightState(masters, new byte[Ratchet.BYTES], new TerChain(count, 0, 0), kernels));
    }

    /** The state itself, for all that is public of it. */
    public WeightState state() {
        return state;
    }

    /** One step for any record, whether it may follow or not. */
    public void stepUnchecked(Ter ter) {
        WeightEvolution.stepUnchecked(state, ter);
    }

    /**
     * What the last step has computed, by its name in the vectors.
     *
     * @param name x, z1 to z3, d1 to d3, or q1 to q3
     * @throws IllegalArgumentException for other names
     */
    public int[] values(String name) {
        Activations net = state.activations();
        int[] values = switch (name) {
            case "x" -> net.input();
            case "z1" -> net.z1;
            case "z2" -> net.z2;
            case "z3" -> net.z3;
            case "d1" -> net.d1;
            case "d2" -> net.d2;
            case "d3" -> net.d3;
            case "q1" -> net.q1;
            case "q2" -> net.q2;
            case "q3" -> net.q3;
            default -> throw new IllegalArgumentException("no values '" + name + "'");
        };
        return values.clone();
    }

    /** Master {@code index} in flat order. */
    public long master(int index) {
        return state.masters()[index];
    }

    /** The ratchet, 32 bytes. */
    public byte[] rho() {
        return state.rho().clone();
    }

    /** R of NEURO 6.1, 64 bytes. */
    public byte[] weightsRoot() {
        return RootKeys.weightsRoot(state.count(), state.lastTimestampMicros(), state.masters());
    }

    /** R2 of NEURO 6.2, 64 bytes. */
    public byte[] root() {
        return RootKeys.root(state.rho(), weightsRoot());
    }

    /** K_w of NEURO 6.2, 32 bytes. */
    public byte[] posfKey() {
        return state.keys().posfKey().clone();
    }

    /** The fingerprint of the first version, NEURO 11.3. */
    public byte[] fingerprintV1() {
        MessageDigest digest = Hashes.sha512(NeuroLabels.FINGERPRINT_V1);
        digest.update((byte) 0);
        return digest.digest(weightsRoot());
    }

    /** The PoSF with the key of the first version, NEURO 11.3. */
    public byte[] posfV1(byte[] messageHash, byte[] nonce) {
        byte[] key = Hashes.hmacSha256(weightsRoot()).doFinal(Hashes.ascii(NeuroLabels.POSF_KEY_V1));
        return Posf.sign(state, Hashes.hmacSha256(key), messageHash, nonce);
    }

    /** A copy of a stored state of {@link WeightState#SERIALISED_BYTES} whose last 32 bytes are the checksum again. */
    public static byte[] withChecksum(byte[] stored) {
        byte[] checksum = StateCodec.checksum(stored);
        byte[] fresh = Arrays.copyOf(stored, WeightState.SERIALISED_BYTES);
        System.arraycopy(checksum, 0, fresh, fresh.length - checksum.length, checksum.length);
        return fresh;
    }

    @Override
    public void close() {
        state.close();
    }
}
