package com.hookprobe.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.identity.Tier;
import com.hookprobe.neuro.BaselineBook;
import com.hookprobe.neuro.BaselineBook.Acceptance;
import com.hookprobe.neuro.BaselineChange;
import com.hookprobe.neuro.IntegrityBaseline;
import com.hookprobe.neuro.TrustedSigners;
import com.hookprobe.neuro.sensor.IntegrityWatch;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command group {@code baseline} as an operator uses it. */
class BaselineCommandTest {
    private static final String OLD = "00".repeat(19) + "01";
    private static final String NEW = "00".repeat(19) + "02";

    @TempDir
    Path dir;

    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<String> keystore = new ArrayList<>();

    @BeforeEach
    void keysOfAnMssp() throws Exception {
        Path passphrase = Files.writeString(dir.resolve("passphrase"), "correct horse\n");
        keystore.addAll(List.of("--keystore", file("keystore"), "--passphrase-file", passphrase.toString()));
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        List<String> init = new ArrayList<>(List.of("keys", "init"));
        init.addAll(keystore);
        init.addAll(List.of("--name", "mssp-1", "--tier", "mssp", "--card", file("mssp.card")));
        assertThat(run(init.toArray(String[]::new)))
                .as(err.toString(StandardCharsets.UTF_8))
                .isZero();
    }

    @AfterEach
    void restore() {
        System.setOut(realOut);
        System.setErr(realErr);
    }

    private String file(String name) {
        return dir.resolve(name).toString();
    }

    private int run(String... args) {
        return run(Tier.MSSP, args);
    }

    private int run(Tier tier, String... args) {
        out.reset();
        err.reset();
        CommandLine line = TierMain.commandLine(tier, args);
        line.setErr(new PrintWriter(System.err, true));
        line.setOut(new PrintWriter(System.out, true));
        return line.execute(args);
    }

    private int announce(String... more) {
        List<String> args = new ArrayList<>(List.of("baseline", "announce"));
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

    @Test
    void anAnnouncementIsShownAndAcceptedByWhoTrustsTheSigner() throws Exception {
        assertThat(announce(
                        "--old",
                        OLD,
                        "--new",
                        NEW,
                        "--from",
                        "2026-12-01T00:00:00Z",
                        "--old-until",
                        "2026-12-02T01:00:00+01:00",
                        "--all",
                        "--out",
                        file("change")))
                .as(said())
                .isZero();
        assertThat(printed()).contains("signature  good", "allowed from 2026-12-01T00:00:00Z on");
        assertThat(run("baseline", "show", file("change"), "--signer-card", file("mssp.card")))
                .isZero();
        assertThat(printed())
                .contains("devices    all", "new value  " + NEW, "allowed until 2026-12-02T00:00:00Z", "mssp-1");
        BaselineChange change = BaselineChange.fromText(Files.readString(dir.resolve("change")));
        BaselineBook book = new BaselineBook(TrustedSigners.of(List.of(change.signer())));
        assertThat(book.accept(change, change.terms().issuedAtMicros())).isEqualTo(Acceptance.ACCEPTED);
        IntegrityBaseline baseline = book.baselineOf(
                new byte[32], IntegrityBaseline.of(HexFormat.of().parseHex(OLD)));
        assertThat(baseline.windows()).hasSize(2);
    }

    @Test
    void jsonHoldsTheSame() throws Exception {
        String device = "ab".repeat(32);
        assertThat(announce(
                        "--old",
                        OLD,
                        "--new",
                        NEW,
                        "--from",
                        "now-PT1H",
                        "--old-until",
                        "now+P1D",
                        "--device",
                        device,
                        "--out",
                        file("change"),
                        "--json"))
                .as(said())
                .isZero();
        JsonNode signed = new ObjectMapper().readTree(printed());
        assertThat(signed.get("old_until_us").longValue()
                        - signed.get("valid_from_us").longValue())
                .isEqualTo(25 * 3_600_000_000L);
        assertThat(signed.get("issued_at_us").longValue()
                        - signed.get("valid_from_us").longValue())
                .isEqualTo(3_600_000_000L);
        assertThat(signed.get("devices").get(0).textValue()).isEqualTo(device);
        assertThat(run("baseline", "show", "--json", file("change"))).isZero();
        assertThat(new ObjectMapper().readTree(printed())).isEqualTo(signed);
        assertThat(signed.get("signature_valid").booleanValue()).isTrue();
    }

    @Test
    void whatCannotBeTrustedIsShownAndFails() throws Exception {
        announce("--old", OLD, "--new", NEW, "--from", "now", "--old-until", "now", "--all", "--out", file("change"));
        byte[] bytes =
                BaselineChange.fromText(Files.readString(dir.resolve("change"))).encode();
        bytes[41] ^= 4;
        Files.writeString(dir.resolve("forged"), BaselineChange.decode(bytes).toText());
        assertThat(run("baseline", "show", file("forged"))).isEqualTo(1);
        assertThat(printed()).contains("NOT one of this signer");
        assertThat(said()).contains("signature is not one of the signer");
        assertThat(run(
                        "keys",
                        "init",
                        "--keystore",
                        file("other"),
                        "--passphrase-file",
                        file("passphrase"),
                        "--name",
                        "guardian-1",
                        "--tier",
                        "guardian",
                        "--card",
                        file("other.card")))
                .isZero();
        assertThat(run("baseline", "show", file("change"), "--signer-card", file("other.card")))
                .isEqualTo(1);
        assertThat(said()).contains("none of the cards given");
        assertThat(run(
                        "baseline",
                        "show",
                        file("change"),
                        "--signer-card",
                        file("other.card"),
                        "--signer-card",
                        file("mssp.card")))
                .isZero();
        assertThat(run("baseline", "show", file("mssp.card"))).isEqualTo(2);
        assertThat(said()).contains("expected a first line");
        assertThat(run("baseline", "show", file("none"))).isEqualTo(1);
        assertThat(said()).contains("no such file");
    }

    @Test
    void wrongRequestsAreTwoAndWriteNothing() {
        String[][] wrong = {
            {"--old", OLD, "--new", OLD, "--from", "now", "--old-until", "now", "--all", "other than the old one"},
            {"--old", "12", "--new", NEW, "--from", "now", "--old-until", "now", "--all", "40 hexadecimal digits"},
            {"--old", OLD, "--new", "x", "--from", "now", "--old-until", "now", "--all", "--new expects"},
            {"--old", OLD, "--new", NEW, "--from", "soon", "--old-until", "now", "--all", "--from expects a time"},
            {"--old", OLD, "--new", NEW, "--from", "now", "--old-until", "1960-01-01T00:00:00Z", "--all", "--old-until"
            },
            {"--old", OLD, "--new", NEW, "--from", "now", "--old-until", "now-PT1H", "--all", "after the old one ends"},
            {"--old", OLD, "--new", NEW, "--from", "now", "--old-until", "now", "--device", "12", "--device expects"},
            {"--old", OLD, "--new", NEW, "--from", "now", "--old-until", "now", "--all"},
            {"--old", OLD, "--new", NEW, "--from", "now", "--old-until", "now", "--all", "--device", "ab".repeat(32)},
            {"--old", OLD, "--new", NEW, "--from", "now", "--old-until", "now"},
        };
        for (int i = 0; i < wrong.length; i++) {
            boolean worded = i < 7;
            List<String> args = new ArrayList<>(Arrays.asList(wrong[i]));
            String words = worded ? args.remove(args.size() - 1) : "";
            if (i != 7) {
                args.addAll(List.of("--out", file("change")));
            }
            assertThat(announce(args.toArray(String[]::new)))
                    .as("case %s: %s", i, said())
                    .isEqualTo(2);
            assertThat(said()).as("case %s", i).contains(words).doesNotContain("\tat ");
            assertThat(dir.resolve("change")).doesNotExist();
        }
    }

    @Test
    void anOldValueThatHasEndedIsNotedAndAFileIsNeverOverwritten() {
        String[] past = {
            "--old", OLD, "--new", NEW, "--from", "now-P2D", "--old-until", "now-P1D", "--all", "--out", file("change")
        };
        assertThat(announce(past)).isZero();
        assertThat(said()).contains("note: the old value has ended already");
        assertThat(announce(past)).isEqualTo(1);
        assertThat(said()).contains("exists already");
    }

    @Test
    void theValueOfAnUpdateIsForeseen() throws Exception {
        Path program = Files.writeString(dir.resolve("program=1"), "version 1");
        Path config = Files.writeString(dir.resolve("config"), "config");
        Path update = Files.writeString(dir.resolve("update"), "version 2");
        assertThat(run(
                        "baseline",
                        "manifest",
                        "--integrity-file",
                        program.toString(),
                        "--integrity-file",
                        config.toString(),
                        "--integrity-file",
                        "kernel"))
                .isZero();
        Files.writeString(dir.resolve("manifest"), printed());
        String replace = program + "=" + update;
        assertThat(run("baseline", "predict", "--manifest", file("manifest"), "--replace", replace, "--json"))
                .isZero();
        JsonNode predicted = new ObjectMapper().readTree(printed());
        assertThat(predicted.get("old_value").textValue()).isEqualTo(integrity(program, config));
        Files.writeString(program, "version 2");
        assertThat(predicted.get("new_value").textValue()).isEqualTo(integrity(program, config));
        assertThat(run("baseline", "predict", "--manifest", file("manifest"), "--replace", replace))
                .isZero();
        assertThat(printed().lines())
                .containsExactly(
                        "old value " + predicted.get("old_value").textValue(),
                        "new value " + predicted.get("new_value").textValue());
        assertThat(run(
                        "baseline",
                        "manifest",
                        "--integrity-file",
                        program.toString(),
                        "--integrity-file",
                        config.toString(),
                        "--integrity-file",
                        "kernel",
                        "--compare",
                        file("manifest")))
                .isZero();
        assertThat(printed().lines())
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith(program + ": was"));
        assertThat(run("baseline", "predict", "--manifest", file("manifest"), "--replace", "/other=" + update))
                .isEqualTo(2);
        assertThat(said()).contains("with a path of the manifest");
        assertThat(run("baseline", "predict", "--manifest", file("manifest"), "--replace", program + "=" + dir))
                .isEqualTo(1);
        assertThat(run("baseline", "predict", "--manifest", file("update"), "--replace", replace))
                .isEqualTo(2);
        assertThat(run("baseline", "manifest", "--integrity-file", file("none")))
                .isZero();
        assertThat(said()).contains("note: missing or unreadable");
    }

    private static String integrity(Path program, Path config) {
        Path kernel = com.hookprobe.neuro.sensor.WatchedFiles.ofThisMachine().kernel();
        return HexFormat.of().formatHex(new IntegrityWatch(List.of(program, config, kernel), 1).hash());
    }

    @Test
    void anEnrolmentNamesOnlyItsOwnProgramAsSelf() {
        String[] request = {
            "keys",
            "request",
            "--keystore",
            file("other"),
            "--passphrase-file",
            file("passphrase"),
            "--verifier-card",
            file("mssp.card"),
            "--integrity-file",
            "kernel",
            "--integrity-file",
            "self",
            "--out",
            file("request")
        };
        assertThat(run(
                        "keys",
                        "init",
                        "--keystore",
                        file("other"),
                        "--passphrase-file",
                        file("passphrase"),
                        "--name",
                        "guardian-1",
                        "--tier",
                        "guardian",
                        "--card",
                        file("other.card")))
                .isZero();
        assertThat(run(Tier.MSSP, request)).isEqualTo(2);
        assertThat(said()).contains("run 'hookprobe guardian keys request'");
        assertThat(run(Tier.GUARDIAN, request)).as(said()).isZero();
        assertThat(dir.resolve("request")).exists();
    }

    @Test
    void everyCommandHasHelp() {
        assertThat(run("baseline", "--help")).isZero();
        assertThat(printed()).contains("announce", "show", "manifest", "predict");
        for (String command : List.of("announce", "show", "manifest", "predict")) {
            assertThat(run("baseline", command, "--help")).isZero();
            assertThat(printed()).contains("Usage: hookprobe-mssp baseline " + command);
        }
        assertThat(run("baseline")).isEqualTo(2);
        assertThat(run()).isEqualTo(2);
        assertThat(said()).contains("a command is needed: run, check, ", "baseline, ", "federation, ", "learning");
    }
}
