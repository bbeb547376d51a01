package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.metric.MacAddress;
import java.nio.charset.StandardCharsets;

/** Reads the management frames of 802.11 that tell of a network or end a connection to it. */
final class WifiFrames {
    private static final int FIXED_BYTES = 12;
    private static final int CAPABILITIES_AT = 10;
    private static final int PRIVACY = 0x10;
    private static final int SSID = 0;
    private static final int CHANNEL = 3;
    private static final int RSN = 48;
    private static final int HIGH_THROUGHPUT = 61;
    private static final int VENDOR = 221;
    private static final int VENDOR_WPA = 0x0050_f201;
    private static final int SUITE_PREFIX = 0x000fac;

    private WifiFrames() {}

    static boolean isOfInterest(Packet p) {
        return switch (p.wifiSubtype) {
            case WifiDecoder.BEACON,
                    WifiDecoder.PROBE_RESPONSE,
                    WifiDecoder.DEAUTHENTICATION,
                    WifiDecoder.DISASSOCIATION -> true;
            default -> false;
        };
    }

    static NetworkEvent.Wifi read(Packet p) {
        MacAddress bssid = new MacAddress(p.wifiBssid);
        return switch (p.wifiSubtype) {
            case WifiDecoder.DEAUTHENTICATION ->
                new NetworkEvent.Wifi("deauthentication", "", bssid, p.wifiChannel, "");
            case WifiDecoder.DISASSOCIATION -> new NetworkEvent.Wifi("disassociation", "", bssid, p.wifiChannel, "");
            case WifiDecoder.BEACON -> described(p, "beacon", bssid);
            default -> described(p, "probe-response", bssid);
        };
    }

    private static NetworkEvent.Wifi described(Packet p, String frame, MacAddress bssid) {
        byte[] data = p.data;
        boolean privacy = (data[p.wifiBodyAt + CAPABILITIES_AT] & PRIVACY) != 0;
        String ssid = "";
        int channel = p.wifiChannel;
        String security = privacy ? "wep" : "open";
        int at = p.wifiBodyAt + FIXED_BYTES;
        while (at + 2 <= p.end) {
            int length = Bytes.u8(data, at + 1);
            int body = at + 2;
            if (body + length > p.end) {
                break;
            }
            switch (Bytes.u8(data, at)) {
                case SSID -> ssid = length <= 32 ? ssid(data, body, length) : "";
                case CHANNEL, HIGH_THROUGHPUT -> channel = length >= 1 ? Bytes.u8(data, body) : channel;
                case RSN -> security = rsn(data, body, length);
                case VENDOR -> {
                    boolean older = length >= 4 && Bytes.i32(data, body) == VENDOR_WPA;
                    security = older && !security.startsWith("wpa") ? "wpa" : security;
                }
                default -> {}
            }
            at = body + length;
        }
        return new NetworkEvent.Wifi(frame, ssid, bssid, channel, security);
    }

    private static String ssid(byte[] data, int at, int length) {
        for (int i = 0; i < length; i++) {
            if (data[at + i] != 0) {
                return new String(data, at, length, StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    /** WPA3 when every way to agree on keys is one of WPA3's; a network that also lets WPA2 in is as weak as that. */
    private static String rsn(byte[] data, int at, int length) {
        int position = 6;
        if (length < position + 2) {
            return "wpa2";
        }
        int ciphers = Bytes.u8(data, at + position);
        position += 2 + 4 * ciphers;
        if (length < position + 2) {
            return "wpa2";
        }
        int ways = Bytes.u8(data, at + position);
        position += 2;
        boolean newer = ways > 0;
        for (int i = 0; i < ways && position + 4 <= length; i++, position += 4) {
            int suite = Bytes.i32(data, at + position);
            newer &= suite >>> 8 == SUITE_PREFIX && isWpa3(suite & 0xff);
        }
        return newer ? "wpa3" : "wpa2";
    }

    private static boolean isWpa3(int suite) {
        return switch (suite) {
            case 8, 9, 12, 18, 24, 25 -> true;
            default -> false;
        };
    }
}
