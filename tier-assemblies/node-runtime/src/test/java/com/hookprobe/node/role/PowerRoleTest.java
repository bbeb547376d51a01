package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.NodeId;
import com.hookprobe.node.power.BatteryReader;
import com.hookprobe.node.power.EnergyBand;
import com.hookprobe.node.power.PowerReading;
import com.hookprobe.node.wire.MeshMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PowerRoleTest {
    @TempDir
    Path folder;

    private final List<Boolean> saved = new ArrayList<>();
    private TestMesh mesh;
    private PowerRole power;

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder.resolve("mesh"));
        power = new PowerRole(mesh.node("guardian-1"), new BatteryReader(folder.resolve("power_supply")), saved::add);
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    private void charge(int percent) throws IOException {
        Path battery = Files.createDirectories(folder.resolve("power_supply/BAT0"));
        Files.writeString(battery.resolve("type"), "Battery\n");
        Files.writeString(battery.resolve("status"), "Discharging\n");
        Files.writeString(battery.resolve("capacity"), percent + "\n");
        power.read();
    }

    @Test
    void aLowBatteryIsSparedAndBandChangesAreLogged() throws IOException {
        for (int percent : new int[] {80, 40, 30, 15, 22, 30, 90}) {
            charge(percent);
        }
        assertThat(saved).containsExactly(true, false);
        assertThat(power.band()).isEqualTo(EnergyBand.NORMAL);
        assertThat(mesh.logged("guardian-1", "energy_band"))
                .hasSize(4)
                .element(1)
                .asString()
                .contains("LOW", "0.15");
    }

    @Test
    void aPeersWordIsKnownUntilItsSessionEnds() {
        NodeId peer = mesh.id("guardian-2");
        assertThat(power.reserve(peer)).isEqualTo(1);
        power.onMesh(peer, PowerRole.word(new PowerReading(OptionalDouble.of(0.25), true)));
        assertThat(power.reserve(peer)).isCloseTo(0.25, org.assertj.core.api.Assertions.within(1e-4));
        power.onMesh(peer, PowerRole.word(new PowerReading(OptionalDouble.of(0.25), false)));
        assertThat(power.reserve(peer)).as("on mains").isEqualTo(1);
        power.onMesh(peer, new MeshMessage.Power(0, true));
        assertThat(power.reserve(peer)).isZero();
        power.onPeerDown(peer);
        assertThat(power.reserve(peer)).isEqualTo(1);
    }

    @Test
    void anUnknownChargeIsToldAsFull() {
        assertThat(PowerRole.word(PowerReading.UNKNOWN)).isEqualTo(new MeshMessage.Power(65_535, false));
    }
}
