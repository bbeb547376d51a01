package com.hookprobe.qsecbit.detection.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.metric.MacAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.nio.ByteBuffer;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NetworkDetectorsTest {
    private static final String GATEWAY = "10.20.0.1";
    private static final String FAR = "198.51.100.9";

    private final Lab lab = new Lab();

    private Lab fragment(int id, int offset, boolean more, int length, int protocol) {
        byte[] ip = Frames.ip4(FAR, Lab.SERVER, protocol, 64, id, (more ? 0x2000 : 0) | offset / 8, new byte[length]);
        return lab.send(Frames.ethernet(Frames.CLIENT_MAC, Frames.SERVER_MAC, 0x0800, ip));
    }

    @Test
    void teardrop() {
        for (int id = 0; id < 2; id++) {
            fragment(id, 0, true, 40, 17);
            fragment(id, 24, false, 8, 17);
        }
        assertThat(lab.of(AttackKind.FRAGMENTATION)).hasSize(1);
        assertThat(lab.found.get(0).evidence()).contains("overlap");
    }

    @Test
    void fragmentsInAnyOrderAndTwiceAreFine() {
        for (int id = 0; id < 2000; id++) {
            fragment(id, 2960, false, 700, 17);
            fragment(id, 0, true, 1480, 17);
            fragment(id, 1480, true, 1480, 17);
            fragment(id, 1480, true, 1480, 17);
        }
        assertThat(lab.found).isEmpty();
    }

    @Test
    void pingOfDeathTinyFragmentsAndOnesThatNeverEnd() {
        fragment(1, 65_528, false, 100, 1);
        assertThat(lab.of(AttackKind.FRAGMENTATION)).hasSize(1);
        lab.pause(61_000);
        for (int id = 10; id < 14; id++) {
            fragment(id, 0, true, 8, 6);
        }
        assertThat(lab.of(AttackKind.FRAGMENTATION)).hasSize(2);
        lab.pause(61_000);
        for (int id = 100; id < 1200; id++) {
            fragment(id, 0, true, 1480, 17);
        }
        assertThat(lab.of(AttackKind.FRAGMENTATION)).hasSize(3);
        assertThat(lab.found.get(2).evidence()).contains("not completed");
    }

    @Test
    void sourcesThatCannotBe() {
        for (int i = 0; i < 4; i++) {
            lab.send(Frames.udp("127.0.0.1", 5, Lab.SERVER, 9, new byte[1]));
        }
        assertThat(lab.of(AttackKind.IP_SPOOFING)).hasSize(1);
        assertThat(lab.found.get(0).hasSource()).isFalse();
        lab.send(Frames.tcp(Lab.CLIENT, 139, Lab.CLIENT, 139, 1, 0, 0x02, Lab.NOTHING));
        assertThat(lab.of(AttackKind.IP_SPOOFING)).hasSize(2);
        assertThat(lab.found.get(1).evidence()).contains("land");
    }

    @Test
    void ourOwnAddressFromSomebodyElse() {
        Lab own = new Lab(PacketConfig.builder()
                .own(Set.of(Frames.ip(Lab.SERVER)), Set.of(new MacAddress(Frames.SERVER_MAC)))
                .build());
        byte[] ours = Frames.udp(Lab.SERVER, 5, FAR, 9, new byte[1]);
        System.arraycopy(Frames.macBytes(Frames.SERVER_MAC), 0, ours, 6, 6);
        for (int i = 0; i < 4; i++) {
            own.send(ours);
        }
        assertThat(own.found).isEmpty();
        for (int i = 0; i < 4; i++) {
            own.send(Frames.udp(Lab.SERVER, 5, FAR, 9, new byte[1]));
        }
        assertThat(own.of(AttackKind.IP_SPOOFING)).hasSize(1);
    }

    @Test
    void startingHostsAndMulticastAreNoSpoofing() {
        for (int i = 0; i < 10; i++) {
            lab.send(Frames.udp("0.0.0.0", 68, "255.255.255.255", 67, Frames.dhcp(1, "02:00:00:00:00:77", "", "", "")));
            lab.send(Frames.udp(Lab.CLIENT, 5353, "224.0.0.251", 5353, Frames.dns(0x100, "x.local", 12)));
        }
        assertThat(lab.found).isEmpty();
    }

    @Test
    void redirects() {
        byte[] redirect = Frames.icmp(
                GATEWAY, Lab.CLIENT, 5, 1, (int) Frames.ip("10.20.0.66").low(), new byte[28]);
        lab.send(redirect);
        assertThat(lab.found).isEmpty();
        lab.send(redirect);
        assertThat(lab.of(AttackKind.ROUTING)).hasSize(1);
        assertThat(lab.found.get(0).severity()).isEqualTo(Severity.MEDIUM);
        assertThat(lab.found.get(0).evidence()).contains("to 10.20.0.66");
        Lab known = new Lab(
                PacketConfig.builder().gateways(Set.of(Frames.ip(GATEWAY))).build());
        known.send(redirect).send(redirect);
        assertThat(known.found).isEmpty();
        known.send(Frames.icmp("10.20.0.66", Lab.CLIENT, 5, 1, 0, new byte[28]));
        assertThat(known.of(AttackKind.ROUTING)).extracting(Detection::severity).containsExactly(Severity.CRITICAL);
    }

    private static byte[] advertisement(long mac, String source, long prefix) {
        byte[] options = ByteBuffer.allocate(8 + 32)
                .putLong(0)
                .put((byte) 3)
                .put((byte) 4)
                .put((byte) 64)
                .put((byte) 0xc0)
                .putInt(8 + 16, 0)
                .array();
        ByteBuffer.wrap(options).putLong(8 + 16, prefix);
        byte[] message = Frames.icmpMessage(134, 0, 0, options);
        return Frames.ethernet(mac, 0x3333_0000_0001L, 0x86dd, Frames.ip6(source, "ff02::1", 58, 255, message));
    }

    @Test
    void routersThatAnnounceThemselves() {
        for (int i = 0; i < 10; i++) {
            lab.pause(3000).send(advertisement(1, "fe80::1", 0x2001_0db8_0000_0000L));
            lab.send(advertisement(2, "fe80::2", 0x2001_0db8_0000_0000L));
        }
        assertThat(lab.found).isEmpty();
        lab.send(advertisement(0x0266_6666_6666L, "fe80::66", 0x2001_0db8_6666_0000L));
        assertThat(lab.of(AttackKind.ROUTING)).extracting(Detection::severity).containsExactly(Severity.HIGH);
        Lab flood = new Lab();
        for (int i = 0; i < 100; i++) {
            flood.send(advertisement(i + 1, "fe80::" + Integer.toHexString(i + 1), (long) i << 32));
        }
        assertThat(flood.of(AttackKind.ROUTING)).anyMatch(d -> d.severity() == Severity.CRITICAL);
    }

    @Test
    void segmentsThatNoConnectionHas() {
        for (int flags : new int[] {0x00, 0x01, 0x29, 0x03}) {
            lab.pause(9000).send(Frames.tcp(FAR, 40_000, Lab.SERVER, 80 + flags, 1, 0, flags, Lab.NOTHING));
        }
        assertThat(lab.of(AttackKind.PORT_SCAN)).hasSize(1);
        assertThat(lab.found.get(0).source()).hasToString(FAR);
    }
}
