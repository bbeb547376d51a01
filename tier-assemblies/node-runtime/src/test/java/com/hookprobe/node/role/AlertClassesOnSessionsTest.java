package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.federation.core.alert.AlertBaseline;
import com.hookprobe.qsecbit.federation.core.alert.AlertBaselineConfig;
import com.hookprobe.qsecbit.federation.core.alert.HostClass;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * alert-baseline 7 on whole nodes: what is a burst at one site protects another one from an attacker that nobody has seen before, and
 * does nothing at a site whose everyday it is.
 */
@Timeout(300)
class AlertClassesOnSessionsTest {
    private static final long HOUR = 3_600_000_000L;
    private static final String SEES = "guardian-1";
    private static final String PROTECTED = "guardian-2";
    private static final String EVERYDAY = "guardian-3";
    private static final String FIRST = "LOCAL odd handshake";
    private static final String[] BURST = {FIRST, "LOCAL odd header", "LOCAL odd name", "LOCAL odd agent"};
    private static final String ATTACKER = "203.0.113.9";
    private static final String ANOTHER = "198.51.100.21";
    private static final String THIRD = "198.51.100.33";
    private static final String LOUD = "192.0.2.77";

    @TempDir
    Path folder;

    private LiveMesh mesh;

    /** Two days of a site's quiet traffic. */
    private static AlertBaseline quiet(String... everyday) {
        long began = System.currentTimeMillis() * 1_000 - 48 * HOUR;
        AlertBaseline baseline = new AlertBaseline(AlertBaselineConfig.small(), began);
        for (int hour = 0; hour < 48; hour++) {
            baseline.onAlert(HostClass.END_SYSTEM.alert("LOCAL noise"), 1, began + hour * HOUR);
            for (String name : everyday) {
                baseline.onAlert(HostClass.END_SYSTEM.alert(name), 2, began + hour * HOUR);
            }
        }
        return baseline;
    }

    @BeforeEach
    void open() throws Exception {
        mesh = LiveMesh.sharing(folder, 1, EVERYDAY);
        mesh.remembers(SEES, quiet());
        mesh.remembers(PROTECTED, quiet());
        mesh.remembers(EVERYDAY, quiet(FIRST));
        for (String name : mesh.names()) {
            mesh.start(name);
        }
        for (String sentinel : TestMesh.SENTINELS) {
            mesh.awaitMayReport(sentinel, SEES);
        }
        for (String site : List.of(SEES, PROTECTED, EVERYDAY)) {
            mesh.awaitLog(site, "group_key");
            mesh.awaitLog(site, "peer_connected", "mssp-1");
        }
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    private void delete(String site, String address) throws Exception {
        new DefenceRequest("delete", List.of(address), null, null, null, null).write(mesh.home(site));
    }

    @Test
    void aBurstAtOneSiteProtectsAnotherFromAnAttackerThatNobodyKnows() throws Exception {
        assertThat(mesh.logged(PROTECTED, "alert_baseline", "\"learning\":false"))
                .hasSize(1);
        mesh.senseSlight(PROTECTED, ANOTHER, FIRST);
        mesh.senseSlight(SEES, ATTACKER, BURST);
        for (String name : BURST) {
            mesh.awaitLog(SEES, "class_announced", name);
            mesh.awaitLog(PROTECTED, "class_held", name, "BLOCK");
        }
        assertThat(mesh.logged(PROTECTED, "class_answered")).isEmpty();
        mesh.senseSlight(PROTECTED, ANOTHER, FIRST);
        mesh.awaitLog(PROTECTED, "class_answered", ANOTHER, "BLOCK", "ENFORCED", FIRST);

        // Whose everyday it is speaks against it, and acts on none of it.
        mesh.awaitLog(EVERYDAY, "veto_sent");
        mesh.awaitLog(EVERYDAY, "class_held", BURST[1]);
        mesh.senseSlight(EVERYDAY, THIRD, FIRST);
        mesh.sense(EVERYDAY, LOUD);
        mesh.awaitLog(EVERYDAY, "decision", LOUD);
        assertThat(mesh.logged(EVERYDAY, "class_answered")).isEmpty();

        // A person's word there: the class is harmless, and no other attacker is answered for it.
        delete(PROTECTED, ANOTHER);
        mesh.awaitLog(PROTECTED, "class_forgiven", FIRST);
        mesh.awaitLog(PROTECTED, "veto_sent");
        mesh.senseSlight(PROTECTED, THIRD, FIRST);
        mesh.senseSlight(PROTECTED, THIRD, BURST[1]);
        mesh.awaitLog(PROTECTED, "class_answered", THIRD, BURST[1]);
        assertThat(mesh.logged(PROTECTED, "class_answered", FIRST)).hasSize(1);

        // And at the site that was wrong: all that it told is taken back, and lifts what it brought about.
        delete(SEES, ATTACKER);
        mesh.awaitLog(4, SEES, "retraction_sent");
        mesh.awaitLog(4, SEES, "class_forgiven");
        mesh.awaitLog(PROTECTED, "lifted", "alert " + BURST[1]);
    }
}
