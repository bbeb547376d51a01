package com.hookprobe.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.Tier;
import com.hookprobe.identity.Unlock;
import com.hookprobe.node.role.LiveMesh;
import com.hookprobe.testsupport.PrivateFile;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code federation explain} and {@code federation pardon} beside running nodes. */
@Timeout(300)
class FederationCommandTest {
    private static final String MSSP = "mssp-1";
    private static final String NEXUS = "nexus-1";
    private static final String SEES = "guardian-1";
    private static final String BLOCKS = "guardian-2";
    private static final String ATTACKER = "203.0.113.9";

    @TempDir
    Path folder;

    private LiveMesh mesh;

    @BeforeEach
    void open() throws Exception {
        mesh = LiveMesh.sharing(folder, 1);
        mesh.stand(SEES, BLOCKS);
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    private record Run(int code, String out, String err) {}

    private Run run(String node, String... arguments) throws Exception {
        Path config = folder.resolve(node + ".yaml");
        if (!Files.exists(config)) {
            mesh.keys(node).keystore().addSlot(Unlock.passphrase("a test".toCharArray()));
            PrivateFile.write(
                    config,
                    "node: {name: " + node + ", data: '" + mesh.home(node)
                            + "', passphrase: a test}\nmesh: mesh.json\n");
        }
        List<String> all = new java.util.ArrayList<>(List.of("federation"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--config", config.toString()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream before = System.out;
        PrintStream beforeErr = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            String[] line = all.toArray(String[]::new);
            int code = TierMain.commandLine(Tier.MSSP, line).execute(line);
            return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(before);
            System.setErr(beforeErr);
        }
    }

    private String decision(String node, String event) {
        Matcher found = Pattern.compile("\"decision\":\"([0-9a-f]{16})\"")
                .matcher(mesh.logged(node, event, "BLOCK").get(0));
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    @Test
    void aDecisionIsExplainedAndTakenBackForEveryone() throws Exception {
        mesh.sense(SEES, ATTACKER);
        mesh.awaitLog(MSSP, "signature_broadcast", "BLOCK");
        mesh.awaitLog(NEXUS, "signature_broadcast", "BLOCK");
        mesh.awaitLog(BLOCKS, "blocked", ATTACKER);
        mesh.awaitLog(BLOCKS, "mesh_decision", ATTACKER);
        mesh.awaitLog(MSSP, "microblock", "decision");
        String id = decision(MSSP, "signature_broadcast");

        Run atMssp = run(MSSP, "explain", id);
        assertThat(atMssp.code()).as(atMssp.err()).isZero();
        assertThat(atMssp.out()).contains("BLOCK", SEES, "severity", "evidence", "sentinel-", "final");
        assertThat(atMssp.out()).as("it knows tags, never addresses").doesNotContain(ATTACKER);
        Run json = run(NEXUS, "explain", id.substring(0, 8), "--json");
        assertThat(json.out()).startsWith("{").contains("\"name\":\"" + SEES + "\"", "\"needed\":1");
        Run atSite = run(BLOCKS, "explain", id);
        assertThat(atSite.code()).isZero();
        assertThat(atSite.out()).contains(ATTACKER, "evidence", "received_us");
        assertThat(run(MSSP, "explain", "00000000ffffffff")).satisfies(none -> {
            assertThat(none.code()).isEqualTo(1);
            assertThat(none.err()).contains("sealed nothing");
        });
        assertThat(run(MSSP, "explain", "no id").code()).isEqualTo(2);

        Run pardon = run(MSSP, "pardon", id, "--reason", "a customer of all of us", "--for", "1h");
        assertThat(pardon.code()).as(pardon.err()).isZero();
        assertThat(pardon.out()).contains("PARDONED");
        mesh.awaitLog(NEXUS, "decision_cancelled", "OPERATOR");
        mesh.awaitLog(BLOCKS, "lifted", ATTACKER, "\"decisions\":1", "\"still_held_by\":\"\"");
        assertThat(run(MSSP, "explain", id).out()).contains("cancelled", "OPERATOR", "pardon_s");
        assertThat(run(MSSP, "pardon", id, "--reason", "again").code())
                .as("it holds no more")
                .isEqualTo(1);
        assertThat(run(MSSP, "pardon", id, "--reason", "x", "--for", "8d").code())
                .isEqualTo(2);
        assertThat(run(BLOCKS, "pardon", id, "--reason", "x"))
                .as("a site decides for itself only")
                .satisfies(refused -> {
                    assertThat(refused.code()).isEqualTo(1);
                    assertThat(refused.err()).contains("expected a pardon at the MSSP or the nexus");
                });
    }
}
