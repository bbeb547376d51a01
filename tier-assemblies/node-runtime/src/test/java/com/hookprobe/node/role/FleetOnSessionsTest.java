package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.Channels;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.TenantId;
import com.hookprobe.node.config.FleetSettings;
import com.hookprobe.node.fleet.FleetView;
import com.hookprobe.node.fleet.PolicyOrder;
import com.hookprobe.node.fleet.core.Policy;
import com.hookprobe.node.learning.Traffic;
import com.hookprobe.node.wire.MeshMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/spec/fleet.md on a whole mesh with real sockets: a policy is sealed, comes to a group, is seen to act, survives restarts of both
 * sides; a site refuses by its file, another tenant's sites get nothing, and orders that are old or forged are not followed.
 */
@Timeout(400)
class FleetOnSessionsTest {
    private static final String MSSP = "mssp-1";
    private static final String SITE = "guardian-1";
    private static final String REFUSING = "guardian-2";
    private static final String STRANGER = "guardian-3";
    private static final String TENANT = TenantId.DEFAULT.value();
    private static final String LOW = "detection: {thresholds: {port-scan.ports-remote: 3, port-scan.knocks: 100}}\n";

    @TempDir
    Path folder;

    private LiveMesh mesh;
    private int scanners = 10;

    @BeforeEach
    void open() throws Exception {
        mesh = LiveMesh.sharing(folder, 1, STRANGER);
        mesh.follows(SITE, new FleetSettings(TENANT, "policies", List.of("detection", "log"), null));
        mesh.follows(REFUSING, new FleetSettings(TENANT, "none", null, null));
        mesh.follows(STRANGER, new FleetSettings("acme", "policies", List.of("detection", "log"), null));
        for (String name : mesh.names()) {
            mesh.start(name);
        }
        for (String site : List.of(SITE, REFUSING, STRANGER)) {
            mesh.awaitLog(site, "peer_connected", MSSP);
        }
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    private FleetRequest.Answer ask(FleetRequest asked) throws Exception {
        Path file = asked.write(mesh.home(MSSP));
        List<FleetRequest.Answer> got = new ArrayList<>();
        LiveMesh.await(
                () -> {
                    FleetRequest.answer(file).ifPresent(got::add);
                    return !got.isEmpty();
                },
                () -> "no answer to " + asked.request());
        return got.get(0);
    }

    private long done(FleetRequest asked) throws Exception {
        FleetRequest.Answer answer = ask(asked);
        assertThat(answer.error()).isNull();
        return answer.number();
    }

    private void group(String tenant, String name, String selector) throws Exception {
        done(new FleetRequest("group", tenant, "op", name, selector, null, List.of(100), 1L, 50, null, null));
    }

    private long policy(String tenant, String group, String yaml) throws Exception {
        return done(new FleetRequest("policy", tenant, "op", group, null, null, null, null, null, yaml, null));
    }

    private interface Question<T> {
        T ask() throws Exception;
    }

    private <T> T onLoop(String name, Question<T> question) throws Exception {
        CompletableFuture<T> answer = new CompletableFuture<>();
        mesh.node(name).execute(() -> {
            try {
                answer.complete(question.ask());
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        return answer.get(60, TimeUnit.SECONDS);
    }

    private FleetView view() throws Exception {
        return onLoop(MSSP, () -> mesh.node(MSSP).fleet().orElseThrow().view());
    }

    private FleetView.Node row(String name) throws Exception {
        return view().nodes().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void awaitFollows(String name, long number) throws Exception {
        LiveMesh.await(
                () -> view().nodes().stream()
                        .anyMatch(node -> node.name().equals(name) && node.acknowledged() == number),
                () -> name + " follows " + number + ": " + view());
    }

    private boolean scanIsSeen(String site) throws Exception {
        String scanner = "203.0.113." + scanners++;
        long now = System.currentTimeMillis() * 1_000 - 2_000_000;
        List<String> lines = new ArrayList<>();
        for (int port = 8_001; port <= 8_003; port++) {
            lines.add(Traffic.flow(scanner, port, true, now + port * 1_000L, 0));
        }
        mesh.senseLines(site, lines);
        String behind = "203.0.113." + scanners++;
        mesh.sense(site, behind);
        mesh.awaitLog(site, "detection", behind);
        return !mesh.logged(site, "detection", "port-scan", scanner).isEmpty();
    }

    private void send(String from, String to, PolicyOrder order, byte[] proof) throws Exception {
        byte[] message = new MeshMessage.PolicyPush(order.encode(), proof).encode();
        mesh.node(from).execute(() -> mesh.node(from).links().send(mesh.id(to), Channels.TELEMETRY, message));
    }

    @Test
    void aPolicyComesToItsGroupActsAndSurvivesRestarts() throws Exception {
        assertThat(scanIsSeen(SITE)).isFalse();
        assertThat(ask(new FleetRequest("policy", TENANT, "op", "shops", null, null, null, null, null, LOW, null))
                        .error())
                .contains("there is no group shops");
        group(TENANT, "shops", "node=" + SITE + "," + REFUSING + "," + STRANGER);
        assertThat(ask(new FleetRequest(
                                "policy", TENANT, "op", "shops", null, null, null, null, null, "mesh: x\n", null))
                        .error())
                .isNotEmpty();
        long first = policy(TENANT, "shops", LOW);
        mesh.awaitLog(MSSP, "policy_sealed", "\"number\":" + first);
        mesh.awaitLog(SITE, "policy_followed", "\"number\":" + first, "detection.thresholds");
        awaitFollows(SITE, first);
        assertThat(scanIsSeen(SITE)).isTrue();

        // Its owner's file says no; and what a file says of another tenant holds.
        mesh.awaitLog(REFUSING, "policy_refused", "follows no policies");
        mesh.awaitLog(STRANGER, "policy_refused", "no policies of tenant " + TENANT);
        assertThat(mesh.logged(REFUSING, "policy_followed")).isEmpty();
        LiveMesh.await(
                () -> row(REFUSING).refused().isPresent(), () -> "the MSSP knows of the refusal: " + row(REFUSING));
        assertThat(row(REFUSING).refused().orElseThrow().reason()).contains("follows no policies");
        // More than half of the stage refuse: it goes back by itself, under a new number that says nothing.
        mesh.awaitLog(MSSP, "policy_rollout", "ROLLED_BACK", "2 refused");
        awaitFollows(SITE, first + 1);
        assertThat(scanIsSeen(SITE)).isFalse();

        group(TENANT, "shops", "node=" + SITE);
        long second = policy(TENANT, "shops", LOW);
        awaitFollows(SITE, second);
        LiveMesh.await(
                () -> view().groups().get(0).rollout().orElseThrow().state() == FleetView.State.DONE,
                () -> "not done: " + view());
        assertThat(scanIsSeen(SITE)).isTrue();

        mesh.stop(SITE);
        mesh.stop(MSSP);
        mesh.start(MSSP);
        mesh.start(SITE);
        mesh.awaitLog(SITE, "policy_resumed", "\"number\":" + second);
        assertThat(scanIsSeen(SITE)).isTrue();
        awaitFollows(SITE, second);
        // What it said before is known from the disk; what it says now comes with its session.
        LiveMesh.await(
                () -> row(SITE).health() != FleetView.Health.UNKNOWN,
                () -> "the site has not said how it is: " + row(SITE));
        assertThat(view().groups().get(0).stable()).isEqualTo(second);

        oldAndForged(first, second);

        done(FleetRequest.of("rollback", TENANT, "op", "shops"));
        awaitFollows(SITE, second + 1);
        assertThat(scanIsSeen(SITE)).isFalse();
        assertThat(mesh.logged(STRANGER, "policy_followed")).isEmpty();
    }

    private void oldAndForged(long first, long second) throws Exception {
        TenantId tenant = new TenantId(TENANT);
        // The MSSP's own word of before: signed, sealed, and older than what is followed.
        Policy replayed = new Policy(first, "shops", first, LOW, "op", "", true);
        send(MSSP, SITE, PolicyOrder.sign(tenant, replayed, mesh.keys(MSSP).device()::sign), new byte[] {1});
        mesh.awaitLog(SITE, "policy_refused", "not above " + second);
        // Signed by somebody else.
        Policy newer = new Policy(second + 7, "shops", second + 7, "log: {quiet: [detection]}", "op", "", true);
        send(MSSP, SITE, PolicyOrder.sign(tenant, newer, mesh.keys(REFUSING).device()::sign), new byte[] {1});
        mesh.awaitLog(SITE, "policy_refused", "not signed by the MSSP");
        // Signed by the MSSP, and nothing shows that it was sealed.
        send(MSSP, SITE, PolicyOrder.sign(tenant, newer, mesh.keys(MSSP).device()::sign), new byte[] {1});
        mesh.awaitLog(SITE, "policy_waits", "NOT_SEALED");
        assertThat(mesh.logged(SITE, "policy_followed", "\"number\":" + (second + 7)))
                .isEmpty();
    }

    @Test
    void aTenantsGroupNeverReachesAnothersSites() throws Exception {
        TenantId acme = new TenantId("acme");
        mesh.operator(registry -> registry.tenants().add(acme, "Acme", "op"));
        group("acme", "all", "all");
        long number = policy("acme", "all", LOW);
        mesh.awaitLog(MSSP, "policy_sealed", "\"tenant\":\"acme\"");
        // The sites are all of the default tenant, whatever a site's own file says.
        LiveMesh.await(
                () -> view().groups().stream()
                        .anyMatch(group -> group.rollout()
                                .filter(at -> at.number() == number && at.state() == FleetView.State.DONE)
                                .isPresent()),
                () -> "a stage for nobody goes on by itself: " + view());
        assertThat(view().groups().get(0).nodes()).isZero();
        for (String site : List.of(SITE, REFUSING, STRANGER)) {
            assertThat(mesh.logged(site, "policy_followed")).isEmpty();
            assertThat(mesh.logged(site, "policy_refused")).isEmpty();
            assertThat(row(site).wanted()).isZero();
        }
        FleetView ofDefault = view().within(Scope.tenant(TenantId.DEFAULT));
        assertThat(ofDefault.groups()).isEmpty();
        assertThat(ofDefault.nodes()).isNotEmpty();
        assertThat(view().within(Scope.tenant(acme)).nodes()).isEmpty();
        // Nor does another tenant's operator reach the group.
        assertThat(ask(FleetRequest.of("rollback", TENANT, "op", "all")).error())
                .contains("there is no group all");
    }
}
