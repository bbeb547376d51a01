package com.hookprobe.node.resonance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.identity.DeviceKey;
import com.hookprobe.identity.Keystore;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Vault;
import com.hookprobe.neuro.BaselineChange;
import com.hookprobe.neuro.BaselineScope;
import com.hookprobe.neuro.BaselineTerms;
import com.hookprobe.neuro.FingerprintClaim;
import com.hookprobe.neuro.IntegrityBaseline;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import com.hookprobe.neuro.TrustedSigners;
import com.hookprobe.neuro.WeightEvolution;
import com.hookprobe.neuro.WeightState;
import com.hookprobe.neuro.verify.FileVerifierOptions;
import com.hookprobe.neuro.verify.FileVerifierStore;
import com.hookprobe.neuro.verify.Verifier;
import com.hookprobe.neuro.verify.VerifierOptions;
import com.hookprobe.neuro.verify.core.DeviceId;
import com.hookprobe.neuro.verify.core.Reason;
import com.hookprobe.neuro.verify.core.Upload;
import com.hookprobe.neuro.verify.core.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verdicts of docs/spec/mesh.md 4 as the MSSP comes to them: vault, store on disk, folder of announcements. */
class VerdictsTest {
    private static final byte[] SEED = filled(32, 7);
    private static final byte[] OLD = filled(20, 1);
    private static final byte[] NEW = filled(20, 2);
    private static final long SECOND = 1_000_000;
    private static final NodeId NODE = NodeId.of(filled(32, 9));
    private static final DeviceId DEVICE = DeviceId.of(NODE.bytes());

    @TempDir
    Path folder;

    private final DeviceKey operator = DeviceKey.fromSeed(filled(32, 5));
    private Vault vault;
    private BaselineFolder announcements;

    @BeforeEach
    void open() throws Exception {
        vault = Vault.open(Keystore.create(folder.resolve("keystore"), "a passphrase".toCharArray()));
        announcements = announcements();
    }

    private BaselineFolder announcements() throws Exception {
        return new BaselineFolder(
                folder.resolve("changes"), TrustedSigners.of(List.of(operator.publicKey())), 100 * SECOND);
    }

    private Verifier verifier(Duration grace) throws Exception {
        Verifier verifier = Verifier.open(
                FileVerifierStore.open(folder.resolve("verifier"), new VaultSeal(vault), FileVerifierOptions.DEFAULT),
                device -> Optional.of(SEED.clone()),
                VerifierOptions.DEFAULT.withGrace(grace));
        verifier.baseline(DEVICE, announcements.baselineOf(NODE, IntegrityBaseline.of(OLD)));
        return verifier;
    }

    /** The operator signs that OLD becomes NEW from second {@code from} on, and puts the file where the MSSP looks. */
    private void announce(int from, DeviceKey signer) throws Exception {
        BaselineTerms terms = new BaselineTerms(
                BaselineScope.allDevices(), OLD, NEW, from * SECOND, (from + 60) * SECOND, 90 * SECOND);
        BaselineChange change = BaselineChange.issue(terms, signer.publicKey(), signer::sign);
        Files.createDirectories(folder.resolve("changes"));
        Files.writeString(folder.resolve("changes").resolve("update.change"), change.toText());
    }

    /** Records one a second; from number {@code changedFrom} on they show the new files. */
    private static List<Ter> history(int changedFrom, int records) {
        List<Ter> ters = new ArrayList<>();
        TerChain chain = TerChain.START;
        for (int i = 0; i < records; i++) {
            Ter ter = chain.next(filled(32, i), i < changedFrom ? OLD : NEW, (i + 1) * SECOND);
            chain = chain.after(ter);
            ters.add(ter);
        }
        return ters;
    }

    private static Upload upload(List<Ter> history, int from, int end) {
        try (WeightState state = WeightState.fromSeed(SEED)) {
            history.subList(0, end).forEach(ter -> WeightEvolution.step(state, ter));
            return new Upload(
                    from, history.subList(from, end), List.of(new FingerprintClaim(end, state.fingerprint())));
        }
    }

    @Test
    void anUpdateThatWasAnnouncedBeforeIsNoEvent() throws Exception {
        announce(5, operator);
        assertThat(announcements.look(100 * SECOND))
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.accepted()).isTrue());
        announcements = announcements(); // a restart knows it from the folder
        try (Verifier verifier = verifier(Duration.ZERO)) {
            assertThat(verifier.submit(DEVICE, upload(history(5, 10), 0, 10)).get())
                    .isInstanceOf(Verdict.Authenticated.class);
        }
    }

    @Test
    void anUpdateThatIsAnnouncedAfterIsHeldAndThenTaken() throws Exception {
        List<Ter> history = history(5, 10);
        try (Verifier verifier = verifier(Duration.ofHours(1))) {
            assertThat(verifier.submit(DEVICE, upload(history, 0, 5)).get()).isInstanceOf(Verdict.Authenticated.class);
            assertThat(verifier.submit(DEVICE, upload(history, 5, 10)).get()).isInstanceOf(Verdict.Held.class);
            // Held, it may come again: its last proven state still opens the door.
            assertThat(verifier.keys(DEVICE).get().orElseThrow().count()).isEqualTo(5);
            announce(5, operator);
            announcements.look(100 * SECOND);
            verifier.baseline(DEVICE, announcements.baselineOf(NODE, IntegrityBaseline.of(OLD)));
            assertThat(verifier.submit(DEVICE, upload(history, 5, 10)).get())
                    .isInstanceOfSatisfying(
                            Verdict.Authenticated.class,
                            verdict -> assertThat(verdict.count()).isEqualTo(10));
        }
    }

    @Test
    void anUpdateThatNobodyAnnouncedMeansQuarantineWithEvidenceOnDisk() throws Exception {
        announce(5, DeviceKey.fromSeed(filled(32, 6))); // by a stranger
        assertThat(announcements.look(100 * SECOND)).singleElement().satisfies(outcome -> {
            assertThat(outcome.accepted()).isFalse();
            assertThat(outcome.detail()).isEqualTo("UNTRUSTED_SIGNER");
        });
        try (Verifier verifier = verifier(Duration.ZERO)) {
            Verdict verdict =
                    verifier.submit(DEVICE, upload(history(5, 10), 0, 10)).get();
            assertThat(verdict)
                    .isInstanceOfSatisfying(
                            Verdict.Quarantine.class,
                            found -> assertThat(found.reason()).isEqualTo(Reason.INTEGRITY_CHANGED));
            assertThat(verifier.keys(DEVICE).get()).isEmpty();
            Path file = new EvidenceFiles(folder.resolve("evidence"))
                    .write(((Verdict.Quarantine) verdict).evidence(), 12 * SECOND);
            JsonNode json = new ObjectMapper().readTree(file.toFile());
            assertThat(json.get("firstRecord").asText()).isEqualTo("5");
            assertThat(json.get("explanation").asText()).contains("1970-01-01T00:00:06Z", "announce");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aFileThatIsNoChangeIsPutAside() throws Exception {
        Files.createDirectories(folder.resolve("changes"));
        Files.write(folder.resolve("changes").resolve("a"), new byte[] {1, -1, 3});
        Files.write(folder.resolve("changes").resolve("b"), new byte[20_000]);
        Files.writeString(folder.resolve("changes").resolve("c.part"), "not yet whole");
        assertThat(announcements.look(100 * SECOND)).hasSize(2).noneMatch(BaselineFolder.Outcome::accepted);
        assertThat(folder.resolve("changes/refused/a")).exists();
        assertThat(folder.resolve("changes/refused/b")).exists();
        assertThat(announcements.look(100 * SECOND)).isEmpty();
        assertThat(folder.resolve("changes/c.part")).exists();
    }

    @Test
    void theStoreOfAnotherNodeDoesNotOpen() throws Exception {
        try (Verifier verifier = verifier(Duration.ZERO)) {
            assertThat(verifier.submit(DEVICE, upload(history(99, 4), 0, 4)).get())
                    .isInstanceOf(Verdict.Authenticated.class);
        }
        vault = Vault.open(Keystore.create(folder.resolve("other"), "a passphrase".toCharArray()));
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> {
                    try (Verifier verifier = verifier(Duration.ZERO)) {
                        verifier.keys(DEVICE).get();
                    }
                }))
                .isNotNull();
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
