package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.trust.TrustBook;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A correlator's two memories: the log of what came, and what was told. */
class CorrelatorFilesTest {
    private static final IpAddress ATTACKER = IpAddress.parse("203.0.113.9").orElseThrow();

    @TempDir
    Path folder;

    private TestMesh mesh;
    private BlockStore store;
    private NodeContext mssp;

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder);
        store = mesh.store();
        mssp = mesh.node("mssp-1");
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        mesh.close();
    }

    private CorrelatorRole role() throws Exception {
        LedgerRole ledger = new LedgerRole(mssp, store, mssp.keys().vault(), null);
        return new CorrelatorRole(mssp, ledger, mesh.everyone(new TrustBook(0.9)), message -> {});
    }

    private void stop(CorrelatorRole role) throws Exception {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        mssp.loop().execute(() -> {
            role.close();
            closed.complete(null);
        });
        closed.get();
    }

    /** A decision that nobody witnesses. */
    private void decide() throws Exception {
        CorrelatorRole role = role();
        mssp.loop().execute(role::start);
        long now = mssp.loop().wallMicros();
        NodeId site = mesh.id("guardian-1");
        AttackSignature report = mesh.report(
                "guardian-1", "guardian-1", ATTACKER, mesh.alert("guardian-1").hash(), now);
        mssp.loop()
                .execute(() ->
                        role.onMesh(site, new MeshMessage.Signature(site.bytes(), report.encode(), List.of(now))));
        LiveMesh.await(() -> !mesh.logged("mssp-1", "alert_unverified").isEmpty(), () -> "nothing was decided");
        stop(role);
    }

    @Test
    void neitherForgetsWithoutTheOther() throws Exception {
        decide();
        Path words = mssp.data().resolve(WordLog.FILE);
        Path log = mssp.data().resolve(CorrelatorLog.FOLDER);
        Path aside = folder.resolve("aside");

        // What it has told is forgotten, and what it has decided is not: it is decided once more.
        Files.move(words, aside);
        int before = mesh.logged("mssp-1", "alert_unverified").size();
        CorrelatorRole without = role();
        mssp.loop().execute(without::start);
        LiveMesh.await(() -> mesh.logged("mssp-1", "alert_unverified").size() > before, () -> "it was forgotten");
        stop(without);
        Files.delete(words);
        Files.move(aside, words);

        Files.move(log, aside);
        assertThatThrownBy(this::role)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("older than the reader's cursor");
        assertThat(log).exists();

        // Both away: it begins anew.
        Files.delete(words);
        Files.move(log, folder.resolve("another"));
        stop(role());
    }

    /** It was decided, and a crash came before any witness: it is tried again, under the end that witnesses may know. */
    @Test
    void whatWasDecidedAndNotToldIsTriedAgain() throws Exception {
        decide();
        int before = mesh.logged("mssp-1", "alert_unverified").size();
        CorrelatorRole again = role();
        mssp.loop().execute(again::start);
        LiveMesh.await(() -> mesh.logged("mssp-1", "alert_unverified").size() > before, () -> "it was not tried again");
        assertThat(mesh.logged("mssp-1", "alert_unverified").get(before)).contains("\"attempt\":1");
        stop(again);
    }
}
