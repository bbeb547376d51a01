package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.HardwareReading;
import com.hookprobe.identity.HardwareReport;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.node.keys.FakeMachine;
import com.hookprobe.node.keys.NodeKeys;
import com.hookprobe.node.resonance.Revocation;
import com.hookprobe.node.wire.MeshMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** identity 6.13: the verifier compares what nodes report with what they were enrolled with. */
class HardwareWatchTest {
    @TempDir
    Path dir;

    private final List<String> accused = new ArrayList<>();
    private final List<NodeId> violators = new ArrayList<>();
    private TestMesh mesh;
    private DeviceRegistry registry;
    private HardwareReading enrolled;
    private HardwareReading cloned;
    private NodeId guardian;
    private HardwareWatch watch;

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(dir);
        enrolled = FakeMachine.enrolled(dir.resolve("machine"));
        cloned = FakeMachine.cloned(dir.resolve("clone"));
        guardian = mesh.id("guardian-1");
        registry = DeviceRegistry.open(dir.resolve("mssp-1/registry.db"));
        for (String name : List.of("guardian-1", "guardian-2")) {
            // The mesh's keys are bound to this machine; what they were enrolled with is told by the request.
            mesh.keys(name).hardware().accept(enrolled, "for the test", Instant.now());
            registry.enrol(mesh.keys(name).enrolmentRequest(kem(), new byte[20]));
            registry.approve(mesh.id(name), "an operator");
        }
        watch = watch();
    }

    @AfterEach
    void close() throws Exception {
        registry.close();
        mesh.close();
    }

    private byte[] kem() {
        return mesh.keys("mssp-1").card().kemPublicKey().orElseThrow();
    }

    /** A watch of its own, for the pause that it makes between two reports of a node. */
    private HardwareWatch watch() throws Exception {
        NodeContext node = mesh.node("mssp-1");
        return new HardwareWatch(
                node,
                RegistryDesk.inline(registry, node.log(), System::nanoTime),
                node.keys().vault(),
                new EnrolmentSecret(node, node.keys().vault()),
                (who, reason) -> accused.add(who.shortHex() + " " + reason),
                violators::add);
    }

    private MeshMessage report(NodeKeys keys, NodeId in, HardwareReading on) {
        HardwareReport.Content content = new HardwareReport.Content(
                on.digests(), Optional.of(new HardwareReport.Accepted(Instant.now(), "a new mainboard")));
        return new MeshMessage.HardwareNews(HardwareReport.create(in, keys.device(), Instant.now(), content, kem())
                .encode());
    }

    private MeshMessage report(String name, HardwareReading on) {
        return report(mesh.keys(name), mesh.id(name), on);
    }

    private List<String> events(String event) {
        return mesh.logged("mssp-1", event);
    }

    @Test
    void theSameMachineAndARepairedOneGoOn() throws Exception {
        watch.onMesh(guardian, report("guardian-1", enrolled));
        assertThat(events("hardware_differs")).isEmpty();
        watch().onMesh(guardian, report("guardian-1", FakeMachine.repaired(dir.resolve("repaired"))));
        assertThat(events("hardware_differs"))
                .singleElement()
                .asString()
                .contains("\"changed\":\"mac\"", "a new mainboard");
        assertThat(accused).isEmpty();
    }

    @Test
    void otherHardwareIsAccused() throws Exception {
        watch.onMesh(guardian, report("guardian-1", cloned));
        assertThat(accused).containsExactly(guardian.shortHex() + " " + Revocation.Reason.HARDWARE);
        assertThat(events("hardware_other")).singleElement().asString().contains("mac,disk_serial,dmi_uuid");
    }

    @Test
    void whatComesFirstAfterAReinstatementIsTheNewMeasure() throws Exception {
        registry.suspend(guardian, "verifier", "HARDWARE");
        registry.reinstate(guardian, "an operator", "the mainboard was replaced");
        watch.onMesh(guardian, report("guardian-1", cloned));
        assertThat(accused).isEmpty();
        assertThat(events("hardware_reference")).hasSize(1);
        watch().onMesh(guardian, report("guardian-1", cloned));
        assertThat(accused).as("it is kept on disk").isEmpty();
        watch().onMesh(guardian, report("guardian-1", enrolled));
        assertThat(accused).as("the old machine, which somebody has got").hasSize(1);
    }

    @Test
    void aReinstatementIsUsedUpByTheFirstReport() throws Exception {
        registry.suspend(guardian, "verifier", "INTEGRITY_CHANGED");
        registry.reinstate(guardian, "an operator", "an update");
        watch.onMesh(guardian, report("guardian-1", enrolled));
        watch().onMesh(guardian, report("guardian-1", cloned));
        assertThat(accused).hasSize(1);
    }

    @Test
    void aReportOfAnotherNodeOrNoReportIsAViolation() throws Exception {
        watch.onMesh(guardian, report("guardian-2", enrolled));
        watch().onMesh(guardian, report(mesh.keys("guardian-1"), mesh.id("guardian-2"), enrolled));
        watch().onMesh(guardian, new MeshMessage.HardwareNews(new byte[99]));
        assertThat(violators).containsExactly(guardian, guardian, guardian);
        assertThat(events("hardware_report_refused")).hasSize(1);
        assertThat(accused).isEmpty();
    }

    @Test
    void aFloodOfReportsIsNotOpened() throws Exception {
        for (int i = 0; i < 5; i++) {
            watch.onMesh(guardian, new MeshMessage.HardwareNews(new byte[99]));
        }
        assertThat(violators).hasSize(1);
    }

    @Test
    void oneMachineUnderTwoNamesIsSaidAndNotJudged() throws Exception {
        watch.onMesh(guardian, report("guardian-1", enrolled));
        assertThat(events("hardware_shared")).isEmpty();
        watch.onMesh(mesh.id("guardian-2"), report("guardian-2", enrolled));
        assertThat(events("hardware_shared"))
                .singleElement()
                .asString()
                .contains("\"subject\":\"guardian-2\"", "\"with\":\"guardian-1\"");
        assertThat(accused).isEmpty();
    }

    @Test
    void aStrangerIsNotHeard() throws Exception {
        try (NodeKeys stranger = NodeKeys.create(
                dir.resolve("stranger"), "a test".toCharArray(), "x", Tier.GUARDIAN, new SecureRandom())) {
            watch.onMesh(stranger.id(), report(stranger, stranger.id(), enrolled));
        }
        assertThat(violators).isEmpty();
        assertThat(accused).isEmpty();
    }

    @Test
    void aDamagedMeasureIsSaidAndNobodyIsAccused() throws Exception {
        registry.suspend(guardian, "verifier", "HARDWARE");
        registry.reinstate(guardian, "an operator", "meant");
        watch.onMesh(guardian, report("guardian-1", cloned));
        Files.write(dir.resolve("mssp-1/hardware").resolve(guardian.hex()), new byte[3], StandardOpenOption.APPEND);
        watch().onMesh(guardian, report("guardian-1", enrolled));
        assertThat(events("hardware_reference_unreadable")).hasSize(1);
        assertThat(accused).isEmpty();
    }
}
