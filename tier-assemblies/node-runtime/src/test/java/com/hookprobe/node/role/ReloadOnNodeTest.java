package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.LiveKeys;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.config.PolicyFragment;
import com.hookprobe.node.config.TestConfigs;
import com.hookprobe.node.learning.Traffic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** docs/spec/fleet.md, 1, on a whole site: each live key has its effect, all or none come into force, and others wait. */
@Timeout(300)
class ReloadOnNodeTest {
    private static final String SITE = "guardian-1";

    @TempDir
    Path folder;

    private LiveMesh mesh;
    private NodeConfig began;
    private final Map<String, Object> file = new LinkedHashMap<>();
    private int attackers = 10;

    @BeforeEach
    void open() throws Exception {
        mesh = LiveMesh.sharing(folder, 1);
        mesh.start(SITE);
        began = mesh.node(SITE).live().effective();
        mesh.node(SITE).reloadsFrom(() -> TestConfigs.with(began, file));
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    private ConfigRequest.Answer reload() throws Exception {
        return ask(ConfigRequest.RELOAD);
    }

    private ConfigRequest.Answer ask(String what) throws Exception {
        Path request = new ConfigRequest(what).write(mesh.home(SITE));
        List<ConfigRequest.Answer> got = new ArrayList<>();
        LiveMesh.await(
                () -> {
                    ConfigRequest.answer(request).ifPresent(got::add);
                    return !got.isEmpty();
                },
                () -> "no answer to a reload");
        return got.get(0);
    }

    private ConfigRequest.Answer set(String key, Object value) throws Exception {
        file.put(key, value);
        ConfigRequest.Answer answer = reload();
        assertThat(answer.error()).isNull();
        assertThat(answer.waiting()).isEmpty();
        return answer;
    }

    private String attacker() {
        return "203.0.113." + attackers++;
    }

    /** The last line about an attacker. */
    private String sensed(String attacker, String event) throws Exception {
        mesh.sense(SITE, attacker);
        mesh.awaitLog(SITE, event, attacker);
        List<String> lines = mesh.logged(SITE, event, attacker);
        return lines.get(lines.size() - 1);
    }

    /** Has a scan of a few doors taken notice of: an alert behind it is the sign that it was. */
    private boolean scanIsSeen() throws Exception {
        String scanner = attacker();
        long now = System.currentTimeMillis() * 1_000 - 2_000_000;
        List<String> lines = new ArrayList<>();
        for (int port = 8_001; port <= 8_003; port++) {
            lines.add(Traffic.flow(scanner, port, true, now + port * 1_000L, 0));
        }
        mesh.senseLines(SITE, lines);
        sensed(attacker(), "detection");
        return !mesh.logged(SITE, "detection", "port-scan", scanner).isEmpty();
    }

    private interface Effect {
        void show() throws Exception;
    }

    @Test
    void eachLiveKeyHasItsEffect() throws Exception {
        Map<String, Effect> effects = new LinkedHashMap<>();
        effects.put("detection.thresholds", () -> {
            assertThat(scanIsSeen()).isFalse();
            set("detection.thresholds", Map.of("port-scan.ports-remote", 3, "port-scan.knocks", 100));
            assertThat(scanIsSeen()).isTrue();
        });
        effects.put("qsecbit.weights", () -> {
            set("qsecbit.weights", Map.of("alpha", 1.0, "beta", 0.0, "gamma", 0.0, "delta", 0.0, "epsilon", 0.0));
            sensed(attacker(), "decision");
            assertThat(lastScore()).contains("\"p_attack\":0.0");
        });
        effects.put("qsecbit.profile", () -> {
            file.remove("qsecbit.weights");
            set("qsecbit.profile", "guardian");
            sensed(attacker(), "decision");
            assertThat(lastScore()).doesNotContain("\"p_attack\":0.0");
        });
        effects.put("response.allowlist", () -> {
            String friend = attacker();
            set("response.allowlist", List.of(friend));
            mesh.senseGrave(SITE, friend);
            mesh.awaitLog(SITE, "decision", friend, "ALLOWLISTED");
        });
        effects.put("response.own_hosts", () -> {
            set("response.own_hosts", "answer");
            assertThat(onLoop(() -> mesh.node(SITE).live().effective().ownHosts()))
                    .isEqualTo("answer");
            mesh.senseGrave(SITE, "10.77.66.59");
            mesh.awaitLog(SITE, "decision", "a host of this site", "ENFORCED");
        });
        effects.put("federation.warning_lists", () -> {
            Path lists = Files.createDirectories(folder.resolve("lists"));
            Files.writeString(
                    lists.resolve("list.json"),
                    "{\"name\":\"Resolvers\",\"version\":1,\"description\":\"d\",\"type\":\"cidr\",\"matching_attributes\":"
                            + "[\"ip-src\"],\"list\":[\"203.0.113.0/24\"]}");
            set("federation.warning_lists", lists.toString());
            mesh.awaitLog(SITE, "warning_lists", "\"lists\":1");
        });
        effects.put("log.quiet", () -> {
            set("log.quiet", List.of("detection"));
            String quiet = attacker();
            sensed(quiet, "decision");
            assertThat(mesh.logged(SITE, "detection", quiet)).isEmpty();
            file.remove("log.quiet");
            reload();
        });
        effects.put("log.per_minute", () -> {
            set("log.per_minute", 1);
            mesh.sense(SITE, attacker());
            mesh.sense(SITE, attacker());
            LiveMesh.await(() -> mesh.node(SITE).suppressed("detection") > 0, () -> "nothing was suppressed");
        });
        effects.put("fleet.tenant", () -> set("fleet.tenant", "acme"));
        effects.put("fleet.accept", () -> {
            assertThat(followed("log: {per_minute: 9}")).contains("follows no policies");
            set("fleet.accept", "policies");
            assertThat(followed("qsecbit: {profile: nexus}")).isEmpty();
            assertThat(mesh.node(SITE).live().effective().weightProfile().name())
                    .isEqualTo("nexus");
        });
        effects.put("fleet.subtrees", () -> {
            assertThat(followed("log: {per_minute: 9}")).contains("fleet.subtrees");
            set("fleet.subtrees", List.of("log", "qsecbit"));
            assertThat(followed("log: {per_minute: 9}")).isEmpty();
        });
        effects.put("fleet.keep", () -> {
            set("fleet.keep", List.of("qsecbit"));
            assertThat(followed("qsecbit: {profile: nexus}")).isEmpty();
            assertThat(mesh.node(SITE).live().effective().weightProfile().name())
                    .isEqualTo("guardian");
            assertThat(mesh.node(SITE).live().layers().kept()).containsExactly("qsecbit.profile");
            assertThat(ask(ConfigRequest.SHOW).yaml())
                    .contains("profile: guardian", "# kept by the file: qsecbit.profile");
        });
        assertThat(effects.keySet()).containsExactlyInAnyOrderElementsOf(LiveKeys.all());
        // What limits the log comes last.
        Effect quiet = effects.remove("log.per_minute");
        for (Effect effect : effects.values()) {
            effect.show();
        }
        quiet.show();
    }

    private String lastScore() {
        List<String> lines = mesh.logged(SITE, "qsecbit");
        return lines.get(lines.size() - 1);
    }

    private interface Question<T> {
        T ask() throws Exception;
    }

    private <T> T onLoop(Question<T> question) throws Exception {
        CompletableFuture<T> answer = new CompletableFuture<>();
        mesh.node(SITE).execute(() -> answer.complete(question.ask()));
        return answer.get(60, TimeUnit.SECONDS);
    }

    /** Why a policy is not followed; empty when it is. */
    private String followed(String yaml) throws Exception {
        return onLoop(() -> {
            try {
                mesh.node(SITE).live().follow(Optional.of(PolicyFragment.parse("p", yaml)));
                return "";
            } catch (ConfigException e) {
                return String.valueOf(e.getMessage());
            }
        });
    }

    @Test
    void allOrNothingComesIntoForce() throws Exception {
        file.put("log.quiet", List.of("detection"));
        file.put("detection.thresholds", Map.of("no-such.threshold", 3));
        ConfigRequest.Answer answer = reload();
        assertThat(answer.error()).contains("no-such.threshold");
        assertThat(mesh.node(SITE).live().effective().logging().quiet()).isNull();
        String seen = attacker();
        assertThat(sensed(seen, "detection")).contains(seen);
        mesh.awaitLog(SITE, "config_not_reloaded", "no-such.threshold");
    }

    @Test
    void otherKeysWaitForARestart() throws Exception {
        file.put("htp.heartbeat", 7.0);
        file.put("neuro.trust_start", 0.5);
        file.put("log.per_minute", 500);
        ConfigRequest.Answer answer = reload();
        assertThat(answer.error()).isNull();
        assertThat(answer.inForce()).containsExactly("log.per_minute");
        assertThat(answer.waiting()).containsExactly("htp.heartbeat", "neuro.trust_start");
        assertThat(mesh.node(SITE).live().effective().heartbeat().toSeconds()).isEqualTo(30);
        mesh.awaitLog(SITE, "config_reloaded", "htp.heartbeat");
    }
}
