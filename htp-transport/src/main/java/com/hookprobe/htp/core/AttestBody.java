package com.hookprobe.htp.core;

import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.crypto.XWing;
import org.jspecify.annotations.Nullable;

/**
 * What is inside the box of an ATTEST.
 *
 * <pre>
 *    0 pk_e 1216 | 1216 r 32 | 1248 node_id 32 | 1280 W_fp 64 | 1344 ter_seq u64 | 1352 params 16 | 1368 sig 64
 * </pre>
 */
record AttestBody(
        byte[] ephemeralKey,
        byte[] opening,
        byte[] nodeId,
        byte[] fingerprint,
        long terSequence,
        EdgeParams params,
        byte[] signature) {
    static final int BYTES = 1432;
    static final int NODE_ID_BYTES = 32;
    static final int FINGERPRINT_BYTES = 64;

    private static final int OPENING_AT = XWing.PUBLIC_KEY_BYTES;
    private static final int NODE_ID_AT = OPENING_AT + 32;
    private static final int FINGERPRINT_AT = NODE_ID_AT + NODE_ID_BYTES;
    private static final int TER_AT = FINGERPRINT_AT + FINGERPRINT_BYTES;
    private static final int PARAMS_AT = TER_AT + 8;
    private static final int SIGNATURE_AT = PARAMS_AT + EdgeParams.BYTES;

    AttestBody withSignature(byte[] made) {
        return new AttestBody(ephemeralKey, opening, nodeId, fingerprint, terSequence, params, made);
    }

    byte[] encode() {
        return Bytes.concat(
                ephemeralKey, opening, nodeId, fingerprint, Bytes.of64(terSequence), params.encode(), signature);
    }

    /** Null when the length or the parameters are wrong. */
    static @Nullable AttestBody decode(byte[] b) {
        if (b.length != BYTES) {
            return null;
        }
        EdgeParams params = EdgeParams.decode(b, PARAMS_AT);
        if (params == null) {
            return null;
        }
        return new AttestBody(
                Bytes.slice(b, 0, XWing.PUBLIC_KEY_BYTES),
                Bytes.slice(b, OPENING_AT, 32),
                Bytes.slice(b, NODE_ID_AT, NODE_ID_BYTES),
                Bytes.slice(b, FINGERPRINT_AT, FINGERPRINT_BYTES),
                Bytes.i64(b, TER_AT),
                params,
                Bytes.slice(b, SIGNATURE_AT, 64));
    }
}
