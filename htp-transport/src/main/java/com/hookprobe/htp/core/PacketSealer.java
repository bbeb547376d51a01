package com.hookprobe.htp.core;

import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import java.util.Arrays;

/**
 * HTP 3.1, sending half of a session: gives every packet its own number, seals it and masks its header. There is no way
 * to seal twice under one number, and numbers go on through rekeys. Allocates nothing; not thread-safe.
 */
final class PacketSealer implements AutoCloseable {
    /** Where the body begins in {@link #plain()}; RDV and PoSF lie before it. */
    static final int BODY_AT = Wire.RESONANCE_BYTES;

    private static final int CIPHERTEXT_AT = Wire.PAYLOAD_OFFSET - Wire.RESONANCE_BYTES;

    private final DirectionKeys direction;
    private final PacketScratch scratch;
    private PacketKeys keys;
    private int generation;
    private long generationStart;
    private long nextNumber;
    private long token;

    /** Owns and closes the generation's keys; the direction's stay the session's. */
    PacketSealer(DirectionKeys direction, PacketKeys generation0, PacketScratch scratch) {
        this.direction = direction;
        this.keys = generation0;
        this.scratch = scratch;
        this.token = direction.token(0);
    }

    /** RDV 32 | PoSF 32 | body of the next packet. Shared by all sessions of the machine: write it just before sealing. */
    byte[] plain() {
        return scratch.sealing;
    }

    /** The number that the next packet will have; also how many were sealed. */
    long nextNumber() {
        return nextNumber;
    }

    /** The generation that packets are sealed under, counted from 0. */
    int generation() {
        return generation;
    }

    /** How many packets were sealed under this generation. */
    long sealedInGeneration() {
        return nextNumber - generationStart;
    }

    /** Seals everything from now on under the next generation and erases the keys of this one. */
    void nextGeneration(PacketKeys next) {
        keys.close();
        keys = next;
        generation++;
        generationStart = nextNumber;
    }

    /** Sends under flow token {@code index} from now on (HTP 3.3). */
    void useToken(int index) {
        token = direction.token(index);
    }

    /**
     * Makes a datagram of the body in {@link #plain()}. RDV and PoSF are what {@link #plain()} holds if RESONANCE_FRESH is
     * set, else zeros.
     *
     * @param flags the sender's flags, bits 0 to 6
     * @param bodyLength 0 to {@link Wire#BODY_BYTES_MAX}
     * @param into gets the datagram from {@code at} on, and nothing else
     * @return the datagram's length, {@code 116 + bodyLength}
     */
    int seal(PacketType type, long timestampMillis, int flags, int bodyLength, byte[] into, int at) {
        if (bodyLength < 0 || bodyLength > Wire.BODY_BYTES_MAX || (flags & ~Wire.FLAGS_KNOWN) != 0) {
            throw new IllegalArgumentException("body of " + bodyLength + " bytes, flags " + flags);
        }
        int length = Wire.SESSION_OVERHEAD_BYTES + bodyLength;
        if (at < 0 || at > into.length - length) {
            throw new IllegalArgumentException("no room for " + length + " bytes at " + at + " of " + into.length);
        }
        long number = nextNumber;
        if (number >= Wire.PACKET_NUMBER_LIMIT) {
            throw new IllegalStateException("packet numbers are used up");
        }
        // Counted before anything can fail: a number that was tried is never tried again.
        nextNumber = number + 1;
        byte[] plain = scratch.sealing;
        if ((flags & Wire.FLAG_RESONANCE_FRESH) == 0) {
            Arrays.fill(plain, 0, Wire.RESONANCE_BYTES, (byte) 0);
        }
        Bytes.put16(into, at + Wire.VERSION_OFFSET, Wire.VERSION);
        Bytes.put16(into, at + Wire.TYPE_OFFSET, type.code);
        Bytes.put32(into, at + Wire.SEQUENCE_OFFSET, (int) number);
        Bytes.put32(into, at + Wire.TIMESTAMP_OFFSET, (int) timestampMillis);
        Bytes.put64(into, at + Wire.TOKEN_OFFSET, token);
        Bytes.put64(into, at + Wire.NONCE_OFFSET, number);
        Bytes.put32(into, at + Wire.FLAGS_OFFSET, flags | generation << Wire.GENERATION_SHIFT);
        int payloadLength = bodyLength + Wire.TAG_BYTES;
        Bytes.put32(into, at + Wire.LENGTH_OFFSET, payloadLength);

        HeaderProtection.associatedData(into, at, scratch.aad);
        keys.nonce(number, scratch.nonce);
        // The ciphertext is one piece but for the length field after its first 64 bytes: it is written 4 bytes too far
        // down, and those 64 are moved into place.
        keys.aead.seal(
                scratch.nonce, scratch.aad, plain, 0, Wire.RESONANCE_BYTES + bodyLength, into, at + CIPHERTEXT_AT);
        System.arraycopy(into, at + CIPHERTEXT_AT, into, at + Wire.RDV_OFFSET, Wire.RESONANCE_BYTES);
        Bytes.put32(into, at + Wire.LENGTH_OFFSET, payloadLength);
        HeaderProtection.apply(into, at, direction.mask, scratch.mask);
        return length;
    }

    @Override
    public void close() {
        keys.close();
    }
}
