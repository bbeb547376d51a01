package com.hookprobe.htp.core;

import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.Wire;
import org.jspecify.annotations.Nullable;

/**
 * The 32 bytes of parameters in an ACCEPT: what the responder is ready to receive, and what it asks for.
 *
 * <pre>
 *  0 idle_timeout_s u16 | 2 flags u16 (0) | 4 max_message u32 | 8 max_data u32 | 12 max_channel_data u32
 * 16 chunk_cap u32 | 20 resonance_epoch_s u16 | 22 max_datagram u16 | 24 zero 8
 * </pre>
 */
record AcceptParams(
        int idleTimeoutSeconds,
        long maxMessage,
        long maxData,
        long maxChannelData,
        long chunkCap,
        int resonanceEpochSeconds,
        int maxDatagram) {
    static final int BYTES = 32;

    byte[] encode() {
        byte[] b = new byte[BYTES];
        Bytes.put16(b, 0, idleTimeoutSeconds);
        Bytes.put32(b, 4, (int) maxMessage);
        Bytes.put32(b, 8, (int) maxData);
        Bytes.put32(b, 12, (int) maxChannelData);
        Bytes.put32(b, 16, (int) chunkCap);
        Bytes.put16(b, 20, resonanceEpochSeconds);
        Bytes.put16(b, 22, maxDatagram);
        return b;
    }

    /** Null when a reserved byte is set or a value makes no session possible. */
    static @Nullable AcceptParams decode(byte[] b, int at) {
        AcceptParams params = new AcceptParams(
                Bytes.u16(b, at),
                Bytes.u32(b, at + 4),
                Bytes.u32(b, at + 8),
                Bytes.u32(b, at + 12),
                Bytes.u32(b, at + 16),
                Bytes.u16(b, at + 20),
                Bytes.u16(b, at + 22));
        boolean sound = Bytes.u16(b, at + 2) == 0
                && Bytes.allZero(b, at + 24, 8)
                && params.idleTimeoutSeconds > 0
                && params.maxMessage > 0
                && params.maxDatagram >= Wire.DATAGRAM_BYTES;
        return sound ? params : null;
    }
}
