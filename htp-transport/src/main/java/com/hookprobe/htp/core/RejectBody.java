package com.hookprobe.htp.core;

import com.hookprobe.htp.RejectCode;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.Wire;
import org.jspecify.annotations.Nullable;

/**
 * A refusal.
 *
 * <pre>
 *  sealed plaintext: 0 code u8 | 1 retry_after_s u16 | 3 ter_seq u64 | 11 zero 21
 *  in clear:         0 code u8 | 1 retry_after_s u16 | 3 zero 5
 * </pre>
 */
record RejectBody(RejectCode code, int retryAfterSeconds, long terSequence) {
    byte[] encode() {
        byte[] b = new byte[Wire.REJECT_PLAIN_BYTES];
        b[0] = (byte) code.code();
        Bytes.put16(b, 1, retryAfterSeconds);
        Bytes.put64(b, 3, terSequence);
        return b;
    }

    byte[] encodeClear() {
        byte[] b = new byte[Wire.REJECT_CLEAR_BYTES];
        b[0] = (byte) code.code();
        Bytes.put16(b, 1, retryAfterSeconds);
        return b;
    }

    static @Nullable RejectBody decode(byte[] b) {
        RejectCode code = RejectCode.of(Bytes.u8(b, 0)).orElse(null);
        if (code == null || b.length != Wire.REJECT_PLAIN_BYTES || !Bytes.allZero(b, 11, 21)) {
            return null;
        }
        return new RejectBody(code, Bytes.u16(b, 1), Bytes.i64(b, 3));
    }

    /** HTP 3.2: only VERSION and BUSY may come in clear. */
    static @Nullable RejectBody decodeClear(byte[] b) {
        RejectCode code = RejectCode.of(Bytes.u8(b, 0)).orElse(null);
        boolean allowed = code == RejectCode.VERSION || code == RejectCode.BUSY;
        if (code == null || !allowed || b.length != Wire.REJECT_CLEAR_BYTES || !Bytes.allZero(b, 3, 5)) {
            return null;
        }
        return new RejectBody(code, Bytes.u16(b, 1), 0);
    }
}
