package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.NodeId;
import com.hookprobe.node.trust.TrustBook;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.qsecbit.correlation.core.Input;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.response.Allowlist;
import com.hookprobe.qsecbit.response.DryRunEnforcer;
import com.hookprobe.qsecbit.response.Response;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One member that floods in others' names takes no place but its own, wherever words wait. */
class FairSharesTest {
    private static final IpAddress ATTACKER = IpAddress.parse("203.0.113.9").orElseThrow();

    @TempDir
    Path folder;

    private TestMesh mesh;

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder, "nexus-1");
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    private MeshMessage.Signature report(long now) throws Exception {
        AttackSignature report = mesh.report(
                "guardian-2", "guardian-2", ATTACKER, mesh.alert("guardian-2").hash(), now);
        return new MeshMessage.Signature(mesh.id("guardian-2").bytes(), report.encode(), List.of());
    }

    private MeshMessage.Signature forged() {
        return new MeshMessage.Signature(mesh.id("guardian-2").bytes(), new byte[] {1}, List.of());
    }

    @Test
    void whatWaitsForAResonanceIsNotPushedOutInItsAuthorsName() throws Exception {
        NodeContext mssp = mesh.node("mssp-1");
        long now = mssp.loop().wallMicros();
        Set<NodeId> awaited = new HashSet<>(Set.of(mesh.id("guardian-2")));
        Constituency everyone = new WholeMesh(
                mesh.mesh, id -> !awaited.contains(id), awaited::contains, id -> 100, id -> 1, new TrustBook(0.9));
        List<NodeId> taken = new ArrayList<>();
        Map<NodeId, com.hookprobe.node.mesh.Member> sites = new HashMap<>();
        everyone.sites().forEach(site -> sites.put(site.id(), site));
        StandingsFile standing = StandingsFile.open(folder.resolve("standings"));
        CorrelatorIntake intake = new CorrelatorIntake(mssp, everyone, sites, standing, new CorrelatorIntake.Sink() {
            @Override
            public void report(NodeId reporter, AttackSignature report) {
                taken.add(reporter);
            }

            @Override
            public void submit(LongFunction<Input> at) {
                assertThat(at.apply(now)).isInstanceOf(Input.Report.class);
            }
        });
        intake.onMesh(mesh.id("guardian-2"), report(now));
        for (int i = 0; i < 5_000; i++) {
            intake.onMesh(mesh.id("guardian-1"), forged());
        }
        awaited.clear();
        intake.tick();
        assertThat(taken).containsExactly(mesh.id("guardian-2"));
    }

    @Test
    void theNexusGivesTheShareOfWhoBringsAWord() throws Exception {
        NodeContext nexus = mesh.node("nexus-1");
        LedgerRole ledger = new LedgerRole(nexus, mesh.store(), nexus.keys().vault(), null);
        Response response = new Response(new Allowlist(List.of()), new DryRunEnforcer());
        SharingRole sharing =
                new SharingRole(nexus, ledger, response, SiteMemory.open(nexus), TestMesh.route(nexus), id -> false);
        List<NodeId> shares = new ArrayList<>();
        RegionRole region = new RegionRole(
                nexus,
                sharing,
                mesh.certificates(nexus.loop().wallMicros()),
                Duration.ofHours(1),
                (share, message) -> shares.add(share));
        region.onMesh(mesh.id("guardian-1"), forged());
        region.onMesh(
                mesh.id("guardian-1"),
                new MeshMessage.Retraction(mesh.id("guardian-2").bytes(), new byte[] {1}));
        assertThat(shares).containsExactly(mesh.id("guardian-1"), mesh.id("guardian-1"));
        region.close();
        sharing.close();
    }
}
