package com.hookprobe.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.identity.Tier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands {@code device}, {@code tenant} and {@code site} on a real registry file. */
class DeviceCommandTest {
    private static final String LOCAL = "local:" + System.getProperty("user.name");
    private static final String NOBODY = "00".repeat(32);

    @TempDir
    Path folder;

    private NeuroConsole console;
    private Requests requests;
    private String db;

    @BeforeEach
    void open() {
        db = folder.resolve("registry.db").toString();
        requests = new Requests(folder);
        console = new NeuroConsole();
    }

    @AfterEach
    void close() {
        console.close();
    }

    private int run(String group, String command, String... args) {
        List<String> all = new ArrayList<>(List.of(group, command, "--db", db));
        all.addAll(List.of(args));
        return console.run(all.toArray(String[]::new));
    }

    private int device(String command, String... args) {
        return run("device", command, args);
    }

    private List<JsonNode> json() throws Exception {
        List<JsonNode> rows = new ArrayList<>();
        for (String line : console.out().lines().toList()) {
            rows.add(new ObjectMapper().readTree(line));
        }
        return rows;
    }

    private List<String> names() throws Exception {
        return json().stream().map(row -> row.get("name").asText()).toList();
    }

    private void tenants() {
        assertThat(run("tenant", "add", "--name", "Acme", "acme")).isZero();
        assertThat(run("tenant", "add", "--name", "Beta", "beta")).isZero();
        assertThat(run("site", "add", "--tenant", "acme", "--name", "Berlin", "berlin"))
                .isZero();
    }

    private Requests.Made enrolled(String name, String... where) throws Exception {
        Requests.Made made = requests.guardian(name);
        List<String> args = new ArrayList<>(List.of(where));
        args.add(made.file());
        assertThat(device("enrol", args.toArray(String[]::new)))
                .as(console.err())
                .isZero();
        return made;
    }

    private String state(String id) throws Exception {
        assertThat(device("show", "--json", id)).as(console.err()).isZero();
        return json().get(0).get("status").asText();
    }

    /** A file with an API token of an account of a tenant with one role. */
    private String token(String account, String role) throws Exception {
        assertThat(run("account", "add", "--no-password", "--role", role, account))
                .isZero();
        assertThat(run("token", "make", "--as", account, "--label", "t", "--scope", "*", "--json"))
                .as(console.err())
                .isZero();
        Path file = folder.resolve(account.replace('/', '-'));
        Files.writeString(file, json().get(0).get("secret").asText());
        return file.toString();
    }

    @Test
    void aDeviceGoesThroughItsLife() throws Exception {
        Requests.Made made = enrolled("edge-1");
        assertThat(console.out()).isEqualTo(made.id() + " PENDING " + made.file() + System.lineSeparator());
        assertThat(device("approve", made.id())).isZero();
        assertThat(console.out()).startsWith(made.id() + " ACTIVE").contains("guardian", "default", "edge-1");
        assertThat(device("approve", made.id())).isEqualTo(1);
        assertThat(console.err()).contains("ACTIVE");
        assertThat(device("suspend", made.id())).as("no reason").isEqualTo(CliException.USAGE);
        assertThat(device("suspend", "--reason", "odd", "--json", made.id())).isZero();
        assertThat(json().get(0).get("status").asText()).isEqualTo("SUSPENDED");
        assertThat(device("reinstate", "--reason", "seen", made.id())).isZero();
        assertThat(device("revoke", "--reason", "stolen", made.id())).isZero();
        assertThat(state(made.id())).isEqualTo("REVOKED");
        assertThat(device("revoke", "--reason", "\n", made.id())).isEqualTo(CliException.USAGE);
        assertThat(device("audit", "--json", made.id())).isZero();
        assertThat(json())
                .extracting(row -> row.get("action").asText())
                .containsExactly("enrol", "approve", "suspend", "reinstate", "revoke");
        assertThat(json()).extracting(row -> row.get("by").asText()).containsOnly(LOCAL);
        assertThat(json().get(2).get("detail").asText()).isEqualTo("odd");
        assertThat(device("audit", "--verify")).isZero();
        assertThat(console.out().lines().count()).isEqualTo(5);
        assertThat(console.out()).contains("revoke, now REVOKED by " + LOCAL + ": stolen");
        assertThat(console.err()).contains("the chain is whole up to 5");
        assertThat(device("audit", "--after", "4", made.id())).isZero();
        assertThat(console.out().lines().count()).isEqualTo(1);
    }

    @Test
    void showTellsAllThatIsKnown() throws Exception {
        tenants();
        Requests.Made made = enrolled("edge-1", "--tenant", "acme", "--site", "berlin");
        assertThat(device("approve", "--reason", "met the owner", made.id())).isZero();
        assertThat(device("show", made.id())).isZero();
        assertThat(console.out())
                .contains("status               ACTIVE", "site                 berlin", "until now", "met the owner");
        assertThat(device("show", "--json", made.id())).isZero();
        JsonNode shown = json().get(0);
        assertThat(shown.get("tenant").asText()).isEqualTo("acme");
        assertThat(shown.get("keys").get(0).get("public_key")).isEqualTo(shown.get("current_key"));
        assertThat(shown.get("sightings")).isEmpty();
        assertThat(shown.get("changes").get(1).get("to").asText()).isEqualTo("ACTIVE");
        assertThat(device("show", NOBODY)).isEqualTo(1);
        assertThat(console.err()).contains("there is no device " + NOBODY);
        assertThat(device("show", "12")).isEqualTo(CliException.USAGE);
    }

    @Test
    void manyAreTakenInAtOnceAndEachHasItsOutcome() throws Exception {
        Requests.Made one = requests.guardian("edge-1");
        Requests.Made two = requests.guardian("edge-2");
        Path broken = Files.writeString(folder.resolve("broken"), "no request");
        String missing = folder.resolve("missing").toString();
        assertThat(device("enrol", "--json", one.file(), broken.toString(), missing, two.file()))
                .isEqualTo(1);
        assertThat(json())
                .extracting(row -> row.get("status").asText())
                .containsExactlyInAnyOrder("PENDING", "REFUSED", "REFUSED", "PENDING");
        assertThat(json().stream()
                        .filter(row -> row.get("file").asText().equals(missing))
                        .map(row -> row.get("refused").asText()))
                .containsExactly("no such file: " + missing);
        assertThat(device("enrol", one.file(), two.file())).as("again").isZero();
        tenants();
        assertThat(device("enrol", "--tenant", "acme", one.file())).isEqualTo(1);
        assertThat(console.err()).contains(one.file());
        assertThat(device("enrol", "--tenant", "nowhere", one.file())).isEqualTo(1);
        assertThat(device("enrol", "--one-time", one.file())).isEqualTo(CliException.USAGE);
        assertThat(device("approve", one.id(), NOBODY, two.id())).isEqualTo(1);
        assertThat(console.out().lines()).as("the others are approved").hasSize(2);
        assertThat(device("list", "--status", "active", "--json")).isZero();
        assertThat(names()).containsExactlyInAnyOrder("edge-1", "edge-2");
    }

    @Test
    void listsAreFilteredAndPaged() throws Exception {
        tenants();
        enrolled("edge-1", "--tenant", "acme", "--site", "berlin");
        enrolled("edge-2", "--tenant", "acme");
        Requests.Made other = enrolled("other", "--tenant", "beta");
        Requests.Made nexus = requests.make("nexus-1", Tier.NEXUS);
        assertThat(device("enrol", nexus.file())).isZero();
        assertThat(device("list")).isZero();
        assertThat(console.out().lines().count()).isEqualTo(4);
        assertThat(console.out()).contains("acme/berlin");
        assertThat(device("list", "--json", "--tenant", "acme")).isZero();
        assertThat(names()).containsExactlyInAnyOrder("edge-1", "edge-2");
        assertThat(device("list", "--json", "--tenant", "acme", "--site", "berlin"))
                .isZero();
        assertThat(names()).containsExactly("edge-1");
        assertThat(device("list", "--json", "--tier", "nexus")).isZero();
        assertThat(names()).containsExactly("nexus-1");
        assertThat(device("list", "--json", "--text", "EDGE")).isZero();
        assertThat(names()).containsExactly("edge-1", "edge-2");
        assertThat(device("list", "--json", "--text", other.id().substring(0, 8)))
                .isZero();
        assertThat(names()).containsExactly("other");
        assertThat(device("list", "--status", "REVOKED")).isZero();
        assertThat(console.out()).isEmpty();

        List<String> seen = new ArrayList<>();
        assertThat(device("list", "--json", "--limit", "3")).isZero();
        seen.addAll(names());
        assertThat(seen).hasSize(3);
        String last = json().get(2).get("node_id").asText();
        assertThat(console.err()).contains("--after " + last);
        assertThat(device("list", "--json", "--limit", "3", "--after", last)).isZero();
        seen.addAll(names());
        assertThat(console.err()).isEmpty();
        assertThat(seen).containsExactlyInAnyOrder("edge-1", "edge-2", "other", "nexus-1");

        assertThat(device("list", "--site", "berlin")).isEqualTo(CliException.USAGE);
        assertThat(device("list", "--limit", "0")).isEqualTo(CliException.USAGE);
        assertThat(device("list", "--status", "gone")).isEqualTo(CliException.USAGE);
        assertThat(device("list", "--text", "x".repeat(65))).isEqualTo(CliException.USAGE);
        assertThat(device("list", "--text", "edge", "--after", other.id())).isEqualTo(CliException.USAGE);
    }

    @Test
    void aDeviceTakesAnotherOnesPlace() throws Exception {
        tenants();
        Requests.Made old = enrolled("edge-1", "--tenant", "acme", "--site", "berlin");
        Requests.Made next = requests.guardian("edge-new");
        assertThat(device("replace", "--reason", "broken", old.id(), next.file()))
                .as("still PENDING")
                .isEqualTo(1);
        assertThat(device("approve", old.id())).isZero();
        assertThat(device("replace", "--reason", "broken", "--json", old.id(), next.file()))
                .as(console.err())
                .isZero();
        JsonNode now = json().get(0);
        assertThat(now.get("status").asText()).isEqualTo("ACTIVE");
        assertThat(now.get("name").asText()).isEqualTo("edge-1");
        assertThat(now.get("site").asText()).isEqualTo("berlin");
        assertThat(now.get("replaces").asText()).isEqualTo(old.id());
        assertThat(state(old.id())).isEqualTo("REVOKED");
        assertThat(device("replace", "--reason", "x", old.id(), db)).isEqualTo(CliException.USAGE);
    }

    @Test
    void rolesHoldAndTheAuditsNameWhoDidIt() throws Exception {
        tenants();
        Requests.Made made = enrolled("edge-1", "--tenant", "acme");
        String viewer = token("acme/vera", "VIEWER");
        String operator = token("acme/olga", "OPERATOR");
        assertThat(device("list", "--token-file", viewer, "--json")).isZero();
        assertThat(names()).containsExactly("edge-1");
        assertThat(device("show", "--token-file", viewer, made.id())).isZero();
        assertThat(device("approve", "--token-file", viewer, made.id())).isEqualTo(CliException.NOT_PERMITTED);
        assertThat(console.err()).contains("devices.approve: not permitted to acme/vera");
        Requests.Made second = requests.guardian("edge-2");
        assertThat(device("enrol", "--token-file", viewer, second.file())).isEqualTo(CliException.NOT_PERMITTED);
        assertThat(device("audit", "--token-file", viewer)).isEqualTo(CliException.NOT_PERMITTED);
        assertThat(device("approve", "--token-file", operator, made.id())).isZero();
        assertThat(device("enrol", "--token-file", operator, second.file())).isZero();
        assertThat(device("revoke", "--token-file", operator, "--reason", "x", made.id()))
                .isEqualTo(CliException.NOT_PERMITTED);
        assertThat(device("list", "--token-file", operator, "--json", "--text", "edge-2"))
                .isZero();
        assertThat(json().get(0).get("tenant").asText())
                .as("an operator's own tenant need not be named")
                .isEqualTo("acme");
        assertThat(device("audit", "--json", made.id())).isZero();
        assertThat(json().get(1).get("by").asText()).matches("acme/olga \\(token [0-9a-f]{16}\\)");
        assertThat(run("account", "audit", "--tenant", "acme", "--json")).isZero();
        assertThat(console.out()).contains("1 devices of acme").contains("\"outcome\":\"REFUSED\"");
    }

    @Test
    void anotherTenantsDeviceIsNotThere() throws Exception {
        tenants();
        Requests.Made theirs = enrolled("edge-1", "--tenant", "beta");
        String admin = token("acme/ada", "TENANT_ADMIN");
        for (String[] command : new String[][] {
            {"show"}, {"audit"}, {"approve"}, {"suspend", "--reason", "x"}, {"revoke", "--reason", "x"}
        }) {
            List<String> answers = new ArrayList<>();
            for (String id : List.of(theirs.id(), NOBODY)) {
                List<String> args = new ArrayList<>(List.of("--token-file", admin));
                args.addAll(List.of(command).subList(1, command.length));
                args.add(id);
                assertThat(device(command[0], args.toArray(String[]::new))).isEqualTo(1);
                assertThat(console.out()).isEmpty();
                answers.add(console.err().replace(id, "ID"));
            }
            assertThat(answers.get(0)).contains("there is no device ID").isEqualTo(answers.get(1));
        }
        assertThat(device("list", "--token-file", admin)).isZero();
        assertThat(console.out()).isEmpty();
        assertThat(device("list", "--token-file", admin, "--tenant", "beta")).isEqualTo(1);
        Requests.Made mine = requests.guardian("mine");
        assertThat(device("enrol", "--token-file", admin, "--tenant", "beta", mine.file()))
                .isEqualTo(1);
        assertThat(state(theirs.id())).isEqualTo("PENDING");
    }

    @Test
    void tenantsAndSitesAreAddedAndListed() throws Exception {
        tenants();
        assertThat(run("tenant", "list")).isZero();
        assertThat(console.out()).contains("acme", "Beta", "by " + LOCAL, "default");
        assertThat(run("site", "list", "--json")).isZero();
        assertThat(json().get(0).get("site").asText()).isEqualTo("berlin");
        assertThat(run("tenant", "add", "--name", "x", "acme")).isEqualTo(1);
        assertThat(run("tenant", "add", "--name", "x", "A B")).isEqualTo(CliException.USAGE);
        assertThat(run("site", "add", "--tenant", "acme", "--name", "x", "-")).isEqualTo(CliException.USAGE);
        String admin = token("acme/ada", "TENANT_ADMIN");
        assertThat(run("tenant", "list", "--token-file", admin, "--json")).isZero();
        assertThat(names()).containsExactly("Acme");
        assertThat(run("tenant", "add", "--token-file", admin, "--name", "x", "mine"))
                .isEqualTo(CliException.NOT_PERMITTED);
        assertThat(run("site", "add", "--token-file", admin, "--name", "Bonn", "bonn"))
                .isZero();
        assertThat(run("site", "list", "--token-file", admin)).isZero();
        assertThat(console.out()).contains("acme/berlin", "acme/bonn", "by acme/ada");
        assertThat(console.run("device")).isEqualTo(CliException.USAGE);
        assertThat(console.err()).contains("a command is needed", "approve", "enrol", "replace");
    }
}
