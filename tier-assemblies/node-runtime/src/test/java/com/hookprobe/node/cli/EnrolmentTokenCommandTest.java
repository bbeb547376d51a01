package com.hookprobe.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From {@code keys init} to an ACTIVE device by a one-time token, with real keystores, on both databases. */
class EnrolmentTokenCommandTest {
    @TempDir
    Path folder;

    private NeuroConsole console;
    private List<String> registry;

    @BeforeEach
    void makeMssp() throws Exception {
        console = new NeuroConsole();
        registry = List.of("--db", path("registry.db"));
        Files.writeString(folder.resolve("pass"), "correct horse");
        Files.writeString(folder.resolve("watched"), "a program");
        init("mssp-1", "mssp");
    }

    @AfterEach
    void close() {
        console.close();
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private int run(String group, String command, String... args) {
        List<String> all = new ArrayList<>(List.of(group, command));
        all.addAll(registry);
        all.addAll(List.of(args));
        return console.run(all.toArray(String[]::new));
    }

    private int keys(String command, String node, String... args) {
        List<String> all =
                new ArrayList<>(List.of("keys", command, "--keystore", path(node), "--passphrase-file", path("pass")));
        all.addAll(List.of(args));
        return console.run(all.toArray(String[]::new));
    }

    private void init(String node, String tier) {
        assertThat(keys("init", node, "--name", node, "--tier", tier, "--card", path(node + ".card")))
                .as(console.err())
                .isZero();
    }

    private int request(String node, String out, String... more) {
        List<String> args = new ArrayList<>(List.of(
                "--verifier-card", path("mssp-1.card"), "--integrity-file", path("watched"), "--out", path(out)));
        args.addAll(List.of(more));
        return keys("request", node, args.toArray(String[]::new));
    }

    private int oneTime(String... args) {
        List<String> all = new ArrayList<>(
                List.of("--one-time", "--keystore", path("mssp-1"), "--passphrase-file", path("pass"), "--json"));
        all.addAll(List.of(args));
        return run("device", "enrol", all.toArray(String[]::new));
    }

    private JsonNode json() throws Exception {
        return new ObjectMapper().readTree(console.out());
    }

    private String makeToken(String... args) throws Exception {
        assertThat(run("enrolment-token", "make", args)).as(console.err()).isZero();
        String text = console.out().strip();
        assertThat(text).startsWith("hpe_");
        assertThat(console.err()).contains("not shown again").doesNotContain(text);
        return Files.writeString(folder.resolve("token"), text + "\n").toString();
    }

    /** The whole way, and each way on which the token must not count again. */
    private void enrolOnce() throws Exception {
        assertThat(run("tenant", "add", "--name", "Acme", "acme"))
                .as(console.err())
                .isZero();
        assertThat(run("site", "add", "--tenant", "acme", "--name", "Berlin", "berlin"))
                .isZero();
        String token = makeToken("--tenant", "acme", "--site", "berlin", "--tier", "guardian", "--hours", "2");
        init("edge-1", "guardian");
        init("edge-2", "guardian");
        assertThat(request("edge-1", "one", "--token-file", token))
                .as(console.err())
                .isZero();
        assertThat(oneTime(path("one"))).as(console.err()).isZero();
        assertThat(json().get("status").asText()).isEqualTo("ACTIVE");
        String id = json().get("node_id").asText();
        assertThat(run("device", "show", "--json", id)).isZero();
        assertThat(json().get("tenant").asText()).isEqualTo("acme");
        assertThat(json().get("site").asText()).isEqualTo("berlin");
        assertThat(json().get("changes").get(1).get("by").asText())
                .matches("token [0-9a-f]{16} of local:" + System.getProperty("user.name"));

        assertThat(oneTime(path("one"))).as("the same request again").isEqualTo(1);
        assertThat(request("edge-2", "two", "--token-file", token)).isZero();
        assertThat(oneTime(path("two"))).as("another device, the same token").isEqualTo(1);
        assertThat(json().get("refused").asText()).contains("enrolment-token failures");
        assertThat(run("enrolment-token", "failures", "--tenant", "acme")).isZero();
        assertThat(console.out().lines()).hasSize(2);
        assertThat(console.out()).contains("token used already by");
        assertThat(run("device", "list")).isZero();
        assertThat(console.out().lines()).hasSize(1);
        assertThat(run("enrolment-token", "list", "--json")).isZero();
        assertThat(json().get("state").asText()).isEqualTo("used");
        assertThat(json().get("used_by").asText()).isEqualTo(id);
        assertThat(console.out()).doesNotContain("hpe_");
        assertThat(run("enrolment-token", "revoke", json().get("token").asText()))
                .isEqualTo(1);
    }

    @Test
    void aTokenLetsOneDeviceIn() throws Exception {
        enrolOnce();
    }

    @Test
    void theSameOnPostgreSql() throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.builder().start()) {
            try (Connection connection = server.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE ROLE hookprobe LOGIN PASSWORD 'none'");
                statement.execute("CREATE DATABASE registry OWNER hookprobe");
            }
            Files.writeString(folder.resolve("db-pass"), "none");
            registry = List.of(
                    "--db",
                    "postgresql://hookprobe@127.0.0.1:" + server.getPort() + "/registry",
                    "--db-password-file",
                    path("db-pass"));
            enrolOnce();
            Requests requests = new Requests(folder);
            Requests.Made more = requests.guardian("more");
            assertThat(run("device", "enrol", "--tenant", "acme", more.file())).isZero();
            assertThat(run("device", "list", "--status", "pending", "--text", "mor"))
                    .isZero();
            assertThat(console.out()).startsWith(more.id());
            assertThat(run("device", "approve", more.id())).isZero();
            Requests.Made next = requests.guardian("next");
            assertThat(run("device", "replace", "--reason", "broken", more.id(), next.file()))
                    .isZero();
            assertThat(run("device", "suspend", "--reason", "odd", next.id())).isZero();
            assertThat(run("device", "list", "--limit", "2")).isZero();
            assertThat(console.out().lines()).hasSize(2);
            assertThat(run("device", "audit", "--verify", "--tenant", "acme")).isZero();
            assertThat(console.out()).contains("replace", "SUSPENDED");
        }
    }

    @Test
    void whatIsNoGoodTokenIsNamedToTheOperator() throws Exception {
        init("edge-1", "guardian");
        assertThat(request("edge-1", "none")).isZero();
        assertThat(oneTime(path("none"))).isEqualTo(1);
        assertThat(json().get("refused").asText()).contains("carries no token");
        Files.writeString(folder.resolve("bad"), "hpe_" + "A".repeat(49));
        assertThat(request("edge-1", "bad.request", "--token-file", path("bad")))
                .isEqualTo(CliException.USAGE);
        assertThat(console.err()).contains("--token-file").doesNotContain("AAAA");

        String token = makeToken();
        assertThat(run("enrolment-token", "list", "--json")).isZero();
        String id = json().get("token").asText();
        assertThat(json().get("state").asText()).isEqualTo("open");
        InputStream before = System.in;
        try {
            System.setIn(
                    new ByteArrayInputStream(Files.readString(Path.of(token)).getBytes(StandardCharsets.UTF_8)));
            assertThat(request("edge-1", "piped", "--token-file", "-"))
                    .as(console.err())
                    .isZero();
        } finally {
            System.setIn(before);
        }
        assertThat(run("enrolment-token", "revoke", id)).isZero();
        assertThat(console.out()).contains("revoked");
        assertThat(oneTime(path("piped"))).isEqualTo(1);
        assertThat(run("enrolment-token", "failures", "--json")).isZero();
        assertThat(json().get("reason").asText()).isEqualTo("revoked token");

        registry = List.of("--db", path("other.db"));
        assertThat(oneTime(path("piped"))).as("a token of another registry").isEqualTo(1);
        assertThat(json().get("refused").asText()).contains("there is no enrolment token " + id);
        assertThat(oneTime("--tenant", "default", path("piped"))).isEqualTo(CliException.USAGE);
        assertThat(run("enrolment-token", "make", "--hours", "3000")).isEqualTo(CliException.USAGE);
        assertThat(run("enrolment-token", "make", "--tenant", "nowhere")).isEqualTo(1);
        init("other-mssp", "mssp");
        assertThat(run(
                        "device",
                        "enrol",
                        "--one-time",
                        "--keystore",
                        path("other-mssp"),
                        "--passphrase-file",
                        path("pass"),
                        path("piped")))
                .isEqualTo(1);
        assertThat(console.err()).contains("sealed to this verifier's key");
    }
}
