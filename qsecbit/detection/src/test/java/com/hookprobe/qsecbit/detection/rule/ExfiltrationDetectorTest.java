package com.hookprobe.qsecbit.detection.rule;

import static com.hookprobe.qsecbit.detection.Events.CLIENT;
import static com.hookprobe.qsecbit.detection.Events.LOCAL;
import static com.hookprobe.qsecbit.detection.Events.SECOND;
import static com.hookprobe.qsecbit.detection.Events.ip;
import static com.hookprobe.qsecbit.detection.Events.micros;
import static com.hookprobe.qsecbit.detection.Events.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.Thresholds;
import com.hookprobe.qsecbit.detection.Transport;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExfiltrationDetectorTest {
    private static final long MEGABYTE = 1_000_000;
    private static final IpAddress USUAL = ip("198.51.100.1");
    private static final IpAddress NEW = ip("203.0.113.66");
    private final ExfiltrationDetector detector = new ExfiltrationDetector(LOCAL, Thresholds.standard());

    @Test
    void muchToANewDestination() {
        List<NetworkEvent> events = habits(12, 5);
        for (int i = 0; i < 10; i++) {
            events.add(flow(13 * 3600 + 60 * i, NEW, 40 * MEGABYTE, MEGABYTE));
        }
        assertThat(run(detector, events)).hasSizeBetween(1, 3).allSatisfy(d -> {
            assertThat(d.kind()).isEqualTo(AttackKind.EXFILTRATION);
            assertThat(d.source()).isEqualTo(CLIENT);
            assertThat(d.target()).isEqualTo(NEW);
            assertThat(d.internal()).isTrue();
        });
        assertThat(detector.explain(events.get(events.size() - 1)))
                .contains("400 MB sent")
                .contains("12 of 8");
    }

    @Test
    void aBackupThatIsAlwaysAsLargeIsNot() {
        List<NetworkEvent> events = habits(12, 300);
        events.add(flow(13 * 3600, NEW, 500 * MEGABYTE, MEGABYTE));
        assertThat(run(detector, events)).isEmpty();
    }

    @Test
    void aDownloadAndAKnownDestinationAreNot() {
        List<NetworkEvent> events = habits(48, 5);
        events.add(flow(49 * 3600, NEW, 200 * MEGABYTE, 4000 * MEGABYTE));
        events.add(flow(49 * 3600 + 60, USUAL, 400 * MEGABYTE, MEGABYTE));
        assertThat(run(detector, events)).isEmpty();
    }

    @Test
    void aNewHostHasNoHabits() {
        List<NetworkEvent> events = habits(3, 5);
        events.add(flow(4 * 3600, NEW, 4000 * MEGABYTE, MEGABYTE));
        assertThat(run(detector, events)).isEmpty();
    }

    private static List<NetworkEvent> habits(int hours, long megabytes) {
        List<NetworkEvent> events = new ArrayList<>();
        for (int hour = 0; hour < hours; hour++) {
            events.add(flow(hour * 3600, USUAL, megabytes * MEGABYTE, megabytes * MEGABYTE));
        }
        return events;
    }

    private static NetworkEvent flow(double second, IpAddress to, long bytesOut, long bytesIn) {
        return NetworkEvent.builder()
                .type(EventType.FLOW)
                .loggedMicros(micros(second + 60))
                .from(CLIENT, 40_000)
                .to(to, 443)
                .transport(Transport.TCP)
                .flow(new NetworkEvent.Flow(
                        bytesOut / 1000,
                        bytesIn / 1000,
                        bytesOut,
                        bytesIn,
                        micros(second),
                        micros(second) + 30 * SECOND,
                        "closed",
                        0x1b,
                        0x1b,
                        IpAddress.NONE))
                .build();
    }
}
