package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.ledger.CheckReport;
import com.hookprobe.dsm.ledger.StoreMaintenance;
import com.hookprobe.node.observe.Readiness;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** failures 2: the disks of a site, of a validator and of the verifier are full, really, and there is room again. */
@Timeout(400)
class DiskFullTest {
    private static final String SITE = "guardian-1";
    private static final String SENTINEL = "sentinel-1";
    private static final String MSSP = "mssp-1";
    private static final List<String> SMALL = List.of(SITE, SENTINEL, MSSP);
    private static final Pattern FIELD = Pattern.compile("\"(seq|hash)\":\"?([0-9a-f]+)");

    @TempDir
    Path folder;

    private final Map<String, SmallDisk> disks = new LinkedHashMap<>();
    private LiveMesh mesh;

    @AfterEach
    void close() throws Exception {
        if (mesh != null) {
            mesh.close();
        }
        for (SmallDisk disk : disks.values()) {
            disk.close();
        }
    }

    private Readiness.Check check(String name, String check) throws Exception {
        return mesh.node(name).observatory().readiness().checks().stream()
                .filter(each -> each.name().equals(check))
                .findFirst()
                .orElseThrow();
    }

    private void awaitCheck(String name, String check, boolean ok) throws Exception {
        LiveMesh.await(() -> check(name, check).ok() == ok, () -> name + " " + check(name, check));
    }

    private void attack(int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            mesh.senseGrave(SITE, "203.0.113." + i);
            mesh.awaitLog(SITE, "decision", "203.0.113." + i);
        }
    }

    @Test
    void whatIsFullGoesOnProtectingAndComesBackByItself() throws Exception {
        for (String name : SMALL) {
            disks.put(name, SmallDisk.mount(folder.resolve(name), 24));
        }
        mesh = LiveMesh.sharing(folder, 1);
        List<String> all = new ArrayList<>(List.of(MSSP));
        all.addAll(TestMesh.SENTINELS);
        all.add(SITE);
        for (String name : all) {
            mesh.start(name);
        }
        mesh.awaitMayReport("sentinel-2", SITE);
        attack(1, 3);
        mesh.awaitLog(2, SITE, "inclusion_verified");
        mesh.awaitLog(SENTINEL, "checkpoint_finalised");

        // It is told before it is full, and costs nobody his duty.
        disks.get(SITE).fillBut(1_500_000);
        mesh.awaitLog(SITE, "disk_low");
        awaitCheck(SITE, "disk_space", false);
        assertThat(check(SITE, "disk").ok()).isTrue();

        for (SmallDisk disk : disks.values()) {
            disk.fill();
        }
        attack(10, 30);
        for (String name : SMALL) {
            mesh.awaitLog(name, "disk_full");
            awaitCheck(name, "disk", false);
            assertThat(check(name, "disk").reason()).startsWith("DISK_FULL");
            mesh.awaitLog(name, "store_failed");
            awaitCheck(name, "stores", false);
        }
        mesh.awaitLog(SITE, "detections_unsealed");
        assertThat(mesh.logged(SITE, "decision", "\"outcome\":\"ENFORCED\"")).hasSize(22);
        assertThat(mesh.logged(SENTINEL, "store_failed")).as("told once").hasSizeLessThan(4);
        int finals = mesh.logged("sentinel-2", "checkpoint_finalised").size();
        // Three of four go on.
        mesh.awaitLog(finals + 2, "sentinel-2", "checkpoint_finalised");

        for (SmallDisk disk : disks.values()) {
            disk.empty();
        }
        for (String name : SMALL) {
            mesh.awaitLog(name, "stores_reopened");
            mesh.awaitLog(name, "disk_ok");
            mesh.awaitLog(2, name, "started");
            awaitCheck(name, "stores", true);
            awaitCheck(name, "disk", true);
        }
        mesh.awaitLog(22, SITE, "microblock");
        mesh.awaitLog(22, SITE, "inclusion_verified");
        attack(40, 42);
        mesh.awaitLog(24, SITE, "inclusion_verified");
        int sealed = mesh.logged(SENTINEL, "checkpoint_finalised").size();
        mesh.awaitLog(sealed + 2, SENTINEL, "checkpoint_finalised");
        int verified = mesh.logged(MSSP, "resonance_verified", SITE).size();
        mesh.awaitLog(verified + 1, MSSP, "resonance_verified", SITE);

        for (String name : all) {
            assertThat(mesh.logged(name, "internal_error")).as(name).isEmpty();
            assertThat(mesh.logged(name, "evidence"))
                    .as("nothing was signed twice")
                    .isEmpty();
            mesh.stop(name);
        }
        assertThat(numbers())
                .as("one block a number")
                .allSatisfy((seq, hashes) -> assertThat(hashes).hasSize(1));
        for (String name : SMALL) {
            CheckReport report =
                    StoreMaintenance.check(mesh.home(name).resolve("dsm"), block -> true, (what, done) -> {});
            assertThat(report.sound()).as(name + " " + report).isTrue();
        }
    }

    private Map<String, Set<String>> numbers() {
        Map<String, Set<String>> numbers = new HashMap<>();
        for (String line : mesh.logged(SITE, "microblock")) {
            Map<String, String> fields = new HashMap<>();
            Matcher field = FIELD.matcher(line);
            while (field.find()) {
                fields.put(field.group(1), field.group(2));
            }
            numbers.computeIfAbsent(fields.get("seq"), seq -> new HashSet<>()).add(fields.get("hash"));
        }
        return numbers;
    }
}
