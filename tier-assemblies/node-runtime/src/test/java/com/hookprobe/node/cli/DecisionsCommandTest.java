package com.hookprobe.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.Tier;
import com.hookprobe.node.role.DefenceFixture;
import com.hookprobe.node.role.DefenceRequest;
import com.hookprobe.qsecbit.federation.core.alert.HostClass;
import com.hookprobe.qsecbit.response.Action;
import com.hookprobe.qsecbit.response.Decision;
import com.hookprobe.qsecbit.response.Indicator;
import com.hookprobe.qsecbit.response.Origin;
import com.hookprobe.qsecbit.response.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code hookprobe decisions} and {@code hookprobe allowlist}, with the part of a node that answers them. */
class DecisionsCommandTest {
    private static final String WHO = "203.0.113.7";

    @TempDir
    Path folder;

    private DefenceFixture site;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void open() throws Exception {
        site = new DefenceFixture(folder);
    }

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    private int run(String group, String command, String... more) {
        out.reset();
        err.reset();
        PrintStream outBefore = System.out;
        PrintStream errBefore = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            CommandLine root = TierMain.commandLine(Tier.GUARDIAN);
            root.setErr(new PrintWriter(System.err, true));
            List<String> line = new ArrayList<>(
                    List.of(group, command, "--config", site.config().toString()));
            line.addAll(List.of(more));
            return root.execute(line.toArray(String[]::new));
        } finally {
            System.setOut(outBefore);
            System.setErr(errBefore);
        }
    }

    /** Hands a request over, has the node look, and gives its answer. */
    private DefenceRequest.Answer asked(String group, String command, String... more) throws Exception {
        String[] all = Arrays.copyOf(more, more.length + 2);
        all[more.length] = "--wait";
        all[more.length + 1] = "0";
        assertThat(run(group, command, all)).as(said()).isZero();
        Path request = Path.of(printed().substring(0, printed().indexOf(".json:") + 5));
        assertThat(request).exists();
        site.look();
        assertThat(request).doesNotExist();
        return DefenceRequest.answer(request).orElseThrow();
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private Decision decision(String who, Action action, Origin origin) {
        Indicator indicator = Indicator.parse(who).orElseThrow();
        return Decision.named(indicator, action, Duration.ofHours(1), origin, "seen", 0.5, site.now());
    }

    /** A decision of the mesh about a kind of alert is about each host outside that caused such alerts. */
    @Test
    void theIdOfADecisionMeansAllThatItIsAbout() throws Exception {
        String id = "ab".repeat(32);
        for (String who : List.of(WHO, "203.0.113.8")) {
            Indicator indicator = Indicator.parse(who).orElseThrow();
            site.response()
                    .apply(
                            new Decision(
                                    id,
                                    indicator,
                                    Action.BLOCK,
                                    Duration.ofHours(1),
                                    Origin.MESH,
                                    "mesh",
                                    0,
                                    site.now()),
                            site.now());
        }
        assertThat(asked("decisions", "delete", id).outcomes()).containsExactly(Map.entry("LIFTED", 2));
        assertThat(site.response().size()).isZero();
    }

    @Test
    void anAlertIsForgivenAtEveryKindOfHostAndThatIsSealed() throws Exception {
        DefenceRequest.Answer answer = asked("federation", "forgive", "--reason", "our scanner", "ET SCAN a probe");
        assertThat(answer.outcomes()).containsExactly(Map.entry("FORGIVEN", 1));
        assertThat(site.forgiven())
                .containsExactly(
                        HostClass.END_SYSTEM.alert("ET SCAN a probe"), HostClass.NETWORK.alert("ET SCAN a probe"));
        assertThat(site.sealed())
                .singleElement()
                .asString()
                .contains("POLICY_UPDATE", "ET SCAN a probe", "our scanner");
        assertThat(run("federation", "forgive", "--reason", "none", " ")).isEqualTo(2);
    }

    @Test
    void anOperatorsDecisionHoldsIsListedAndIsSealed() throws Exception {
        DefenceRequest.Answer answer = asked(
                "decisions", "add", "--ttl", "4h", "--reason", "a note", WHO, "2001:db8::/32", "02:00:00:00:00:07");
        assertThat(answer.done()).isTrue();
        assertThat(answer.outcomes()).containsExactly(Map.entry("ENFORCED", 3));
        assertThat(site.response().size()).isEqualTo(3);
        assertThat(run("decisions", "list")).isZero();
        assertThat(printed().lines())
                .hasSize(3)
                .allMatch(line -> line.contains("BLOCK") && line.contains("OPERATOR") && line.endsWith("a note"));
        assertThat(run("decisions", "list", "--json", "--about", WHO)).isZero();
        assertThat(printed().lines())
                .singleElement()
                .asString()
                .contains("\"indicator\":\"" + WHO + "\"", "\"scope\":\"SITE\"");
        assertThat(run("decisions", "list", "--origin", "mesh")).isZero();
        assertThat(printed()).isEmpty();
        assertThat(site.sealed())
                .singleElement()
                .asString()
                .startsWith("MITIGATION ")
                .contains("\"operator\":\"add\"", WHO, "\"reason\":\"a note\"", "\"ttl_s\":14400");
        assertThat(site.logged("defence_request")).hasSize(1);
    }

    /** Any decision, whoever made it, and it stays away, also after a kill. */
    @Test
    void anythingCanBeTakenBackAndStaysAway() throws Exception {
        site.response().apply(decision(WHO, Action.BLOCK, Origin.MESH), site.now());
        site.response().apply(decision(WHO, Action.RATE_LIMIT, Origin.LOCAL), site.now());
        Decision local = decision("203.0.113.8", Action.BLOCK, Origin.LOCAL);
        site.response().apply(local, site.now());
        assertThat(asked("decisions", "delete", WHO, local.id()).done()).isTrue();
        assertThat(site.response().size()).isZero();
        assertThat(site.pardoned())
                .as("what this site has told the mesh of them is taken back")
                .extracting(String::valueOf)
                .containsExactly(WHO, "203.0.113.8");
        site.killAndRestart();
        assertThat(site.response().apply(decision(WHO, Action.BLOCK, Origin.MESH), site.now()))
                .isEqualTo(Outcome.UNDONE);
        assertThat(run("decisions", "list")).isZero();
        assertThat(printed()).contains(WHO, "203.0.113.8", "taken back for");
        DefenceRequest.Answer again = asked("decisions", "delete", WHO);
        assertThat(again.done()).isFalse();
        assertThat(again.refused()).singleElement().asString().contains("no decision is about exactly this");
        assertThat(site.sealed()).hasSize(2);
    }

    @Test
    void decisionsOutliveTheProcess() throws Exception {
        site.response().apply(decision(WHO, Action.BLOCK, Origin.LOCAL), site.now());
        site.killAndRestart();
        assertThat(site.response().size()).isEqualTo(1);
        assertThat(site.logged("response_ready").get(1)).contains("\"restored\":1");
    }

    @Test
    void listsAreImportedAtOnce() throws Exception {
        Path list = Files.writeString(
                folder.resolve("list"), "# ipsum\n203.0.113.7\t10\n203.0.113.8\t3\nexample.com\n192.0.2.9\n");
        DefenceRequest.Answer answer =
                asked("decisions", "import", "--ttl", "1d", "--reason", "ipsum", list.toString());
        assertThat(said()).contains("left out 1 entries, such as: example.com");
        assertThat(answer.outcomes()).containsOnly(Map.entry("ENFORCED", 2), Map.entry("ALLOWLISTED", 1));
        assertThat(answer.refused()).containsExactly("192.0.2.9: allowed, configured");
        assertThat(site.sealed()).as("one block for one list").hasSize(1);
        Path crowdsec = Files.writeString(
                folder.resolve("json"), "[{\"decisions\":[{\"scope\":\"Ip\",\"value\":\"203.0.113.9\"}]}]");
        assertThat(asked("decisions", "import", "--ttl", "1d", "--reason", "c", crowdsec.toString())
                        .done())
                .isTrue();
        assertThat(site.response().size()).isEqualTo(3);
        Path empty = Files.writeString(folder.resolve("empty"), "# nothing\n");
        assertThat(run("decisions", "import", "--ttl", "1d", "--reason", "c", empty.toString()))
                .isEqualTo(1);
    }

    @Test
    void theAllowlistWinsAndLifts() throws Exception {
        asked("decisions", "add", "--ttl", "1h", "--reason", "x", WHO, "198.51.100.0/24");
        DefenceRequest.Answer answer = asked("allowlist", "add", "--reason", "partner", "203.0.113.0/24");
        assertThat(answer.outcomes()).containsEntry("LIFTED", 1).containsEntry("ALLOWED", 1);
        assertThat(site.response().size()).isEqualTo(1);
        assertThat(asked("decisions", "add", "--ttl", "1h", "--reason", "x", WHO)
                        .refused())
                .containsExactly(WHO + ": allowed, partner");
        site.killAndRestart();
        assertThat(run("allowlist", "list")).isZero();
        assertThat(printed()).contains("192.0.2.0/24", "configured", "203.0.113.0/24", "partner");
        assertThat(asked("allowlist", "remove", "192.0.2.0/24").refused())
                .singleElement()
                .asString()
                .contains("the configuration is changed in its file");
        assertThat(asked("allowlist", "remove", "203.0.113.0/24").done()).isTrue();
        assertThat(asked("decisions", "add", "--ttl", "1h", "--reason", "x", WHO)
                        .done())
                .isTrue();
        Path misp = Files.writeString(
                folder.resolve("misp"), "{\"name\":\"n\",\"list\":[\"203.0.113.7/32\",\"a.example\"]}");
        assertThat(asked("allowlist", "import", "--reason", "misp", misp.toString())
                        .outcomes())
                .containsEntry("LIFTED", 1);
        assertThat(asked("allowlist", "add", "--reason", "all", "0.0.0.0/0").error())
                .contains("at least 8 bits");
        assertThat(site.sealed())
                .filteredOn(text -> text.startsWith("POLICY_UPDATE"))
                .hasSize(4);
    }

    @Test
    void whatIsNoRequestIsRefusedBeforeAnybodyIsAsked() {
        String[][] wrong = {
            {"add", "--ttl", "4h", "--reason", "x", "example.com"},
            {"add", "--ttl", "4", "--reason", "x", WHO},
            {"add", "--ttl", "4h", "--reason", "x", "--scope", "MESH", WHO},
            {"add", "--ttl", "4h", "--reason", "x", "--action", "KILL", WHO},
            {"add", "--ttl", "4h", WHO},
            {"add", "--ttl", "4h", "--reason", "x"},
            {"delete", "no such id"},
            {"list", "--about", "example.com"}
        };
        for (String[] line : wrong) {
            String[] rest = Arrays.copyOfRange(line, 1, line.length);
            assertThat(run("decisions", line[0], rest))
                    .as(String.join(" ", line))
                    .isEqualTo(2);
        }
        assertThat(run("allowlist", "add", "--reason", "x", "02:00:00:00:00:07"))
                .isEqualTo(2);
        assertThat(folder.resolve("guardian-1/defence-requests")).doesNotExist();
    }

    @Test
    void whatTheNodeDoesNotTakeIsAnswered() throws Exception {
        assertThat(asked("decisions", "add", "--ttl", "999d", "--reason", "x", WHO)
                        .error())
                .contains("1 s..365 d");
        Path waiting = DefenceRequest.folder(site.data()).resolve("0-x.json");
        for (String text : List.of("", "{}", "null", "{\"request\":\"add\",\"indicators\":[]}", "[[[[")) {
            Files.writeString(waiting, text);
            site.look();
            assertThat(waiting).doesNotExist();
            assertThat(DefenceRequest.answer(waiting).orElseThrow().error())
                    .as(text)
                    .isNotEmpty();
        }
    }

    @Test
    void aRunningNodeAnswersAndASilentOneIsTold() {
        assertThat(run("decisions", "add", "--wait", "1", "--ttl", "1h", "--reason", "x", WHO))
                .isEqualTo(69);
        assertThat(said()).contains("is the node running?");
        site.start();
        assertThat(run("decisions", "add", "--ttl", "1h", "--reason", "x", "203.0.113.8"))
                .as(said())
                .isZero();
        assertThat(printed()).contains("ENFORCED     1");
        assertThat(run("decisions", "add", "--json", "--ttl", "1h", "--reason", "x", "192.0.2.9"))
                .isEqualTo(1);
        assertThat(printed()).contains("\"ALLOWLISTED\":1");
    }

    @Test
    void everyCommandHasHelp() {
        for (String line : List.of(
                "decisions list",
                "decisions add",
                "decisions delete",
                "decisions import",
                "allowlist list",
                "allowlist add",
                "allowlist remove",
                "allowlist import")) {
            String[] words = line.split(" ");
            assertThat(run(words[0], words[1], "--help")).as(line).isZero();
            assertThat(printed()).contains("Usage: hookprobe-guardian " + line);
        }
    }
}
