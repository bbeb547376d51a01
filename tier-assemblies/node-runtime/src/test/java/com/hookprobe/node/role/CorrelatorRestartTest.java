package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A correlator goes on where it was: what it had counted, what it had told, and what it can take back. */
@Timeout(300)
class CorrelatorRestartTest {
    private static final String MSSP = "mssp-1";
    private static final String NEXUS = "nexus-1";
    private static final String ONE = "guardian-1";
    private static final String TWO = "guardian-2";
    private static final String THREE = "fortress-3";
    private static final String ATTACKER = "203.0.113.9";

    @TempDir
    Path folder;

    private LiveMesh mesh;

    @BeforeEach
    void open() throws Exception {
        mesh = LiveMesh.sharing(folder, 2, THREE);
        mesh.stand(ONE, TWO, THREE);
    }

    private void restartBoth() throws Exception {
        for (String name : List.of(MSSP, NEXUS)) {
            mesh.stop(name);
            mesh.start(name);
        }
        mesh.awaitLog(NEXUS, "peer_connected", MSSP);
        mesh.awaitLog(MSSP, "peer_connected", ONE);
        mesh.awaitLog(MSSP, "peer_connected", TWO);
        mesh.awaitLog(NEXUS, "peer_connected", TWO);
        for (String sentinel : TestMesh.SENTINELS) {
            mesh.awaitLog(MSSP, "peer_connected", sentinel);
            mesh.awaitMayReport(NEXUS, sentinel);
        }
        mesh.awaitMayReport(NEXUS, TWO);
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    @Test
    void whatItHadCountedCountsAndWhatItHadToldItTellsAndTakesBack() throws Exception {
        // One sight before, one after: together they are two.
        mesh.sense(ONE, ATTACKER);
        mesh.awaitLog(MSSP, "signature_broadcast");
        mesh.awaitLog(NEXUS, "signature_broadcast");
        restartBoth();
        mesh.stop(THREE);
        mesh.sense(TWO, ATTACKER);
        mesh.awaitLog(MSSP, "signature_broadcast", "BLOCK");
        mesh.awaitLog(NEXUS, "signature_broadcast", "BLOCK");

        // Who was away gets what was told before the restart, under the keys of then.
        restartBoth();
        assertThat(mesh.logged(NEXUS, "group_key_renewed")).isEmpty();
        assertThat(mesh.logged(MSSP, "signature_broadcast"))
                .as("its sites have been told")
                .isEmpty();
        mesh.start(THREE);
        mesh.awaitLog(THREE, "blocked_late", ATTACKER);

        // A person can still take it back, at both: each by its own.
        pardon(MSSP);
        mesh.awaitLog(MSSP, "decision_cancelled", "OPERATOR");
        mesh.awaitLog(NEXUS, "decision_cancelled", "OPERATOR");
        mesh.awaitLog(THREE, "lifted", ATTACKER, "\"still_held_by\":\"\"");
    }

    private List<String> told(String by) {
        return Stream.of("blocked_late", "mesh_decision")
                .flatMap(event -> mesh.logged(THREE, event, by, "\"action\":\"BLOCK\"").stream())
                .toList();
    }

    private void pardon(String correlator) throws Exception {
        String by = "\"by\":\"" + correlator + "\"";
        LiveMesh.await(() -> !told(by).isEmpty(), () -> "nothing of " + correlator);
        String line = told(by).get(0);
        Matcher id = Pattern.compile("\"decision\":\"([0-9a-f]{16})").matcher(line);
        assertThat(id.find()).isTrue();
        new DefenceRequest("pardon", List.of(id.group(1)), null, 3_600L, null, "ours").write(mesh.home(correlator));
    }
}
