package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** mesh 3, with an MSSP, two sentinels and a guardian as they run: an operator's decision reaches every validator. */
@Timeout(400)
class RevocationOnSessionsTest {
    /** htp 3.4.10: with the default of 30 s, the first heartbeat of an idle session is due no sooner. */
    private static final long HEARTBEAT_DUE_S = 24;

    private static final String MSSP = "mssp-1";
    private static final String ONE = "sentinel-1";
    private static final String TWO = "sentinel-2";
    private static final String EDGE = "guardian-1";

    @TempDir
    Path folder;

    private LiveMesh mesh;

    @BeforeEach
    void open() throws Exception {
        mesh = new LiveMesh(folder, List.of(ONE, TWO, EDGE));
        for (String name : List.of(MSSP, ONE, TWO, EDGE)) {
            mesh.start(name);
        }
        mesh.awaitLog(MSSP, "resonance_verified", EDGE);
        for (String sentinel : List.of(ONE, TWO)) {
            mesh.awaitLog(sentinel, "peer_connected", EDGE);
            mesh.awaitLog(sentinel, "peer_connected", MSSP);
            mesh.awaitMayReport(sentinel, EDGE);
        }
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    @Test
    void aRevocationIsEverywhereBeforeTheNextHeartbeat() throws Exception {
        long before = System.nanoTime();
        mesh.operator(registry -> registry.revoke(mesh.id(EDGE), "an operator", "stolen"));
        for (String sentinel : List.of(ONE, TWO)) {
            mesh.awaitLog(sentinel, "peer_revoked", EDGE, "OPERATOR");
            mesh.awaitLog(sentinel, "peer_lost", EDGE);
        }
        long took = System.nanoTime() - before;
        mesh.awaitLog(MSSP, "peer_lost", EDGE);
        assertThat(mesh.mayReport(ONE, EDGE)).isFalse();
        assertThat(mesh.mayReport(TWO, EDGE)).isFalse();
        // It knocks again at each, and is told why it stays outside.
        for (String peer : List.of(MSSP, ONE, TWO)) {
            mesh.awaitLog(EDGE, "peer_rejected_us", peer, "REVOKED");
        }
        mesh.awaitLog(MSSP, "audit_sealed", "DEVICES", "\"last\":7");
        assertThat(took).isLessThan(TimeUnit.SECONDS.toNanos(HEARTBEAT_DUE_S));
        assertThat(mesh.logged(ONE, "peer_connected", EDGE)).hasSize(1);
    }

    @Test
    void whoWasAwayLearnsOfItAndAReinstatementLiftsItWhileAllRun() throws Exception {
        mesh.stop(TWO);
        mesh.operator(registry -> registry.suspend(mesh.id(EDGE), "an operator", "lost"));
        mesh.awaitLog(ONE, "peer_revoked", EDGE);
        // The MSSP has its words in memory: what it says after a restart comes from the registry.
        mesh.stop(MSSP);
        mesh.start(MSSP);
        mesh.start(TWO);
        mesh.awaitLog(TWO, "peer_revoked", EDGE, "OPERATOR");
        // And without the MSSP a sentinel knows it from its file.
        mesh.stop(MSSP);
        mesh.stop(ONE);
        int refused = mesh.logged(EDGE, "peer_rejected_us", ONE, "REVOKED").size();
        mesh.start(ONE);
        assertThat(mesh.logged(ONE, "revocations_restored")).hasSize(1);
        mesh.awaitLog(refused + 1, EDGE, "peer_rejected_us", ONE, "REVOKED");
        assertThat(mesh.logged(ONE, "peer_connected", EDGE)).isEmpty();

        mesh.start(MSSP);
        mesh.awaitLog(ONE, "peer_connected", MSSP);
        mesh.operator(registry -> registry.reinstate(mesh.id(EDGE), "an operator", "found"));
        mesh.awaitLog(MSSP, "resonance_reinstated", EDGE);
        for (String sentinel : List.of(ONE, TWO)) {
            mesh.awaitLog(sentinel, "peer_reinstated", EDGE);
            mesh.awaitLog(sentinel, "peer_connected", EDGE);
            // By a certificate that was issued since; the one from before, if it shows it, is refused.
            mesh.awaitMayReport(sentinel, EDGE);
        }
        mesh.awaitLog(MSSP, "resonance_verified", EDGE);

        // A sentinel that starts now does not shut it out again.
        mesh.stop(TWO);
        mesh.start(TWO);
        mesh.awaitLog(TWO, "peer_connected", EDGE);
        mesh.operator(registry -> registry.suspend(mesh.id(EDGE), "an operator", "lost again"));
        mesh.awaitLog(TWO, "peer_revoked", EDGE);
        mesh.awaitLog(ONE, "peer_revoked", EDGE);
    }
}
