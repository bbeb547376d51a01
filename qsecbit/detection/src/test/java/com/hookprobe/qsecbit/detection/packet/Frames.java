package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Builds frames byte by byte. */
final class Frames {
    static final long CLIENT_MAC = 0x0200_0000_0001L;
    static final long SERVER_MAC = 0x0200_0000_0002L;

    private Frames() {}

    static IpAddress ip(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    static long mac(String text) {
        return MacAddress.parse(text).orElseThrow().bits();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] ethernet(long from, long to, int type, byte[] payload) {
        return ByteBuffer.allocate(14 + payload.length)
                .put(macBytes(to))
                .put(macBytes(from))
                .putShort((short) type)
                .put(payload)
                .array();
    }

    static byte[] macBytes(long mac) {
        return ByteBuffer.allocate(6)
                .putShort((short) (mac >> 32))
                .putInt((int) mac)
                .array();
    }

    /** A tag with its type in front: put between the addresses and the type of a frame. */
    static byte[] tagged(byte[] frame, int tagType, int vlan) {
        return ByteBuffer.allocate(frame.length + 4)
                .put(frame, 0, 12)
                .putShort((short) tagType)
                .putShort((short) vlan)
                .put(frame, 12, frame.length - 12)
                .array();
    }

    /** IPv4 with all that can be set; the checksum is right. */
    static byte[] ip4(String from, String to, int protocol, int ttl, int id, int fragment, byte[] payload) {
        ByteBuffer out = ByteBuffer.allocate(20 + payload.length);
        out.putShort((short) 0x4500).putShort((short) (20 + payload.length)).putShort((short) id);
        out.putShort((short) fragment).put((byte) ttl).put((byte) protocol).putShort((short) 0);
        out.put(ip(from).bytes()).put(ip(to).bytes()).put(payload);
        int sum = 0;
        for (int i = 0; i < 20; i += 2) {
            sum += out.getShort(i) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return out.putShort(10, (short) ~((sum & 0xffff) + (sum >>> 16))).array();
    }

    static byte[] ip6(String from, String to, int next, int hops, byte[] payload) {
        return ByteBuffer.allocate(40 + payload.length)
                .putInt(0x6000_0000)
                .putShort((short) payload.length)
                .put((byte) next)
                .put((byte) hops)
                .put(ip(from).bytes())
                .put(ip(to).bytes())
                .put(payload)
                .array();
    }

    static byte[] tcpSegment(int from, int to, int seq, int ack, int flags, byte[] payload) {
        return ByteBuffer.allocate(20 + payload.length)
                .putShort((short) from)
                .putShort((short) to)
                .putInt(seq)
                .putInt(ack)
                .put((byte) 0x50)
                .put((byte) flags)
                .putShort((short) 0x4000)
                .putInt(0)
                .put(payload)
                .array();
    }

    static byte[] tcp(String from, int fromPort, String to, int toPort, int seq, int ack, int flags, byte[] payload) {
        return tcp(from, fromPort, to, toPort, seq, ack, flags, payload, 64);
    }

    static byte[] tcp(
            String from, int fromPort, String to, int toPort, int seq, int ack, int flags, byte[] payload, int ttl) {
        byte[] segment = tcpSegment(fromPort, toPort, seq, ack, flags, payload);
        return ethernet(CLIENT_MAC, SERVER_MAC, 0x0800, ip4(from, to, 6, ttl, 1, 0x4000, segment));
    }

    static byte[] udpDatagram(int from, int to, byte[] payload) {
        return ByteBuffer.allocate(8 + payload.length)
                .putShort((short) from)
                .putShort((short) to)
                .putShort((short) (8 + payload.length))
                .putShort((short) 0)
                .put(payload)
                .array();
    }

    static byte[] udp(String from, int fromPort, String to, int toPort, byte[] payload) {
        return ethernet(
                CLIENT_MAC, SERVER_MAC, 0x0800, ip4(from, to, 17, 64, 1, 0, udpDatagram(fromPort, toPort, payload)));
    }

    static byte[] icmpMessage(int type, int code, int rest, byte[] payload) {
        return ByteBuffer.allocate(8 + payload.length)
                .put((byte) type)
                .put((byte) code)
                .putShort((short) 0)
                .putInt(rest)
                .put(payload)
                .array();
    }

    static byte[] icmp(String from, String to, int type, int code, int rest, byte[] payload) {
        return ethernet(
                CLIENT_MAC, SERVER_MAC, 0x0800, ip4(from, to, 1, 64, 1, 0, icmpMessage(type, code, rest, payload)));
    }

    static byte[] arp(int operation, String senderMac, String senderIp, String targetMac, String targetIp) {
        byte[] body = ByteBuffer.allocate(28)
                .putInt(0x0001_0800)
                .putShort((short) 0x0604)
                .putShort((short) operation)
                .put(macBytes(mac(senderMac)))
                .put(ip(senderIp).bytes())
                .put(macBytes(mac(targetMac)))
                .put(ip(targetIp).bytes())
                .array();
        return ethernet(mac(senderMac), operation == 1 ? 0xffff_ffff_ffffL : mac(targetMac), 0x0806, body);
    }

    /** A question, or an answer without records when flags say so. */
    static byte[] dns(int flags, String name, int type) {
        ByteArrayOutputStream question = new ByteArrayOutputStream();
        for (String label : name.split("\\.")) {
            question.write(label.length());
            question.writeBytes(bytes(label));
        }
        question.write(0);
        return join(
                ByteBuffer.allocate(12)
                        .putShort((short) 7)
                        .putShort((short) flags)
                        .putShort((short) 1)
                        .array(),
                question.toByteArray(),
                ByteBuffer.allocate(4)
                        .putShort((short) type)
                        .putShort((short) 1)
                        .array());
    }

    /** A DHCP message with type, and the addresses that are not empty. */
    static byte[] dhcp(int type, String clientMac, String server, String router, String nameServer) {
        ByteBuffer out = ByteBuffer.allocate(300);
        out.put((byte) (type == 2 || type == 5 ? 2 : 1)).put((byte) 1).put((byte) 6);
        out.position(28).put(macBytes(mac(clientMac))).position(236).putInt(0x6382_5363);
        out.put((byte) 53).put((byte) 1).put((byte) type);
        if (!server.isEmpty()) {
            out.put((byte) 54).put((byte) 4).put(ip(server).bytes());
        }
        if (!router.isEmpty()) {
            out.put((byte) 3).put((byte) 4).put(ip(router).bytes());
            out.put((byte) 6).put((byte) 4).put(ip(nameServer).bytes());
        }
        out.put((byte) 255);
        return out.array();
    }

    /** An 802.11 management frame. */
    static byte[] wifi(int subtype, String to, String from, String bssid, byte[] body) {
        return join(
                new byte[] {(byte) (subtype << 4), 0, 0, 0},
                macBytes(mac(to)),
                macBytes(mac(from)),
                macBytes(mac(bssid)),
                new byte[2],
                body);
    }

    /** A beacon; the key management suite is 2 for WPA2, 8 for WPA3, 0 for an open network. */
    static byte[] beacon(String bssid, String ssid, int channel, int suite) {
        byte[] fixed = new byte[12];
        fixed[10] = (byte) (suite == 0 ? 0x01 : 0x11);
        byte[] rsn = suite == 0
                ? new byte[0]
                : new byte[] {
                    48,
                    20,
                    1,
                    0,
                    0,
                    0x0f,
                    (byte) 0xac,
                    4,
                    1,
                    0,
                    0,
                    0x0f,
                    (byte) 0xac,
                    4,
                    1,
                    0,
                    0,
                    0x0f,
                    (byte) 0xac,
                    (byte) suite,
                    0,
                    0
                };
        byte[] name = bytes(ssid);
        byte[] body = join(fixed, new byte[] {0, (byte) name.length}, name, new byte[] {3, 1, (byte) channel}, rsn);
        return wifi(8, "ff:ff:ff:ff:ff:ff", bssid, bssid, body);
    }
}
