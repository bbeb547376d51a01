package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.neuro.PackedTers;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import com.hookprobe.node.trust.TrustBook;
import com.hookprobe.node.trust.TrustPage;
import com.hookprobe.node.trust.TrustScore;
import com.hookprobe.node.wire.MeshMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** trust 6: an MSSP that starts again knows whom it trusted. */
class VerifierRestartTest {
    private static final double QUARANTINED = 0.29;

    @TempDir
    Path folder;

    private TestMesh mesh;
    private NodeId one;
    private NodeId other;

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder);
        one = mesh.id("guardian-1");
        other = mesh.id("guardian-2");
        byte[] kem = mesh.keys("mssp-1").card().kemPublicKey().orElseThrow();
        try (DeviceRegistry registry = registry()) {
            for (String name : new String[] {"guardian-1", "guardian-2"}) {
                registry.enrol(mesh.keys(name).enrolmentRequest(kem, new byte[20]));
                registry.approve(mesh.id(name), "an operator");
            }
        }
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    private DeviceRegistry registry() throws Exception {
        return DeviceRegistry.open(folder.resolve("mssp-1").resolve("registry.db"));
    }

    private Path file() {
        return folder.resolve("mssp-1").resolve("trust.page");
    }

    private VerifierRole start() throws Exception {
        return start(registry());
    }

    private VerifierRole start(DeviceRegistry registry) throws Exception {
        NodeContext node = mesh.node("mssp-1");
        RegistryDesk desk = RegistryDesk.inline(registry, node.log(), System::nanoTime);
        return new VerifierRole(
                        node,
                        registry,
                        desk,
                        node.keys().vault(),
                        new EnrolmentSecret(node, node.keys().vault()),
                        new Standings(List.of()))
                .ready(registry);
    }

    @Test
    void aNodeInQuarantineIsNotForgivenAndOthersKeepWhatTheyHave() throws Exception {
        VerifierRole first = start();
        TrustBook trust = first.trust();
        assertThat(trust.granted(one)).as("a fresh start").isEqualTo(TrustScore.START);
        trust.with(one, score -> score.onMismatch(0));
        trust.with(other, TrustScore::onViolation);
        trust.onEpoch(System.nanoTime(), (id, terms) -> {});
        double earned = trust.granted(other);
        assertThat(earned).isNotEqualTo(TrustScore.START);
        first.close();

        VerifierRole second = start();
        assertThat(mesh.logged("mssp-1", "trust_restored")).hasSize(1);
        assertThat(second.trust().granted(one)).isEqualTo(QUARANTINED);
        assertThat(second.trust().band(one).mayReport()).isFalse();
        assertThat(second.trust().granted(other)).isEqualTo(earned);
        second.close();
    }

    /** federation 12.6: what it has to say after hours without a network may come before its next certificate, and is no violation. */
    @Test
    void aNodeIsAwaitedWhileNoCertificateOfItHolds() throws Exception {
        VerifierRole verifier = start();
        assertThat(verifier.awaited(one)).as("the verifier has just started").isTrue();
        verifier.certifier().certify(one, 1, new byte[64]);
        assertThat(verifier.resonant(one)).isTrue();
        assertThat(verifier.awaited(one)).isFalse();
        mesh.clockAheadMicros = 86_400_000_000L;
        assertThat(verifier.resonant(one)).isFalse();
        assertThat(verifier.awaited(one)).as("it was away for a day").isTrue();
        verifier.close();
    }

    @Test
    void aRevokedNodeStaysAtZeroUntilAnOperatorReinstatesIt() throws Exception {
        VerifierRole first = start();
        first.trust().with(one, TrustScore::onRevoked);
        first.close();
        VerifierRole second = start();
        assertThat(second.trust().granted(one)).isZero();
        second.close();
        try (DeviceRegistry registry = registry()) {
            registry.suspend(one, "an operator", "its files changed");
        }
        VerifierRole third = start();
        assertThat(third.trust().granted(one)).as("it may not even knock").isZero();
        third.close();
        try (DeviceRegistry registry = registry()) {
            registry.reinstate(one, "an operator", "the change was meant");
        }
        VerifierRole fourth = start();
        assertThat(fourth.trust().granted(one)).isEqualTo(TrustScore.START);
        fourth.close();
    }

    @Test
    void aFileThatIsNotAsItWasWrittenStopsTheStart() throws Exception {
        start().close();
        byte[] good = Files.readAllBytes(file());
        for (int at : new int[] {0, 8, 30, good.length - 1}) {
            byte[] bad = good.clone();
            bad[at] ^= 1;
            Files.write(file(), bad);
            assertThatThrownBy(() -> TrustKeeper.open(mesh.node("mssp-1")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("trust.page")
                    .hasMessageContaining("move it away")
                    .hasMessageContaining("trust_start");
            assertThat(Files.readAllBytes(file())).as("it is left alone").isEqualTo(bad);
        }
        Files.delete(file());
        VerifierRole fresh = start();
        assertThat(fresh.trust().granted(one)).isEqualTo(TrustScore.START);
        fresh.close();
    }

    @Test
    void aCrashWhileItIsWrittenLeavesTheOldPageOrTheNew() throws Exception {
        byte[] old = {1, 2, 3};
        byte[] fresh = {4, 5, 6, 7};
        for (WholeFile.Step crash : WholeFile.Step.values()) {
            WholeFile.replace(file(), old, step -> {});
            assertThatThrownBy(() -> WholeFile.replace(file(), fresh, step -> {
                        if (step == crash) {
                            throw new IOException("killed");
                        }
                    }))
                    .hasMessage("killed");
            boolean renamed = crash.compareTo(WholeFile.Step.RENAMED) >= 0;
            assertThat(Files.readAllBytes(file())).as("%s", crash).isEqualTo(renamed ? fresh : old);
            WholeFile.replace(file(), fresh, step -> {});
            assertThat(Files.readAllBytes(file())).isEqualTo(fresh);
        }
        assertThat(file().resolveSibling("trust.page" + WholeFile.TEMPORARY)).doesNotExist();
    }

    @Test
    void whatCannotBeWrittenIsSaidAndTheNodeGoesOn() throws Exception {
        TrustKeeper keeper = TrustKeeper.open(mesh.node("mssp-1"));
        Files.createDirectories(file().resolve("in the way"));
        keeper.save();
        assertThat(mesh.logged("mssp-1", "trust_not_saved")).hasSize(1);
    }

    @Test
    void whatComesAfterAReinstatementDoesNotUndoIt() throws Exception {
        VerifierRole first = start();
        first.trust().with(one, TrustScore::onRevoked);
        first.close();
        try (DeviceRegistry registry = registry()) {
            registry.suspend(one, "verifier", "integrity changed");
            registry.reinstate(one, "an operator", "the change was meant");
            registry.setBaseline(one, new byte[20], "an operator", "its new software");
        }
        VerifierRole second = start();
        assertThat(second.trust().granted(one)).isEqualTo(TrustScore.START);
        second.close();
    }

    /** Killed before the page was saved: the registry alone knows. */
    @Test
    void whoIsSuspendedWithoutThePageKnowingBeginsAnewToo() throws Exception {
        VerifierRole first = start();
        first.trust().with(one, TrustScore::onViolation);
        first.trust().onEpoch(System.nanoTime(), (id, terms) -> {});
        first.close();
        try (DeviceRegistry registry = registry()) {
            registry.suspend(one, "verifier", "integrity changed");
        }
        VerifierRole second = start();
        assertThat(second.trust().revoked(one)).isTrue();
        second.close();
        try (DeviceRegistry registry = registry()) {
            registry.reinstate(one, "an operator", "the change was meant");
        }
        VerifierRole third = start();
        assertThat(third.trust().granted(one)).isEqualTo(TrustScore.START);
        third.close();
    }

    /** Killed in between, a page that was first would meet the old reinstatement at the next start, and forgive. */
    @Test
    void theRegistryHearsOfARevocationBeforeThePage() throws Exception {
        try (DeviceRegistry registry = registry()) {
            registry.suspend(one, "an operator", "once");
            registry.reinstate(one, "an operator", "long ago");
        }
        start().close();
        byte[] before = Files.readAllBytes(file());
        AtomicReference<byte[]> atSuspension = new AtomicReference<>();
        CompletableFuture<NodeId> revoked = new CompletableFuture<>();
        InstantSource told = () -> {
            atSuspension.compareAndSet(null, readPage());
            return Instant.now();
        };
        VerifierRole verifier = start(
                DeviceRegistry.open(folder.resolve("mssp-1").resolve("registry.db"), told.withZone(ZoneOffset.UTC)));
        verifier.onRevoked(revoked::complete);
        Ter ter = TerChain.START.next(new byte[32], new byte[20], 1);
        byte[] packed = PackedTers.encode(TerChain.START, List.of(ter));
        verifier.onMesh(one, new MeshMessage.TerBatch(packed, new byte[64]));
        assertThat(revoked.get(30, TimeUnit.SECONDS)).isEqualTo(one);
        assertThat(atSuspension.get()).isEqualTo(before);
        assertThat(TrustPage.decode(readPage()).states().get(one).revoked()).isTrue();
        verifier.close();
        VerifierRole again = start();
        assertThat(again.trust().revoked(one)).isTrue();
        again.close();
    }

    /** From the registry's feed of changes. */
    @Test
    void whatAnOperatorDecidesMeanwhileIsNoticed() throws Exception {
        VerifierRole verifier = start();
        CompletableFuture<NodeId> revoked = new CompletableFuture<>();
        verifier.onRevoked(revoked::complete);
        verifier.start();
        try (DeviceRegistry registry = registry()) {
            registry.setKycVerified(other, true, "an operator");
            registry.suspend(one, "an operator", "lost");
        }
        assertThat(revoked.get(30, TimeUnit.SECONDS)).isEqualTo(one);
        assertThat(verifier.trust().revoked(other)).isFalse();
        verifier.close();
    }

    private byte[] readPage() {
        try {
            return Files.readAllBytes(file());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
