package com.hookprobe.qsecbit.detection.packet;

/** TCP (RFC 9293), UDP (RFC 768) and both ICMPs (RFC 792, RFC 4443). */
final class TransportDecoder {
    private static final int TCP_BYTES = 20;
    private static final int UDP_BYTES = 8;
    private static final int ICMP_BYTES = 8;

    private TransportDecoder() {}

    static void decode(Packet out) {
        switch (out.ipProtocol) {
            case Packet.TCP -> tcp(out);
            case Packet.UDP -> udp(out);
            case Packet.ICMP -> icmp(out, 4);
            case Packet.ICMP6 -> icmp(out, 6);
            default -> {}
        }
    }

    private static void tcp(Packet out) {
        int at = out.payloadAt;
        if (!room(out, TCP_BYTES)) {
            return;
        }
        byte[] data = out.data;
        int header = (data[at + 12] >>> 4 & 0x0f) * 4;
        out.srcPort = Bytes.u16(data, at);
        out.dstPort = Bytes.u16(data, at + 2);
        out.tcpSeq = Bytes.i32(data, at + 4);
        out.tcpAck = Bytes.i32(data, at + 8);
        out.tcpFlags = Bytes.u8(data, at + 13);
        out.tcpWindow = Bytes.u16(data, at + 14);
        if (header < TCP_BYTES || header > out.payloadWireLength) {
            out.problems |= Packet.BAD_TRANSPORT;
            span(out, out.payloadWireLength);
            return;
        }
        span(out, header);
    }

    private static void udp(Packet out) {
        int at = out.payloadAt;
        if (!room(out, UDP_BYTES)) {
            return;
        }
        out.srcPort = Bytes.u16(out.data, at);
        out.dstPort = Bytes.u16(out.data, at + 2);
        int length = Bytes.u16(out.data, at + 4);
        span(out, UDP_BYTES);
        // 0 stands for "as long as the packet" in what the hardware still has to cut.
        if (length == 0 || out.moreFragments) {
            return;
        }
        if (length < UDP_BYTES || length - UDP_BYTES > out.payloadWireLength) {
            out.problems |= Packet.BAD_TRANSPORT;
            return;
        }
        out.payloadWireLength = length - UDP_BYTES;
        out.payloadLength = Math.min(out.payloadLength, out.payloadWireLength);
    }

    private static void icmp(Packet out, int version) {
        if (out.ipVersion != version) {
            out.problems |= Packet.BAD_TRANSPORT;
            return;
        }
        int at = out.payloadAt;
        if (!room(out, ICMP_BYTES)) {
            return;
        }
        out.icmpType = Bytes.u8(out.data, at);
        out.icmpCode = Bytes.u8(out.data, at + 1);
        span(out, ICMP_BYTES);
    }

    private static boolean room(Packet out, int header) {
        if (out.payloadWireLength < header) {
            out.problems |= Packet.BAD_TRANSPORT;
            return false;
        }
        if (out.payloadLength < header) {
            out.problems |= Packet.TRUNCATED;
            return false;
        }
        return true;
    }

    private static void span(Packet out, int header) {
        int captured = Math.min(header, out.payloadLength);
        out.payloadAt += captured;
        out.payloadLength -= captured;
        out.payloadWireLength -= header;
    }
}
