package com.hookprobe.qsecbit.detection.rule;

import static com.hookprobe.qsecbit.detection.Events.ATTACKER;
import static com.hookprobe.qsecbit.detection.Events.CLIENT;
import static com.hookprobe.qsecbit.detection.Events.LOCAL;
import static com.hookprobe.qsecbit.detection.Events.SERVER;
import static com.hookprobe.qsecbit.detection.Events.flow;
import static com.hookprobe.qsecbit.detection.Events.ip;
import static com.hookprobe.qsecbit.detection.Events.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.Events;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.Thresholds;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BeaconDetectorTest {
    private static final IpAddress C2 = ip("203.0.113.200");
    private final BeaconDetector detector = new BeaconDetector(LOCAL, Thresholds.standard());
    private final SplittableRandom random = new SplittableRandom(5);

    @Test
    void callsOnTimeToABareAddress() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            events.add(call(300 * i, CLIENT, C2, 443, 1000 + i, 900));
        }
        assertThat(run(detector, events)).isNotEmpty().allSatisfy(d -> {
            assertThat(d.kind()).isEqualTo(AttackKind.BEACONING);
            assertThat(d.source()).isEqualTo(CLIENT);
            assertThat(d.target()).isEqualTo(C2);
            assertThat(d.severity()).isEqualTo(Severity.MEDIUM);
            assertThat(d.internal()).isTrue();
        });
        assertThat(detector.explain(events.get(0))).contains("24 calls").contains("regularity 100");
    }

    @Test
    void withJitterAndOutOfOrder() {
        List<NetworkEvent> events = new ArrayList<>();
        double second = 0;
        for (int i = 0; i < 60; i++) {
            second += 120 + random.nextInt(120);
            events.add(call(second, CLIENT, C2, 8443, 1000 + i, 500 + random.nextInt(100)));
        }
        for (int i = 0; i + 1 < events.size(); i += 2) {
            NetworkEvent first = events.get(i);
            events.set(i, events.get(i + 1));
            events.set(i + 1, first);
        }
        assertThat(run(detector, events)).isNotEmpty();
    }

    @Test
    void aNamedServiceAtAKnownPortIsOnlyARemark() {
        List<NetworkEvent> events = new ArrayList<>();
        events.add(
                Events.tls(0, CLIENT, C2, new NetworkEvent.Tls("update.example.com", "TLS 1.3", "", "", 0, 0, "", "")));
        for (int i = 0; i < 24; i++) {
            events.add(call(300 * i, CLIENT, C2, 443, 1000 + i, 900));
        }
        assertThat(run(detector, events)).isNotEmpty().allMatch(d -> d.severity() == Severity.LOW);
    }

    @Test
    void manyShortCallsToAnOddPort() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            // Three attempts from one port, then the next, as the library of a remote control does.
            events.add(flow(2.1 * (i / 3) + 0.5 * (i % 3), CLIENT, 2000 + i / 3, C2, 5888, "", 1, 1, 60, 2, 0x14, 0.1));
        }
        assertThat(run(detector, events)).isNotEmpty().allMatch(d -> d.severity() == Severity.HIGH);
    }

    @Test
    void aNewConnectionEveryFewSecondsAllAlike() {
        List<NetworkEvent> alike = new ArrayList<>();
        List<NetworkEvent> various = new ArrayList<>();
        alike.add(Events.tls(0, CLIENT, C2, new NetworkEvent.Tls("cdn.example.com", "TLS 1.3", "", "", 0, 0, "", "")));
        for (int i = 0; i < 40; i++) {
            double second = 3 * i + random.nextInt(100) / 100.0;
            alike.add(call(second, CLIENT, C2, 443, 1000 + i, 3000 + random.nextInt(60)));
            various.add(call(second, CLIENT, ip("203.0.113.202"), 443, 1000 + i, random.nextInt(60_000)));
        }
        assertThat(run(detector, alike)).isNotEmpty().allMatch(d -> d.severity() == Severity.MEDIUM);
        assertThat(run(detector, various)).isEmpty();
    }

    @Test
    void peopleAndTheirProgramsMakeBursts() {
        List<NetworkEvent> events = new ArrayList<>();
        double second = 0;
        for (int i = 0; i < 300; i++) {
            second += random.nextInt(5) == 0 ? random.nextInt(3000) : random.nextInt(20);
            events.add(call(second, CLIENT, C2, 443, 1000 + i, random.nextInt(100_000)));
        }
        assertThat(run(detector, events)).isEmpty();
    }

    @Test
    void whatManyOfOursCallIsAService() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            for (int host = 1; host <= 6; host++) {
                events.add(call(300 * i + host, ip("10.20.0." + host), C2, 443, 1000 + i, 900));
            }
        }
        assertThat(run(detector, events)).isEmpty();
    }

    @Test
    void clocksOneLongFlowAndCallsFromOutsideAreNot() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            events.add(call(64 * i, CLIENT, C2, 123, 1000 + i, 90));
            events.add(call(64 * i, CLIENT, ip("203.0.113.201"), 7000, 4444, 90));
            events.add(call(64 * i, ATTACKER, SERVER, 443, 1000 + i, 90));
            events.add(call(64 * i, CLIENT, SERVER, 9999, 1000 + i, 90));
        }
        assertThat(run(detector, events)).isEmpty();
    }

    @Test
    void theStatistics() {
        assertThat(CallHistory.regularity(new long[] {100, 100, 100, 100})).isEqualTo(1);
        assertThat(CallHistory.regularity(new long[] {0, 0, 0, 0})).isEqualTo(1);
        assertThat(CallHistory.regularity(new long[] {1, 1, 1, 1, 1000, 2000, 3000, 4000, 5000}))
                .isLessThan(0.4);
        CallHistory history = new CallHistory();
        for (int i = 0; i < 200; i++) {
            history.add(i * 10_000_000L, 1000 + i, i);
        }
        CallHistory.View view = history.view();
        assertThat(view.calls()).isEqualTo(CallHistory.CALLS_MAX);
        assertThat(view.intervalMicros()).isEqualTo(10_000_000L);
        assertThat(view.firstMicros()).isEqualTo(136 * 10_000_000L);
        assertThat(view.covered()).isEqualTo(1);
    }

    private static NetworkEvent call(
            double second, IpAddress from, IpAddress to, int port, int clientPort, long bytes) {
        return flow(second, from, clientPort, to, port, "", 12, 10, bytes, 0x1b, 0x1b, 2);
    }

    @Test
    void moreCallsThanAreKeptStillLastAnHour() {
        List<NetworkEvent> events = new ArrayList<>();
        double second = 0;
        for (int i = 0; i < 200; i++) {
            second += 24 + random.nextInt(6);
            events.add(call(second, CLIENT, C2, 443, 1000 + i, 500 + random.nextInt(400)));
        }
        assertThat(run(detector, events)).isNotEmpty().allSatisfy(d -> {
            assertThat(d.severity()).isEqualTo(Severity.MEDIUM);
            assertThat(d.lastMicros() - d.firstMicros()).isGreaterThanOrEqualTo(3600 * Events.SECOND);
        });
    }

    @Test
    void aPauseBeginsTheHourAnew() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int day = 0; day < 6; day++) {
            for (int i = 0; i < 70; i++) {
                events.add(call(86_400 * day + 30 * i, CLIENT, C2, 443, 1000 + i, 500 + random.nextInt(40_000)));
            }
        }
        assertThat(run(detector, events)).isEmpty();
    }
}
