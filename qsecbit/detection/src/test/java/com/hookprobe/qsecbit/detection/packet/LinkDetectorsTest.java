package com.hookprobe.qsecbit.detection.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.detection.capture.LinkType;
import com.hookprobe.qsecbit.metric.MacAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LinkDetectorsTest {
    private static final String GATEWAY = "10.20.0.1";
    private static final String GATEWAY_MAC = "02:00:00:00:00:fe";
    private static final String EVIL_MAC = "02:66:66:66:66:66";
    private static final String HOST_MAC = "02:00:00:00:00:77";
    private static final String ZERO = "00:00:00:00:00:00";
    private static final String ALL = "ff:ff:ff:ff:ff:ff";

    private final Lab lab = new Lab();

    private static PacketConfig.Builder withGateway() {
        return PacketConfig.builder().gateways(Set.of(Frames.ip(GATEWAY)));
    }

    @Test
    void gatewayClaimedByTwoInTurnIsCritical() {
        Lab known = new Lab(withGateway().build());
        for (int i = 0; i < 4; i++) {
            known.pause(1000).send(Frames.arp(2, GATEWAY_MAC, GATEWAY, HOST_MAC, Lab.CLIENT));
            known.pause(500).send(Frames.arp(2, EVIL_MAC, GATEWAY, HOST_MAC, Lab.CLIENT));
        }
        assertThat(known.of(AttackKind.ARP_SPOOFING))
                .isNotEmpty()
                .allMatch(d -> d.severity() == Severity.CRITICAL)
                .anyMatch(d -> d.sourceMac().toString().equals(EVIL_MAC)
                        && d.target().toString().equals(GATEWAY));
    }

    @Test
    void anAnswerInTheNameOfAnotherStation() {
        byte[] frame = Frames.arp(2, HOST_MAC, Lab.CLIENT, GATEWAY_MAC, GATEWAY);
        // The frame's own source.
        frame[11] = (byte) 0x99;
        lab.send(frame);
        lab.pause(1000).send(frame);
        assertThat(lab.of(AttackKind.ARP_SPOOFING)).hasSize(1);
        assertThat(lab.of(AttackKind.ARP_SPOOFING).get(0).evidence()).contains(HOST_MAC, Lab.CLIENT);
    }

    @Test
    void oneWhoTakesSeveralAddresses() {
        for (int host = 2; host < 6; host++) {
            lab.send(Frames.arp(2, "02:00:00:00:01:0" + host, "10.20.0." + host, HOST_MAC, Lab.CLIENT));
        }
        for (int host = 2; host < 6; host++) {
            lab.pause(2000).send(Frames.arp(2, EVIL_MAC, "10.20.0." + host, HOST_MAC, Lab.CLIENT));
        }
        Detection found = lab.of(AttackKind.ARP_SPOOFING).get(0);
        assertThat(found.sourceMac()).hasToString(EVIL_MAC);
        assertThat(found.severity()).isEqualTo(Severity.HIGH);
        assertThat(found.internal()).isTrue();
    }

    @Test
    void virtualRoutersLeasesAndProbesAreNoSpoofing() {
        Lab known = new Lab(withGateway().build());
        // VRRP: the address stays with the virtual MAC, whoever sends it; probes claim nothing.
        for (int i = 0; i < 20; i++) {
            known.pause(1000).send(Frames.arp(1, "00:00:5e:00:01:0a", GATEWAY, ZERO, GATEWAY));
            known.send(Frames.arp(1, EVIL_MAC, "0.0.0.0", ZERO, GATEWAY));
        }
        // An address that is leased to another host, and one that moves to a partner once.
        known.send(Frames.arp(1, HOST_MAC, Lab.CLIENT, ZERO, GATEWAY));
        known.pause(1000).send(Frames.arp(1, EVIL_MAC, Lab.CLIENT, ZERO, GATEWAY));
        known.pause(1000).send(Frames.arp(1, EVIL_MAC, Lab.CLIENT, ZERO, GATEWAY));
        assertThat(known.found).isEmpty();
    }

    @Test
    void answersThatNobodyAskedFor() {
        for (int i = 0; i < 40; i++) {
            lab.pause(1000).send(Frames.arp(2, EVIL_MAC, GATEWAY, HOST_MAC, Lab.CLIENT));
        }
        assertThat(lab.of(AttackKind.ARP_SPOOFING)).hasSize(1);
        Lab asked = new Lab();
        for (int i = 0; i < 40; i++) {
            asked.pause(1000).send(Frames.arp(1, HOST_MAC, Lab.CLIENT, ZERO, GATEWAY));
            asked.send(Frames.arp(2, GATEWAY_MAC, GATEWAY, HOST_MAC, Lab.CLIENT));
        }
        assertThat(asked.found).isEmpty();
    }

    @Test
    void whoLooksForHosts() {
        for (int host = 1; host < 60; host++) {
            lab.send(Frames.arp(1, HOST_MAC, Lab.CLIENT, ZERO, "10.20.0." + host));
            lab.send(Frames.icmp("10.20.0.78", "10.20.1." + host, 8, 0, host << 16, new byte[8]));
        }
        assertThat(lab.of(AttackKind.HOST_SWEEP))
                .extracting(d -> d.source().toString())
                .contains(Lab.CLIENT, "10.20.0.78");
        Lab gateway = new Lab(withGateway().build());
        for (int host = 2; host < 60; host++) {
            gateway.send(Frames.arp(1, GATEWAY_MAC, GATEWAY, ZERO, "10.20.0." + host));
        }
        assertThat(gateway.found).isEmpty();
    }

    private static byte[] dhcp(String serverMac, String server, String router, String names, String client) {
        byte[] message = Frames.dhcp(2, client, server, router, names);
        return Frames.ethernet(
                Frames.mac(serverMac),
                0xffff_ffff_ffffL,
                0x0800,
                Frames.ip4(server, "255.255.255.255", 17, 64, 1, 0, Frames.udpDatagram(67, 68, message)));
    }

    @Test
    void aSecondServerWithItsOwnRouter() {
        lab.send(dhcp(GATEWAY_MAC, GATEWAY, GATEWAY, GATEWAY, HOST_MAC));
        lab.send(dhcp(EVIL_MAC, "10.20.0.66", "10.20.0.66", "10.20.0.66", HOST_MAC));
        Detection rogue = lab.of(AttackKind.ROGUE_DHCP).get(0);
        assertThat(rogue.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(rogue.sourceMac()).hasToString(EVIL_MAC);
        assertThat(rogue.target()).hasToString("10.20.0.66");
    }

    @Test
    void aFailoverPairAndARelayAreNotRogue() {
        for (int i = 0; i < 5; i++) {
            lab.send(dhcp(GATEWAY_MAC, "10.20.0.2", GATEWAY, "10.20.0.53", HOST_MAC));
            lab.send(dhcp("02:00:00:00:00:fd", "10.20.0.3", GATEWAY, "10.20.0.53", HOST_MAC));
        }
        assertThat(lab.found).isEmpty();
        Lab configured = new Lab(PacketConfig.builder()
                .dhcpServers(Set.of(Frames.ip("10.20.0.2")))
                .build());
        configured.send(dhcp(GATEWAY_MAC, "10.20.0.2", GATEWAY, GATEWAY, HOST_MAC));
        assertThat(configured.found).isEmpty();
        configured.send(dhcp(GATEWAY_MAC, "10.20.0.3", GATEWAY, GATEWAY, HOST_MAC));
        assertThat(configured.of(AttackKind.ROGUE_DHCP)).hasSize(1);
    }

    @Test
    void starvation() {
        for (int i = 0; i < 150; i++) {
            String client = String.format("02:aa:00:00:00:%02x", i);
            byte[] message = Frames.dhcp(1, client, "", "", "");
            lab.send(Frames.udp("0.0.0.0", 68, "255.255.255.255", 67, message));
        }
        assertThat(lab.of(AttackKind.ROGUE_DHCP)).hasSize(1);
        assertThat(lab.found.get(0).evidence()).contains("starvation");
    }

    @Test
    void inventedMacs() {
        Random random = new Random(5);
        for (int i = 0; i < 2000; i++) {
            byte[] frame = Frames.udp("10.0.0.1", 1, "10.0.0.2", 2, new byte[4]);
            System.arraycopy(Frames.macBytes(random.nextLong() & 0xfeff_ffff_ffffL), 0, frame, 6, 6);
            lab.send(frame);
        }
        assertThat(lab.of(AttackKind.MAC_FLOODING)).hasSize(1);
        Lab campus = new Lab();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 1500; i++) {
                byte[] frame = Frames.udp("10.0.0.1", 1, "10.0.0.2", 2, new byte[4]);
                System.arraycopy(Frames.macBytes(0x0200_0001_0000L + i / 2), 0, frame, 6, 6);
                campus.send(frame);
            }
        }
        assertThat(campus.of(AttackKind.MAC_FLOODING)).isEmpty();
    }

    @Test
    void vlans() {
        byte[] frame = Frames.udp("10.0.0.1", 1, "10.0.0.2", 2, new byte[4]);
        lab.send(Frames.tagged(frame, 0x8100, 20));
        lab.send(Frames.tagged(Frames.tagged(frame, 0x8100, 20), 0x88a8, 1));
        assertThat(lab.found).isEmpty();
        lab.send(Frames.tagged(Frames.tagged(frame, 0x8100, 20), 0x8100, 1));
        assertThat(lab.of(AttackKind.VLAN_HOPPING)).hasSize(1);
        assertThat(lab.found.get(0).severity()).isEqualTo(Severity.HIGH);

        Lab strict = new Lab(PacketConfig.builder().vlans(Set.of(20, 300)).build());
        strict.send(Frames.tagged(frame, 0x8100, 20)).send(Frames.tagged(frame, 0x8100, 300));
        assertThat(strict.found).isEmpty();
        strict.send(Frames.tagged(frame, 0x8100, 21));
        assertThat(strict.of(AttackKind.VLAN_HOPPING)).hasSize(1);
    }

    @Test
    void offersOfATrunk() {
        for (int status : new int[] {0x04, 0x03}) {
            byte[] body = ByteBuffer.allocate(40)
                    .putLong(0xaaaa_0300_000c_2004L)
                    .put((byte) 1)
                    .putInt(0x0001_0005)
                    .put((byte) 0)
                    .putInt(0x0002_0005)
                    .put((byte) status)
                    .array();
            lab.send(Frames.ethernet(Frames.mac(EVIL_MAC), 0x0100_0ccc_ccccL, body.length, body));
            assertThat(lab.of(AttackKind.VLAN_HOPPING)).hasSize(status == 3 ? 1 : 0);
        }
    }

    @Test
    void aTwinThatAsksForLess() {
        lab.linkType = LinkType.IEEE802_11;
        for (int i = 0; i < 20; i++) {
            lab.send(Frames.beacon("02:11:11:11:11:01", "office", 1, 2));
            lab.send(Frames.beacon("02:11:11:11:11:02", "office", 6, 2));
            lab.send(Frames.beacon("02:99:99:99:99:99", "cafe", 11, 0));
        }
        assertThat(lab.found).isEmpty();
        for (int i = 0; i < 3; i++) {
            lab.send(Frames.beacon(EVIL_MAC, "office", 6, 0));
        }
        Detection twin = lab.of(AttackKind.EVIL_TWIN).get(0);
        assertThat(twin.sourceMac()).hasToString(EVIL_MAC);
        assertThat(twin.evidence()).contains("open", "office");
    }

    @Test
    void anAccessPointThatIsNotConfigured() {
        MacAddress ours = new MacAddress(Frames.mac("02:11:11:11:11:01"));
        Lab strict = new Lab(PacketConfig.builder()
                .accessPoints(Map.of("office", Set.of(ours)))
                .build());
        strict.linkType = LinkType.IEEE802_11;
        for (int i = 0; i < 3; i++) {
            strict.send(Frames.beacon("02:11:11:11:11:01", "office", 1, 2));
            strict.send(Frames.beacon(EVIL_MAC, "office", 1, 2));
        }
        assertThat(strict.of(AttackKind.EVIL_TWIN)).hasSize(1);
        assertThat(strict.found.get(0).severity()).isEqualTo(Severity.HIGH);
    }

    @Test
    void stationsThatAreThrownOut() {
        lab.linkType = LinkType.IEEE802_11;
        String point = "02:11:11:11:11:01";
        for (int i = 0; i < 5; i++) {
            lab.send(Frames.wifi(10, HOST_MAC, point, point, new byte[2]));
        }
        assertThat(lab.found).isEmpty();
        for (int i = 0; i < 200; i++) {
            lab.send(Frames.wifi(12, ALL, point, point, new byte[2]));
        }
        assertThat(lab.of(AttackKind.WIFI_DEAUTHENTICATION))
                .extracting(Detection::severity)
                .containsExactly(Severity.MEDIUM, Severity.HIGH);
    }
}
