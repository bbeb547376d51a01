package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.observe.Readiness;
import com.hookprobe.qsecbit.detection.read.ReadCounters;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each check says what was found, and only what is needed makes a node unready. */
class ReadinessTest {
    private static final ReadCounters NONE = new ReadCounters(0, 0, 0, 0, 0);

    private final EventLog log = new EventLog("n", "guardian", EventLog.Format.JSON, new ByteArrayOutputStream());

    @TempDir
    Path folder;

    private static Readiness.Check only(Readiness readiness, String name) {
        return readiness.checks().stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aSiteWithoutSessionsIsNotReadyAndAValidatorCountsItself() throws Exception {
        try (TestMesh mesh = new TestMesh(folder, "nexus-1")) {
            Readiness site = new Readiness();
            Sessions.check(site, mesh.node("guardian-1"));
            assertThat(site.ready()).isFalse();
            assertThat(only(site, "sessions").reason()).isEqualTo("0 of 4 validators, 3 make a quorum; no verifier");
            assertThat(only(site, "region").needed()).isFalse();
            Readiness validator = new Readiness();
            Sessions.check(validator, mesh.node("sentinel-1"));
            assertThat(only(validator, "sessions").reason()).startsWith("1 of 4 validators");
            assertThat(validator.checks()).extracting(Readiness.Check::name).containsExactly("sessions", "verifier");
        }
    }

    @Test
    void aSensorThatIsNotReadIsNamed() {
        Readiness readiness = new Readiness();
        DetectionMetrics.check(
                readiness,
                List.of(
                        new DetectionMetrics.Seen("eve.json-1", true, NONE),
                        new DetectionMetrics.Seen("eth0", false, NONE)));
        assertThat(readiness.ready()).isFalse();
        assertThat(only(readiness, "sensors").reason()).isEqualTo("not read: eth0");
        Readiness none = new Readiness();
        DetectionMetrics.check(none, List.of());
        assertThat(none.ready()).isTrue();
    }

    @Test
    void withoutACertificateNobodyTakesReports() {
        Readiness readiness = new Readiness();
        NeuroMetrics.check(readiness, new NeuroMetrics.State(7, 7, false, Optional.empty()), 1);
        assertThat(readiness.ready()).isFalse();
        assertThat(only(readiness, "resonance").reason()).contains("no certificate since the start");
    }

    @Test
    void aFolderThatCannotBeWrittenIsFoundByWriting() throws Exception {
        DataFolder data = new DataFolder(folder, folder.resolve("dsm"), log);
        Readiness before = new Readiness();
        data.check(before);
        assertThat(only(before, "disk").reason()).isEqualTo("nobody has looked yet");
        Files.writeString(folder.resolve("other"), "12345");
        Files.writeString(Files.createDirectory(folder.resolve("dsm")).resolve("store"), "123");
        data.look();
        Readiness well = new Readiness();
        data.check(well);
        assertThat(well.ready()).isTrue();
        assertThat(data.seen().bytes()).isEqualTo(8);
        assertThat(data.seen().storeBytes()).isEqualTo(3);
        try (var left = Files.list(folder)) {
            assertThat(left).as("nothing of it stays").hasSize(2);
        }
        DataFolder gone = new DataFolder(folder.resolve("gone"), folder, log);
        gone.look();
        Readiness none = new Readiness();
        gone.check(none);
        assertThat(none.ready()).isFalse();
        assertThat(only(none, "disk").reason()).isEqualTo("it cannot be written: NoSuchFileException");
    }

    @Test
    void noFolderGetsIntoAReason() {
        Readiness readiness = new Readiness();
        readiness.need("signing", false, "the vote log /var/lib/hookprobe/votes/votes.log is lost; 3/4 heard");
        assertThat(readiness.checks().get(0).reason()).isEqualTo("the vote log votes.log is lost; 3/4 heard");
        readiness.want("other", false, "goes on");
        assertThat(readiness.map()).containsEntry("ready", false);
    }
}
