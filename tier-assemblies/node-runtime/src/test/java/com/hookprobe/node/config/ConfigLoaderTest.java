package com.hookprobe.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.node.shape.ModeOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigLoaderTest {
    private static final String MINIMAL = """
            node:
              name: guardian-1
              data: /var/lib/hookprobe
            mesh: /etc/hookprobe/mesh.json
            """;

    private final ConfigLoader loader = new ConfigLoader(Map.of("PORT", "5000", "BAD", "x\nadmin: true"));

    @Test
    void defaultsAreTheSeeds() throws ConfigException {
        NodeConfig config = loader.parse("c.yaml", MINIMAL);
        assertThat(config.htpPort()).isEqualTo(4719);
        assertThat(config.gossipPort()).isEqualTo(7946);
        assertThat(config.heartbeat().toSeconds()).isEqualTo(30);
        assertThat(config.keystorePath()).isEqualTo("/var/lib/hookprobe/keystore");
        assertThat(config.enforce()).isEqualTo("auto");
        assertThat(config.htpMode()).isEqualTo("auto");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            passphrase: secret              | rw-r--r-- | true
            passphrase: "secret"            | rw-r--r-- | true
            passphrase: secret              | rw-r----- | false
            passphrase: "${PORT}"           | rw-r--r-- | false
            passphrase: ${PORT}             | rw-r--r-- | false
            passphrase: ${NONE:-secret}     | rw-r--r-- | true
            passphrase : >-\\n    secret    | rw-r--r-- | true
            passphrase_file: /run/secret    | rw-r--r-- | false
            # passphrase: secret            | rw-r--r-- | false
            """)
    void aSecretInAFileForEverybodyIsRefused(String line, String mode, boolean refused, @TempDir Path folder)
            throws Exception {
        Path file = folder.resolve("node.yaml");
        Files.writeString(file, MINIMAL.replace("  data:", "  " + line.replace("\\n", "\n") + "\n  data:"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        if (refused) {
            assertThatThrownBy(() -> loader.load(file))
                    .hasMessageContaining("node.yaml:3: 'node.passphrase' is said in a file that every user")
                    .hasMessageNotContaining("secret ");
        } else {
            assertThat(loader.load(file).node().name()).isEqualTo("guardian-1");
        }
    }

    @ParameterizedTest
    @CsvSource({"auto, AUTO", "burst, BURST", "BALANCED, BALANCED", "swarm, SWARM", "ghost, GHOST"})
    void modesAreRead(String word, ModeOrder order) throws ConfigException {
        NodeConfig config = loader.parse("c.yaml", MINIMAL + "htp: {mode: " + word + "}\n");
        assertThat(ModeOrder.of(config.htpMode())).isEqualTo(order);
    }

    @Test
    void theLedgersStoreAndCopiesAreRead() throws ConfigException {
        NodeConfig config = loader.parse("c.yaml", MINIMAL + """
                dsm:
                  storage:
                    microblocks: {backend: segments, retention_days: 7, leaf_days: 70, payload_days: 14}
                    postgresql: {url: "jdbc:postgresql://db/hp", user: hp, password: "${PORT}", migrate: false}
                    redis: {host: cache, tls: true, user: hp, password_file: /run/secret}
                """);
        assertThat(config.storeBackend()).isEqualTo("segments");
        assertThat(config.retention().blocks().toDays()).isEqualTo(7);
        assertThat(config.retention().leaves().toDays()).isEqualTo(70);
        assertThat(config.retention().payloads().toDays()).isEqualTo(14);
        assertThat(config.storage().postgresql().password()).isEqualTo("5000");
        assertThat(config.storage().redis().passwordFile()).isEqualTo("/run/secret");
        assertThat(loader.parse("c.yaml", MINIMAL).retention().blocks().toDays())
                .isEqualTo(30);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "port: 70000 | dsm.api.port",
                "tokens: [{name: 'a b'}] | tokens.name",
                "tokens: [{name: a, sha256: secret, roles: [reader]}] | found something else",
                "tls: {keystore: a} | password_file"
            })
    void wrongApiIsNamed(String section, String message) {
        assertThatThrownBy(() -> loader.parse("c.yaml", MINIMAL + "dsm: {api: {" + section + "}}\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("secret");
    }

    @Test
    void anExchangeIsRead() throws ConfigException {
        ExchangeSettings exchange =
                loader.parse("c.yaml", MINIMAL + """
                exchange:
                  keys: [{name: gateway, sha256: %s, rights: [bouncer, taxii_read]}]
                  pulls:
                    interval: 900
                    taxii: [{name: cti, url: "https://cti.example/root/collections/x/", user: u, secret_file: /s, weight: 1, action: block}]
                    misp: [{name: feed, folder: /srv/misp}]
                """.formatted("0a".repeat(32))).exchange();
        assertThat(exchange.address() + exchange.portNumber() + exchange.marking())
                .isEqualTo("127.0.0.18080amber");
        assertThat(exchange.asked().every().toSeconds()).isEqualTo(900);
        assertThat(exchange.asked().collections().get(0).belief().most()).isEqualTo("block");
        assertThat(exchange.asked().feeds().get(0).belief().most()).isEqualTo("watch");
        assertThat(exchange.posted().believed()).isEqualTo(0.5);
        assertThat(loader.parse("c.yaml", MINIMAL).exchange()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "port: 70000 | exchange.port",
                "bind: 0.0.0.0 | exchange.tls",
                "tls: {keystore: a} | password_file",
                "tlp: pink | white, green, amber, red",
                "publisher: '' | exchange.publisher",
                "keys: [{name: 'a b'}] | keys.name",
                "keys: [{name: a, sha256: hunter2, rights: [bouncer]}] | found something else",
                "keys: [{name: a, sha256: %h, rights: [root]}] | keys.rights' expects bouncer",
                "keys: [{name: a, sha256: %h}] | found none",
                "keys: [{name: a, sha256: %h, rights: [misp]}, {name: a, sha256: %h, rights: [misp]}] | a twice",
                "shared: {weight: 1.5} | exchange.shared.weight",
                "shared: {action: quarantine} | watch, rate_limit, block",
                "shared: {hold: 1} | exchange.shared.hold",
                "pulls: {interval: 1} | 60 to 604800 seconds",
                "pulls: {taxii: [{name: a}]} | found neither",
                "pulls: {taxii: [{name: a, folder: /x}]} | pulls.taxii.folder",
                "pulls: {taxii: [{name: a, url: 'http://cti.example/c/'}]} | https, or http on loopback",
                "pulls: {taxii: [{name: a, url: 'https://cti.example/c'}]} | slash at its end",
                "pulls: {taxii: [{name: a, url: 'https://u:hunter2@cti.example/c/'}]} | without user",
                "pulls: {misp: [{name: a, url: 'https://cti.example/c/', user: u}]} | pulls.misp.user",
                "pulls: {misp: [{name: a, folder: /x}, {name: a, folder: /y}]} | a twice"
            })
    void wrongExchangeIsNamed(String section, String message) {
        String yaml = MINIMAL + "exchange: {" + section.replace("%h", "0a".repeat(32)) + "}\n";
        assertThatThrownBy(() -> loader.parse("c.yaml", yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void onlyASiteHasAnExchange() throws ConfigException {
        ExchangeSettings exchange =
                loader.parse("c.yaml", MINIMAL + "exchange: {port: 0}\n").exchange();
        ExchangeCheck.requireSite(exchange, true);
        ExchangeCheck.requireSite(null, false);
        assertThatThrownBy(() -> ExchangeCheck.requireSite(exchange, false)).hasMessageContaining("guardian, fortress");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "microblocks: {retention_days: 0} | retention_days' expects 1 to 36500",
                "microblocks: {leaf_days: 3} | leaf_days' expects at least retention_days, 30",
                "postgresql: {url: 'jdbc:mysql://x'} | postgresql.url",
                "postgresql: {url: 'jdbc:postgresql://x/y?password=z', user: a} | no password in it",
                "postgresql: {url: 'jdbc:postgresql://x/y', user: a} | password or password_file",
                "postgresql: {url: 'jdbc:postgresql://x/y', password: a} | postgresql.user",
                "redis: {port: 1} | redis.host",
                "redis: {host: a, port: 0} | redis.port",
                "redis: {host: a, user: b} | redis.user",
                "redis: {host: a, password: b, password_file: c} | and not both"
            })
    void wrongStorageIsNamed(String section, String message) {
        assertThatThrownBy(() -> loader.parse("c.yaml", MINIMAL + "dsm: {storage: {" + section + "}}\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void filesAreRead() throws ConfigException {
        NodeConfig.Files files = loader.parse("c.yaml", MINIMAL + """
                htp:
                  files:
                    root: /srv/hookprobe
                    quota_mib: 100
                    node_day_mib: 10
                    mirror: {from: NEXUS, remote: [shared/models, shared/rules], local: /var/lib/models, interval: 60}
                """).files();
        assertThat(files.root()).isEqualTo("/srv/hookprobe");
        assertThat(files.quotaBytes()).isEqualTo(100L << 20);
        assertThat(files.nodeDayBytes()).isEqualTo(10L << 20);
        assertThat(files.mirror().source()).isEqualTo("nexus");
        assertThat(files.mirror().folders()).containsExactly("shared/models", "shared/rules");
        assertThat(files.mirror().every().toSeconds()).isEqualTo(60);
        assertThat(loader.parse("c.yaml", MINIMAL).files()).isNull();
    }

    @Test
    void environmentIsSubstitutedAndDefaultsApply() throws ConfigException {
        NodeConfig config =
                loader.parse("c.yaml", MINIMAL + "htp:\n  port: ${PORT}\n  bind: ${NONE:-127.0.0.1}\n# ${MISSING}\n");
        assertThat(config.htpPort()).isEqualTo(5000);
        assertThat(config.htpBind()).isEqualTo("127.0.0.1");
    }

    @Test
    void secretsStandInNoMessageAndNoDump() throws ConfigException {
        String node = "mesh: m\nnode: {name: a, data: /d, passphrase: ";
        assertThatThrownBy(() -> new ConfigLoader(Map.of()).parse("node.yaml", node + "[4711]}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'node.passphrase' expects a text")
                .hasMessageNotContaining("4711");
        String storage = "}\ndsm: {storage: {postgresql: {url: \"jdbc:postgresql://h/d\", user: u, password: k4711},"
                + " redis: {host: h, password: k4711}}}";
        NodeConfig config = new ConfigLoader(Map.of()).parse("node.yaml", node + "k4711" + storage);
        assertThat(config.toString()).contains("jdbc:postgresql://h/d").doesNotContain("4711");
    }

    @Test
    void unknownKeyIsRefusedWithFileAndLine() {
        assertThatThrownBy(() -> loader.parse("c.yaml", MINIMAL + "htp:\n  prot: 1\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("c.yaml:6: unknown key 'htp.prot'")
                .hasMessageContaining("port");
    }

    @Test
    void variableCannotSmuggleKeys() {
        assertThatThrownBy(() -> loader.parse("c.yaml", MINIMAL + "htp:\n  bind: ${BAD}\n"))
                .hasMessageContaining("c.yaml:6: environment variable BAD");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "htp: {port: 70000}|'htp.port' expects 0 to 65535",
                "htp: {port: abc}|c.yaml:5",
                "htp: {mode: stealth}|'htp.mode' expects auto, burst, balanced, swarm, ghost; found stealth",
                "htp: {port: 1, port: 2}|Duplicate",
                "neuro: {ter_interval: 0}|neuro.ter_interval",
                "response: {enforce: yes-please}|response.enforce",
                "dsm: {node: {role: king}}|dsm.node.role",
                "htp: [1]|c.yaml:5",
                "htp: ${UNSET}|environment variable UNSET is not set",
                "htp: {files: {}}|'htp.files' expects root (a folder to serve), mirror (what to fetch), or both",
                "htp: {files: {root: /srv, quota_mib: 0}}|'htp.files.quota_mib' expects 1 to",
                "htp: {files: {root: /srv, quota: 5}}|unknown key 'htp.files.quota'",
                "htp: {files: {node_day_mib: 5, mirror: {}}}|expects root beside quota_mib, node_quota_mib and",
                "htp: {files: {mirror: {from: moon, remote: [shared], local: /x}}}|expects nexus or mssp; found moon",
                "htp: {files: {mirror: {remote: [shared], local: /x}}}|'htp.files.mirror.from' expects",
                "htp: {files: {mirror: {from: mssp, remote: [shared]}}}|'htp.files.mirror.local' expects",
                "htp: {files: {mirror: {from: mssp, remote: [], local: /x}}}|'htp.files.mirror.remote' expects 1 to 16",
                "htp: {files: {mirror: {from: mssp, remote: [a/../b], local: /x}}}|breaks the rule",
                "htp: {files: {mirror: {from: mssp, remote: [/etc], local: /x}}}|without '/' in front; found '/etc'",
                "htp: {files: {mirror: {from: mssp, remote: [shared], local: /x, interval: 0.5}}}|expects 1 to 86400",
                "{{{|c.yaml"
            })
    void badValuesAreRefusedPlainly(String yaml, String message) {
        assertThatThrownBy(() -> loader.parse("c.yaml", MINIMAL + yaml + "\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void missingSectionsAndFilesAreNamed() {
        assertThatThrownBy(() -> loader.parse("c.yaml", "mesh: x\n")).hasMessageContaining("'node' is missing");
        assertThatThrownBy(() -> loader.parse("c.yaml", "")).hasMessageContaining("empty");
        assertThatThrownBy(() -> loader.load(Path.of("does-not-exist.yaml"))).hasMessageContaining("no such file");
    }
}
