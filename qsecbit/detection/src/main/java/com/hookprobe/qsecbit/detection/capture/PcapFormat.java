package com.hookprobe.qsecbit.detection.capture;

import java.io.IOException;

/**
 * The classic format: a header of 24 bytes that tells byte order, unit of time and link type, then records of seconds,
 * fraction, captured length and wire length. Source: draft-ietf-opsawg-pcap.
 */
final class PcapFormat implements CaptureFormat {
    static final int MICROS = 0xa1b2c3d4;
    static final int NANOS = 0xa1b23c4d;
    private static final int HEADER_BYTES = 24;
    private static final int LINK_TYPE_AT = 20;
    private static final int RECORD_BYTES = 16;
    /** Nothing that was captured is longer; a larger number is damage. */
    private static final long SANE_BYTES_MAX = 1L << 26;

    private final CaptureSource source;
    private final boolean nanos;
    private int linkType = -1;

    PcapFormat(CaptureSource source, boolean nanos) {
        this.source = source;
        this.nanos = nanos;
    }

    @Override
    public boolean next(CaptureReader into) throws IOException {
        if (linkType < 0 && !header(into)) {
            return false;
        }
        while (true) {
            int at = source.need(RECORD_BYTES);
            if (at < 0) {
                into.endInside(source.hasRest());
                return false;
            }
            long captured = source.u32(at + 8);
            long wire = source.u32(at + 12);
            if (captured > SANE_BYTES_MAX) {
                into.damaged();
                return false;
            }
            if (captured > CaptureReader.PACKET_BYTES_MAX) {
                into.overlong();
                if (!source.skip(RECORD_BYTES + captured)) {
                    into.endInside(true);
                    return false;
                }
                continue;
            }
            at = source.need(RECORD_BYTES + (int) captured);
            if (at < 0) {
                into.endInside(true);
                return false;
            }
            long fraction = source.u32(at + 4);
            long micros = source.u32(at) * 1_000_000 + (nanos ? fraction / 1000 : fraction);
            source.take(RECORD_BYTES + (int) captured);
            into.packet(at + RECORD_BYTES, (int) captured, wire, linkType, micros);
            return true;
        }
    }

    private boolean header(CaptureReader into) throws IOException {
        int at = source.need(HEADER_BYTES);
        if (at < 0) {
            into.endInside(true);
            return false;
        }
        // The upper half of the field tells of check sequences at the end of the frames.
        linkType = source.i32(at + LINK_TYPE_AT) & 0xffff;
        source.take(HEADER_BYTES);
        return true;
    }
}
