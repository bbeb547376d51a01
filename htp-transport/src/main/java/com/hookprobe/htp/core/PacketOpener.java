package com.hookprobe.htp.core;

import com.hookprobe.htp.DropReason;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import org.jspecify.annotations.Nullable;

/**
 * HTP 3.1, receiving half of a session, in the order of the specification: length, unmask, fields, replay test, AEAD,
 * replay mark. Every failure is silent and counted. Holds up to three generations of keys: the previous one until it is
 * dropped, the current one, and the next one once it is known. Allocates nothing; not thread-safe.
 */
final class PacketOpener implements AutoCloseable {
    private static final int CIPHERTEXT_AT = Wire.PAYLOAD_OFFSET - Wire.RESONANCE_BYTES;

    private final DirectionKeys direction;
    private final PacketScratch scratch;
    private final Counters counters;
    private final ReplayWindow window = new ReplayWindow();

    private @Nullable PacketKeys previous;
    private PacketKeys current;
    private @Nullable PacketKeys next;
    private int generation;
    /** The lowest number that was authentic under the current generation. */
    private long lowestOfCurrent = Wire.PACKET_NUMBER_LIMIT;

    private long failures;

    // The packet at hand.
    private PacketType type = PacketType.DATA;
    private long number;
    private long timestampMillis;
    private int flags;
    private int packetGeneration;
    private int bodyLength;

    /** Owns and closes the generations' keys; the direction's stay the session's. */
    PacketOpener(DirectionKeys direction, PacketKeys generation0, PacketScratch scratch, Counters counters) {
        this.direction = direction;
        this.current = generation0;
        this.scratch = scratch;
        this.counters = counters;
    }

    /** How many packets failed authentication so far, under all generations. */
    long failures() {
        return failures;
    }

    /** The newest generation under which a packet was authentic, counted from 0. */
    int currentGeneration() {
        return generation;
    }

    /** True when the keys of the generation after the current one are there. */
    boolean hasNext() {
        return next != null;
    }

    /** True when packets of the generation before the current one are still read. */
    boolean hasPrevious() {
        return previous != null;
    }

    /** Accepts the next generation from now on. Its first authentic packet makes it current. */
    void prepareNext(PacketKeys keys) {
        if (next != null) {
            throw new IllegalStateException("generation " + (generation + 1) + " has keys already");
        }
        next = keys;
    }

    /** Erases the generation before the current one: HTP 3.3 lets it live 3 PTO for packets that were overtaken. */
    void dropPrevious() {
        if (previous != null) {
            previous.close();
            previous = null;
        }
    }

    /**
     * True when the slice is an authentic packet that was not seen before; then the accessors tell what it is, until any
     * session of the machine opens another. The slice is overwritten, and nothing around it.
     */
    boolean open(byte[] d, int offset, int length) {
        if (length < Wire.SESSION_OVERHEAD_BYTES) {
            return drop(DropReason.TOO_SHORT);
        }
        if (length > Wire.DATAGRAM_BYTES_MAX) {
            return drop(DropReason.TOO_LONG);
        }
        HeaderProtection.apply(d, offset, direction.mask, scratch.mask);
        DropReason wrong = readFields(d, offset, length);
        if (wrong != null) {
            return drop(wrong);
        }
        PacketKeys keys = keysOf(packetGeneration);
        if (keys == null) {
            return drop(DropReason.GENERATION);
        }
        if (!window.fresh(number)) {
            return drop(DropReason.REPLAY);
        }
        HeaderProtection.associatedData(d, offset, scratch.aad);
        keys.nonce(number, scratch.nonce);
        // The reverse of sealing: over the length field, which is in the AAD by now, the ciphertext becomes one piece.
        System.arraycopy(d, offset + Wire.RDV_OFFSET, d, offset + CIPHERTEXT_AT, Wire.RESONANCE_BYTES);
        int sealedLength = length - CIPHERTEXT_AT;
        if (keys.aead.open(scratch.nonce, scratch.aad, d, offset + CIPHERTEXT_AT, sealedLength, scratch.opened, 0)
                < 0) {
            failures++;
            return drop(DropReason.AEAD);
        }
        window.mark(number);
        bodyLength = length - Wire.SESSION_OVERHEAD_BYTES;
        noteGeneration();
        return true;
    }

    /** The packet's type; never one of the handshake. */
    PacketType type() {
        return type;
    }

    /** The packet's number. */
    long number() {
        return number;
    }

    /** Milliseconds of the sender's session clock, modulo 2^32. */
    long timestampMillis() {
        return timestampMillis;
    }

    /** Flags 0 to 6; all are accepted here, the session judges them. */
    int flags() {
        return flags;
    }

    /** The generation that the packet was sealed under, counted from 0. */
    int generation() {
        return packetGeneration;
    }

    /** RDV 32 | PoSF 32 | body. */
    byte[] plain() {
        return scratch.opened;
    }

    /** Where the body begins in {@link #plain()}. */
    int bodyAt() {
        return Wire.RESONANCE_BYTES;
    }

    /** Bytes of the body. */
    int bodyLength() {
        return bodyLength;
    }

    private @Nullable DropReason readFields(byte[] d, int at, int length) {
        if (Bytes.u16(d, at + Wire.VERSION_OFFSET) != Wire.VERSION) {
            return DropReason.VERSION;
        }
        PacketType read = PacketType.of(Bytes.u16(d, at + Wire.TYPE_OFFSET));
        if (read == null || read.handshake()) {
            return DropReason.TYPE;
        }
        if (Bytes.u32(d, at + Wire.LENGTH_OFFSET) != length - Wire.PAYLOAD_OFFSET) {
            return DropReason.LENGTH;
        }
        long pn = Bytes.i64(d, at + Wire.NONCE_OFFSET);
        if (Bytes.i32(d, at + Wire.SEQUENCE_OFFSET) != (int) pn || pn < 0 || pn >= Wire.PACKET_NUMBER_LIMIT) {
            return DropReason.SEQUENCE;
        }
        int word = Bytes.i32(d, at + Wire.FLAGS_OFFSET);
        // HTP 3.1: "non-zero reserved => drop"; fragments exist in handshake messages only.
        if ((word & (Wire.FLAGS_FRAGMENT | Wire.FLAGS_RESERVED)) != 0) {
            return DropReason.RESERVED;
        }
        type = read;
        number = pn;
        timestampMillis = Bytes.u32(d, at + Wire.TIMESTAMP_OFFSET);
        flags = word & Wire.FLAGS_KNOWN;
        // The wire has the generation modulo 256: of all that could be meant, the one next to ours.
        packetGeneration = generation + (byte) ((word >>> Wire.GENERATION_SHIFT) - generation);
        return null;
    }

    private @Nullable PacketKeys keysOf(int wanted) {
        if (wanted == generation) {
            return current;
        }
        if (wanted == generation + 1) {
            return next;
        }
        // RFC 9001 6.4: old keys do not seal what is numbered after a packet of the new ones. So who stole the old
        // keys cannot speak under them once the sender went on.
        return wanted == generation - 1 && number < lowestOfCurrent ? previous : null;
    }

    private void noteGeneration() {
        if (packetGeneration == generation) {
            lowestOfCurrent = Math.min(lowestOfCurrent, number);
        } else if (packetGeneration == generation + 1 && next != null) {
            dropPrevious();
            previous = current;
            current = next;
            next = null;
            generation++;
            lowestOfCurrent = number;
        }
    }

    private boolean drop(DropReason reason) {
        counters.drop(reason);
        return false;
    }

    @Override
    public void close() {
        dropPrevious();
        current.close();
        if (next != null) {
            next.close();
        }
    }
}
