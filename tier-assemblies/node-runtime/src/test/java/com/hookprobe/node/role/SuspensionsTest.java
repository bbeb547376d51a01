package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.DeviceStatus;
import com.hookprobe.node.resonance.Revocation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the verifier decides while the registry is away reaches the registry, also over a restart. */
class SuspensionsTest {
    private static final String ACTOR = "verifier";

    @TempDir
    Path folder;

    private final List<String> told = new ArrayList<>();
    private TestMesh mesh;
    private NodeContext node;
    private NodeId guardian;
    private long nowNs;

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder);
        node = mesh.node("mssp-1");
        guardian = mesh.id("guardian-1");
        byte[] kem = mesh.keys("mssp-1").card().kemPublicKey().orElseThrow();
        try (DeviceRegistry registry = registry()) {
            registry.enrol(mesh.keys("guardian-1").enrolmentRequest(kem, new byte[20]));
            registry.approve(guardian, "an operator");
            registry.suspend(guardian, "an operator", "once");
            registry.reinstate(guardian, "an operator", "and found");
        }
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    private DeviceRegistry registry() throws Exception {
        return DeviceRegistry.open(folder.resolve("registry.db"));
    }

    private Suspensions suspensions(DeviceRegistry registry) {
        RegistryDesk desk = RegistryDesk.inline(registry, node.log(), () -> nowNs);
        return new Suspensions(node, desk, new StandingWords(node, ACTOR), ACTOR);
    }

    private DeviceStatus status(DeviceRegistry registry) throws Exception {
        return registry.find(guardian).orElseThrow().status();
    }

    @Test
    void itIsDoneAtOnceAndSaidOnce() throws Exception {
        try (DeviceRegistry registry = registry()) {
            Suspensions suspensions = suspensions(registry);
            suspensions.suspend(guardian, Revocation.Reason.HARDWARE, () -> told.add("told"));
            assertThat(told).hasSize(1);
            assertThat(status(registry)).isEqualTo(DeviceStatus.SUSPENDED);
            suspensions.retry();
            assertThat(told).hasSize(1);
            assertThat(registry.audit(guardian)).last().satisfies(change -> {
                assertThat(change.by()).isEqualTo(ACTOR);
                assertThat(change.detail()).isEqualTo("HARDWARE");
            });
        }
    }

    /** The last row of the registry is a reinstatement: taken for the last word, it would forgive the node. */
    @Test
    void aRestartCarriesOutWhatARegistryThatWasAwayCouldNotTake() throws Exception {
        DeviceRegistry away = registry();
        away.close();
        Suspensions suspensions = suspensions(away);
        suspensions.suspend(guardian, Revocation.Reason.CLONE, () -> told.add("told"));
        assertThat(told).as("the others must hear of it all the same").hasSize(1);
        suspensions.retry();
        nowNs += 3_000_000_000L;
        suspensions.retry();
        assertThat(mesh.logged("mssp-1", "registry_unreachable"))
                .as("said once")
                .hasSize(1);

        try (DeviceRegistry back = registry()) {
            assertThat(status(back)).isEqualTo(DeviceStatus.ACTIVE);
            suspensions(back).settle(back);
            assertThat(status(back)).isEqualTo(DeviceStatus.SUSPENDED);
            assertThat(mesh.logged("mssp-1", "suspended_late"))
                    .singleElement()
                    .asString()
                    .contains("CLONE", "guardian-1");
            back.reinstate(guardian, "an operator", "meant");
            suspensions(back).settle(back);
            assertThat(status(back)).as("settled once").isEqualTo(DeviceStatus.ACTIVE);
        }
    }

    @Test
    void anOperatorWhoWasFasterIsNoFailure() throws Exception {
        try (DeviceRegistry registry = registry()) {
            registry.revoke(guardian, "an operator", "stolen");
            Suspensions suspensions = suspensions(registry);
            suspensions.suspend(guardian, Revocation.Reason.HARDWARE, () -> told.add("told"));
            assertThat(told).hasSize(1);
            suspensions(registry).settle(registry);
            assertThat(status(registry)).isEqualTo(DeviceStatus.REVOKED);
            assertThat(mesh.logged("mssp-1", "suspended_late")).isEmpty();
        }
    }
}
