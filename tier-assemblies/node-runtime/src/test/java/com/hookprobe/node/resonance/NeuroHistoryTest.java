package com.hookprobe.node.resonance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.identity.Keystore;
import com.hookprobe.identity.Vault;
import com.hookprobe.neuro.IntegrityBaseline;
import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.ReplayResult;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import com.hookprobe.neuro.WeightEvolution;
import com.hookprobe.neuro.WeightState;
import com.hookprobe.neuro.dream.DreamLogOptions;
import com.hookprobe.neuro.dream.DreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What device and verifier keep of a device, and the verdicts of docs/spec/mesh.md, 4. */
class NeuroHistoryTest {
    private static final byte[] SEED = filled(32, 7);
    private static final byte[] HEALTHY = filled(20, 1);
    private static final byte[] CHANGED = filled(20, 2);

    @TempDir
    Path folder;

    private Vault vault;

    @BeforeEach
    void openVault() throws Exception {
        vault = Vault.open(Keystore.create(folder.resolve("keystore"), "a passphrase".toCharArray()));
    }

    @Test
    void aRestartGoesOnWhereItWasWithAndWithoutASavedState() throws Exception {
        List<Ter> ters = ters(HEALTHY, 12);
        byte[] expected;
        try (NeuroHistory history = open("a")) {
            for (Ter ter : ters.subList(0, 5)) {
                history.append(ter);
            }
            history.save();
            for (Ter ter : ters.subList(5, 12)) {
                history.append(ter);
            }
            expected = history.state().fingerprint();
        }
        try (NeuroHistory again = open("a")) {
            assertThat(again.count()).isEqualTo(12);
            assertThat(again.state().fingerprint()).isEqualTo(expected);
            assertThat(again.stateAt(4)).as("before the saved state").isEmpty();
            assertThat(again.stateAt(13)).isEmpty();
            try (WeightState at9 = again.stateAt(9).orElseThrow()) {
                assertThat(at9.fingerprint()).isEqualTo(fingerprint(ters.subList(0, 9)));
            }
        }
        Files.write(folder.resolve("a").resolve("weights.sealed"), new byte[] {1, 2, 3});
        try (NeuroHistory fromTheLog = open("a")) {
            assertThat(fromTheLog.state().fingerprint()).isEqualTo(expected);
        }
    }

    @Test
    void theVerifierAcceptsWhatItReplaysAndKeepsItOverARestart() throws Exception {
        List<Ter> ters = ters(HEALTHY, 6);
        try (NeuroHistory verifier = open("v")) {
            assertThat(verifier.verify(ters, fingerprint(ters), IntegrityBaseline.of(HEALTHY)))
                    .isEqualTo(new ReplayResult.Resonant(6));
        }
        try (NeuroHistory again = open("v")) {
            assertThat(again.count()).isEqualTo(6);
        }
    }

    @Test
    void aChangedFileIsSeenEvenIfTheDeviceReportsItHonestly() throws Exception {
        List<Ter> ters = ters(CHANGED, 1);
        try (NeuroHistory verifier = open("v")) {
            assertThat(verifier.verify(ters, fingerprint(ters), IntegrityBaseline.of(HEALTHY)))
                    .isInstanceOf(ReplayResult.IntegrityChanged.class);
            assertThat(verifier.count()).isZero();
        }
    }

    @Test
    void aDeviceThatUploadsHealthyRecordsButEvolvedWithTheChangedOnesDiverges() throws Exception {
        List<Ter> told = ters(HEALTHY, 3);
        List<Ter> lived = ters(CHANGED, 3);
        try (NeuroHistory verifier = open("v")) {
            assertThat(verifier.verify(told, fingerprint(lived), IntegrityBaseline.of(HEALTHY)))
                    .isEqualTo(new ReplayResult.Diverged(3));
        }
    }

    @Test
    void aDroppedRecordBreaksTheHistory() throws Exception {
        List<Ter> ters = new ArrayList<>(ters(HEALTHY, 4));
        byte[] claimed = fingerprint(ters);
        ters.remove(1);
        try (NeuroHistory verifier = open("v")) {
            assertThat(verifier.verify(ters, claimed, IntegrityBaseline.of(HEALTHY)))
                    .isInstanceOf(ReplayResult.BadChain.class);
        }
    }

    /** Nobody would have trimmed the log: after eight months it was full. */
    @Test
    void savingTrimsTheLogUpToATailBehindTheOlderCopy() throws Exception {
        List<Ter> ters = ters(HEALTHY, 300);
        try (NeuroHistory history = openSmall("a")) {
            for (int i = 0; i < 300; i++) {
                history.append(ters.get(i));
                if (i % 50 == 49) {
                    history.save();
                    // Saved at i + 1, before that at i - 49; segments of 8 records, a tail of 20.
                    long keptFrom = Math.max(0, i - 49 - 20);
                    assertThat(firstInLog("a")).isBetween(Math.max(0, keptFrom - 7), keptFrom);
                    assertThat(history.range(keptFrom, 999)).isEqualTo(ters.subList((int) keptFrom, i + 1));
                }
            }
        }
        try (NeuroHistory again = openSmall("a")) {
            assertThat(again.count()).isEqualTo(300);
            assertThat(again.state().fingerprint()).isEqualTo(fingerprint(ters));
        }
    }

    @Test
    void theVerifiersLogIsTrimmedTheSameWay() throws Exception {
        List<Ter> ters = ters(HEALTHY, 300);
        try (NeuroHistory verifier = openSmall("v")) {
            for (int from = 0; from < 300; from += 50) {
                assertThat(verifier.verify(
                                ters.subList(from, from + 50),
                                fingerprint(ters.subList(0, from + 50)),
                                IntegrityBaseline.of(HEALTHY)))
                        .isEqualTo(new ReplayResult.Resonant(from + 50));
                verifier.save();
            }
            assertThat(firstInLog("v")).isBetween(223L, 230L);
            assertThat(verifier.range(230, 99)).isEqualTo(ters.subList(230, 300));
        }
    }

    /** The log no longer reaches back to the seed, so the copy before the last one stands in. */
    @Test
    void afterATrimADamagedOrMissingCopyCostsTimeOnly() throws Exception {
        List<Ter> ters = ters(HEALTHY, 200);
        try (NeuroHistory history = openSmall("a")) {
            for (int i = 0; i < 200; i++) {
                history.append(ters.get(i));
                if (i == 99 || i == 149 || i == 179) {
                    history.save();
                }
            }
        }
        assertThat(firstInLog("a")).isEqualTo(128);
        Path newest = folder.resolve("a").resolve("weights.sealed");
        Files.write(newest, new byte[] {1, 2, 3});
        try (NeuroHistory again = openSmall("a")) {
            assertThat(again.state().fingerprint()).isEqualTo(fingerprint(ters));
            try (WeightState at150 = again.stateAt(150).orElseThrow()) {
                assertThat(at150.fingerprint()).isEqualTo(fingerprint(ters.subList(0, 150)));
            }
        }
        // As after a crash between the two renames.
        Files.delete(newest);
        try (NeuroHistory again = openSmall("a")) {
            assertThat(again.state().fingerprint()).isEqualTo(fingerprint(ters));
            again.save();
            assertThat(firstInLog("a")).as("no older copy is known").isEqualTo(128);
        }
        Files.delete(newest);
        Files.write(folder.resolve("a").resolve("weights.before.sealed"), new byte[] {1, 2, 3});
        assertThatThrownBy(() -> openSmall("a"))
                .isInstanceOfSatisfying(
                        NeuroException.class, e -> assertThat(e.kind()).isEqualTo(NeuroException.Kind.STATE_DAMAGED))
                .hasMessageContaining("the log begins with record 128");
    }

    private NeuroHistory openSmall(String name) throws Exception {
        return NeuroHistory.open(
                folder.resolve(name), SEED, vault, "neuro.weights." + name, new DreamLogOptions(1024, 8, 64), 20);
    }

    private long firstInLog(String name) throws Exception {
        try (DreamReader reader = DreamReader.open(folder.resolve(name).resolve("dream"))) {
            return reader.place().count();
        }
    }

    private NeuroHistory open(String name) throws Exception {
        return NeuroHistory.open(folder.resolve(name), SEED, vault, "neuro.weights." + name);
    }

    private static List<Ter> ters(byte[] integrity, int count) {
        SplittableRandom random = new SplittableRandom(11);
        List<Ter> ters = new ArrayList<>();
        TerChain chain = TerChain.START;
        for (int i = 0; i < count; i++) {
            byte[] entropy = new byte[32];
            random.nextBytes(entropy);
            Ter ter = chain.next(entropy, integrity, 1_000_000L * (i + 1));
            ters.add(ter);
            chain = chain.after(ter);
        }
        return ters;
    }

    private static byte[] fingerprint(List<Ter> ters) {
        try (WeightState state = WeightState.fromSeed(SEED)) {
            ters.forEach(ter -> WeightEvolution.step(state, ter));
            return state.fingerprint();
        }
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        java.util.Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
