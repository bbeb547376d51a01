package com.hookprobe.htp.core;

import com.hookprobe.htp.core.wire.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The 16 bytes of parameters in an ATTEST: the HELLO's fields again, and what the initiator is ready to receive.
 *
 * <pre>
 *  0 hello params 8 | 8 idle_timeout_s u16 | 10 flags u16 (bit 0: weights mixed; rest 0)
 * 12 max_data_kib u16 | 14 max_channel_data_kib u16
 * </pre>
 */
record EdgeParams(
        HelloParams hello, int idleTimeoutSeconds, boolean mixesWeights, int maxDataKib, int maxChannelDataKib) {
    static final int BYTES = 16;

    byte[] encode() {
        byte[] b = new byte[BYTES];
        hello.write(b, 0);
        Bytes.put16(b, 8, idleTimeoutSeconds);
        Bytes.put16(b, 10, mixesWeights ? 1 : 0);
        Bytes.put16(b, 12, maxDataKib);
        Bytes.put16(b, 14, maxChannelDataKib);
        return b;
    }

    /** Null when a reserved bit is set or a value makes no session possible. */
    static @Nullable EdgeParams decode(byte[] b, int at) {
        int flags = Bytes.u16(b, at + 10);
        EdgeParams params = new EdgeParams(
                HelloParams.read(b, at),
                Bytes.u16(b, at + 8),
                flags == 1,
                Bytes.u16(b, at + 12),
                Bytes.u16(b, at + 14));
        return flags <= 1 && params.idleTimeoutSeconds > 0 ? params : null;
    }
}
