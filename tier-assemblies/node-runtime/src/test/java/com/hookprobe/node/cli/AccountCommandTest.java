package com.hookprobe.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.sql.TenantId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands {@code account} and {@code token} on a real registry file. */
class AccountCommandTest {
    private static final String PASSWORD = "seven green bottles";

    @TempDir
    Path folder;

    private NeuroConsole console;
    private String db;

    @BeforeEach
    void open() throws Exception {
        db = folder.resolve("registry.db").toString();
        try (DeviceRegistry registry = DeviceRegistry.open(Path.of(db))) {
            registry.tenants().add(new TenantId("acme"), "Acme", "test");
        }
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

    private String file(String name, String content) throws Exception {
        return Files.writeString(folder.resolve(name), content + "\n").toString();
    }

    private JsonNode json() throws Exception {
        return new ObjectMapper().readTree(console.out());
    }

    @Test
    void theFirstAdministratorIsMadeWithASecretOfOneUse() throws Exception {
        assertThat(run("account", "bootstrap")).isZero();
        String secret = file("secret", console.out().strip());
        String password = file("password", PASSWORD);
        assertThat(run(
                        "account",
                        "bootstrap",
                        "--redeem",
                        "olga",
                        "--secret-file",
                        secret,
                        "--password-file",
                        password))
                .isZero();
        assertThat(console.out()).contains("PLATFORM_ADMIN@*");
        assertThat(run("account", "bootstrap", "--redeem", "eve", "--secret-file", secret, "--password-file", password))
                .isEqualTo(CliException.NOT_PERMITTED);
        assertThat(run("account", "bootstrap")).isEqualTo(1);
        assertThat(console.err()).contains("there is an administrator");
        assertThat(run("account", "disable", "--reason", "x", "olga")).isEqualTo(1);
        assertThat(console.err()).contains("last enabled PLATFORM_ADMIN");
    }

    @Test
    void anAccountIsMadeShownGrantedAndDisabled() throws Exception {
        assertThat(run("account", "add", "--role", "operator", "--json", "acme/alice"))
                .isZero();
        assertThat(json().get("first_password").asText()).matches("([a-z2-9]{4}-){4}[a-z2-9]{4}");
        assertThat(run("account", "show", "--json", "acme/alice")).isZero();
        assertThat(json().get("roles").get(0).asText()).isEqualTo("OPERATOR@acme");
        assertThat(json().get("state").asText()).isEqualTo("first password");
        assertThat(json().get("created_by").asText()).isEqualTo("local:" + System.getProperty("user.name"));
        assertThat(run("account", "grant", "acme/alice", "TENANT_ADMIN")).isZero();
        assertThat(run("account", "revoke", "acme/alice", "OPERATOR")).isZero();
        assertThat(run("account", "list")).isZero();
        assertThat(console.out())
                .contains("acme/alice")
                .contains("TENANT_ADMIN@acme")
                .doesNotContain("OPERATOR@");
        assertThat(run("account", "disable", "--reason", "left", "acme/alice")).isZero();
        assertThat(run("account", "list", "--tenant", "acme", "--json")).isZero();
        assertThat(json().get("state").asText()).isEqualTo("disabled");
        assertThat(run("token", "list", "--as", "acme/alice"))
                .as("acting as a disabled account")
                .isEqualTo(1);
        assertThat(run("account", "enable", "--reason", "back", "acme/alice")).isZero();
        assertThat(run("account", "end-sessions", "acme/alice")).isZero();
        assertThat(run("account", "audit", "--verify", "--tenant", "acme", "--json"))
                .isZero();
        assertThat(console.out().lines().count())
                .as("seven changes, and this reading")
                .isEqualTo(8);
        assertThat(console.out()).contains("\"actor\":\"local:").doesNotContain("first_password");
    }

    @Test
    void wrongUseIsNamed() throws Exception {
        assertThat(run("account", "add", "Alice")).isEqualTo(CliException.USAGE);
        assertThat(run("account", "add", "--password-file", file("p", "password1234"), "acme/alice"))
                .isEqualTo(CliException.USAGE);
        assertThat(console.err()).contains("tried first").doesNotContain("password1234");
        assertThat(run("account", "add", "nowhere/alice")).isEqualTo(1);
        assertThat(run("account", "show", "acme/nobody")).isEqualTo(1);
        assertThat(console.err()).contains("there is no acme/nobody");
        assertThat(run("account", "add", "--no-password", "staff")).isZero();
        assertThat(run("account", "grant", "staff", "VIEWER")).isEqualTo(CliException.USAGE);
        assertThat(console.err()).contains("--tenant TENANT, or --everywhere");
        assertThat(run("account", "grant", "--everywhere", "staff", "TENANT_ADMIN"))
                .isEqualTo(CliException.USAGE);
        assertThat(run("account", "grant", "--everywhere", "staff", "VIEWER")).isZero();
        assertThat(run("account", "grant", "staff", "KING")).isEqualTo(CliException.USAGE);
        assertThat(run("token", "make", "--label", "x", "--scope", "devices.*")).isEqualTo(1);
        assertThat(console.err()).contains("is no account");
        assertThat(console.run("account", "list", "--db", "mysql://x")).isEqualTo(CliException.USAGE);
        assertThat(console.run("account", "list", "--db", "postgresql://me:secret@127.0.0.1/x"))
                .isEqualTo(CliException.USAGE);
        assertThat(console.run("account", "list", "--db", "postgresql://me@127.0.0.1/x"))
                .isEqualTo(CliException.NOT_PERMITTED);
        assertThat(console.run("account")).isEqualTo(CliException.USAGE);
        assertThat(console.err()).contains("a command is needed");
    }

    @Test
    void aTokenIsMadeUsedAndRevoked() throws Exception {
        assertThat(run("account", "add", "--no-password", "--role", "TENANT_ADMIN", "acme/bot"))
                .isZero();
        assertThat(run(
                        "token",
                        "make",
                        "--as",
                        "acme/bot",
                        "--label",
                        "t",
                        "--scope",
                        "accounts.*",
                        "--scope",
                        "account.tokens.list",
                        "--json"))
                .isZero();
        String id = json().get("token").asText();
        String token = file("token", json().get("secret").asText());
        assertThat(run("token", "list", "--token-file", token, "--json")).isZero();
        assertThat(json().get("state").asText()).isEqualTo("live");
        assertThat(json().get("scopes")).hasSize(7);
        assertThat(run("account", "list", "--token-file", token)).isZero();
        assertThat(run("account", "grant", "--token-file", token, "acme/bot", "OPERATOR"))
                .isEqualTo(CliException.NOT_PERMITTED);
        assertThat(run("account", "show", "--token-file", token, "default/x")).isEqualTo(1);
        assertThat(run("token", "revoke", id)).isZero();
        assertThat(run("account", "list", "--token-file", token)).isEqualTo(CliException.NOT_PERMITTED);
        assertThat(console.err()).contains("revoked").doesNotContain("hpt_");
        assertThat(run("token", "make", "--as", "acme/bot", "--label", "t", "--scope", "devices.eat"))
                .isEqualTo(CliException.USAGE);
        assertThat(run("account", "audit", "--json")).isZero();
        assertThat(console.out())
                .doesNotContain(Files.readString(Path.of(token)).substring(21, 85))
                .contains(" as acme/bot");
    }

    @Test
    void passwordsAreSetAndChanged() throws Exception {
        assertThat(run("account", "add", "--password-file", file("first", PASSWORD), "acme/alice"))
                .isZero();
        assertThat(run("account", "passwd", "--password-file", file("second", "three blue mountains"), "acme/alice"))
                .isZero();
        assertThat(run(
                        "account",
                        "passwd",
                        "--as",
                        "acme/alice",
                        "--old-password-file",
                        file("wrong", PASSWORD),
                        "--password-file",
                        file("third", "nine red lanterns")))
                .isEqualTo(CliException.NOT_PERMITTED);
        assertThat(run(
                        "account",
                        "passwd",
                        "--as",
                        "acme/alice",
                        "--old-password-file",
                        file("second", "three blue mountains"),
                        "--password-file",
                        file("third", "nine red lanterns")))
                .isZero();
        assertThat(run("account", "show", "--json", "acme/alice")).isZero();
        assertThat(json().get("state").asText()).isEqualTo("enabled");
    }
}
