package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.capture.LinkType;

/**
 * Reads the headers of a frame into a {@link Packet}, without allocation and without trust: each length is checked
 * against what was captured and against the length around it, chains of headers are bounded, and what is wrong is
 * flagged, with everything before it kept. Sums over payloads (TCP, UDP, ICMP) are not checked, because captures at the
 * sending host hold packets whose sums the hardware has yet to fill in. Thread-safe.
 */
public final class PacketDecoder {
    static final int ETHERNET_BYTES = 14;
    static final int TYPE_IPV4 = 0x0800;
    static final int TYPE_ARP = 0x0806;
    static final int TYPE_IPV6 = 0x86dd;
    private static final int TYPE_VLAN = 0x8100;
    private static final int TYPE_QINQ = 0x88a8;
    private static final int TYPE_QINQ_OLD = 0x9100;
    private static final int TAGS_MAX = 4;
    private static final int SLL_BYTES = 16;
    private static final int SLL2_BYTES = 20;
    private static final int SLL_OUTGOING = 4;
    private static final int ARP_BYTES = 28;
    private static final int ARP_ETHERNET_IPV4 = 0x0001_0800;
    private static final int ARP_LENGTHS = 0x0604;
    private static final int FAMILY_IPV4 = 2;

    private PacketDecoder() {}

    /**
     * Decodes a frame.
     *
     * @param data holds it
     * @param offset where it begins
     * @param length how much of it was captured
     * @param wireLength how long it was
     * @param linkType one of {@link LinkType}; of any other one only the length is known
     * @param timeMicros when
     * @param out is filled anew
     * @throws IllegalArgumentException when offset and length do not lie within the data
     */
    public static void decode(
            byte[] data, int offset, int length, int wireLength, int linkType, long timeMicros, Packet out) {
        if (offset < 0 || length < 0 || length > data.length - offset) {
            throw new IllegalArgumentException(
                    "a packet of " + length + " bytes at " + offset + " does not lie within " + data.length);
        }
        out.begin(data, offset, length, Math.max(length, wireLength), linkType, timeMicros);
        switch (linkType) {
            case LinkType.ETHERNET -> ethernet(out);
            case LinkType.RAW, LinkType.RAW_12, LinkType.RAW_14, LinkType.IPV4, LinkType.IPV6 ->
                IpDecoder.ip(out, offset);
            case LinkType.LINUX_SLL -> cooked(out);
            case LinkType.LINUX_SLL2 -> cooked2(out);
            case LinkType.NULL, LinkType.LOOP -> loopback(out);
            case LinkType.RADIOTAP -> WifiDecoder.radiotap(out);
            case LinkType.IEEE802_11 -> WifiDecoder.frame(out, offset);
            default -> {}
        }
    }

    private static void ethernet(Packet out) {
        int at = out.offset;
        if (out.end - at < ETHERNET_BYTES) {
            out.problems |= Packet.TRUNCATED;
            return;
        }
        out.dstMac = Bytes.mac(out.data, at);
        out.srcMac = Bytes.mac(out.data, at + 6);
        network(out, Bytes.u16(out.data, at + 12), at + ETHERNET_BYTES);
    }

    private static void cooked(Packet out) {
        int at = out.offset;
        if (out.end - at < SLL_BYTES) {
            out.problems |= Packet.TRUNCATED;
            return;
        }
        out.outgoing = Bytes.u16(out.data, at) == SLL_OUTGOING;
        if (Bytes.u16(out.data, at + 4) == 6) {
            out.srcMac = Bytes.mac(out.data, at + 6);
        }
        network(out, Bytes.u16(out.data, at + 14), at + SLL_BYTES);
    }

    private static void cooked2(Packet out) {
        int at = out.offset;
        if (out.end - at < SLL2_BYTES) {
            out.problems |= Packet.TRUNCATED;
            return;
        }
        out.outgoing = Bytes.u8(out.data, at + 10) == SLL_OUTGOING;
        if (Bytes.u8(out.data, at + 11) == 6) {
            out.srcMac = Bytes.mac(out.data, at + 12);
        }
        network(out, Bytes.u16(out.data, at), at + SLL2_BYTES);
    }

    /** The family is 2 for IPv4 everywhere; IPv6 has another number on each system, so the packet itself decides. */
    private static void loopback(Packet out) {
        int at = out.offset;
        if (out.end - at < 5) {
            out.problems |= Packet.TRUNCATED;
            return;
        }
        int family = Bytes.i32(out.data, at);
        int version = Bytes.u8(out.data, at + 4) >>> 4;
        boolean four = family == FAMILY_IPV4 || Integer.reverseBytes(family) == FAMILY_IPV4;
        if (four == (version == 4)) {
            IpDecoder.ip(out, at + 4);
        }
    }

    /** What follows the link layer. */
    static void network(Packet out, int firstType, int firstAt) {
        int type = firstType;
        int at = firstAt;
        for (int tags = 0; type == TYPE_VLAN || type == TYPE_QINQ || type == TYPE_QINQ_OLD; tags++) {
            if (out.end - at < 4) {
                out.problems |= Packet.TRUNCATED;
                return;
            }
            if (tags == TAGS_MAX) {
                out.problems |= Packet.TOO_DEEP;
                return;
            }
            int id = Bytes.u16(out.data, at) & 0xfff;
            if (tags == 0) {
                out.vlan = id;
                out.providerTag = type != TYPE_VLAN;
            } else if (tags == 1) {
                out.innerVlan = id;
            }
            type = Bytes.u16(out.data, at + 2);
            at += 4;
        }
        out.etherType = type;
        if (type == TYPE_IPV4 || type == TYPE_IPV6) {
            IpDecoder.ip(out, at);
        } else if (type == TYPE_ARP) {
            arp(out, at);
        } else {
            out.payloadAt = Math.min(at, out.end);
            out.payloadLength = out.end - out.payloadAt;
        }
    }

    private static void arp(Packet out, int at) {
        if (out.end - at < ARP_BYTES) {
            out.problems |= Packet.TRUNCATED;
            return;
        }
        if (Bytes.i32(out.data, at) == ARP_ETHERNET_IPV4 && Bytes.u16(out.data, at + 4) == ARP_LENGTHS) {
            out.arpOperation = Bytes.u16(out.data, at + 6);
            out.arpAt = at;
        } else {
            out.problems |= Packet.BAD_TRANSPORT;
        }
    }
}
