package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.NetworkEventBuilder;
import com.hookprobe.qsecbit.detection.PacketDirection;
import com.hookprobe.qsecbit.federation.core.alert.HostClass;
import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AlertSightTest {
    private static final String REMOTE = "203.0.113.7";
    private static final String SERVER = "10.0.0.5";
    private static final String ROUTER = "10.0.0.1";
    private static final List<Cidr> TRANSIT = List.of(Cidr.parse(ROUTER).orElseThrow());

    private static IpAddress ip(String text) {
        return text.isEmpty() ? IpAddress.NONE : IpAddress.parse(text).orElseThrow();
    }

    private static NetworkEventBuilder event(String from, String to, long sid, String signature) {
        return NetworkEvent.builder()
                .type(EventType.ALERT)
                .loggedMicros(5)
                .from(ip(from), 40_000)
                .to(ip(to), 80)
                .direction(PacketDirection.TO_SERVER)
                .alert(new NetworkEvent.Alert(sid, signature, "", 3, IpAddress.NONE, IpAddress.NONE, "", ""));
    }

    private static Optional<AlertSight> sight(String from, String to) {
        return AlertSight.of(event(from, to, 1, "an alert").build(), LocalNetworks.privateRanges(), TRANSIT);
    }

    private static String name(long sid, String signature) {
        NetworkEvent event = event(REMOTE, SERVER, sid, signature).build();
        AlertSight sight =
                AlertSight.of(event, LocalNetworks.privateRanges(), TRANSIT).orElseThrow();
        return HostClass.nameOf(sight.alertClass());
    }

    @Test
    void theHostIsTheSitesOwnAndTheRemoteTheOther() {
        AlertSight in = sight(REMOTE, SERVER).orElseThrow();
        assertThat(in.host()).isEqualTo(ip(SERVER));
        assertThat(in.remote()).isEqualTo(ip(REMOTE));
        assertThat(in.isFromOutside()).isTrue();
        AlertSight out = sight(SERVER, REMOTE).orElseThrow();
        assertThat(out.host()).isEqualTo(ip(SERVER));
        assertThat(out.remote()).isEqualTo(ip(REMOTE));
        assertThat(out.isFromOutside()).isFalse();
        AlertSight inside = sight("10.0.0.9", SERVER).orElseThrow();
        assertThat(inside.host()).as("who is attacked").isEqualTo(ip(SERVER));
        assertThat(inside.remote()).isEqualTo(IpAddress.NONE);
        assertThat(inside.isFromOutside()).isFalse();
    }

    @Test
    void theSameAlertIsAnotherClassAtAHostOfTransit() {
        assertThat(sight(REMOTE, SERVER).orElseThrow().alertClass()).isEqualTo(HostClass.END_SYSTEM.alert("an alert"));
        assertThat(sight(REMOTE, ROUTER).orElseThrow().alertClass()).isEqualTo(HostClass.NETWORK.alert("an alert"));
    }

    @Test
    void whatIsAboutNobodyHereIsNone() {
        assertThat(sight(REMOTE, "198.51.100.9")).isEmpty();
        assertThat(sight("", "")).isEmpty();
        NetworkEvent flow =
                event(REMOTE, SERVER, 1, "an alert").type(EventType.FLOW).build();
        assertThat(AlertSight.of(flow, LocalNetworks.privateRanges(), TRANSIT)).isEmpty();
        // A scan of the whole site names no target.
        AlertSight scan = sight(REMOTE, "").orElseThrow();
        assertThat(scan.host()).isEqualTo(IpAddress.NONE);
        assertThat(scan.remote()).isEqualTo(ip(REMOTE));
        AlertSight group = sight(SERVER, "224.0.0.251").orElseThrow();
        assertThat(group.remote()).isEqualTo(IpAddress.NONE);
    }

    /** What leaves a site holds no address, whoever wrote the rule. */
    @Test
    void aNameHoldsNoAddress() {
        long notice = NetworkEvent.Alert.NAMED_SID_MIN + 7;
        assertThat(name(notice, "Scan::Port_Scan: 203.0.113.7 scanned 15 ports of 10.0.0.5"))
                .isEqualTo("Scan::Port_Scan");
        assertThat(name(1, "LOCAL beacon 203.0.113.7:8080 to 10.0.0.5.")).isEqualTo("LOCAL beacon *:8080 to *.");
        assertThat(name(1, "LOCAL (fe80::1, 2001:db8::7/64) seen")).isEqualTo("LOCAL (*, */64) seen");
        assertThat(name(1, "Access from 2001:db8::1: denied")).isEqualTo("Access from *: denied");
        assertThat(name(1, "src:2001:db8::1 dst:2001:db8::2,x")).isEqualTo("src:* dst:*,x");
        assertThat(name(1, "MAC:aa:bb:cc:dd:ee:ff host-2001:db8::7")).isEqualTo("MAC:* host-*");
        assertThat(name(1, "2001:db8::1-2001:db8::9")).isEqualTo("*-*");
        assertThat(name(1, "DNS::FEED SSL::Invalid_Cert HTTP::ADD")).isEqualTo("DNS::FEED SSL::Invalid_Cert HTTP::ADD");
        assertThat(name(1, "LOCAL printer 02:00:00:ab:00:07 moved")).isEqualTo("LOCAL printer * moved");
        assertThat(name(1, "ET SCAN OpenSSH 8.9.1 probe: GET /a:b")).isEqualTo("ET SCAN OpenSSH 8.9.1 probe: GET /a:b");
        assertThat(name(2_010_001, "")).isEqualTo("2010001");
    }
}
