package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.DsmSettings;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.mesh.Member;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code dsm} repeats of keystore, mesh file and genesis has to be what these say. */
class DsmStartCheckTest {
    @TempDir
    Path folder;

    private TestMesh mesh;
    private Member sentinel;
    private Member guardian;

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder);
        sentinel = mesh.mesh.byName("sentinel-1").orElseThrow();
        guardian = mesh.mesh.byName("guardian-1").orElseThrow();
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    private void check(
            Member self,
            DsmSettings.@Nullable Validator validator,
            DsmSettings.@Nullable Consensus consensus,
            @Nullable List<String> bootstrap)
            throws Exception {
        NodeConfig config = new NodeConfig(
                new NodeConfig.Node(self.name(), folder.toString(), null, null, null),
                "mesh.json",
                null,
                new DsmSettings(
                        null, null, validator, consensus, null, new DsmSettings.Gossip(null, null, bootstrap), null),
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        DsmStartCheck.check(config, mesh.mesh, self);
    }

    private static DsmSettings.Validator validator(boolean enabled, @Nullable Path card) {
        return new DsmSettings.Validator(enabled, card == null ? null : card.toString(), null, null);
    }

    private void refused(String expected, org.assertj.core.api.ThrowableAssert.ThrowingCallable check) {
        assertThatThrownBy(check).isInstanceOf(ConfigException.class).hasMessageContaining(expected);
    }

    @Test
    void aValidatorsCertificateIsItsCard() throws Exception {
        Path card = Files.writeString(folder.resolve("card"), sentinel.card().toText());
        Path another =
                Files.writeString(folder.resolve("another"), guardian.card().toText());
        check(sentinel, validator(true, card), null, null);
        check(guardian, validator(false, folder.resolve("none")), null, null);
        refused("expects the card that the mesh file has", () -> check(sentinel, validator(true, another), null, null));
        refused("there is no", () -> check(sentinel, validator(true, folder.resolve("none")), null, null));
        refused("dsm.validator.enabled is false", () -> check(sentinel, validator(false, null), null, null));
        refused("dsm.validator.enabled is true", () -> check(guardian, validator(true, null), null, null));
    }

    @Test
    void theMeshsNumbersAreTheGenesis() throws Exception {
        int epoch = mesh.mesh.consensus().epochDurationS();
        double timeout = mesh.mesh.consensus().signatureTimeoutMs() / 1000.0;
        check(sentinel, null, new DsmSettings.Consensus(epoch, 0.67, timeout), null);
        refused("epoch_duration", () -> check(sentinel, null, new DsmSettings.Consensus(epoch + 1, null, null), null));
        refused("quorum_threshold", () -> check(sentinel, null, new DsmSettings.Consensus(null, 0.9, null), null));
        refused(
                "signature_timeout",
                () -> check(sentinel, null, new DsmSettings.Consensus(null, null, timeout + 1), null));
    }

    @Test
    void bootstrapNodesAreValidatorsOfTheMeshFile() throws Exception {
        InetSocketAddress known = sentinel.dsm().orElseThrow();
        check(guardian, null, null, List.of(known.getAddress().getHostAddress() + ":" + known.getPort()));
        refused("bootstrap_nodes", () -> check(guardian, null, null, List.of("127.0.0.1:64999")));
    }
}
