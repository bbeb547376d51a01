package com.hookprobe.node.resonance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.identity.Keystore;
import com.hookprobe.identity.Vault;
import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.PackedTers;
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

/** What a device keeps of itself. */
class NeuroHistoryTest {
    private static final byte[] SEED = filled(32, 7);
    private static final byte[] HEALTHY = filled(20, 1);

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
    void daysOfRecordsAreClaimedWithOneStepEach() throws Exception {
        List<Ter> ters = ters(HEALTHY, 2_000);
        DreamLogOptions seldomSynced = new DreamLogOptions(1024, 65_536, 64);
        try (NeuroHistory history =
                NeuroHistory.open(folder.resolve("a"), SEED, vault, "neuro.weights.a", seldomSynced, 20)) {
            for (Ter ter : ters) {
                history.append(ter);
            }
            for (int count = 100; count <= 2_000; count += 100) {
                try (WeightState claimed = history.stateAt(count).orElseThrow()) {
                    assertThat(claimed.count()).isEqualTo(count);
                }
                if (count == 1_000) {
                    // An acknowledgement asks for the same place again.
                    history.stateAt(count).orElseThrow().close();
                }
            }
            assertThat(history.stepsBehind()).isBetween(1_900L, 2_000L);
            byte[] packed = history.packed(100, 512);
            assertThat(PackedTers.decode(PackedTers.start(packed), packed)).isEqualTo(ters.subList(100, 612));
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
