package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.RegisteredDevice;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PresenceTest {
    @TempDir
    Path folder;

    private TestMesh mesh;
    private NodeContext node;
    private DeviceRegistry registry;
    private NodeId one;
    private NodeId other;

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder);
        node = mesh.node("mssp-1");
        one = mesh.id("guardian-1");
        other = mesh.id("guardian-2");
        registry = DeviceRegistry.open(folder.resolve("registry.db"));
        byte[] kem = mesh.keys("mssp-1").card().kemPublicKey().orElseThrow();
        for (String name : new String[] {"guardian-1", "guardian-2"}) {
            registry.enrol(mesh.keys(name).enrolmentRequest(kem, new byte[20]));
            registry.approve(mesh.id(name), "an operator");
        }
    }

    @AfterEach
    void close() throws Exception {
        registry.close();
        mesh.close();
    }

    private Presence presence() {
        return new Presence(node, RegistryDesk.inline(registry, node.log(), System::nanoTime));
    }

    private RegisteredDevice device(NodeId id) throws Exception {
        return registry.find(id).orElseThrow();
    }

    private static byte[] fingerprint(int fill) {
        byte[] bytes = new byte[64];
        Arrays.fill(bytes, (byte) fill);
        return bytes;
    }

    @Test
    void ofANodeOnceAMinuteHoweverMuchItSends() throws Exception {
        mesh.clockAheadMicros = 60_000_000;
        Presence presence = presence();
        long before = registry.head().sequence();
        presence.proven(one, 7, fingerprint(1));
        presence.write();
        assertThat(device(one).weights().orElseThrow().terCount()).isEqualTo(7);
        assertThat(device(one).lastSeen()).isAfter(device(one).firstSeen());
        for (int count = 8; count < 40; count++) {
            presence.proven(one, count, fingerprint(count));
            presence.write();
        }
        presence.heard(other);
        presence.write();
        assertThat(device(one).weights().orElseThrow().terCount()).isEqualTo(7);
        assertThat(device(other).lastSeen()).isAfter(device(other).firstSeen());
        assertThat(device(other).weights()).isEmpty();
        assertThat(registry.head().sequence()).as("no rows of the audit").isEqualTo(before);
    }

    @Test
    void oneThatGoesBackOrIsNoMemberDoesNotKeepTheOthersOut() throws Exception {
        registry.setWeightState(one, 9, fingerprint(9));
        mesh.clockAheadMicros = 60_000_000;
        Presence presence = presence();
        presence.proven(one, 3, fingerprint(3));
        presence.proven(other, 5, fingerprint(5));
        presence.proven(NodeId.of(new byte[32]), 5, fingerprint(5));
        presence.write();
        assertThat(device(one).weights().orElseThrow().terCount()).isEqualTo(9);
        assertThat(device(one).lastSeen()).isAfter(device(one).firstSeen());
        assertThat(device(other).weights().orElseThrow().terCount()).isEqualTo(5);
        assertThat(mesh.logged("mssp-1", "presence_not_written")).isEmpty();
    }

    @Test
    void whatTheRegistryCouldNotTakeIsWrittenWhenItIsBack() throws Exception {
        long[] nowNs = {0};
        RegistryDesk desk = RegistryDesk.inline(registry, node.log(), () -> nowNs[0]);
        Presence presence = new Presence(node, desk);
        DeviceRegistry away = DeviceRegistry.open(folder.resolve("registry.db"));
        away.close();
        desk.ask(r -> away.head(), answer -> {}, why -> {});
        presence.proven(one, 7, fingerprint(1));
        presence.write();
        assertThat(device(one).weights()).isEmpty();
        assertThat(mesh.logged("mssp-1", "presence_not_written")).isEmpty();
        nowNs[0] += 2_000_000_000L;
        presence.write();
        assertThat(device(one).weights().orElseThrow().terCount()).isEqualTo(7);
    }
}
