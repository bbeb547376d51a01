package com.hookprobe.qsecbit.detection.rule;

import static com.hookprobe.qsecbit.detection.Events.CLIENT;
import static com.hookprobe.qsecbit.detection.Events.LOCAL;
import static com.hookprobe.qsecbit.detection.Events.RESOLVER;
import static com.hookprobe.qsecbit.detection.Events.ip;
import static com.hookprobe.qsecbit.detection.Events.micros;
import static com.hookprobe.qsecbit.detection.Events.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.Thresholds;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DhcpScanDetectorTest {
    private static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:11").orElseThrow();
    private final DhcpScanDetector detector = new DhcpScanDetector(LOCAL, Thresholds.standard());

    @Test
    void oneClientAsksForOneAddressAfterTheOther() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            events.add(dhcp(60 * i, "request", ip("10.20.0." + (100 + i)), MAC));
        }
        assertThat(run(detector, events)).singleElement().satisfies(d -> {
            assertThat(d.kind()).isEqualTo(AttackKind.HOST_SWEEP);
            assertThat(d.sourceMac()).isEqualTo(MAC);
            assertThat(d.target()).isEqualTo(RESOLVER);
            assertThat(d.internal()).isTrue();
        });
        assertThat(detector.explain(events.get(6))).contains("7 addresses");
    }

    @Test
    void manyExchangesWithinAMinute() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            events.add(dhcp(i, "ack", IpAddress.NONE, MAC));
        }
        assertThat(run(detector, events)).hasSize(1);
    }

    @Test
    void aClientThatRenewsRoamsOrStartsAnewIsNot() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            events.add(dhcp(300 * i, "request", CLIENT, MAC));
            events.add(dhcp(300 * i + 1, "ack", CLIENT, MAC));
        }
        for (int i = 0; i < 4; i++) {
            events.add(dhcp(20_000 + i, "discover", IpAddress.NONE, MAC));
            events.add(dhcp(20_001 + 10 * i, "request", ip("10.20.0." + (50 + i)), MAC));
        }
        assertThat(run(detector, events)).isEmpty();
    }

    @Test
    void manyClientsAfterAPowerCutAreNot() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            MacAddress mac =
                    MacAddress.parse(String.format("02:00:00:00:01:%02x", i)).orElseThrow();
            events.add(dhcp(i / 10.0, "request", ip("10.20.0." + (100 + i)), mac));
        }
        assertThat(run(detector, events)).isEmpty();
    }

    private static NetworkEvent dhcp(double second, String type, IpAddress address, MacAddress mac) {
        return NetworkEvent.builder()
                .type(EventType.DHCP)
                .loggedMicros(micros(second))
                .from(IpAddress.NONE, 68)
                .to(RESOLVER, 67)
                .dhcp(new NetworkEvent.Dhcp(type, mac, address, RESOLVER, IpAddress.NONE, IpAddress.NONE))
                .build();
    }
}
