package com.hookprobe.htp.core;

import com.hookprobe.htp.DropReason;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.htp.crypto.Aead;
import org.jspecify.annotations.Nullable;

/**
 * HTP 3.1, receiving half of a session, in the order of the specification: length, unmask, fields, replay test, AEAD,
 * replay mark. Every failure is silent and counted.
 */
final class PacketOpener implements AutoCloseable {
    private final PacketKeys keys;
    private final Counters counters;
    private final ReplayWindow window = new ReplayWindow();
    private final byte[] nonce = new byte[Aead.NONCE_BYTES];
    private final byte[] aad = new byte[Wire.HEADER_BYTES + 4];
    private final byte[] sealed = new byte[Wire.DATAGRAM_BYTES_MAX];
    private final byte[] mask = new byte[HeaderProtection.MASK_BYTES];
    private long failures;

    PacketOpener(PacketKeys keys, Counters counters) {
        this.keys = keys;
        this.counters = counters;
    }

    /** An authentic packet that was not seen before. The plaintext is RDV, PoSF, body. */
    record Opened(PacketType type, long number, long timestampMillis, int flags, byte[] plain) {
        int bodyLength() {
            return plain.length - Wire.RESONANCE_BYTES;
        }
    }

    /** How many packets failed authentication so far. */
    long failures() {
        return failures;
    }

    /** Null when the datagram is dropped. The array is overwritten. */
    @Nullable Opened open(byte[] d) {
        if (d.length < Wire.SESSION_OVERHEAD_BYTES) {
            return drop(DropReason.TOO_SHORT);
        }
        if (d.length > Wire.DATAGRAM_BYTES_MAX) {
            return drop(DropReason.TOO_LONG);
        }
        HeaderProtection.apply(d, keys.mask, mask);
        DropReason wrong = checkFields(d);
        if (wrong != null) {
            return drop(wrong);
        }
        long number = Bytes.i64(d, Wire.NONCE_OFFSET);
        if (!window.fresh(number)) {
            return drop(DropReason.REPLAY);
        }
        HeaderProtection.associatedData(d, aad);
        keys.nonce(number, nonce);
        int tail = d.length - Wire.PAYLOAD_OFFSET;
        System.arraycopy(d, Wire.RDV_OFFSET, sealed, 0, Wire.RESONANCE_BYTES);
        System.arraycopy(d, Wire.PAYLOAD_OFFSET, sealed, Wire.RESONANCE_BYTES, tail);
        byte[] plain = new byte[Wire.RESONANCE_BYTES + tail - Wire.TAG_BYTES];
        if (keys.aead.open(nonce, aad, sealed, 0, Wire.RESONANCE_BYTES + tail, plain, 0) < 0) {
            failures++;
            return drop(DropReason.AEAD);
        }
        window.mark(number);
        PacketType type = PacketType.of(Bytes.u16(d, Wire.TYPE_OFFSET));
        if (type == null) {
            return drop(DropReason.TYPE);
        }
        return new Opened(type, number, Bytes.u32(d, Wire.TIMESTAMP_OFFSET), Bytes.i32(d, Wire.FLAGS_OFFSET), plain);
    }

    private static @Nullable DropReason checkFields(byte[] d) {
        if (Bytes.u16(d, Wire.VERSION_OFFSET) != Wire.VERSION) {
            return DropReason.VERSION;
        }
        PacketType type = PacketType.of(Bytes.u16(d, Wire.TYPE_OFFSET));
        if (type == null || type.handshake()) {
            return DropReason.TYPE;
        }
        if (Bytes.u32(d, Wire.LENGTH_OFFSET) != d.length - Wire.PAYLOAD_OFFSET) {
            return DropReason.LENGTH;
        }
        long number = Bytes.i64(d, Wire.NONCE_OFFSET);
        if (Bytes.i32(d, Wire.SEQUENCE_OFFSET) != (int) number || number < 0 || number >= Wire.PACKET_NUMBER_LIMIT) {
            return DropReason.SEQUENCE;
        }
        int flags = Bytes.i32(d, Wire.FLAGS_OFFSET);
        if (flags >>> 24 != 0) {
            // There is no rekey yet, so generation 0 is the only one that has keys.
            return DropReason.GENERATION;
        }
        // HTP 3.1: "non-zero reserved => drop"; fragments exist in handshake messages only.
        if ((flags & (0x00ffff00 | Wire.FLAGS_RESERVED)) != 0) {
            return DropReason.RESERVED;
        }
        return (flags & Wire.FLAGS_LATER) != 0 ? DropReason.UNSUPPORTED_FLAG : null;
    }

    private @Nullable Opened drop(DropReason reason) {
        counters.drop(reason);
        return null;
    }

    @Override
    public void close() {
        keys.close();
    }
}
