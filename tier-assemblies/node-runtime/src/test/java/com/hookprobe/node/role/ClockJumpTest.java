package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.StoreMaintenance;
import com.hookprobe.node.observe.Readiness;
import com.hookprobe.node.status.NodePage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** failures 3: the clocks of whole nodes jump while they run. */
@Timeout(300)
class ClockJumpTest {
    private static final String SITE = "guardian-1";
    private static final String MSSP = "mssp-1";
    private static final long HOUR_MICROS = 3_600_000_000L;

    @TempDir
    Path folder;

    private LiveMesh mesh;

    @BeforeEach
    void open() throws Exception {
        mesh = LiveMesh.sharing(folder, 1);
        List<String> all = new ArrayList<>(List.of(MSSP));
        all.addAll(TestMesh.SENTINELS);
        all.add(SITE);
        for (String name : all) {
            mesh.start(name);
        }
        mesh.awaitMayReport("sentinel-2", SITE);
        mesh.senseGrave(SITE, "203.0.113.1");
        mesh.awaitLog(SITE, "decision", "203.0.113.1", "ENFORCED");
        mesh.awaitLog("sentinel-1", "checkpoint_finalised");
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    private Readiness.Check clock(String name) throws Exception {
        return mesh.node(name).observatory().readiness().checks().stream()
                .filter(check -> check.name().equals("clock"))
                .findFirst()
                .orElseThrow();
    }

    private double inForce() throws Exception {
        return NodePage.values(mesh.node(SITE).observatory().sheet()).entrySet().stream()
                .filter(value -> value.getKey().startsWith("hookprobe_response_decisions{"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    @Test
    void aSiteGoesOnByItsOwnClockAndNothingEndsOrIsSignedByTheWrongOne() throws Exception {
        for (Duration jump : List.of(Duration.ofDays(365), Duration.ofHours(-5))) {
            int before = mesh.logged(SITE, "clock_jumped").size();
            int right = mesh.logged(SITE, "clock_right").size();
            mesh.clock(SITE, jump);
            mesh.awaitLog(before + 1, SITE, "clock_jumped");
            assertThat(clock(SITE).ok()).isFalse();
            assertThat(clock(SITE).reason()).startsWith("CLOCK_JUMPED");
            String attacker = "203.0.113." + (50 + before);
            mesh.senseGrave(SITE, attacker);
            mesh.awaitLog(SITE, "decision", attacker, "ENFORCED");
            mesh.awaitLog(before + 2, SITE, "inclusion_verified");
            int verified = mesh.logged(MSSP, "resonance_verified", SITE).size();
            mesh.awaitLog(verified + 2, MSSP, "resonance_verified", SITE);
            double decided = 2.0 + before;
            LiveMesh.await(() -> inForce() == decided, () -> inForce() + " decisions hold, expected " + decided);
            mesh.clock(SITE, Duration.ZERO);
            mesh.awaitLog(right + 1, SITE, "clock_right");
            assertThat(clock(SITE).ok()).isTrue();
        }
        assertThat(mesh.logged(SITE, "clock_followed")).isEmpty();
        assertThat(mesh.logged(SITE, "internal_error")).isEmpty();
        mesh.stop(SITE);
        long now = System.currentTimeMillis() * 1_000;
        try (LedgerReader ledger = StoreMaintenance.openToRead(mesh.home(SITE).resolve("dsm"))) {
            List<Microblock> blocks = ledger.range(mesh.id(SITE), 0, 1, 100);
            assertThat(blocks)
                    .hasSizeGreaterThanOrEqualTo(3)
                    .allSatisfy(block -> assertThat(block.timeMicros()).isBetween(now - HOUR_MICROS, now));
        }
    }

    @Test
    void aValidatorAndTheVerifierGoOnWithTheOthers() throws Exception {
        mesh.clock("sentinel-1", Duration.ofDays(-1));
        mesh.clock(MSSP, Duration.ofDays(365));
        mesh.awaitLog("sentinel-1", "clock_jumped");
        mesh.awaitLog(MSSP, "clock_jumped");
        int finals = mesh.logged("sentinel-1", "checkpoint_finalised").size();
        mesh.awaitLog(finals + 3, "sentinel-1", "checkpoint_finalised");
        int verified = mesh.logged(MSSP, "resonance_verified", SITE).size();
        mesh.awaitLog(verified + 2, MSSP, "resonance_verified", SITE);
        assertThat(mesh.logged("sentinel-1", "evidence")).isEmpty();
        assertThat(mesh.logged("sentinel-2", "certificate_refused")).isEmpty();
        assertThat(mesh.logged(MSSP, "clock_followed")).isEmpty();
    }
}
