package com.hookprobe.node.role;

import com.hookprobe.htp.crypto.Aead;
import com.hookprobe.htp.crypto.AeadFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Keeps all that a node's HTP endpoints seal, before it is sealed: handshake, control messages, padding and headers too. */
final class SealedByEdge {
    private static final int EVIDENCE_BYTES = 64;
    private static final int PACKET_HEADER_BYTES = 36;
    private static final int TYPE_AT = 2;
    private static final int DATA = 0x10;
    private static final int PAD = 0;
    private static final int MSG = 1;
    private static final int MSG_HEADER_BYTES = 17;
    private static final int CONTROL = 0;

    private final Captures captures;

    SealedByEdge(Captures captures) {
        this.captures = captures;
    }

    AeadFactory around(AeadFactory inner) {
        return key -> watched(inner.create(key));
    }

    private Aead watched(Aead inner) {
        return new Aead() {
            @Override
            public int seal(byte[] nonce, byte[] aad, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
                byte[] plain = Arrays.copyOfRange(in, inOffset, inOffset + length);
                captures.add(aad.length == PACKET_HEADER_BYTES ? "sealed packet" : "sealed handshake", plain);
                captures.add("authenticated header", aad);
                control(aad, plain);
                return inner.seal(nonce, aad, in, inOffset, length, out, outOffset);
            }

            @Override
            public int open(byte[] nonce, byte[] aad, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
                return inner.open(nonce, aad, in, inOffset, length, out, outOffset);
            }

            @Override
            public void close() {
                inner.close();
            }
        };
    }

    /** HTP's own messages are not told to its user: those that begin in this packet. */
    private void control(byte[] aad, byte[] plain) {
        boolean data = aad.length == PACKET_HEADER_BYTES
                && ByteBuffer.wrap(aad).getShort(TYPE_AT) == DATA
                && plain.length > EVIDENCE_BYTES;
        int at = EVIDENCE_BYTES;
        while (data && at < plain.length) {
            int type = plain[at];
            if (type == PAD) {
                at++;
                continue;
            }
            if (type != MSG) {
                // Control messages leave before all others; only an ACK may stand before them.
                at = type == 3 ? at + 18 + 4 * plain[at + 17] : plain.length;
                continue;
            }
            ByteBuffer frame = ByteBuffer.wrap(plain, at, MSG_HEADER_BYTES);
            int channel = plain[at + 2];
            int offset = frame.getInt(at + 11);
            int length = frame.getShort(at + 15) & 0xffff;
            if (channel == CONTROL && offset == 0 && length > 0) {
                byte[] begun = Arrays.copyOfRange(plain, at + MSG_HEADER_BYTES, at + MSG_HEADER_BYTES + length);
                captures.add("control " + begun[0], begun);
            }
            at += MSG_HEADER_BYTES + length;
        }
    }
}
