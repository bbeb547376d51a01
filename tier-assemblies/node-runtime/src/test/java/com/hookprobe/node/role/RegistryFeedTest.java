package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.FileRollbackGuard;
import com.hookprobe.identity.registry.RegistryOptions;
import com.hookprobe.node.keys.NodeKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryFeedTest {
    @TempDir
    Path folder;

    private final List<String> heard = new ArrayList<>();
    private TestMesh mesh;
    private NodeContext node;
    private DeviceRegistry registry;
    private DeviceRegistry operator;

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder);
        node = mesh.node("mssp-1");
        operator = DeviceRegistry.open(folder.resolve("registry.db"));
        enrol(mesh.keys("guardian-1"));
        operator.approve(mesh.id("guardian-1"), "an operator");
        registry = DeviceRegistry.open(
                folder.resolve("registry.db"),
                RegistryOptions.DEFAULT.withGuard(new FileRollbackGuard(guard().resolve("head"))));
    }

    @AfterEach
    void close() throws Exception {
        registry.close();
        operator.close();
        mesh.close();
    }

    private Path guard() throws Exception {
        return Files.createDirectories(folder.resolve("guard"));
    }

    private void enrol(NodeKeys keys) throws Exception {
        byte[] kem = mesh.keys("mssp-1").card().kemPublicKey().orElseThrow();
        operator.enrol(keys.enrolmentRequest(kem, new byte[20]));
    }

    private RegistryFeed feed(long followed) {
        RegistryDesk desk = RegistryDesk.inline(registry, node.log(), System::nanoTime);
        return new RegistryFeed(node, desk, followed);
    }

    private void look(RegistryFeed feed) {
        feed.follow(news -> heard.add(news.device().name() + " " + news.device().status()));
    }

    @Test
    void membersAreToldOfOnceAndTheGuardKnowsTheirRows() throws Exception {
        RegistryFeed feed = feed(registry.head().sequence());
        look(feed);
        assertThat(heard).isEmpty();
        operator.revoke(mesh.id("guardian-1"), "an operator", "stolen");
        look(feed);
        look(feed);
        assertThat(heard).containsExactly("guardian-1 REVOKED");
        assertThat(new FileRollbackGuard(guard().resolve("head")).remembered()).contains(operator.head());
    }

    @Test
    void aGuardThatCannotBeWrittenHoldsNoRevocationBack() throws Exception {
        RegistryFeed feed = feed(registry.head().sequence());
        Path head = guard().resolve("head");
        byte[] before = Files.readAllBytes(head);
        // In the place of the file that a new head is written to first.
        Files.createDirectories(guard().resolve("head.new/full"));
        operator.revoke(mesh.id("guardian-1"), "an operator", "stolen");
        look(feed);
        look(feed);
        assertThat(heard).containsExactly("guardian-1 REVOKED");
        assertThat(head).hasBinaryContent(before);
        assertThat(mesh.logged("mssp-1", "registry_not_remembered"))
                .as("said once")
                .hasSize(1);
        Files.delete(guard().resolve("head.new/full"));
        Files.delete(guard().resolve("head.new"));
        look(feed);
        assertThat(new FileRollbackGuard(head).remembered()).as("later, then").contains(operator.head());
    }

    @Test
    void aChainThatIsShorterThanItWasIsNotFollowed() throws Exception {
        Path head = guard().resolve("head");
        Files.writeString(head, "hookprobe-registry-head-1 9 " + "ab".repeat(32) + "\n");
        RegistryFeed feed = feed(9);
        look(feed);
        operator.revoke(mesh.id("guardian-1"), "an operator", "x");
        look(feed);
        assertThat(heard).isEmpty();
        assertThat(mesh.logged("mssp-1", "registry_not_followed"))
                .as("said once for each length that it has")
                .isNotEmpty()
                .allMatch(line -> line.contains("older or another database"));
    }
}
