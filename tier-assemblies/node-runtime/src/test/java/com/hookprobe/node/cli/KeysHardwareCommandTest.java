package com.hookprobe.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.Unlock;
import com.hookprobe.node.keys.FakeMachine;
import com.hookprobe.node.keys.NodeKeys;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code keys hardware} as an operator uses it: keys of a made-up machine, on this one. */
class KeysHardwareCommandTest {
    private static final int OTHER = 79;

    @TempDir
    Path dir;

    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<String> keystore = new ArrayList<>();

    @BeforeEach
    void capture() throws Exception {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        Path passphrase = Files.writeString(dir.resolve("passphrase"), "correct horse\n");
        keystore.addAll(
                List.of("--keystore", dir.resolve("keystore").toString(), "--passphrase-file", passphrase.toString()));
    }

    @AfterEach
    void restore() {
        System.setOut(realOut);
        System.setErr(realErr);
    }

    private void madeElsewhere() throws Exception {
        NodeKeys.create(
                        dir.resolve("keystore"),
                        Unlock.passphrase("correct horse".toCharArray()),
                        "guardian-1",
                        Tier.GUARDIAN,
                        new SecureRandom(),
                        FakeMachine.enrolled(dir.resolve("elsewhere"))
                                .enrolledAt(Instant.parse("2026-11-01T10:00:00Z")))
                .close();
    }

    private int run(String... args) {
        out.reset();
        err.reset();
        CommandLine line = TierMain.commandLine(Tier.GUARDIAN, args);
        line.setErr(new PrintWriter(System.err, true));
        line.setOut(new PrintWriter(System.out, true));
        return line.execute(args);
    }

    private int hardware(String... more) {
        List<String> args = new ArrayList<>(List.of("keys", "hardware"));
        args.addAll(keystore);
        args.addAll(Arrays.asList(more));
        return run(args.toArray(String[]::new));
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private JsonNode json() throws Exception {
        return new ObjectMapper().readTree(printed());
    }

    @Test
    void keysMadeHereBelongHere() throws Exception {
        List<String> init = new ArrayList<>(List.of("keys", "init", "--name", "guardian-1", "--tier", "guardian"));
        init.addAll(keystore);
        assertThat(run(init.toArray(String[]::new))).as(said()).isZero();
        assertThat(said()).contains("bound to this machine (");
        assertThat(hardware("--json")).as(said()).isZero();
        assertThat(json().get("verdict").asText()).isIn("SAME", "UNIDENTIFIED");
        assertThat(json().get("fingerprint")).isEqualTo(json().get("fingerprint_now"));
        assertThat(json().get("changed")).isEmpty();
        assertThat(hardware("--accept", "--reason", "for nothing", "--json")).isZero();
        assertThat(json().get("accepted").asBoolean()).isFalse();
    }

    @Test
    void keysMadeElsewhereAreShownAcceptedAndRemembered() throws Exception {
        madeElsewhere();
        assertThat(hardware()).isEqualTo(OTHER);
        assertThat(printed())
                .contains("OTHER HARDWARE", "kind        physical", "mac", "enrolled    2026-11-01T10:00:00Z")
                .doesNotContain("d8:9e", "s4ewnx");
        assertThat(hardware("--values")).isEqualTo(OTHER);
        assertThat(printed()).contains("d8:9e:f3:00:00:01");
        assertThat(hardware("--accept", "--reason", "moved to the new server"))
                .as(said())
                .isZero();
        assertThat(printed()).contains("accepted; changed: ", "device reinstate");
        assertThat(hardware("--json")).isZero();
        assertThat(json().get("enrolled").asText()).isEqualTo("2026-11-01T10:00:00Z");
        assertThat(json().get("accepted").get(0).get("reason").asText()).isEqualTo("moved to the new server");
        assertThat(json().get("accepted").get(0).get("before")).isNotEqualTo(json().get("fingerprint"));
        assertThat(json().get("accepted").get(0).get("after")).isEqualTo(json().get("fingerprint"));
    }

    @Test
    void acceptanceNeedsAReasonAndAReasonAcceptance() throws Exception {
        madeElsewhere();
        assertThat(hardware("--accept")).isEqualTo(2);
        assertThat(said()).contains("--accept and --reason TEXT go together");
        assertThat(hardware("--reason", "because")).isEqualTo(2);
        assertThat(hardware("--accept", "--reason", "x".repeat(201))).isEqualTo(2);
        assertThat(said()).contains("1..200 characters");
        assertThat(hardware()).as("nothing was accepted").isEqualTo(OTHER);
    }

    @Test
    void noRequestIsMadeOnOtherHardware() throws Exception {
        madeElsewhere();
        try (NodeKeys mssp =
                NodeKeys.create(dir.resolve("mssp"), "x".toCharArray(), "mssp-1", Tier.MSSP, new SecureRandom())) {
            Files.writeString(dir.resolve("mssp.card"), mssp.card().toText());
        }
        Path watched = Files.writeString(dir.resolve("watched"), "a program");
        List<String> request = new ArrayList<>(List.of(
                "keys",
                "request",
                "--verifier-card",
                dir.resolve("mssp.card").toString(),
                "--integrity-file",
                watched.toString()));
        request.addAll(keystore);
        assertThat(run(request.toArray(String[]::new))).isEqualTo(OTHER);
        assertThat(said()).contains("not the hardware").doesNotContain("d8:9e");
        assertThat(printed()).isEmpty();
        hardware("--accept", "--reason", "for the test");
        request.addAll(List.of("--replaces", "zz"));
        assertThat(run(request.toArray(String[]::new))).isEqualTo(2);
        request.set(request.size() - 1, "ab".repeat(32));
        assertThat(run(request.toArray(String[]::new))).as(said()).isZero();
        assertThat(printed()).startsWith("-----BEGIN HOOKPROBE ENROLMENT REQUEST-----");
    }
}
