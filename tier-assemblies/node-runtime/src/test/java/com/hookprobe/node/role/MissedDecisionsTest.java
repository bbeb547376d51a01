package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** federation P6 on whole nodes: what a person takes back is lifted everywhere, also at a site that was away, and nothing else is. */
@Timeout(300)
class MissedDecisionsTest {
    private static final String SEES = "guardian-1";
    private static final String BLOCKS = "guardian-2";
    private static final String WRONG = "203.0.113.9";
    private static final String RIGHT = "203.0.113.10";

    @TempDir
    Path folder;

    private LiveMesh mesh;

    @BeforeEach
    void open() throws Exception {
        mesh = LiveMesh.sharing(folder, 1);
        for (String name : mesh.names()) {
            mesh.start(name);
        }
        for (String sentinel : TestMesh.SENTINELS) {
            mesh.awaitMayReport(sentinel, SEES);
        }
        mesh.awaitLog(SEES, "group_key");
        mesh.awaitLog(BLOCKS, "group_key");
        mesh.awaitLog(SEES, "peer_connected", "mssp-1");
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    private void operator(String site, String request, String address) throws Exception {
        new DefenceRequest(request, List.of(address), null, null, null, "a customer of ours").write(mesh.home(site));
    }

    @Test
    void aRetractionLiftsAtOnceAndWhoWasAwayLearnsBoth() throws Exception {
        mesh.sense(SEES, WRONG);
        mesh.awaitLog(BLOCKS, "blocked", WRONG);
        operator(SEES, "delete", WRONG);
        mesh.awaitLog(SEES, "retraction_sent");
        mesh.awaitLog(BLOCKS, "lifted", WRONG);
        // The nexus lifts it as well, and may be the first.
        mesh.awaitLog("mssp-1", "decision_cancelled", "RETRACTED");

        mesh.stop(BLOCKS);
        mesh.sense(SEES, RIGHT);
        mesh.awaitLog("mssp-1", "signature_broadcast", "BLOCK");
        mesh.awaitLog(2, "mssp-1", "signature_broadcast", "BLOCK");
        mesh.start(BLOCKS);
        mesh.awaitLog(BLOCKS, "blocked_late", RIGHT);

        // What it has told it can take back after a restart.
        mesh.stop(SEES);
        mesh.start(SEES);
        mesh.awaitLog(SEES, "peer_connected", "mssp-1");

        // And what it still enforces after another restart, it lifts by a cancel that it has missed.
        mesh.stop(BLOCKS);
        operator(SEES, "allow", RIGHT);
        mesh.awaitLog(2, "mssp-1", "decision_cancelled", "RETRACTED");
        mesh.start(BLOCKS);
        assertThat(mesh.logged(BLOCKS, "response_ready", "\"restored\":1")).hasSize(1);
        mesh.awaitLog(BLOCKS, "lifted", RIGHT, "\"decisions\":1", "\"still_held_by\":\"\"");
    }

    @Test
    void aVetoWaitsForACorrelatorThatIsAway() throws Exception {
        mesh.sense(SEES, WRONG);
        mesh.awaitLog("mssp-1", "signature_broadcast", "BLOCK");
        mesh.awaitLog(BLOCKS, "blocked", WRONG);
        mesh.stop("mssp-1");
        mesh.awaitLog(BLOCKS, "peer_lost", "mssp-1");
        operator(BLOCKS, "allow", WRONG);
        mesh.awaitLog(BLOCKS, "veto_sent");
        mesh.awaitLog("nexus-1", "veto", BLOCKS);
        mesh.start("mssp-1");
        mesh.awaitLog("mssp-1", "veto", BLOCKS);
    }
}
