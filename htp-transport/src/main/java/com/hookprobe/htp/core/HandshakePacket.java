package com.hookprobe.htp.core;

import com.hookprobe.htp.DropReason;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.htp.crypto.Hashes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * HTP 3.2: a handshake message. Its header is in clear; the RDV slot binds it to the transcript, the PoSF slot is a MAC
 * over everything else.
 */
record HandshakePacket(
        int version,
        PacketType type,
        long token,
        long messageId,
        int fragmentIndex,
        int fragmentCount,
        byte[] rdv,
        byte[] payload,
        byte[] datagram) {

    static byte[] build(PacketType type, long token, long messageId, byte[] rdv, byte[] payload, byte[] macKey) {
        return build(type, token, messageId, 0, 0, rdv, payload, macKey);
    }

    static byte[] build(
            PacketType type, long token, long messageId, int index, int count, byte[] rdv, byte[] payload, byte[] key) {
        byte[] d = new byte[Wire.PAYLOAD_OFFSET + payload.length];
        Bytes.put16(d, Wire.VERSION_OFFSET, Wire.VERSION);
        Bytes.put16(d, Wire.TYPE_OFFSET, type.code);
        Bytes.put32(d, Wire.SEQUENCE_OFFSET, (int) messageId);
        Bytes.put64(d, Wire.TOKEN_OFFSET, token);
        Bytes.put64(d, Wire.NONCE_OFFSET, messageId);
        Bytes.put32(d, Wire.FLAGS_OFFSET, index << 16 | count << 8);
        System.arraycopy(rdv, 0, d, Wire.RDV_OFFSET, 32);
        Bytes.put32(d, Wire.LENGTH_OFFSET, payload.length);
        System.arraycopy(payload, 0, d, Wire.PAYLOAD_OFFSET, payload.length);
        System.arraycopy(mac(d, key), 0, d, Wire.POSF_OFFSET, 32);
        return d;
    }

    /**
     * Parses strictly; anything odd is null and counted. The version is not judged here, because the answer to another
     * version (after a valid MAC) is REJECT VERSION and not silence.
     */
    static @Nullable HandshakePacket parse(byte[] d, Counters counters) {
        if (d.length < Wire.PAYLOAD_OFFSET) {
            counters.drop(DropReason.TOO_SHORT);
            return null;
        }
        // HTP 3.1.1: only session packets of a probed path are longer.
        if (d.length > Wire.DATAGRAM_BYTES) {
            counters.drop(DropReason.TOO_LONG);
            return null;
        }
        PacketType type = PacketType.of(Bytes.u16(d, Wire.TYPE_OFFSET));
        if (type == null || !type.handshake()) {
            counters.drop(DropReason.UNKNOWN_TOKEN);
            return null;
        }
        // HTP 3.1: "datagram length must be exactly 100+payload_length"
        if (Bytes.u32(d, Wire.LENGTH_OFFSET) != d.length - Wire.PAYLOAD_OFFSET) {
            counters.drop(DropReason.LENGTH);
            return null;
        }
        long messageId = Bytes.i64(d, Wire.NONCE_OFFSET);
        int flags = Bytes.i32(d, Wire.FLAGS_OFFSET);
        // HTP 3.1: timestamp is 0 in the handshake; generation and the low flags have no meaning in it.
        if (Bytes.i32(d, Wire.TIMESTAMP_OFFSET) != 0 || (flags & 0xff0000ff) != 0) {
            counters.drop(DropReason.RESERVED);
            return null;
        }
        if (Bytes.i32(d, Wire.SEQUENCE_OFFSET) != (int) messageId) {
            counters.drop(DropReason.SEQUENCE);
            return null;
        }
        return new HandshakePacket(
                Bytes.u16(d, Wire.VERSION_OFFSET),
                type,
                Bytes.i64(d, Wire.TOKEN_OFFSET),
                messageId,
                flags >>> 16 & 0xff,
                flags >>> 8 & 0xff,
                Bytes.slice(d, Wire.RDV_OFFSET, 32),
                Bytes.slice(d, Wire.PAYLOAD_OFFSET, d.length - Wire.PAYLOAD_OFFSET),
                d);
    }

    boolean macValid(byte[] key) {
        byte[] claimed = Arrays.copyOfRange(datagram, Wire.POSF_OFFSET, Wire.LENGTH_OFFSET);
        return Hashes.equalConstantTime(claimed, mac(datagram, key));
    }

    /** HMAC over header || RDV || payload_length || payload. */
    private static byte[] mac(byte[] d, byte[] key) {
        return Hashes.hmac(
                key, Arrays.copyOfRange(d, 0, Wire.POSF_OFFSET), Arrays.copyOfRange(d, Wire.LENGTH_OFFSET, d.length));
    }
}
