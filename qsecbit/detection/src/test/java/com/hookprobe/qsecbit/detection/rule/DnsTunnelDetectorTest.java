package com.hookprobe.qsecbit.detection.rule;

import static com.hookprobe.qsecbit.detection.Events.CLIENT;
import static com.hookprobe.qsecbit.detection.Events.LOCAL;
import static com.hookprobe.qsecbit.detection.Events.RESOLVER;
import static com.hookprobe.qsecbit.detection.Events.dns;
import static com.hookprobe.qsecbit.detection.Events.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.Events;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.Thresholds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DnsTunnelDetectorTest {
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
    private final DnsTunnelDetector detector = new DnsTunnelDetector(LOCAL, Thresholds.standard());
    private final SplittableRandom random = new SplittableRandom(9);

    @Test
    void longNamesOfHighEntropy() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            events.add(dns(i, CLIENT, word(50) + "." + word(30) + ".t.example.com", "A"));
        }
        List<Detection> found = run(detector, events);
        assertThat(found).singleElement().satisfies(d -> {
            assertThat(d.kind()).isEqualTo(AttackKind.DNS_TUNNEL);
            assertThat(d.source()).isEqualTo(CLIENT);
            assertThat(d.internal()).isTrue();
            assertThat(d.evidence()).contains("example.com");
        });
    }

    @Test
    void shortNamesOfTypesWithRoomAndManyNames() {
        List<NetworkEvent> typed = new ArrayList<>();
        List<NetworkEvent> many = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            typed.add(dns(i, CLIENT, word(18) + ".example.co.uk", "TXT"));
            many.add(dns(i, CLIENT, word(18) + ".example.org", "A"));
        }
        assertThat(run(detector, typed)).isNotEmpty().allMatch(d -> d.evidence().contains("example.co.uk"));
        assertThat(run(new DnsTunnelDetector(LOCAL, Thresholds.standard()), many))
                .isNotEmpty();
    }

    @Test
    void slowTunnel() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            events.add(dns(i * 50, CLIENT, word(45) + ".t.example.com", "A"));
        }
        assertThat(run(detector, events)).isNotEmpty();
    }

    @Test
    void theClientIsNamedAlsoByTurnedAnswers() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            events.add(NetworkEvent.builder()
                    .type(EventType.DNS)
                    .loggedMicros(Events.micros(i))
                    .from(RESOLVER, 53)
                    .to(CLIENT, 50_000)
                    .dns(new NetworkEvent.Dns(false, word(50) + ".t.example.com", "TXT", "NOERROR"))
                    .build());
        }
        assertThat(run(detector, events)).isNotEmpty().allMatch(d -> d.source().equals(CLIENT));
    }

    @Test
    void honestNamesAreNone() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            double at = i * 2;
            // The same long name again and again; content networks; block lists; reverse look-ups; a busy resolver.
            events.add(dns(at, CLIENT, "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6.cloudfront.net", "A"));
            events.add(dns(at, CLIENT, "d" + i % 9 + "abcdef8.cloudfront.net", "A"));
            events.add(dns(at, CLIENT, i % 256 + ".2.0.192.zen.spamhaus.org", "A"));
            events.add(dns(at, CLIENT, i % 256 + ".2.0.192.in-addr.arpa", "PTR"));
            events.add(dns(at, RESOLVER, "www.site" + i + ".example", "A"));
            events.add(dns(at, RESOLVER, "host" + i % 40 + ".intra.example.net", "A"));
            events.add(dns(at, CLIENT, "_ldap._tcp.dc._msdcs.corp.example.net", "SRV"));
            events.add(dns(at, CLIENT, "example", "A"));
        }
        assertThat(run(detector, events)).isEmpty();
    }

    @Test
    void registeredDomains() {
        assertThat(registered("www.example.com")).isEqualTo("example.com");
        assertThat(registered("a.b.example.co.uk")).isEqualTo("example.co.uk");
        assertThat(registered("example.com")).isEqualTo("example.com");
        assertThat(registered("co.uk")).isEqualTo("co.uk");
        assertThat(registered("localhost")).isEqualTo("localhost");
        assertThat(registered("..")).isEqualTo(".");
    }

    private static String registered(String name) {
        return name.substring(DnsNames.registeredFrom(name));
    }

    private String word(int length) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append(BASE32.charAt(random.nextInt(BASE32.length())));
        }
        return word.toString();
    }

    @Test
    void aTunnelWithoutADomainIsOne() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            events.add(Events.dns(i, Events.CLIENT, "dnscat." + hex(i) + "." + hex(i + 100), "TXT"));
        }
        DnsTunnelDetector detector = new DnsTunnelDetector(Events.LOCAL, Thresholds.standard());
        assertThat(Events.run(detector, events)).isNotEmpty();
    }

    @Test
    void oneNameFullOfEncodedDataIsToldOnce() {
        String name = "h4sicn03qaa3rlc3qudhh0aavjycxwakjehelu5klueow0zjxulgage=.4s2fgaaaa==.example.net";
        DnsTunnelDetector detector = new DnsTunnelDetector(Events.LOCAL, Thresholds.standard());
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            events.add(Events.dns(i, Events.CLIENT, i + name, "A"));
        }
        assertThat(Events.run(detector, events))
                .singleElement()
                .satisfies(found -> assertThat(found.evidence()).contains("encoded data"));
        // Long names of service discovery and of content networks have none of these characters.
        assertThat(Events.run(
                        detector,
                        List.of(
                                Events.dns(
                                        60,
                                        Events.CLIENT,
                                        "e4578.dscb.akamaiedge-static-content-delivery-network.example.com",
                                        "A"),
                                Events.dns(61, Events.CLIENT, "lb._dns-sd._udp.0.0.168.192.in-addr.arpa", "PTR"))))
                .isEmpty();
    }

    private static String hex(int seed) {
        java.util.SplittableRandom random = new java.util.SplittableRandom(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            text.append(Character.forDigit(random.nextInt(16), 16));
        }
        return text.append('0').toString();
    }

    @Test
    void numberedHostsAreOneNameAndContentNetworksAreNone() {
        SplittableRandom random = new SplittableRandom(4);
        List<NetworkEvent> honest = new ArrayList<>();
        List<NetworkEvent> numbers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            honest.add(dns(i, CLIENT, "server" + i + ".rack" + i % 9 + ".corp.example.com", "A"));
            honest.add(dns(i, CLIENT, "_ldap._tcp.dc._msdcs.site" + i + ".example.net", "SRV"));
            honest.add(dns(i, CLIENT, "rr5---sn-" + hex(i).substring(0, 20) + ".googlevideo.com", "A"));
            String digits = Long.toString(random.nextLong(1_000_000_000_000_000L, 9_000_000_000_000_000L));
            numbers.add(dns(i, CLIENT, digits + digits + ".example.org", "A"));
        }
        assertThat(run(detector, honest)).isEmpty();
        assertThat(run(detector, numbers)).isNotEmpty();
    }

    @Test
    void whatCountsAsOneName() {
        assertThat(DnsNames.hashWithoutNumbers("web12.dc3.example.com"))
                .isEqualTo(DnsNames.hashWithoutNumbers("web7.dc100.example.com"))
                .isNotEqualTo(DnsNames.hashWithoutNumbers("db7.dc100.example.com"));
        assertThat(DnsNames.hashWithoutNumbers("1234567.example.com"))
                .isNotEqualTo(DnsNames.hashWithoutNumbers("1234568.example.com"));
        assertThat(DnsNames.hashWithoutNumbers("12345.123456.example.com"))
                .isNotEqualTo(DnsNames.hashWithoutNumbers("12345.123457.example.com"));
    }
}
