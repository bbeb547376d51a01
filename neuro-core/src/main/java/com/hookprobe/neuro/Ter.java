package com.hookprobe.neuro;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A temporal event record: the 64 bytes of sensor history that move the weights by one step.
 *
 * <pre>
 * offset size field                          (NEURO 2.1; integers little-endian)
 *      0   32 entropy    SHA-256 over readings of the machine
 *     32   20 integrity  RIPEMD-160 over the files that are watched
 *     52    8 timestamp  microseconds since 1970, unsigned
 *     60    2 sequence   number of the record modulo 65536
 *     62    2 chain      CRC-16 of the 64 bytes of the record before; 0 in the first
 * </pre>
 *
 * <p>Any 64 bytes are a record; whether it may follow another one is for {@link TerChain} to say. Immutable,
 * thread-safe; arrays are copied in and out.
 */
public final class Ter {
    /** Size of a record in bytes. */
    public static final int BYTES = 64;

    /** Size of the entropy hash in bytes. */
    public static final int ENTROPY_BYTES = 32;

    /** Size of the integrity hash in bytes. */
    public static final int INTEGRITY_BYTES = 20;

    private static final int INTEGRITY_AT = 32;
    private static final int TIMESTAMP_AT = 52;
    private static final int SEQUENCE_AT = 60;
    private static final int CHAIN_AT = 62;
    private static final int U16_MAX = 0xffff;

    private static final VarHandle LONGS = littleEndian(long[].class);
    private static final VarHandle INTS = littleEndian(int[].class);
    private static final VarHandle SHORTS = littleEndian(short[].class);

    private final byte[] wire;

    private Ter(byte[] wire) {
        this.wire = wire;
    }

    /**
     * A record from its fields.
     *
     * @param entropy 32 bytes
     * @param integrity 20 bytes
     * @param timestampMicros unsigned 64 bit
     * @param sequence in [0, 65535]
     * @param chain in [0, 65535]
     * @throws IllegalArgumentException when a length or a range is wrong
     */
    public static Ter of(byte[] entropy, byte[] integrity, long timestampMicros, int sequence, int chain) {
        requireLength("entropy", entropy, ENTROPY_BYTES);
        requireLength("integrity", integrity, INTEGRITY_BYTES);
        requireU16("sequence", sequence);
        requireU16("chain", chain);
        byte[] wire = new byte[BYTES];
        ByteBuffer.wrap(wire)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(entropy)
                .put(integrity)
                .putLong(timestampMicros)
                .putShort((short) sequence)
                .putShort((short) chain);
        return new Ter(wire);
    }

    /** The record in {@code bytes}, or empty when that is not exactly 64 bytes. */
    public static Optional<Ter> decode(byte[] bytes) {
        return bytes.length == BYTES ? Optional.of(new Ter(bytes.clone())) : Optional.empty();
    }

    /** The 64 bytes. */
    public byte[] encode() {
        return wire.clone();
    }

    /** H_Entropy, 32 bytes. */
    public byte[] entropy() {
        return Arrays.copyOf(wire, ENTROPY_BYTES);
    }

    /** H_Integrity, 20 bytes. */
    public byte[] integrity() {
        return Arrays.copyOfRange(wire, INTEGRITY_AT, INTEGRITY_AT + INTEGRITY_BYTES);
    }

    /** Microseconds since 1970, an unsigned 64-bit number. */
    public long timestampMicros() {
        return (long) LONGS.get(wire, TIMESTAMP_AT);
    }

    /** Number of the record modulo 65536. */
    public int sequence() {
        return Short.toUnsignedInt((short) SHORTS.get(wire, SEQUENCE_AT));
    }

    /** CRC-16 of the record before. */
    public int chain() {
        return Short.toUnsignedInt((short) SHORTS.get(wire, CHAIN_AT));
    }

    /** CRC-16/CCITT-FALSE over the 64 bytes: the {@link #chain} of the next record. */
    public int crc() {
        return Crc16.of(wire);
    }

    /** Sigma_threat in Q0.32: the first four bytes of H_Integrity as a little-endian number, in [0, 2^32). */
    long threatQ32() {
        return Integer.toUnsignedLong((int) INTS.get(wire, INTEGRITY_AT));
    }

    /** Byte {@code index} of the record, in [0, 255]. */
    int byteAt(int index) {
        return wire[index] & 0xff;
    }

    /** The record's own array, for hashing without a copy; never written to. */
    byte[] wire() {
        return wire;
    }

    private static VarHandle littleEndian(Class<?> arrayOfValues) {
        return MethodHandles.byteArrayViewVarHandle(arrayOfValues, ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ter ter && Arrays.equals(wire, ter.wire);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(wire);
    }

    @Override
    public String toString() {
        return "Ter[sequence=" + sequence() + ", timestampMicros=" + Long.toUnsignedString(timestampMicros())
                + ", integrity=" + HexFormat.of().formatHex(integrity()) + "]";
    }

    private static void requireLength(String name, byte[] bytes, int length) {
        if (bytes.length != length) {
            throw new IllegalArgumentException(name + " has " + bytes.length + " bytes, expected " + length);
        }
    }

    private static void requireU16(String name, int value) {
        if (value < 0 || value > U16_MAX) {
            throw new IllegalArgumentException(name + " is " + value + ", expected 0.." + U16_MAX);
        }
    }
}
