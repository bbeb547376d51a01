package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.identity.Ed25519;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.node.resonance.Revocation;
import com.hookprobe.node.resonance.Revocations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** mesh 3.5 and 3.6: who is revoked is known again after a restart, of the node and of the MSSP. */
class RevocationFileTest {
    @TempDir
    Path folder;

    private TestMesh mesh;
    private NodeContext sentinel;

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder);
        sentinel = mesh.node("sentinel-1");
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    private Revocations none() {
        byte[] key = mesh.keys("mssp-1").card().ed25519();
        return new Revocations(mesh.id("mssp-1"), (message, signature) -> Ed25519.verify(key, message, signature));
    }

    private Revocation word(NodeId on, Revocation.Reason reason, long sequence, String signer) {
        return Revocation.issue(
                on,
                reason,
                sequence,
                1,
                sequence,
                mesh.id("mssp-1"),
                mesh.keys(signer).device()::sign);
    }

    private RevocationDesk desk(Revocations revocations) {
        return new RevocationDesk(sentinel, revocations, revoked -> {});
    }

    private Revocations recalled() throws IOException {
        Revocations revocations = none();
        desk(revocations).recall();
        return revocations;
    }

    @Test
    void wordsAreKnownAgain() throws Exception {
        NodeId one = mesh.id("guardian-1");
        NodeId other = mesh.id("guardian-2");
        RevocationDesk desk = desk(none());
        desk.recall();
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        sentinel.loop().execute(() -> {
            desk.take(word(one, Revocation.Reason.OPERATOR, 5, "mssp-1"));
            desk.take(word(other, Revocation.Reason.CLONE, 6, "mssp-1"));
            desk.take(word(other, Revocation.Reason.REINSTATED, 7, "mssp-1"));
            desk.take(word(other, Revocation.Reason.OPERATOR, 9, "sentinel-2"));
            desk.take(word(NodeId.of(new byte[32]), Revocation.Reason.OPERATOR, 9, "mssp-1"));
            desk.close();
            done.complete(true);
        });
        assertThat(done.get(30, TimeUnit.SECONDS)).isTrue();
        Revocations again = recalled();
        assertThat(again.contains(one)).isTrue();
        assertThat(again.contains(other)).isFalse();
        assertThat(again.all()).as("members only").hasSize(2);
        assertThat(again.accept(word(other, Revocation.Reason.CLONE, 6, "mssp-1")))
                .as("a replay after the restart")
                .isFalse();
        Doors doors = new Doors(mesh.mesh, again, member -> true);
        assertThat(doors.revoked(one.bytes())).isTrue();
        assertThat(doors.revoked(other.bytes())).isFalse();
    }

    @Test
    void aFileThatIsNotAsItWasWrittenStopsTheStart() throws Exception {
        RevocationFile file = new RevocationFile(sentinel.data());
        file.write(List.of(word(mesh.id("guardian-1"), Revocation.Reason.OPERATOR, 5, "mssp-1")));
        byte[] good = Files.readAllBytes(file.path());
        assertThat(recalled().all()).hasSize(1);
        for (int at : new int[] {0, 4, 5, 8, 9, 41, 42, 50, 80, good.length - 1}) {
            byte[] bad = good.clone();
            bad[at] ^= 1;
            refused(file, bad);
        }
        refused(file, new byte[0]);
        refused(file, Arrays.copyOf(good, good.length - 1));
        refused(file, Arrays.copyOf(good, good.length + 1));
        file.write(List.of(word(mesh.id("guardian-1"), Revocation.Reason.OPERATOR, 5, "sentinel-2")));
        refused(file, Files.readAllBytes(file.path()));
    }

    private void refused(RevocationFile file, byte[] content) throws IOException {
        Files.write(file.path(), content);
        assertThatThrownBy(this::recalled)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("revocations")
                .hasMessageContaining("move it away");
        assertThat(Files.readAllBytes(file.path())).as("left alone").isEqualTo(content);
    }

    /** The verifier's memory is the registry. */
    @Test
    void theVerifierSaysItsWordsAgainFromTheRegistry() throws Exception {
        NodeId one = mesh.id("guardian-1");
        NodeId other = mesh.id("guardian-2");
        byte[] kem = mesh.keys("mssp-1").card().kemPublicKey().orElseThrow();
        try (DeviceRegistry registry = DeviceRegistry.open(folder.resolve("registry.db"))) {
            for (String name : List.of("guardian-1", "guardian-2")) {
                registry.enrol(mesh.keys(name).enrolmentRequest(kem, new byte[20]));
                registry.approve(mesh.id(name), "an operator");
            }
            registry.suspend(one, "an operator", "lost");
            registry.suspend(other, "verifier", "CLONE");
            registry.reinstate(other, "an operator", "found");
            StandingWords words = new StandingWords(mesh.node("mssp-1"), "verifier");
            assertThat(words.shutsOut(one)).isFalse();
            words.recall(news(registry, one));
            words.recall(news(registry, other));
            assertThat(words.shutsOut(one)).isTrue();
            assertThat(words.shutsOut(other)).isFalse();
            assertThat(words.sequence(one)).isEqualTo(5);
            assertThat(words.sequence(other)).isEqualTo(7);
            registry.setKycVerified(one, true, "an operator");
            registry.revoke(one, "an operator", "stolen");
            words.heard(news(registry, one));
            words.say(one, Revocation.Reason.OPERATOR, 0);
            assertThat(words.sequence(one)).isEqualTo(9);
        }
    }

    private static RegistryNews news(DeviceRegistry registry, NodeId id) throws Exception {
        return RegistryNews.of(registry, registry.find(id).orElseThrow());
    }
}
