package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.identity.KeystoreException;
import com.hookprobe.identity.Unlock;
import com.hookprobe.node.keys.FolderTie;
import com.hookprobe.node.keys.NodeKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** failures 7: every file that a short real run leaves in a data folder is damaged, and its node does what the table says. */
@Timeout(1200)
class CorruptedFilesTest {
    private enum Damage {
        FLIPPED,
        HALVED,
        EMPTY;

        byte[] of(byte[] whole) {
            byte[] copy = whole.clone();
            if (this == FLIPPED) {
                for (int part = 1; part < 4; part++) {
                    copy[copy.length * part / 4] ^= 0x55;
                }
            }
            return this == FLIPPED ? copy : Arrays.copyOf(copy, this == HALVED ? copy.length / 2 : 0);
        }
    }

    /**
     * What a node may do with a kind of file: {@code refuses WORDS}: it does not start, and these words are in the message; {@code tells
     * EVENT}: it starts, and its log has this event; {@code goes on}: it starts, and nothing is lost that somebody needs.
     */
    private record Row(String file, List<String> flipped, List<String> halved, List<String> empty) {
        static Row of(String file, String always) {
            return of(file, always, always, always);
        }

        static Row of(String file, String flipped, String halved, String empty) {
            return new Row(
                    file, List.of(flipped.split("\\|")), List.of(halved.split("\\|")), List.of(empty.split("\\|")));
        }

        List<String> allowed(Damage damage) {
            return switch (damage) {
                case FLIPPED -> flipped;
                case HALVED -> halved;
                case EMPTY -> empty;
            };
        }
    }

    private static final String REPAIR = "refuses ledger repair";
    private static final String LOST_BLOCKS = "refuses expected block";
    private static final String NOT_REPAIRED = "refuses newest copy of that folder";

    /** The order of docs/spec/failures.md, 7. */
    private static final List<Row> TABLE = List.of(
            // A log that was cut looks like one that a crash has cut; a block of this node that is missing does not.
            Row.of("dsm/N.log", REPAIR, LOST_BLOCKS + "|goes on", LOST_BLOCKS + "|goes on"),
            Row.of("dsm/CURRENT", REPAIR),
            Row.of("dsm/MANIFEST-N", REPAIR, REPAIR + "|goes on|" + LOST_BLOCKS, REPAIR),
            Row.of("dsm/N.(sst|blob)", REPAIR + "|goes on", REPAIR, REPAIR),
            // Made anew by RocksDB, or for people.
            Row.of("dsm/(IDENTITY|LOG.*|OPTIONS-N)", "goes on"),
            // Beside a ledger that is there it says nothing new.
            Row.of("ledger.network", "goes on"),
            Row.of("(ledger|votes|ters).mark", "tells mark_damaged"),
            Row.of("neuro/dream/H.dream", NOT_REPAIRED),
            Row.of("neuro/weights.*", "goes on|" + NOT_REPAIRED),
            Row.of("votes/votes.log", "tells observer"),
            // Fetched again from other validators.
            Row.of("votes/proposals/.*", "goes on"),
            Row.of("votes/sets.log", "refuses sets.log|goes on"),
            // A batch that a crash has met was never sent.
            Row.of(
                    "witness/claims.log",
                    "tells witness_signs_nothing",
                    "tells witness_signs_nothing|goes on",
                    "tells witness_signs_nothing"),
            Row.of("(alerts|relations|reports|objections)", "tells memory_damaged"),
            Row.of("decisions.journal", "tells decisions_damaged"),
            Row.of("qsecbit/state", "tells qsecbit_learning"),
            // For replay by people.
            Row.of("qsecbit/recording.*", "goes on"),
            Row.of("sensors/eve.json-H.checkpoint", "tells sensor_position_lost"),
            // Verified by whoever reads it.
            Row.of("receipts/H.receipt", "goes on"),
            Row.of("audit.position", "refuses audit.position"),
            Row.of("correlator/inputs-H.log", "refuses correlator"),
            Row.of("correlator/(?!inputs).*", "refuses correlator|goes on"),
            Row.of("decisions.(position|sequence)", "refuses write the last number"),
            Row.of(
                    "decisions.words",
                    "tells words_cut|refuses decisions.words",
                    "tells words_cut",
                    "refuses decisions.words"),
            Row.of("standings", "refuses standings"),
            Row.of("trust.page", "refuses trust.page"),
            // Its pages have no checksums: `device audit --verify` recomputes the chain of changes.
            Row.of("registry.db", "goes on|refuses registry", "refuses registry", "refuses registry"),
            Row.of("registry.head", "refuses registry.head"),
            // Devices send again what is missing at the end.
            Row.of("verifier/journal/H.journal", "refuses verifier", "goes on|refuses verifier", "refuses verifier"),
            Row.of("verifier/states/H", "tells history_unreadable|refuses verifier"),
            Row.of("hardware/.*", "goes on|tells hardware_reference_unreadable"),
            Row.of("federation/H.key|group.*", "goes on|refuses group"),
            Row.of("fleet/(book|sites)", "refuses fleet"),
            Row.of("tallies/N-N-N.tally", "tells tallies_damaged"),
            // Pages that are written anew.
            Row.of("(consensus|status|node|learning).json", "goes on"));

    @TempDir
    Path folder;

    private LiveMesh mesh;
    private final List<String> wrong = new ArrayList<>();

    @Test
    void aDamagedFileIsRefusedOrToldAndNeverTakenForWhole() throws Exception {
        try (LiveMesh running = LiveMesh.sharing(folder, 2)) {
            mesh = running;
            mesh.stand("guardian-1", "guardian-2");
            for (String site : List.of("guardian-1", "guardian-2")) {
                mesh.sense(site, "203.0.113.9");
                mesh.senseGrave(site, "203.0.113.10");
            }
            mesh.awaitLog("mssp-1", "signature_broadcast");
            mesh.awaitLog("guardian-1", "mesh_decision");
            mesh.awaitLog("guardian-1", "inclusion_verified");
            mesh.awaitLog(3, "sentinel-1", "checkpoint_finalised");
            for (String name : mesh.names()) {
                mesh.stop(name);
            }
            for (String name : List.of("guardian-1", "sentinel-1", "mssp-1", "nexus-1")) {
                damage(name);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void aDamagedKeystoreIsNamed() throws Exception {
        try (TestMesh keys = new TestMesh(folder)) {
            Path whole = folder.resolve("guardian-1").resolve("keystore");
            byte[] bytes = Files.readAllBytes(whole);
            for (Damage damage : Damage.values()) {
                Path copy = Files.write(folder.resolve("keystore-" + damage), damage.of(bytes));
                assertThatThrownBy(() -> NodeKeys.open(copy, List.of(Unlock.keyFile(folder.resolve("key-file")))))
                        .isInstanceOf(KeystoreException.class)
                        .hasMessageContaining(copy.getFileName().toString());
            }
            assertThat(keys.keys("guardian-1").id()).isNotNull();
        }
    }

    private void damage(String name) throws Exception {
        Map<String, byte[]> files = read(mesh.home(name));
        assertThat(run(name, files, List.of()))
                .as("undamaged")
                .doesNotStartWith("refuses")
                .doesNotContain("_damaged");
        Map<String, String> kinds = new TreeMap<>();
        files.keySet().stream()
                .filter(file -> !file.startsWith("keystore") && files.get(file).length > 0)
                .forEach(file -> kinds.putIfAbsent(kind(file), file));
        for (Map.Entry<String, String> each : kinds.entrySet()) {
            List<Row> rows = TABLE.stream()
                    .filter(row -> each.getKey().matches(row.file()))
                    .toList();
            if (rows.size() != 1) {
                wrong.add(name + " " + each.getKey() + ": expected one row of the table, found " + rows.size());
                continue;
            }
            // One node's ledger is like the other's.
            if (!each.getKey().startsWith("dsm/") || name.equals("guardian-1")) {
                for (Damage damage : Damage.values()) {
                    judge(name, each.getValue(), damage, rows.get(0), files);
                }
            }
        }
    }

    private void judge(String name, String file, Damage damage, Row row, Map<String, byte[]> files) throws Exception {
        Map<String, byte[]> damaged = new TreeMap<>(files);
        damaged.put(file, damage.of(files.get(file)));
        String told = run(name, damaged, row.allowed(damage));
        boolean refused = told.startsWith("refuses ");
        boolean right = row.allowed(damage).stream()
                .anyMatch(outcome -> outcome.equals("goes on")
                        ? !refused
                        : outcome.startsWith("refuses ")
                                ? refused && told.contains(outcome.substring("refuses ".length()))
                                : !refused
                                        && told.contains("\"event\":\"" + outcome.substring("tells ".length()) + "\""));
        boolean readable = !told.contains("\tat ") && !told.contains("internal_error");
        if (!right || !readable) {
            wrong.add(name + " " + file + " " + damage + ": expected " + row.allowed(damage) + ", found " + told);
        }
    }

    private static String kind(String file) {
        return file.replaceAll("[0-9a-f]{8,}", "H")
                .replaceAll("states/.*", "states/H")
                .replaceAll("[0-9]+", "N");
    }

    /** Its log, or why it does not start. */
    private String run(String name, Map<String, byte[]> files, List<String> expected) throws Exception {
        write(name, files);
        try {
            mesh.start(name);
        } catch (Exception e) {
            return "refuses " + e.getMessage();
        }
        CountDownLatch started = new CountDownLatch(1);
        mesh.node(name).execute(started::countDown);
        assertThat(started.await(60, TimeUnit.SECONDS)).isTrue();
        if (expected.size() == 1 && expected.get(0).startsWith("tells ")) {
            // Some are told by threads that begin behind the roles.
            mesh.awaitLog(name, expected.get(0).substring("tells ".length()));
        }
        mesh.stop(name);
        return mesh.log(name);
    }

    private static Map<String, byte[]> read(Path home) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(home)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(home.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    private void write(String name, Map<String, byte[]> files) throws Exception {
        Path home = mesh.home(name);
        List<Path> all;
        try (Stream<Path> walked = Files.walk(home)) {
            all = walked.filter(Files::isRegularFile).toList();
        }
        for (Path path : all) {
            if (!home.relativize(path).toString().startsWith("keystore")) {
                Files.delete(path);
            }
        }
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            if (!file.getKey().startsWith("keystore")) {
                Path path = home.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
        }
        // It is the same folder for the keystore, whatever is in it.
        new FolderTie(mesh.keys(name), home).renew(new SecureRandom());
    }
}
