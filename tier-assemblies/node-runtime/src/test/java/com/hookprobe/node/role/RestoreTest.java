package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.hookprobe.dsm.consensus.ValidatorEngine;
import com.hookprobe.dsm.consensus.VoteLog;
import com.hookprobe.dsm.consensus.VoteRecord;
import com.hookprobe.identity.KeystoreBackup;
import com.hookprobe.identity.Unlock;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.keys.NodeKeys;
import com.hookprobe.node.resonance.NeuroHistory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node that was restored signs nothing until an operator, and for its weights the verifier, has said that it may. */
@Timeout(60)
class RestoreTest {
    private static final char[] BACKUP = "of the backup".toCharArray();
    private static final char[] AGAIN = "of the restored".toCharArray();

    @TempDir
    Path folder;

    private TestMesh mesh;
    private NodeKeys restored;

    @BeforeEach
    void makeMesh() throws Exception {
        mesh = new TestMesh(folder.resolve("members"));
    }

    @AfterEach
    void close() {
        if (restored != null) {
            restored.close();
        }
        mesh.close();
    }

    private NodeKeys restore(String name) throws Exception {
        Path backup = folder.resolve(name + ".backup");
        KeystoreBackup.write(mesh.keys(name).keystore(), backup, Unlock.passphrase(BACKUP));
        Path file = folder.resolve(name + ".keystore");
        KeystoreBackup.restore(backup, List.of(Unlock.passphrase(BACKUP)), file, Unlock.passphrase(AGAIN));
        restored = NodeKeys.open(file, AGAIN);
        return restored;
    }

    private RestoreConfirmation confirmation(NodeContext node, NodeKeys keys) throws Exception {
        return RestoreConfirmation.of(node.config(), mesh.mesh, keys);
    }

    private static void refused(NodeKeys keys, Path data, String why) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> RestoreCheck.pass(keys, data))
                .withMessageContaining(why)
                .withMessageContaining("keys confirm");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sentinel-1", "guardian-1", "mssp-1"})
    void aRestoredKeystoreDoesNotStart(String name) throws Exception {
        NodeContext node = mesh.node(name);
        assertThatCode(() -> RestoreCheck.pass(mesh.keys(name), node.data())).doesNotThrowAnyException();
        NodeKeys keys = restore(name);
        refused(keys, node.data(), "restored at");
        refused(keys, node.data(), "from backup 1");
        // Nor with a folder that is new.
        refused(keys, Files.createDirectories(folder.resolve("new")), "restored at");
    }

    @Test
    void anEmptiedOrOlderDataFolderDoesNotStart() throws Exception {
        NodeContext node = mesh.node("sentinel-1");
        NodeKeys keys = mesh.keys("sentinel-1");
        RestoreCheck.pass(keys, node.data());
        Path old = Files.copy(node.data().resolve("keystore.tie"), folder.resolve("old"));
        RestoreCheck.pass(keys, node.data());
        refused(keys, Files.createDirectories(folder.resolve("empty")), "new or empty");
        Path older = Files.createDirectories(folder.resolve("older"));
        Files.copy(old, older.resolve("keystore.tie"));
        refused(keys, older, "an older copy");
        assertThatCode(() -> RestoreCheck.pass(keys, node.data())).doesNotThrowAnyException();
    }

    /** A backup from before the first run holds no word of a vote log: the new one must not be a fresh key's. */
    @Test
    void aValidatorWithoutItsFolderVotesAboveTheWatermarkOnly() throws Exception {
        NodeContext node = mesh.node("sentinel-1");
        NodeKeys keys = restore("sentinel-1");
        confirmation(node, keys).votesAbove(42);
        assertThatCode(() -> RestoreCheck.pass(keys, node.data())).doesNotThrowAnyException();
        assertThat(keys.hasVotedIn(node.genesis().networkId().bytes())).isTrue();
        assertThat(keys.hasWitnessedIn(node.genesis().networkId().bytes())).isTrue();
        assertThat(keys.weightsUnsure()).isTrue();
        Path votes = node.data().resolve("votes").resolve("votes.log");
        VoteLog.Opening opening =
                VoteLog.open(votes, node.genesis(), node.self().id());
        assertThat(opening).isInstanceOf(VoteLog.Opening.Ready.class);
        try (VoteLog log = ((VoteLog.Opening.Ready) opening).log()) {
            assertThat(log.records()).singleElement().satisfies(record -> {
                assertThat(record.kind()).isEqualTo(VoteRecord.Kind.WATERMARK);
                assertThat(record.height()).isEqualTo(42);
            });
        }
        assertThatExceptionOfType(ConfigException.class)
                .as("a log is never replaced")
                .isThrownBy(() -> confirmation(node, keys).votesAbove(50))
                .withMessageContaining("votes.log is there");
    }

    @Test
    void aValidatorWithItsFolderGoesOnWithItsVotes() throws Exception {
        NodeContext node = mesh.node("sentinel-1");
        NodeKeys keys = restore("sentinel-1");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> confirmation(node, keys).dataWhole())
                .withMessageContaining("not whole");
        Files.createDirectories(Path.of(node.config().storePath()));
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> confirmation(node, keys).dataWhole())
                .withMessageContaining("no vote log");
        assertThat(keys.restored()).isPresent();
        ValidatorEngine.initialise(
                node.data().resolve("votes"), node.genesis(), node.self().id());
        confirmation(node, keys).dataWhole();
        assertThat(keys.restored()).isEmpty();
        assertThatCode(() -> RestoreCheck.pass(keys, node.data())).doesNotThrowAnyException();
        assertThat(keys.hasVotedIn(node.genesis().networkId().bytes())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"guardian-1", "mssp-1"})
    void whoHasAChainDoesNotGoOnWithoutItsFolder(String name) throws Exception {
        NodeContext node = mesh.node(name);
        NodeKeys keys = restore(name);
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> confirmation(node, keys).votesAbove(42))
                .withMessageContaining("enrol the node anew");
        refused(keys, node.data(), "restored at");
        Files.createDirectories(Path.of(node.config().storePath()));
        confirmation(node, keys).dataWhole();
        assertThatCode(() -> RestoreCheck.pass(keys, node.data())).doesNotThrowAnyException();
    }

    @Test
    void weightsDoNotEvolveUntilTheVerifierKnowsNoLaterOnes() throws Exception {
        NodeContext node = watching(mesh.node("guardian-1"));
        node.keys().doubtWeights();
        try (var seed = node.keys().neuroSeed();
                NeuroHistory history = seed.use(bytes -> NeuroHistory.open(
                        node.data().resolve("neuro"), bytes, node.keys().vault(), "neuro.weights"))) {
            NeuroRole role = new NeuroRole(node, history);
            role.start();
            assertThat(history.count()).as("held").isZero();
            role.onPeerUp(mesh.id("sentinel-1"));
            role.onPeerRejected(mesh.id("mssp-1"), 7);
            role.start();
            assertThat(history.count()).as("the verifier knows seven records").isZero();
            assertThat(mesh.logged("guardian-1", "weights_older_than_verifier")).hasSize(1);
            assertThat(node.keys().weightsUnsure()).isTrue();
            role.onPeerUp(mesh.id("mssp-1"));
            role.start();
            assertThat(history.count()).as("the verifier has agreed").isEqualTo(1);
            assertThat(node.keys().weightsUnsure()).isFalse();
        }
    }

    private NodeContext watching(NodeContext node) throws Exception {
        String watched = Files.writeString(folder.resolve("watched"), "a file").toString();
        NodeConfig config = new NodeConfig(
                node.config().node(),
                node.config().mesh(),
                null,
                null,
                new NodeConfig.Neuro(null, List.of(watched), null, null, null, null, null, null),
                null,
                null,
                null,
                null,
                null,
                null);
        return new NodeContext(
                config, node.log(), node.loop(), node.keys(), node.mesh(), node.genesis(), node.self(), node.links());
    }
}
