package com.hookprobe.qsecbit.detection.capture;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The newer format: blocks, each with its length in front and behind. A section header tells the byte order of what
 * follows, interface blocks tell link type and unit of time. Source: draft-ietf-opsawg-pcapng.
 */
final class PcapngFormat implements CaptureFormat {
    static final int SECTION = 0x0a0d0d0a;
    private static final int ORDER_MAGIC = 0x1a2b3c4d;
    private static final int INTERFACE = 1;
    private static final int OLD_PACKET = 2;
    private static final int SIMPLE_PACKET = 3;
    private static final int ENHANCED_PACKET = 6;
    private static final int OPTION_RESOLUTION = 9;
    private static final int OPTION_OFFSET = 14;
    private static final int FRAME_BYTES = 12;
    private static final int INTERFACES_MAX = 1024;
    private static final long SANE_BYTES_MAX = 1L << 26;

    private final CaptureSource source;
    private final List<CaptureInterface> interfaces = new ArrayList<>();

    PcapngFormat(CaptureSource source) {
        this.source = source;
    }

    @Override
    public boolean next(CaptureReader into) throws IOException {
        while (true) {
            int at = source.need(FRAME_BYTES);
            if (at < 0) {
                into.endInside(source.hasRest());
                return false;
            }
            int type = source.i32(at);
            // The type of a section header reads the same in both orders; its order is told inside.
            if (type == SECTION && !order(at)) {
                into.damaged();
                return false;
            }
            long length = source.u32(at + 4);
            if (length < FRAME_BYTES || (length & 3) != 0 || length > SANE_BYTES_MAX) {
                into.damaged();
                return false;
            }
            if (length > CaptureReader.PACKET_BYTES_MAX + 4096) {
                into.overlong();
                if (!source.skip(length)) {
                    into.endInside(true);
                    return false;
                }
                continue;
            }
            at = source.need((int) length);
            if (at < 0) {
                into.endInside(true);
                return false;
            }
            if (source.u32(at + (int) length - 4) != length) {
                into.damaged();
                return false;
            }
            source.take((int) length);
            if (block(type, at + 8, (int) length - FRAME_BYTES, into)) {
                return true;
            }
        }
    }

    private boolean order(int start) {
        source.bigEndian = true;
        if (source.i32(start + 8) == ORDER_MAGIC) {
            return true;
        }
        source.bigEndian = false;
        return source.i32(start + 8) == ORDER_MAGIC;
    }

    /** Takes the body of a block; true when it gave a packet. */
    private boolean block(int type, int at, int length, CaptureReader into) {
        switch (type) {
            case SECTION -> interfaces.clear();
            case INTERFACE -> description(at, length, into);
            case ENHANCED_PACKET -> {
                return length >= 20 ? packet(source.u32(at), at + 4, at + 20, length - 20, into) : damagedBlock(into);
            }
            case OLD_PACKET -> {
                return length >= 20 ? packet(source.u16(at), at + 4, at + 20, length - 20, into) : damagedBlock(into);
            }
            case SIMPLE_PACKET -> {
                return length >= 4 ? simple(at, length, into) : damagedBlock(into);
            }
            default -> into.skippedBlock();
        }
        return false;
    }

    private static boolean damagedBlock(CaptureReader into) {
        into.damaged();
        return false;
    }

    private boolean packet(long number, int timeAt, int dataAt, int room, CaptureReader into) {
        long captured = source.u32(timeAt + 8);
        if (captured > room) {
            return damagedBlock(into);
        }
        if (number >= interfaces.size()) {
            into.skippedBlock();
            return false;
        }
        CaptureInterface from = interfaces.get((int) number);
        long micros = from.micros(source.u32(timeAt) << 32 | source.u32(timeAt + 4));
        into.packet(dataAt, (int) captured, source.u32(timeAt + 12), from.linkType(), micros);
        return true;
    }

    /** A packet without a time: it gets that of the packet before. */
    private boolean simple(int at, int length, CaptureReader into) {
        if (interfaces.isEmpty()) {
            into.skippedBlock();
            return false;
        }
        CaptureInterface from = interfaces.get(0);
        long wire = source.u32(at);
        long captured = Math.min(wire, length - 4);
        captured = from.snapLength() > 0 ? Math.min(captured, from.snapLength()) : captured;
        into.packet(at + 4, (int) captured, wire, from.linkType(), into.timeMicros());
        return true;
    }

    private void description(int at, int length, CaptureReader into) {
        if (length < 8 || interfaces.size() >= INTERFACES_MAX) {
            into.damaged();
            return;
        }
        int resolution = 6;
        long offsetSeconds = 0;
        int option = at + 8;
        int end = at + length;
        while (option + 4 <= end) {
            int code = source.u16(option);
            int size = source.u16(option + 2);
            if (code == 0 || option + 4 + size > end) {
                break;
            }
            if (code == OPTION_RESOLUTION && size == 1) {
                resolution = source.bytes[option + 4] & 0xff;
            } else if (code == OPTION_OFFSET && size == 8) {
                offsetSeconds = source.i64(option + 4);
            }
            option += 4 + (size + 3 & ~3);
        }
        interfaces.add(
                new CaptureInterface(source.u16(at), Math.max(0, source.i32(at + 4)), resolution, offsetSeconds));
    }
}
