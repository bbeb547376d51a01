package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.trust.TrustBook;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which way a site's reports go, and that the MSSP takes them from both ways once. */
class ReportRouteTest {
    private static final IpAddress ATTACKER = IpAddress.parse("203.0.113.9").orElseThrow();
    private static final IpAddress OTHER = IpAddress.parse("203.0.113.10").orElseThrow();

    @TempDir
    Path folder;

    private TestMesh mesh;
    private ReportRoute route;
    private boolean swarm;
    private double reserve = 1;
    private double trust = 0.8;
    private final Set<NodeId> closed = new HashSet<>();
    private final Map<NodeId, Double> loss = new HashMap<>();

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder, "nexus-1");
        route = route("guardian-1");
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    private ReportRoute route(String name) {
        NodeId nexus = mesh.id("nexus-1");
        Hops hops = new Hops() {
            @Override
            public boolean open(NodeId hop) {
                return !closed.contains(hop);
            }

            @Override
            public double reserve(NodeId hop) {
                return hop.equals(nexus) ? reserve : 1;
            }

            @Override
            public double trust(NodeId hop) {
                return hop.equals(nexus) ? trust : 1;
            }
        };
        return new ReportRoute(mesh.node(name), hops, hop -> loss.getOrDefault(hop, 0.0), () -> swarm);
    }

    private List<String> next() {
        return route.next().stream().map(Member::name).toList();
    }

    @Test
    void theNexusIsTheWayUntilItsBatteryFallsAndAgainWhenItRecovers() {
        assertThat(next()).containsExactly("nexus-1");
        reserve = 0.3;
        assertThat(next()).containsExactly("mssp-1");
        reserve = 1;
        assertThat(next()).containsExactly("nexus-1");
        assertThat(mesh.logged("guardian-1", "report_route"))
                .hasSize(2)
                .first()
                .asString()
                .contains("direct");
    }

    @Test
    void anUntrustedOrEmptyNexusIsUsedOnlyWhenThereIsNoOtherWay() {
        loss.put(mesh.id("mssp-1"), 0.9);
        trust = 0.49;
        assertThat(next()).containsExactly("mssp-1");
        swarm = true;
        assertThat(next()).as("nor in a swarm").containsExactly("mssp-1");
        closed.add(mesh.id("mssp-1"));
        assertThat(next()).containsExactly("nexus-1");
        swarm = false;
        trust = 0.9;
        reserve = 0.19;
        closed.clear();
        assertThat(next()).containsExactly("mssp-1");
    }

    @Test
    void lossToTheNexusSendsReportsDirectly() {
        loss.put(mesh.id("nexus-1"), 0.3);
        assertThat(next()).containsExactly("mssp-1");
        loss.put(mesh.id("mssp-1"), 0.3);
        assertThat(next()).containsExactly("nexus-1");
    }

    @Test
    void aSwarmTakesAllWaysThatAreOpen() {
        swarm = true;
        assertThat(next()).containsExactly("nexus-1", "mssp-1");
        closed.add(mesh.id("nexus-1"));
        assertThat(next()).containsExactly("mssp-1");
    }

    @Test
    void theNexusItselfHasOneWay() {
        route = route("nexus-1");
        swarm = true;
        assertThat(next()).containsExactly("mssp-1");
    }

    @Test
    void theCorrelatorCountsAReportThatComesBothWaysOnce() throws Exception {
        NodeContext mssp = mesh.node("mssp-1");
        LedgerRole ledger = new LedgerRole(mssp, mesh.store(), mssp.keys().vault(), null);
        TrustBook trusts = new TrustBook(1);
        NodeId site = mesh.id("guardian-1");
        trusts.follow(site, 0);
        CorrelatorRole correlator = new CorrelatorRole(mssp, ledger, mesh.everyone(trusts), message -> {});
        mssp.loop().execute(correlator::start);
        long now = mssp.loop().wallMicros();
        AttackSignature report = mesh.report("guardian-1", "guardian-1", ATTACKER, Hash32.sha256("evidence"), now);
        MeshMessage direct = new MeshMessage.Signature(site.bytes(), report.encode(), List.of(now, now + 1));
        MeshMessage relayed = new MeshMessage.Signature(site.bytes(), report.encode(), List.of(now, now + 1, now + 2));
        mssp.loop().execute(() -> correlator.onMesh(site, direct));
        // Decided, and nobody there to witness.
        LiveMesh.await(() -> mesh.logged("mssp-1", "alert_unverified").size() == 1, () -> "no decision");
        mssp.loop().execute(() -> correlator.onMesh(mesh.id("nexus-1"), relayed));
        mssp.loop().execute(() -> correlator.onMesh(site, direct));
        AttackSignature another = mesh.report("guardian-1", "guardian-1", OTHER, Hash32.sha256("other evidence"), now);
        mssp.loop()
                .execute(() -> correlator.onMesh(
                        site, new MeshMessage.Signature(site.bytes(), another.encode(), List.of(now))));
        LiveMesh.await(() -> mesh.logged("mssp-1", "alert_unverified").size() > 1, () -> "no other decision");
        assertThat(mesh.logged("mssp-1", "alert_unverified"))
                .as("one for each attacker")
                .hasSize(2);
        mssp.loop().execute(correlator::close);
        assertThat(mesh.logged("mssp-1", "report_refused")).isEmpty();
        assertThat(trusts.granted(site)).isEqualTo(1);
    }
}
