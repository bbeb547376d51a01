package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.config.FederationSettings;
import com.hookprobe.node.config.TestConfigs;
import com.hookprobe.node.trust.TrustBook;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.node.witness.DeskEffect;
import com.hookprobe.node.witness.WitnessDesk;
import com.hookprobe.node.witness.WitnessProof;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.core.Correlator;
import com.hookprobe.qsecbit.federation.core.CorrelatorConfig;
import com.hookprobe.qsecbit.federation.core.CorrelatorEffect;
import com.hookprobe.qsecbit.federation.core.Reporter;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.response.Action;
import com.hookprobe.qsecbit.response.Decision;
import com.hookprobe.qsecbit.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Correlator, witnesses and a site as the roles of nodes: what is acted upon, and what is shown only. */
class WitnessRolesTest {
    private static final IpAddress ATTACKER = IpAddress.parse("203.0.113.9").orElseThrow();

    @TempDir
    Path folder;

    private TestMesh mesh;
    private NodeContext site;
    private Response response;
    private SharingRole sharing;
    private long now;
    private long sequence;
    private long position;
    private final Map<String, WitnessRole> witnesses = new HashMap<>();
    private final Map<String, BlockStore> stores = new HashMap<>();
    /** What the witnesses have sent: who, and the vote. */
    private final List<Map.Entry<NodeId, byte[]>> votes = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder);
        site = mesh.node("guardian-2");
        now = site.loop().wallMicros();
        response = Defences.answer(site).response();
        LedgerRole ledger = new LedgerRole(site, mesh.store(), site.keys().vault(), null);
        sharing =
                new SharingRole(site, ledger, response, SiteMemory.open(site), TestMesh.route(site), revoked -> false);
        sharing.take(1, mesh.groupSecret());
        for (String name : TestMesh.SENTINELS) {
            BlockStore store = mesh.store();
            stores.put(name, store);
            NodeId id = mesh.id(name);
            witnesses.put(
                    name, new WitnessRole(mesh.node(name), store, mesh.certificates(now), (to, channel, message) -> {
                        assertThat(to).isEqualTo(mesh.id("mssp-1"));
                        votes.add(Map.entry(id, message));
                        return true;
                    }));
        }
    }

    @AfterEach
    void close() throws IOException {
        for (WitnessRole witness : witnesses.values()) {
            witness.close();
        }
        sharing.close();
        mesh.close();
    }

    private WitnessDesk desk() {
        return new WitnessDesk(
                WitnessSets.set(site.genesis()), WitnessSets.epochs(site.genesis()), 2, id -> 100, id -> true);
    }

    /** What a correlator that believes this report decides. */
    private MeshDecision decision(AttackSignature report, String reporter) {
        Correlator counter =
                new Correlator(CorrelatorConfig.standard().withBlockOwners(1).withYoungDays(0), 2);
        Bytes32 id = Bytes32.of(mesh.id(reporter).bytes());
        DecisionDraft draft = counter.report(report, Reporter.of(id, 1, 100), now).stream()
                .map(effect -> ((CorrelatorEffect.Broadcast) effect).draft())
                .findFirst()
                .orElseThrow();
        return MeshDecision.sign(draft, ++sequence, now, List.of(now), mesh.signer("mssp-1"));
    }

    /** Asks the witnesses and brings their answers back. */
    private List<DeskEffect> judged(WitnessDesk desk, MeshDecision decision) throws Exception {
        List<DeskEffect> effects = new ArrayList<>();
        for (DeskEffect effect : desk.decide(decision, List.of(now), 0, now)) {
            DeskEffect.Request request = (DeskEffect.Request) effect;
            String name = mesh.mesh.member(request.witness()).orElseThrow().name();
            witnesses.get(name).onMesh(mesh.id("mssp-1"), new MeshMessage.WitnessAsk(request.encoded()));
        }
        for (Map.Entry<NodeId, byte[]> sent : votes) {
            MeshMessage.WitnessAnswer answer = (MeshMessage.WitnessAnswer) MeshMessage.decode(sent.getValue());
            effects.addAll(desk.vote(sent.getKey(), answer.encoded(), 0));
        }
        return effects;
    }

    private void arrives(MeshDecision decision, byte[] proof) throws Exception {
        byte[] message = new MeshMessage.Decision(++position, decision.encode(), proof, List.of(now)).encode();
        sharing.onMesh(mesh.id("mssp-1"), MeshMessage.decode(message));
    }

    private AttackSignature sealedReport() throws Exception {
        Microblock block = mesh.alert("guardian-1");
        for (BlockStore store : stores.values()) {
            store.put(block);
        }
        return mesh.report("guardian-1", "guardian-1", ATTACKER, block.hash(), now);
    }

    @Test
    void aDecisionWithoutWitnessesIsShownAndOneWithThemIsEnforced() throws Exception {
        AttackSignature report = sealedReport();
        MeshDecision decision = decision(report, "guardian-1");
        arrives(decision, new byte[0]);
        assertThat(response.active(now)).as("not enforced").isEmpty();
        assertThat(mesh.logged("guardian-2", "decision_unverified"))
                .singleElement()
                .asString()
                .contains("NO_CERTIFICATE", "203.0.113.9");

        WitnessDesk desk = desk();
        desk.report(mesh.id("guardian-1"), report);
        WitnessProof proof = judged(desk, decision).stream()
                .filter(DeskEffect.Witnessed.class::isInstance)
                .map(effect -> ((DeskEffect.Witnessed) effect).proof())
                .findFirst()
                .orElseThrow();
        arrives(decision, proof.encode());
        assertThat(response.about(ATTACKER, now))
                .as("the same decision, now with its proof")
                .hasSize(1);
        assertThat(mesh.logged("guardian-2", "blocked")).hasSize(1);
        assertThat(mesh.logged("sentinel-1", "witness_signed")).hasSize(1);
    }

    /** federation 8.8. */
    @Test
    void whatIsOnAWarningListTheMeshLimitsAtMost() throws Exception {
        Path lists = Files.createDirectories(folder.resolve("warninglists/lists/some-resolvers"));
        Files.writeString(
                lists.resolve("list.json"),
                "{\"name\": \"Some resolvers\", \"type\": \"cidr\", \"version\": 1, \"description\": \"\","
                        + " \"matching_attributes\": [\"ip-dst\"], \"list\": [\"203.0.113.8/30\"]}");
        sharing.close();
        mesh.sharing = new FederationSettings(
                1, 0, null, folder.resolve("warninglists").toString());
        NodeContext warned = mesh.node("guardian-2");
        LedgerRole ledger = new LedgerRole(warned, mesh.store(), warned.keys().vault(), null);
        sharing = new SharingRole(
                warned, ledger, response, SiteMemory.open(warned), TestMesh.route(warned), revoked -> false);
        sharing.take(1, mesh.groupSecret());
        AttackSignature report = sealedReport();
        MeshDecision decision = decision(report, "guardian-1");
        assertThat(decision.level()).isEqualTo(DecisionLevel.BLOCK);
        WitnessDesk desk = desk();
        desk.report(mesh.id("guardian-1"), report);
        WitnessProof proof = judged(desk, decision).stream()
                .filter(DeskEffect.Witnessed.class::isInstance)
                .map(effect -> ((DeskEffect.Witnessed) effect).proof())
                .findFirst()
                .orElseThrow();
        arrives(decision, proof.encode());
        assertThat(response.about(ATTACKER, now)).extracting(Decision::action).containsExactly(Action.RATE_LIMIT);
    }

    /** fleet 1.4. */
    @Test
    void warningListsOfAFileThatIsReloadedHold() throws Exception {
        Path lists = Files.createDirectories(folder.resolve("later"));
        Files.writeString(
                lists.resolve("list.json"),
                "{\"name\": \"Some resolvers\", \"type\": \"cidr\", \"version\": 1, \"description\": \"\","
                        + " \"matching_attributes\": [\"ip-dst\"], \"list\": [\"203.0.113.8/30\"]}");
        site.live().reload(TestConfigs.with(site.config(), Map.of("federation.warning_lists", lists.toString())));
        now = site.loop().wallMicros();
        AttackSignature report = sealedReport();
        MeshDecision decision = decision(report, "guardian-1");
        WitnessDesk desk = desk();
        desk.report(mesh.id("guardian-1"), report);
        WitnessProof proof = judged(desk, decision).stream()
                .filter(DeskEffect.Witnessed.class::isInstance)
                .map(effect -> ((DeskEffect.Witnessed) effect).proof())
                .findFirst()
                .orElseThrow();
        arrives(decision, proof.encode());
        assertThat(response.about(ATTACKER, now)).extracting(Decision::action).containsExactly(Action.RATE_LIMIT);
    }

    @Test
    void aFolderWithoutAListIsRefusedByName() throws Exception {
        Path lists = Files.createDirectory(folder.resolve("lists"));
        assertThatThrownBy(() -> WarningFolder.read(lists.toString())).hasMessageContaining("1 to 4096 files *.json");
        Path wrong = Files.writeString(lists.resolve("list.json"), "[]");
        assertThatThrownBy(() -> WarningFolder.read(lists.toString())).hasMessageContaining(wrong.toString());
        assertThatThrownBy(() -> WarningFolder.read(wrong + ".not-there"))
                .hasMessageContaining("federation.warning_lists: expected a folder");
    }

    @Test
    void aProofOfAnotherDecisionOrWithChangedBytesIsShownOnly() throws Exception {
        AttackSignature report = sealedReport();
        MeshDecision decision = decision(report, "guardian-1");
        WitnessDesk desk = desk();
        desk.report(mesh.id("guardian-1"), report);
        byte[] proof = judged(desk, decision).stream()
                .filter(DeskEffect.Witnessed.class::isInstance)
                .map(effect -> ((DeskEffect.Witnessed) effect).proof().encode())
                .findFirst()
                .orElseThrow();
        arrives(decision(sealedReport(), "guardian-1"), proof);
        proof[proof.length - 1] ^= 1;
        arrives(decision, proof);
        assertThat(response.active(now)).isEmpty();
        assertThat(mesh.logged("guardian-2", "decision_unverified").get(0)).contains("OTHER_CLAIM");
        assertThat(mesh.logged("guardian-2", "decision_unverified").get(1)).contains("BAD_SIGNATURE");
    }

    /** The correlator makes a report up: it signs it itself in a site's name. */
    @Test
    void aLyingCorrelatorFindsNoWitnessAndNoSiteActs() throws Exception {
        Microblock block = mesh.alert("guardian-1");
        stores.get("sentinel-1").put(block);
        AttackSignature invented = mesh.report("guardian-1", "mssp-1", ATTACKER, block.hash(), now);
        MeshDecision decision = decision(invented, "guardian-1");
        WitnessDesk desk = desk();
        desk.report(mesh.id("guardian-1"), invented);
        List<DeskEffect> effects = judged(desk, decision);
        assertThat(effects).noneMatch(DeskEffect.Witnessed.class::isInstance);
        assertThat(effects).anyMatch(DeskEffect.Unwitnessed.class::isInstance);
        for (String name : TestMesh.SENTINELS) {
            assertThat(mesh.logged(name, "witness_signed")).isEmpty();
            assertThat(mesh.logged(name, "witness_refused"))
                    .singleElement()
                    .asString()
                    .contains("\"reason\":\"REPORT\"");
        }
        arrives(decision, new byte[0]);
        assertThat(response.active(now)).isEmpty();
        assertThat(mesh.logged("guardian-2", "decision_unverified")).hasSize(1);
    }

    /** A site reports what it never sealed: the witnesses wait for the block, and then it has come. */
    @Test
    void aReportMayOvertakeItsBlock() throws Exception {
        Microblock block = mesh.alert("guardian-1");
        AttackSignature report = mesh.report("guardian-1", "guardian-1", ATTACKER, block.hash(), now);
        WitnessDesk desk = desk();
        desk.report(mesh.id("guardian-1"), report);
        assertThat(judged(desk, decision(report, "guardian-1"))).as("all wait").isEmpty();
        stores.get("sentinel-2").put(block);
        for (WitnessRole witness : witnesses.values()) {
            witness.onDsm(mesh.id("guardian-1"), new byte[] {1});
        }
        assertThat(votes).extracting(Map.Entry::getKey).containsExactly(mesh.id("sentinel-2"));
    }

    @Test
    void aWitnessListensToTheCorrelatorOnly() {
        WitnessRole witness = witnesses.get("sentinel-1");
        witness.onMesh(mesh.id("guardian-1"), new MeshMessage.WitnessAsk(new byte[] {1}));
        witness.onMesh(mesh.id("mssp-1"), new MeshMessage.WitnessAsk(new byte[] {1}));
        assertThat(votes).isEmpty();
        assertThat(mesh.logged("sentinel-1", "witness_request_refused")).hasSize(2);
    }

    @Test
    void whatTheCorrelatorDidNotSignIsNotEvenShown() throws Exception {
        AttackSignature report = sealedReport();
        MeshDecision forged =
                MeshDecision.sign(decision(report, "guardian-1").draft(), 9, now, List.of(), mesh.signer("sentinel-1"));
        arrives(forged, new byte[0]);
        assertThat(mesh.logged("guardian-2", "decision_unverified")).isEmpty();
        assertThat(mesh.logged("guardian-2", "decision_refused")).hasSize(1);
    }

    @Test
    void aCorrelatorWithoutWitnessesSaysSo() throws Exception {
        NodeContext mssp = mesh.node("mssp-1");
        LedgerRole ledger = new LedgerRole(mssp, mesh.store(), mssp.keys().vault(), null);
        CorrelatorRole correlator = new CorrelatorRole(mssp, ledger, mesh.everyone(new TrustBook(0.9)), message -> {});
        Hash32 evidence = mesh.alert("guardian-1").hash();
        AttackSignature report = mesh.report("guardian-1", "guardian-1", ATTACKER, evidence, now);
        byte[] reporter = mesh.id("guardian-1").bytes();
        mssp.loop().execute(correlator::start);
        mssp.loop()
                .execute(() -> correlator.onMesh(
                        mesh.id("guardian-1"), new MeshMessage.Signature(reporter, report.encode(), List.of(now))));
        LiveMesh.await(() -> !mesh.logged("mssp-1", "alert_unverified").isEmpty(), () -> "nothing was decided");
        assertThat(mesh.logged("mssp-1", "alert_unverified"))
                .singleElement()
                .asString()
                .contains("TOO_FEW_WITNESSES");
        assertThat(mesh.logged("mssp-1", "signature_broadcast")).isEmpty();
    }
}
