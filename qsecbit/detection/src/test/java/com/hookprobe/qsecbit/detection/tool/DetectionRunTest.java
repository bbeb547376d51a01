package com.hookprobe.qsecbit.detection.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.detection.DetectionSink;
import com.hookprobe.qsecbit.detection.Detector;
import com.hookprobe.qsecbit.detection.Events;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.rule.Detectors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectionRunTest {
    private static final long NOW_MICROS = 1_714_557_600_000_000L;

    @TempDir
    Path dir;

    @Test
    void filesOfSeveralFormsTogether() throws IOException {
        Path eve = Recordings.write(dir.resolve("eve.json"), Recordings.scan("203.0.113.7", 20) + "{broken\n");
        Path log =
                Recordings.write(dir.resolve("access.log"), Recordings.access("203.0.113.8", "/.env", "/?id=1'--+-"));
        Path zeek = Recordings.write(
                dir.resolve("ssl.log"),
                "{\"ts\":1714557600.5,\"uid\":\"C1\",\"id.orig_h\":\"10.0.0.9\",\"id.orig_p\":1,\"id.resp_h\":\"203.0.113.9\","
                        + "\"id.resp_p\":443,\"version\":\"TLSv12\"}\n");
        Path other = Recordings.write(dir.resolve("picture.bin"), "\0\1\2");
        DetectionRun.Outcome outcome = standard().run(List.of(eve, log, zeek, other));
        assertThat(outcome.events()).isEqualTo(23);
        assertThat(outcome.broken()).isEqualTo(1);
        assertThat(outcome.unread()).containsExactly(other);
        assertThat(outcome.hosts()).hasSize(3);
        assertThat(outcome.detections())
                .extracting(Detection::kind)
                .contains(AttackKind.PORT_SCAN, AttackKind.WEB_SCAN, AttackKind.SQL_INJECTION);
        assertThat(standard().run(List.of(eve, log, zeek, other))).isEqualTo(outcome);
    }

    @Test
    void eventsOfSeveralFilesAreInTheOrderOfTheirTime() throws IOException {
        List<Long> order = new ArrayList<>();
        EventFormat reversed = (file, head, local) -> Optional.of((out, found) -> {
            int first = file.endsWith("a") ? 1 : 2;
            for (int second = first; second < 6; second += 2) {
                out.accept(Events.get(second, "/"));
            }
            return 0;
        });
        Path a = Recordings.write(dir.resolve("a"), "x");
        Path b = Recordings.write(dir.resolve("b"), "x");
        new DetectionRun(List.of(reversed), LocalNetworks.privateRanges(), local -> List.of(new Order(order)))
                .run(Arrays.asList(b, a));
        assertThat(order).hasSize(5).isSorted();
    }

    private record Order(List<Long> seen) implements Detector {
        @Override
        public String name() {
            return "order";
        }

        @Override
        public void onEvent(NetworkEvent event, DetectionSink out) {
            seen.add(event.timeMicros());
        }
    }

    private static DetectionRun standard() {
        return new DetectionRun(
                EventFormats.standard(NOW_MICROS), LocalNetworks.privateRanges(), local -> Detectors.standard(local));
    }
}
