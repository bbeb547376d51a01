package com.hookprobe.htp.core;

import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.htp.crypto.Aead;

/**
 * HTP 3.1, sending half of a session: gives every packet its own number, seals it and masks its header. There is no way
 * to seal twice under one number.
 */
final class PacketSealer implements AutoCloseable {
    private final PacketKeys keys;
    private final byte[] nonce = new byte[Aead.NONCE_BYTES];
    private final byte[] aad = new byte[Wire.HEADER_BYTES + 4];
    private final byte[] plain = new byte[Wire.RESONANCE_BYTES + Wire.DATAGRAM_BYTES_MAX];
    private final byte[] sealed = new byte[plain.length + Wire.TAG_BYTES];
    private final byte[] mask = new byte[HeaderProtection.MASK_BYTES];
    private long nextNumber;

    PacketSealer(PacketKeys keys) {
        this.keys = keys;
    }

    /** The number that the next packet will have; also how many were sealed. */
    long nextNumber() {
        return nextNumber;
    }

    /** A finished datagram with RDV and PoSF zero. */
    byte[] seal(PacketType type, long timestampMillis, int flags, byte[] body, int bodyLength) {
        long number = nextNumber++;
        if (number >= Wire.PACKET_NUMBER_LIMIT) {
            throw new IllegalStateException("packet numbers are used up");
        }
        byte[] d = new byte[Wire.SESSION_OVERHEAD_BYTES + bodyLength];
        Bytes.put16(d, Wire.VERSION_OFFSET, Wire.VERSION);
        Bytes.put16(d, Wire.TYPE_OFFSET, type.code);
        Bytes.put32(d, Wire.SEQUENCE_OFFSET, (int) number);
        Bytes.put32(d, Wire.TIMESTAMP_OFFSET, (int) timestampMillis);
        Bytes.put64(d, Wire.TOKEN_OFFSET, keys.token);
        Bytes.put64(d, Wire.NONCE_OFFSET, number);
        Bytes.put32(d, Wire.FLAGS_OFFSET, flags);
        Bytes.put32(d, Wire.LENGTH_OFFSET, bodyLength + Wire.TAG_BYTES);

        HeaderProtection.associatedData(d, aad);
        keys.nonce(number, nonce);
        System.arraycopy(body, 0, plain, Wire.RESONANCE_BYTES, bodyLength);
        int length = keys.aead.seal(nonce, aad, plain, 0, Wire.RESONANCE_BYTES + bodyLength, sealed, 0);
        // The 64 bytes of the resonance layer come before the length field, the rest after it.
        System.arraycopy(sealed, 0, d, Wire.RDV_OFFSET, Wire.RESONANCE_BYTES);
        System.arraycopy(sealed, Wire.RESONANCE_BYTES, d, Wire.PAYLOAD_OFFSET, length - Wire.RESONANCE_BYTES);
        HeaderProtection.apply(d, keys.mask, mask);
        return d;
    }

    @Override
    public void close() {
        keys.close();
        java.util.Arrays.fill(plain, (byte) 0);
    }
}
