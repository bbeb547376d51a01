package com.hookprobe.qsecbit.detection.packet;

/** 802.11: management frames that detectors look at, and data frames that are not encrypted. */
final class WifiDecoder {
    static final int PROBE_RESPONSE = 5;
    static final int BEACON = 8;
    static final int DISASSOCIATION = 10;
    static final int DEAUTHENTICATION = 12;
    private static final int HEADER_BYTES = 24;
    private static final int FIXED_BYTES = 12;
    private static final int RADIOTAP_BYTES = 8;
    private static final int CHANNEL_2GHZ_FIRST = 2412;
    private static final int CHANNEL_2GHZ_LAST = 2472;
    private static final int SNAP = 0xaaaa;

    private WifiDecoder() {}

    /** The header is little-endian: version, pad, length, a map of fields, whose fourth is the channel. */
    static void radiotap(Packet out) {
        byte[] data = out.data;
        int at = out.offset;
        if (out.end - at < RADIOTAP_BYTES) {
            out.problems |= Packet.TRUNCATED;
            return;
        }
        int length = Bytes.u8(data, at + 2) | Bytes.u8(data, at + 3) << 8;
        if (data[at] != 0 || length < RADIOTAP_BYTES || length > out.end - at) {
            out.problems |= Packet.TRUNCATED;
            return;
        }
        int present = Integer.reverseBytes(Bytes.i32(data, at + 4));
        int field = at + RADIOTAP_BYTES;
        for (int map = present; map < 0 && field + 4 <= at + length; field += 4) {
            map = Integer.reverseBytes(Bytes.i32(data, field));
        }
        int relative = field - at;
        relative = (present & 1) != 0 ? (relative + 7 & ~7) + 8 : relative;
        boolean checkSequence = false;
        if ((present & 2) != 0 && relative < length) {
            checkSequence = (data[at + relative] & 0x10) != 0;
            relative++;
        }
        relative += (present & 4) != 0 ? 1 : 0;
        if ((present & 8) != 0) {
            relative = relative + 1 & ~1;
            if (relative + 2 <= length) {
                out.wifiChannel = channel(Bytes.u8(data, at + relative) | Bytes.u8(data, at + relative + 1) << 8);
            }
        }
        if (checkSequence && out.end - at - length >= 4 && out.wireLength == out.end - out.offset) {
            out.end -= 4;
        }
        frame(out, at + length);
    }

    static void frame(Packet out, int at) {
        byte[] data = out.data;
        if (out.end - at < HEADER_BYTES) {
            // Acknowledgements and the like are shorter, and say nothing.
            return;
        }
        int control = Bytes.u8(data, at);
        int flags = Bytes.u8(data, at + 1);
        int type = control >>> 2 & 3;
        int subtype = control >>> 4;
        if ((control & 3) != 0) {
            out.problems |= Packet.BAD_TRANSPORT;
            return;
        }
        if (type == 0) {
            out.dstMac = Bytes.mac(data, at + 4);
            out.srcMac = Bytes.mac(data, at + 10);
            out.wifiBssid = Bytes.mac(data, at + 16);
            out.wifiSubtype = subtype;
            out.wifiBodyAt = at + HEADER_BYTES;
            // With protected management frames nobody can read, nor forge, what is inside.
            boolean described = subtype == BEACON || subtype == PROBE_RESPONSE;
            if (described && out.end - out.wifiBodyAt < FIXED_BYTES) {
                out.problems |= Packet.TRUNCATED;
                out.wifiSubtype = -1;
            }
        } else if (type == 2 && (flags & 0x40) == 0 && (subtype & 4) == 0) {
            data(out, at, flags, (subtype & 8) != 0);
        }
    }

    private static void data(Packet out, int at, int flags, boolean quality) {
        byte[] data = out.data;
        boolean toSystem = (flags & 1) != 0;
        boolean fromSystem = (flags & 2) != 0;
        int header = HEADER_BYTES + (toSystem && fromSystem ? 6 : 0) + (quality ? 2 : 0);
        if (out.end - at < header + 8) {
            return;
        }
        out.dstMac = Bytes.mac(data, at + (toSystem ? 16 : 4));
        out.srcMac = Bytes.mac(data, at + (fromSystem ? toSystem ? 24 : 16 : 10));
        int logical = at + header;
        if (Bytes.u16(data, logical) == SNAP && data[logical + 2] == 3) {
            PacketDecoder.network(out, Bytes.u16(data, logical + 6), logical + 8);
        }
    }

    private static int channel(int megahertz) {
        if (megahertz >= CHANNEL_2GHZ_FIRST && megahertz <= CHANNEL_2GHZ_LAST) {
            return (megahertz - CHANNEL_2GHZ_FIRST) / 5 + 1;
        }
        return megahertz == 2484 ? 14 : megahertz >= 5000 && megahertz <= 5900 ? (megahertz - 5000) / 5 : 0;
    }
}
