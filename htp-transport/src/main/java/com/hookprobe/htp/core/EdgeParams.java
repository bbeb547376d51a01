package com.hookprobe.htp.core;

import com.hookprobe.htp.RemotePeer;
import com.hookprobe.htp.core.wire.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The 16 bytes of parameters in an ATTEST: the HELLO's fields again, and what the initiator is ready to receive.
 *
 * <pre>
 *  0 hello params 8 | 8 idle_timeout_s u16 | 10 flags u16 (bit 0: weights mixed; bits 1-2: path; rest 0)
 * 12 max_data_kib u16 | 14 max_channel_data_kib u16
 * </pre>
 */
record EdgeParams(
        HelloParams hello,
        int idleTimeoutSeconds,
        boolean mixesWeights,
        int path,
        int maxDataKib,
        int maxChannelDataKib) {
    static final int BYTES = 16;
    private static final int FLAG_WEIGHTS = 1;
    private static final int PATH_SHIFT = 1;
    private static final int FLAGS_KNOWN = FLAG_WEIGHTS | RemotePeer.PATH_MAX << PATH_SHIFT;

    byte[] encode() {
        byte[] b = new byte[BYTES];
        hello.write(b, 0);
        Bytes.put16(b, 8, idleTimeoutSeconds);
        Bytes.put16(b, 10, (mixesWeights ? FLAG_WEIGHTS : 0) | path << PATH_SHIFT);
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
                (flags & FLAG_WEIGHTS) != 0,
                flags >> PATH_SHIFT & RemotePeer.PATH_MAX,
                Bytes.u16(b, at + 12),
                Bytes.u16(b, at + 14));
        return (flags & ~FLAGS_KNOWN) == 0 && params.idleTimeoutSeconds > 0 ? params : null;
    }
}
