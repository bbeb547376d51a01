package com.hookprobe.qsecbit.detection.packet;

/** IPv4 (RFC 791) and IPv6 (RFC 8200) with their options, fragments and extension headers. */
final class IpDecoder {
    private static final long MAPPED = 0xffffL << 32;
    private static final int IPV4_BYTES = 20;
    private static final int IPV6_BYTES = 40;
    private static final int EXTENSIONS_MAX = 8;
    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int AUTHENTICATION = 51;
    private static final int DESTINATION = 60;
    private static final int MOBILITY = 135;

    private IpDecoder() {}

    static void ip(Packet out, int at) {
        if (at >= out.end) {
            out.problems |= Packet.TRUNCATED;
            return;
        }
        switch (Bytes.u8(out.data, at) >>> 4) {
            case 4 -> v4(out, at);
            case 6 -> v6(out, at);
            default -> out.problems |= Packet.BAD_IP_HEADER;
        }
    }

    private static void v4(Packet out, int at) {
        byte[] data = out.data;
        if (out.end - at < IPV4_BYTES) {
            out.problems |= Packet.TRUNCATED;
            return;
        }
        int header = (data[at] & 0x0f) * 4;
        int total = Bytes.u16(data, at + 2);
        out.ipVersion = 4;
        out.srcLow = MAPPED | Bytes.u32(data, at + 12);
        out.dstLow = MAPPED | Bytes.u32(data, at + 16);
        out.ttl = Bytes.u8(data, at + 8);
        out.ipProtocol = Bytes.u8(data, at + 9);
        out.ipId = Bytes.u16(data, at + 4);
        int wire = out.wireLength - (at - out.offset);
        if (total == 0) {
            // Segmentation is left to the hardware: the frame tells the length.
            total = wire;
        }
        if (header < IPV4_BYTES || total < header) {
            out.problems |= Packet.BAD_IP_HEADER;
            return;
        }
        if (total > wire) {
            out.problems |= Packet.BAD_IP_HEADER;
            total = wire;
        }
        if (out.end - at < header) {
            out.problems |= Packet.TRUNCATED;
            return;
        }
        if (Bytes.u16(data, at + 10) != 0 && !sumIsGood(data, at, header)) {
            out.problems |= Packet.BAD_IP_CHECKSUM;
        }
        out.ipOptions = header > IPV4_BYTES;
        int fragment = Bytes.u16(data, at + 6);
        out.fragmentOffset = (fragment & 0x1fff) * 8;
        out.moreFragments = (fragment & 0x2000) != 0;
        above(out, at + header, total - header);
    }

    private static boolean sumIsGood(byte[] data, int at, int length) {
        int sum = 0;
        for (int i = 0; i < length; i += 2) {
            sum += Bytes.u16(data, at + i);
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return (sum & 0xffff) + (sum >>> 16) == 0xffff;
    }

    private static void v6(Packet out, int from) {
        byte[] data = out.data;
        if (out.end - from < IPV6_BYTES) {
            out.problems |= Packet.TRUNCATED;
            return;
        }
        out.ipVersion = 6;
        out.srcHigh = Bytes.i64(data, from + 8);
        out.srcLow = Bytes.i64(data, from + 16);
        out.dstHigh = Bytes.i64(data, from + 24);
        out.dstLow = Bytes.i64(data, from + 32);
        out.ttl = Bytes.u8(data, from + 7);
        int length = Bytes.u16(data, from + 4);
        int wire = out.wireLength - (from - out.offset) - IPV6_BYTES;
        int next = Bytes.u8(data, from + 6);
        if (length == 0 || length > wire) {
            // 0 is a jumbogram, or segmentation left to the hardware.
            out.problems |= length == 0 ? 0 : Packet.BAD_IP_HEADER;
            length = wire;
        }
        int at = from + IPV6_BYTES;
        for (int headers = 0; isExtension(next); headers++) {
            if (headers == EXTENSIONS_MAX) {
                out.problems |= Packet.TOO_DEEP;
                return;
            }
            if (out.end - at < 8) {
                out.problems |= Packet.TRUNCATED;
                return;
            }
            int size = (Bytes.u8(data, at + 1) + 1) * 8;
            if (next == FRAGMENT) {
                size = 8;
                out.fragmentOffset = Bytes.u16(data, at + 2) & 0xfff8;
                out.moreFragments = (data[at + 3] & 1) != 0;
                out.ipId = Bytes.i32(data, at + 4);
            } else if (next == AUTHENTICATION) {
                size = (Bytes.u8(data, at + 1) + 2) * 4;
            }
            if (size > length) {
                out.problems |= Packet.BAD_IP_HEADER;
                return;
            }
            out.ipOptions = true;
            next = Bytes.u8(data, at);
            at += size;
            length -= size;
            if (out.fragmentOffset != 0) {
                break;
            }
        }
        out.ipProtocol = next;
        above(out, at, length);
    }

    private static boolean isExtension(int next) {
        return switch (next) {
            case HOP_BY_HOP, ROUTING, FRAGMENT, AUTHENTICATION, DESTINATION, MOBILITY -> true;
            default -> false;
        };
    }

    /** What is above IP: so many bytes on the wire, of which fewer may have been captured. */
    private static void above(Packet out, int at, int length) {
        out.ipPayloadAt = Math.min(at, out.end);
        out.ipPayloadLength = length;
        out.payloadAt = out.ipPayloadAt;
        out.payloadLength = Math.min(length, out.end - out.payloadAt);
        out.payloadWireLength = length;
        if (out.fragmentOffset == 0) {
            TransportDecoder.decode(out);
        }
    }
}
