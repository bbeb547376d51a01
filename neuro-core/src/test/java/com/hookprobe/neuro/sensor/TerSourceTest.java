package com.hookprobe.neuro.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.neuro.IntegrityBaseline;
import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.Replay;
import com.hookprobe.neuro.ReplayResult;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import com.hookprobe.neuro.WeightEvolution;
import com.hookprobe.neuro.WeightState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class TerSourceTest {
    @TempDir
    Path dir;

    @Test
    @EnabledOnOs(OS.LINUX)
    void theProcOfThisMachineGivesRealReadings() {
        HostReadings readings = HostSensors.ofThisMachine().read();
        assertThat(readings.cpu().source()).isEqualTo(Counters.Source.PROC);
        assertThat(readings.cpu().values()).hasSizeBetween(10, 13).anyMatch(v -> v > 0);
        assertThat(readings.memory().values()).hasSize(8);
        long totalKb = readings.memory().values().get(0);
        assertThat(totalKb).isBetween(16_384L, 1L << 40);
        assertThat(readings.memory().values().get(1)).isBetween(0L, totalKb);
        assertThat(readings.network().values())
                .satisfiesAnyOf(
                        v -> assertThat(v).hasSize(4), v -> assertThat(v).isEmpty());
        assertThat(readings.disk().values())
                .satisfiesAnyOf(
                        v -> assertThat(v).hasSize(5), v -> assertThat(v).isEmpty());
    }

    @Test
    void oshiGivesReadingsToo() {
        HostReadings readings = new OshiSensors().read();
        assertThat(readings.cpu().source()).isEqualTo(Counters.Source.OSHI);
        assertThat(readings.cpu().values()).anyMatch(v -> v > 0);
        assertThat(readings.memory().values()).hasSize(2).allMatch(v -> v > 0);
        assertThat(readings.hash()).hasSize(32);
    }

    @Test
    void aMachineMakesAHistoryThatItsVerifierFollows() throws Exception {
        Path binary = Files.writeString(dir.resolve("binary"), "code");
        IntegrityWatch watch = new IntegrityWatch(List.of(binary), 10);
        TerSource source = new TerSource(new SensorCapture(HostSensors.ofThisMachine(), watch));
        byte[] seed = new byte[32];
        WeightState edge = WeightState.fromSeed(seed);
        List<Ter> ters = new ArrayList<>();
        Set<String> entropies = new HashSet<>();
        for (long now : new long[] {1000, 1000, 900, 2000}) {
            Ter ter = source.next(edge.chain(), now);
            WeightEvolution.step(edge, ter);
            ters.add(ter);
            entropies.add(java.util.HexFormat.of().formatHex(ter.entropy()));
        }
        assertThat(ters).extracting(Ter::timestampMicros).containsExactly(1000L, 1001L, 1002L, 2000L);
        assertThat(ters).extracting(Ter::sequence).containsExactly(0, 1, 2, 3);
        assertThat(entropies).as("readings move").hasSizeGreaterThan(1);
        WeightState verifier = WeightState.fromSeed(seed);
        IntegrityBaseline baseline = IntegrityBaseline.of(watch.hash());
        assertThat(Replay.verify(verifier, ters, edge.fingerprint(), baseline)).isEqualTo(new ReplayResult.Resonant(4));

        Files.writeString(binary, "code, and a back door");
        Ter tampered = source.next(edge.chain(), 3000);
        WeightEvolution.step(edge, tampered);
        assertThat(Replay.verify(verifier, List.of(tampered), edge.fingerprint(), baseline))
                .isInstanceOf(ReplayResult.IntegrityChanged.class);
    }

    @Test
    void withoutAnySensorThereIsNoRecord() {
        HostReadings nothing = new HostReadings(Counters.ABSENT, Counters.ABSENT, Counters.ABSENT, Counters.ABSENT);
        SensorCapture capture = new SensorCapture(() -> nothing, new IntegrityWatch(List.of(dir.resolve("x")), 1));
        assertThatThrownBy(() -> new TerSource(capture).next(TerChain.START, 1))
                .isInstanceOfSatisfying(
                        NeuroException.class, e -> assertThat(e.kind()).isEqualTo(NeuroException.Kind.IO));
    }

    @Test
    void theCaptureNamesTheFilesThatAreNotThere() throws Exception {
        Counters some = new Counters(Counters.Source.PROC, List.of(1L));
        HostReadings readings = new HostReadings(some, Counters.ABSENT, Counters.ABSENT, Counters.ABSENT);
        Path missing = dir.resolve("missing");
        SensorCapture.Capture seen =
                new SensorCapture(() -> readings, new IntegrityWatch(List.of(missing), 1)).capture();
        assertThat(seen.absentFiles()).containsExactly(missing.toString());
        assertThat(seen.entropy()).isEqualTo(readings.hash());
        seen.integrity()[0] ^= 1;
        assertThat(seen.integrity()).isEqualTo(new IntegrityWatch(List.of(missing), 1).hash());
    }
}
