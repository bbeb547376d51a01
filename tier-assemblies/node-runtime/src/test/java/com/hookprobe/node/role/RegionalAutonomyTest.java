package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** federation 12 on whole nodes: the nexus counts and decides for its region, also while the MSSP is away. */
@Timeout(300)
class RegionalAutonomyTest {
    private static final String MSSP = "mssp-1";
    private static final String NEXUS = "nexus-1";
    private static final String ONE = "guardian-1";
    private static final String TWO = "guardian-2";
    private static final String THREE = "fortress-3";
    private static final String ATTACKER = "203.0.113.9";
    private static final String OTHER = "203.0.113.10";

    @TempDir
    Path folder;

    private LiveMesh mesh;

    @BeforeEach
    void open() throws Exception {
        mesh = LiveMesh.sharing(folder, 2, THREE);
        mesh.stand(ONE, TWO, THREE);
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    @Test
    void theRegionDecidesWithoutTheMsspWhichCountsWhenItIsBack() throws Exception {
        mesh.stop(MSSP);
        mesh.awaitLog(NEXUS, "peer_lost", MSSP);
        mesh.sense(ONE, ATTACKER);
        mesh.sense(TWO, ATTACKER);
        mesh.awaitLog(NEXUS, "signature_broadcast", "BLOCK", "\"witnesses\":3");
        mesh.awaitLog(THREE, "blocked", ATTACKER, "\"by\":\"" + NEXUS + "\"");
        mesh.awaitLog(NEXUS, "blocked", ATTACKER, "\"by\":\"" + NEXUS + "\"");

        mesh.start(MSSP);
        mesh.awaitLog(MSSP, "signature_broadcast", "BLOCK");
        assertThat(mesh.logged(MSSP, "report_refused")).isEmpty();
        mesh.awaitLog(THREE, "mesh_decision", "BLOCK", "\"by\":\"" + MSSP + "\"");

        // One takes back what it saw: both correlators lift, and nothing is left.
        new DefenceRequest("delete", List.of(ATTACKER), null, null, null, "ours").write(mesh.home(ONE));
        mesh.awaitLog(NEXUS, "decision_cancelled", "RETRACTED");
        mesh.awaitLog(MSSP, "decision_cancelled", "RETRACTED");
        mesh.awaitLog(THREE, "lifted", ATTACKER, "\"decisions\":1", "\"still_held_by\":\"\"");
    }

    /** The two know nothing of each other's words: what one has lifted holds by the other's word. */
    @Test
    void aCancelOfTheRegionLeavesWhatTheMsspHolds() throws Exception {
        mesh.sense(ONE, OTHER);
        mesh.sense(TWO, OTHER);
        mesh.awaitLog(THREE, "blocked", OTHER);
        mesh.awaitLog(NEXUS, "signature_broadcast", "BLOCK");
        mesh.awaitLog(MSSP, "signature_broadcast", "BLOCK");
        mesh.awaitLog(THREE, "mesh_decision", "BLOCK");
        String decided =
                mesh.logged(NEXUS, "signature_broadcast", "\"level\":\"BLOCK\"").get(0);
        Matcher id = Pattern.compile("\"decision\":\"([0-9a-f]{16})").matcher(decided);
        assertThat(id.find()).isTrue();
        // A person at the nexus pardons for the region only.
        new DefenceRequest("pardon", List.of(id.group(1)), null, 3_600L, null, "ours").write(mesh.home(NEXUS));
        mesh.awaitLog(NEXUS, "decision_cancelled", "OPERATOR");
        mesh.awaitLog(THREE, "lifted", OTHER, "\"by\":\"" + NEXUS + "\"", "\"still_held_by\":\"" + MSSP + "\"");
    }
}
