package com.hookprobe.htp.core;

import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;

/**
 * The fields of a HELLO that come again, sealed, in the ATTEST, so that a responder that kept nothing can rebuild the
 * HELLO and compare its hash.
 *
 * <pre>
 *  0 max_datagram u16 | 2 heartbeat_s u16 | 4 caps u32
 * </pre>
 *
 * Capability bits are hints for later versions of this module: sent as 0, and any value is accepted.
 */
record HelloParams(int maxDatagram, int heartbeatSeconds, int capabilities) {
    static final int BYTES = 8;

    void write(byte[] b, int at) {
        Bytes.put16(b, at, maxDatagram);
        Bytes.put16(b, at + 2, heartbeatSeconds);
        Bytes.put32(b, at + 4, capabilities);
    }

    static HelloParams read(byte[] b, int at) {
        return new HelloParams(Bytes.u16(b, at), Bytes.u16(b, at + 2), Bytes.i32(b, at + 4));
    }

    /** The 32-byte payload of a HELLO: these fields, kem_key_id 8, zero 16. */
    byte[] helloPayload(byte[] kemKeyId) {
        byte[] payload = new byte[Wire.HELLO_PAYLOAD_BYTES];
        write(payload, 0);
        System.arraycopy(kemKeyId, 0, payload, BYTES, 8);
        return payload;
    }

    /** The whole HELLO datagram, 132 bytes. */
    byte[] hello(long token, byte[] commitment, byte[] kemKeyId, byte[] mac1Key) {
        return HandshakePacket.build(PacketType.HELLO, token, 0, commitment, helloPayload(kemKeyId), mac1Key);
    }
}
