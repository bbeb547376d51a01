package com.hookprobe.neuro;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A weight state as bytes, big-endian. NEURO 7.
 *
 * <pre>
 * offset   size field
 *      0      8 magic "HPNEUROW"
 *      8      4 version, 1
 *     12      8 count
 *     20      8 timestamp of the last record
 *     28      2 CRC-16 of the last record
 *     30     32 ratchet rho
 *     62 149248 masters
 * 149310     32 SHA-256 over label and all before: finds accidents, the caller's encryption finds attacks
 * </pre>
 */
final class StateCodec {
    private static final byte[] MAGIC = Hashes.ascii("HPNEUROW");
    private static final int VERSION = 1;
    private static final int CHECKSUM_BYTES = 32;
    private static final int BODY_BYTES = 62 + Shape.MASTERS * Long.BYTES;

    /** A sweep leaves a master within 2^55, and a step adds less than 2^45; the kernels rely on it. */
    private static final long MASTER_AFTER_SWEEP = 1L << 55;

    private static final long MASTER_STEP = 1L << 45;

    static final int BYTES = BODY_BYTES + CHECKSUM_BYTES;

    private StateCodec() {}

    static byte[] encode(TerChain chain, byte[] rho, long[] masters) {
        byte[] bytes = new byte[BYTES];
        ByteBuffer out = ByteBuffer.wrap(bytes);
        out.put(MAGIC).putInt(VERSION).putLong(chain.count()).putLong(chain.lastTimestampMicros());
        out.putShort((short) chain.lastCrc()).put(rho);
        out.asLongBuffer().put(masters);
        System.arraycopy(checksum(bytes), 0, bytes, BODY_BYTES, CHECKSUM_BYTES);
        return bytes;
    }

    /** @param room a closed state whose arrays are used again; null for new ones */
    static WeightState decode(byte[] bytes, @Nullable WeightState room) throws NeuroException {
        if (bytes.length != BYTES) {
            throw damaged("has " + bytes.length + " bytes, expected " + BYTES);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte[] magic = new byte[MAGIC.length];
        in.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw damaged("does not begin with the magic HPNEUROW");
        }
        int version = in.getInt();
        if (version != VERSION) {
            throw damaged("has version " + version + ", expected " + VERSION);
        }
        if (!MessageDigest.isEqual(checksum(bytes), Arrays.copyOfRange(bytes, BODY_BYTES, BYTES))) {
            throw damaged("has a wrong checksum");
        }
        TerChain chain;
        try {
            chain = new TerChain(in.getLong(), in.getLong(), Short.toUnsignedInt(in.getShort()));
        } catch (IllegalArgumentException e) {
            throw damaged("has an impossible history: " + e.getMessage());
        }
        byte[] rho = new byte[Ratchet.BYTES];
        in.get(rho);
        long[] masters = room == null ? new long[Shape.MASTERS] : room.room();
        in.asLongBuffer().get(masters);
        long limit = MASTER_AFTER_SWEEP + chain.count() % WeightEvolution.STEPS_PER_SWEEP * MASTER_STEP;
        for (int i = 0; i < masters.length; i++) {
            if (masters[i] > limit || masters[i] < -limit) {
                Arrays.fill(masters, 0);
                throw damaged("has a weight out of range at index " + i);
            }
        }
        return room == null ? new WeightState(masters, rho, chain) : room.reopened(rho, chain);
    }

    /** Of the first {@code BODY_BYTES}; the rest does not matter. */
    static byte[] checksum(byte[] bytes) {
        MessageDigest digest = Hashes.sha256(NeuroLabels.STATE_CHECKSUM);
        digest.update(bytes, 0, BODY_BYTES);
        return digest.digest();
    }

    private static NeuroException damaged(String what) {
        return new NeuroException(NeuroException.Kind.STATE_DAMAGED, "the weight state " + what);
    }
}
