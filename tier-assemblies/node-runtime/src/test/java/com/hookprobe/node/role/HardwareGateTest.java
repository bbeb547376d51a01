package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.identity.HardwareReading;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.Unlock;
import com.hookprobe.node.keys.FakeMachine;
import com.hookprobe.node.keys.NodeKeys;
import com.hookprobe.node.keys.OtherHardwareException;
import com.hookprobe.node.log.EventLog;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** identity 6.9: is this the machine that the keys were made for? */
class HardwareGateTest {
    private static final char[] PASSPHRASE = "a test".toCharArray();

    @TempDir
    Path dir;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final EventLog log = new EventLog("guardian-1", "guardian", EventLog.Format.JSON, out);
    private Path keystore;

    @BeforeEach
    void init() throws Exception {
        keystore = dir.resolve("keystore");
        make(keystore, FakeMachine.enrolled(dir.resolve("enrolled")));
    }

    private static void make(Path file, HardwareReading on) throws Exception {
        NodeKeys.create(
                        file,
                        Unlock.passphrase(PASSPHRASE),
                        "guardian-1",
                        Tier.GUARDIAN,
                        new SecureRandom(),
                        on.enrolledAt(Instant.parse("2026-11-01T10:00:00Z")))
                .close();
    }

    private String logged() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("a cloned disk is refused")
    void aClonedDiskIsRefused() throws Exception {
        Path other = Files.createDirectories(dir.resolve("clone"));
        Path copy = Files.copy(keystore, other.resolve("keystore"), StandardCopyOption.COPY_ATTRIBUTES);
        HardwareReading cloned = FakeMachine.cloned(other.resolve("root"));
        try (TestMesh mesh = new TestMesh(dir.resolve("members"));
                NodeKeys keys = NodeKeys.open(copy, PASSPHRASE)) {
            NodeContext node = mesh.node("guardian-1");
            Path data = node.data();
            Files.delete(data.resolve("keystore"));
            Files.deleteIfExists(data.resolve("keystore.lock"));
            assertThatThrownBy(() -> Node.start(Tier.GUARDIAN, node.config(), mesh.mesh, keys, log, cloned))
                    .isInstanceOf(OtherHardwareException.class)
                    .hasMessageContaining("mac, disk_serial, dmi_uuid");
            assertThat(data).as("nothing ran").isEmptyDirectory();
        }
        assertThat(logged())
                .contains("hardware_refused", "mac,disk_serial,dmi_uuid", "keys hardware --accept")
                .doesNotContain("d8:9e", "s4ewnx", "S4EWNX", "4c4c4544");
        assertThat(logged().lines()).hasSize(1);
    }

    @Test
    void aReplacedCardIsNamedAndTheNodeStarts() throws Exception {
        try (NodeKeys keys = NodeKeys.open(keystore, PASSPHRASE)) {
            HardwareGate.pass(keys.hardware(), FakeMachine.repaired(dir.resolve("repaired")), log);
        }
        assertThat(logged())
                .contains("\"hardware_changed\"", "\"changed\":\"mac\"")
                .doesNotContain("d8:9e");
    }

    @Test
    void theSameMachineIsVerified() throws Exception {
        try (NodeKeys keys = NodeKeys.open(keystore, PASSPHRASE)) {
            HardwareGate.pass(keys.hardware(), FakeMachine.enrolled(dir.resolve("enrolled")), log);
        }
        assertThat(logged()).contains("\"hardware_verified\"", "\"kind\":\"physical\"");
    }

    @Test
    void aContainerThatShowsNothingStartsAndSaysSo() throws Exception {
        HardwareReading container = FakeMachine.container(dir.resolve("container"));
        make(dir.resolve("contained"), container);
        try (NodeKeys keys = NodeKeys.open(dir.resolve("contained"), PASSPHRASE)) {
            HardwareGate.pass(keys.hardware(), container, log);
            assertThat(logged()).contains("\"hardware_unidentified\"", "would not be noticed");
            assertThatThrownBy(() ->
                            HardwareGate.pass(keys.hardware(), FakeMachine.enrolled(dir.resolve("enrolled")), log))
                    .as("on a machine with a name it is another one")
                    .isInstanceOf(OtherHardwareException.class);
        }
    }
}
