package com.hookprobe.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.identity.Tier;
import com.hookprobe.node.role.FleetFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hookprobe mssp fleet}: who may, whose fleet it is, and what a tenant's operator does not see or change. */
class FleetCommandTest {
    @TempDir
    Path folder;

    private NeuroConsole console;
    private String db;
    private String config;
    private FleetFixture mssp;

    @BeforeEach
    void open() throws Exception {
        db = folder.resolve("registry.db").toString();
        config = Files.writeString(
                        folder.resolve("c.yaml"), "node: {name: mssp-1, data: '" + folder + "'}\nmesh: mesh.json\n")
                .toString();
        console = new NeuroConsole();
        for (String tenant : List.of("acme", "beta")) {
            assertThat(console.run("tenant", "add", "--db", db, "--name", tenant, tenant))
                    .isZero();
            for (String role : List.of("operator", "viewer")) {
                assertThat(console.run("account", "add", "--db", db, "--role", role, tenant + "/" + role))
                        .isZero();
            }
        }
        mssp = new FleetFixture(folder, Map.of("acme", List.of("a-1", "a-2"), "beta", List.of("b-1")));
    }

    @AfterEach
    void close() {
        mssp.close();
        console.close();
    }

    private int fleet(String as, String... words) {
        List<String> all = new ArrayList<>(List.of("fleet"));
        all.addAll(List.of(words));
        all.addAll(List.of("--db", db, "--config", config));
        if (!as.isEmpty()) {
            all.addAll(List.of("--as", as));
        }
        return console.run(all.toArray(String[]::new));
    }

    private List<JsonNode> rows() throws Exception {
        List<JsonNode> rows = new ArrayList<>();
        for (String line : console.out().lines().toList()) {
            rows.add(new ObjectMapper().readTree(line));
        }
        return rows;
    }

    private String policy(String yaml) throws Exception {
        return Files.writeString(folder.resolve("policy.yaml"), yaml).toString();
    }

    @Test
    void anOperatorWorksOnTheOwnTenantsFleetOnly() throws Exception {
        assertThat(fleet("acme/operator", "group", "set", "shops", "--select", "all", "--stages", "50,100"))
                .isZero();
        assertThat(fleet("acme/operator", "policy", "set", "shops", policy("log: {per_minute: 9}"), "--json"))
                .isZero();
        assertThat(rows().get(0).get("number").asLong()).isEqualTo(1);
        assertThat(fleet("acme/operator", "group", "list", "--json")).isZero();
        assertThat(rows()).hasSize(1);
        assertThat(rows().get(0).get("rollout").get("state").asText()).isEqualTo("SEALING");
        assertThat(fleet("acme/operator", "status", "--json")).isZero();
        assertThat(rows()).extracting(row -> row.get("node").asText()).containsExactly("a-1", "a-2");

        // Another tenant's operator has a fleet in which there is nothing of it.
        assertThat(fleet("beta/operator", "group", "list")).isZero();
        assertThat(console.out()).isEmpty();
        assertThat(fleet("beta/operator", "status", "--json")).isZero();
        assertThat(console.out()).contains("b-1").doesNotContain("acme", "a-1");
        assertThat(fleet("beta/operator", "rollback", "shops")).isEqualTo(1);
        assertThat(console.err()).contains("there is no group shops");
        for (String command : List.of("promote", "rollback", "pause", "resume")) {
            assertThat(fleet("beta/operator", command, "shops", "--tenant", "acme"))
                    .as(command)
                    .isNotZero();
        }
        assertThat(fleet("beta/operator", "status", "--tenant", "acme")).isNotZero();
        assertThat(console.out()).isEmpty();
        assertThat(fleet("beta/operator", "group", "remove", "shops", "--tenant", "acme"))
                .isNotZero();

        // Who only looks changes nothing.
        assertThat(fleet("acme/viewer", "status")).isZero();
        assertThat(console.out()).contains("a-1").doesNotContain("b-1");
        assertThat(fleet("acme/viewer", "rollback", "shops")).isEqualTo(CliException.NOT_PERMITTED);
        // The provider names the tenant, and sees all.
        assertThat(fleet("", "status", "--json")).isZero();
        assertThat(rows()).hasSize(3);
        assertThat(fleet("", "rollback", "shops", "--tenant", "acme")).isZero();
        assertThat(fleet("acme/operator", "group", "list")).isZero();
        assertThat(console.out()).contains("acme/shops: all; 2 sites", "ROLLED_BACK");
    }

    @Test
    void whatIsWrongIsNamed() throws Exception {
        assertThat(fleet("acme/operator", "group", "set", "shops", "--select", "colour=red"))
                .isEqualTo(2);
        assertThat(console.err()).contains("tier=TIER");
        assertThat(fleet("acme/operator", "group", "set", "shops", "--select", "all", "--stages", "50"))
                .isEqualTo(1);
        assertThat(console.err()).contains("rise to 100");
        assertThat(fleet("acme/operator", "group", "set", "SHOPS", "--select", "all"))
                .isEqualTo(1);
        assertThat(fleet("acme/operator", "group", "set", "shops", "--select", "all"))
                .isZero();
        assertThat(fleet("acme/operator", "policy", "set", "shops", policy("response: {allowlist: [0.0.0.0/0]}")))
                .isEqualTo(CliException.CONFIGURATION);
        assertThat(console.err()).contains("no policy may set 'response.allowlist'", "log.quiet");
        assertThat(fleet(
                        "acme/operator",
                        "policy",
                        "set",
                        "shops",
                        policy("detection: {thresholds: {no-such.threshold: 1}}")))
                .isEqualTo(CliException.CONFIGURATION);
        assertThat(console.err()).contains("no-such.threshold");
        assertThat(console.run("fleet", "policy", "check", policy("log: {per_minute: 9}")))
                .isZero();
        assertThat(console.out()).contains("log.per_minute");
        assertThat(console.run("fleet", "policy", "keys")).isZero();
        assertThat(console.out()).contains("detection.thresholds").doesNotContain("allowlist");
        mssp.close();
        assertThat(fleet("acme/operator", "promote", "shops", "--wait", "1")).isEqualTo(CliException.UNAVAILABLE);
        assertThat(console.err()).contains("nothing was done");
        assertThat(TierMain.commandLine(Tier.GUARDIAN, new String[] {"fleet"}).getSubcommands())
                .as("only an MSSP has fleets")
                .doesNotContainKey("fleet");
    }
}
