package com.hookprobe.qsecbit.detection.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.detection.capture.LinkType;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class PacketDecoderTest {
    private final Packet p = new Packet();

    private Packet decode(byte[] frame, int linkType) {
        PacketDecoder.decode(frame, 0, frame.length, frame.length, linkType, 5, p);
        return p;
    }

    private Packet decode(byte[] frame) {
        return decode(frame, LinkType.ETHERNET);
    }

    @Test
    void tcpOverIpv4() {
        decode(Frames.tcp("10.0.0.1", 40_000, "192.0.2.9", 443, 77, 88, 0x18, Frames.bytes("hello")));
        assertThat(p.problems()).isZero();
        assertThat(p.sourceMac().bits()).isEqualTo(Frames.CLIENT_MAC);
        assertThat(p.source()).hasToString("10.0.0.1");
        assertThat(p.destination()).hasToString("192.0.2.9");
        assertThat(new int[] {p.srcPort, p.dstPort, p.tcpSeq, p.tcpAck, p.tcpFlags, p.ttl, p.tcpWindow})
                .containsExactly(40_000, 443, 77, 88, 0x18, 64, 0x4000);
        assertThat(new String(p.data(), p.payloadAt(), p.payloadLength(), java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("hello");
    }

    @Test
    void tagsOfBothKinds() {
        byte[] frame = Frames.udp("10.0.0.1", 1, "10.0.0.2", 2, new byte[4]);
        decode(Frames.tagged(Frames.tagged(frame, 0x8100, 20), 0x88a8, 100));
        assertThat(new int[] {p.vlan, p.innerVlan, p.srcPort}).containsExactly(100, 20, 1);
        assertThat(p.providerTag).isTrue();
        byte[] five = frame;
        for (int i = 0; i < 5; i++) {
            five = Frames.tagged(five, 0x8100, i);
        }
        assertThat(decode(five).problems()).isEqualTo(Packet.TOO_DEEP);
        assertThat(p.ipVersion()).isZero();
    }

    @Test
    void ipv6WithExtensionHeadersAndAFragment() {
        byte[] udp = Frames.udpDatagram(9, 10, new byte[3]);
        byte[] hop = {60, 0, 0, 0, 0, 0, 0, 0};
        byte[] destination = {17, 0, 0, 0, 0, 0, 0, 0};
        decode(Frames.ethernet(
                1, 2, 0x86dd, Frames.ip6("2001:db8::1", "2001:db8::2", 0, 64, Frames.join(hop, destination, udp))));
        assertThat(p.problems()).isZero();
        assertThat(new int[] {p.srcPort, p.dstPort, p.payloadLength}).containsExactly(9, 10, 3);
        assertThat(p.source()).hasToString("2001:db8::1");

        byte[] fragment = {17, 0, 0, (byte) 0x09, 0, 0, 0, 7};
        decode(Frames.ethernet(
                1, 2, 0x86dd, Frames.ip6("2001:db8::1", "2001:db8::2", 44, 64, Frames.join(fragment, new byte[16]))));
        assertThat(new int[] {p.fragmentOffset, p.ipId, p.srcPort, p.ipPayloadLength})
                .containsExactly(8, 7, 0, 16);
        assertThat(p.moreFragments).isTrue();

        byte[] many = Frames.join(hop.clone(), new byte[0]);
        many[0] = 0;
        byte[] chain = new byte[0];
        for (int i = 0; i < 9; i++) {
            chain = Frames.join(chain, many);
        }
        assertThat(decode(Frames.ethernet(1, 2, 0x86dd, Frames.ip6("::1", "::2", 0, 64, chain)))
                        .problems())
                .isEqualTo(Packet.TOO_DEEP);
    }

    @Test
    void linkTypes() {
        byte[] ip = Frames.ip4("10.0.0.1", "10.0.0.2", 17, 64, 1, 0, Frames.udpDatagram(7, 8, new byte[1]));
        for (int raw : new int[] {LinkType.RAW, LinkType.RAW_12, LinkType.IPV4}) {
            assertThat(decode(ip, raw).dstPort).isEqualTo(8);
        }
        assertThat(decode(Frames.join(new byte[] {2, 0, 0, 0}, ip), LinkType.NULL).dstPort)
                .isEqualTo(8);
        assertThat(decode(Frames.join(new byte[] {0, 0, 0, 2}, ip), LinkType.LOOP).dstPort)
                .isEqualTo(8);
        byte[] cooked = ByteBuffer.allocate(16)
                .putShort((short) 4)
                .putShort((short) 1)
                .putShort((short) 6)
                .put(Frames.macBytes(Frames.CLIENT_MAC))
                .putShort((short) 0)
                .putShort((short) 0x0800)
                .array();
        assertThat(decode(Frames.join(cooked, ip), LinkType.LINUX_SLL).dstPort).isEqualTo(8);
        assertThat(p.outgoing).isTrue();
        assertThat(p.srcMac).isEqualTo(Frames.CLIENT_MAC);
        byte[] cooked2 = ByteBuffer.allocate(20)
                .putShort((short) 0x0800)
                .putShort((short) 0)
                .putInt(3)
                .putShort((short) 1)
                .put((byte) 0)
                .put((byte) 6)
                .put(Frames.macBytes(Frames.SERVER_MAC))
                .array();
        assertThat(decode(Frames.join(cooked2, ip), LinkType.LINUX_SLL2).dstPort)
                .isEqualTo(8);
        assertThat(p.srcMac).isEqualTo(Frames.SERVER_MAC);
        assertThat(decode(ip, 147).ipVersion()).isZero();
    }

    @Test
    void wifiWithRadiotapAndADataFrameInClear() {
        byte[] radiotap = {0, 0, 12, 0, 8, 0, 0, 0, (byte) 0x85, 0x09, 0, 0};
        byte[] beacon = Frames.beacon("02:11:22:33:44:55", "net", 6, 2);
        decode(Frames.join(radiotap, beacon), LinkType.RADIOTAP);
        assertThat(new int[] {p.wifiSubtype, p.wifiChannel}).containsExactly(8, 6);
        assertThat(p.wifiBssid).isEqualTo(Frames.mac("02:11:22:33:44:55"));

        byte[] snap = {(byte) 0xaa, (byte) 0xaa, 3, 0, 0, 0, 8, 0};
        byte[] header = new byte[26];
        header[0] = (byte) 0x88;
        header[1] = 1;
        byte[] ip = Frames.ip4("10.0.0.1", "10.0.0.2", 17, 64, 1, 0, Frames.udpDatagram(7, 8, new byte[1]));
        assertThat(decode(Frames.join(header, snap, ip), LinkType.IEEE802_11).dstPort)
                .isEqualTo(8);
        header[1] = 0x41;
        assertThat(decode(Frames.join(header, snap, ip), LinkType.IEEE802_11).ipVersion())
                .isZero();
    }

    @Test
    void whatIsWrongIsFlaggedAndNotTrusted() {
        byte[] good = Frames.tcp("10.0.0.1", 1, "10.0.0.2", 2, 0, 0, 2, new byte[10]);
        byte[] sum = good.clone();
        sum[22]++;
        assertThat(decode(sum).problems()).isEqualTo(Packet.BAD_IP_CHECKSUM);
        byte[] offset = good.clone();
        offset[46] = (byte) 0xf0;
        assertThat(decode(offset).problems()).isEqualTo(Packet.BAD_TRANSPORT);
        assertThat(p.payloadLength()).isZero();
        byte[] header = good.clone();
        header[14] = 0x44;
        assertThat(decode(header).problems()).isEqualTo(Packet.BAD_IP_HEADER);
        assertThat(p.tcpFlags()).isEqualTo(-1);
        byte[] longer = Frames.ethernet(1, 2, 0x0800, Frames.ip4("10.0.0.1", "10.0.0.2", 17, 64, 1, 0, new byte[20]));
        longer[17] = 100;
        assertThat(decode(longer).problems() & Packet.BAD_IP_HEADER).isNotZero();
        byte[] udp = Frames.udp("10.0.0.1", 1, "10.0.0.2", 2, new byte[4]);
        udp[39] = 100;
        assertThat(decode(udp).problems()).isEqualTo(Packet.BAD_TRANSPORT);
    }

    @Test
    void ofAFrameThatWasCutTheRestIsKnown() {
        byte[] frame = Frames.tcp("10.0.0.1", 1, "10.0.0.2", 2, 5, 6, 0x10, new byte[100]);
        PacketDecoder.decode(frame, 0, 60, frame.length, LinkType.ETHERNET, 5, p);
        assertThat(p.problems()).isZero();
        assertThat(new int[] {p.payloadLength, p.payloadWireLength}).containsExactly(6, 100);
        PacketDecoder.decode(frame, 0, 40, frame.length, LinkType.ETHERNET, 5, p);
        assertThat(p.problems()).isEqualTo(Packet.TRUNCATED);
        assertThat(p.tcpFlags()).isEqualTo(-1);
        assertThatThrownBy(() -> PacketDecoder.decode(frame, 100, 100, 100, 1, 5, p))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
