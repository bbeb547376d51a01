package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.consensus.SignerBitmap;
import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.witness.WitnessCertificate;
import com.hookprobe.node.witness.WitnessClaim;
import com.hookprobe.node.witness.WitnessProof;
import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.CancelDraft;
import com.hookprobe.qsecbit.federation.CancelReason;
import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.MeshCancel;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.core.BenignHistory;
import com.hookprobe.qsecbit.federation.core.Measure;
import com.hookprobe.qsecbit.federation.core.SiteEffect;
import com.hookprobe.qsecbit.federation.core.alert.AlertBaseline;
import com.hookprobe.qsecbit.federation.core.alert.AlertBaselineConfig;
import com.hookprobe.qsecbit.federation.core.alert.HostClass;
import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import com.hookprobe.qsecbit.metric.Severity;
import com.hookprobe.qsecbit.response.Action;
import com.hookprobe.qsecbit.response.Allowlist;
import com.hookprobe.qsecbit.response.Decision;
import com.hookprobe.qsecbit.response.DryRunEnforcer;
import com.hookprobe.qsecbit.response.Origin;
import com.hookprobe.qsecbit.response.Response;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a site makes of its alerts; time passes when the test says so. */
class AlertWatchTest {
    private static final long SECOND = 1_000_000;
    private static final long HOUR = 3_600 * SECOND;
    private static final long DAY = 24 * HOUR;
    private static final IpAddress SERVER = ip("10.0.0.5");
    private static final IpAddress DESK = ip("10.0.0.9");
    private static final IpAddress ATTACKER = ip("203.0.113.9");
    private static final IpAddress STRANGER = ip("198.51.100.7");
    private static final IndicatorValue HELD = HostClass.END_SYSTEM.alert("held by the mesh");

    @TempDir
    Path folder;

    private TestMesh mesh;
    private NodeContext node;
    private Member mssp;
    private BlockStore store;
    private LedgerRole ledger;
    private Response response;
    private MeshAnswers answers;
    private AlertBaseline baseline;
    private AlertWatch watch;
    private final BenignHistory history = new BenignHistory();
    private final Set<IndicatorValue> warned = new HashSet<>();
    private final List<SharedReports.Told> told = new ArrayList<>();
    private long sequence;

    private static IpAddress ip(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder);
        node = mesh.node("guardian-1");
        mssp = node.mesh().verifier();
        store = mesh.store();
        ledger = new LedgerRole(node, store, node.keys().vault(), null);
        response = new Response(
                new Allowlist(Map.of(Cidr.parse("192.0.2.0/24").orElseThrow(), "configured")), new DryRunEnforcer());
        answers = new MeshAnswers(node, ledger, response, value -> false);
        watch(now() - 2 * DAY);
    }

    private void watch(long beganMicros) {
        baseline = new AlertBaseline(AlertBaselineConfig.small(), beganMicros);
        watch = new AlertWatch(node, ledger, baseline, answers, history, warned::contains, told::add);
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    private long now() {
        return node.loop().wallMicros();
    }

    private void pass(long micros) {
        mesh.clockAheadMicros += micros;
    }

    private void see(String name, IpAddress source, IpAddress target) throws Exception {
        boolean ownSource = source.equals(SERVER) || source.equals(DESK);
        boolean ownTarget = target.equals(SERVER) || target.equals(DESK);
        watch.take(
                List.of(new AlertSight(HostClass.END_SYSTEM.alert(name), source, target, ownSource, ownTarget, now())));
    }

    private void see(IndicatorValue alertClass, IpAddress source, IpAddress target) throws Exception {
        see(HostClass.nameOf(alertClass), source, target);
    }

    private void burst(String prefix) throws Exception {
        for (int i = 0; i < 4; i++) {
            see(prefix + i, ATTACKER, SERVER);
        }
    }

    private TagKey tag(IndicatorValue value) {
        return new TagKey(value.type(), 1, mesh.group.tag(value));
    }

    /** The MSSP's decision about a class, as this site's filter gives it. */
    private MeshDecision hold(IndicatorValue alertClass, Measure measure, long ttlSeconds) throws Exception {
        DecisionDraft draft = new DecisionDraft(
                tag(alertClass),
                AttackKind.IDS_ALERT.code(),
                DecisionLevel.BLOCK,
                (int) ttlSeconds,
                3,
                3,
                now(),
                List.of(new Bytes32(0, 0, 0, ++sequence)),
                List.of(mesh.group.seal(alertClass, new SecureRandom())));
        MeshDecision decision = MeshDecision.sign(draft, sequence, now(), List.of(), mesh.signer("mssp-1"));
        WitnessClaim claim = new WitnessClaim(
                decision.key(),
                decision.level(),
                decision.endsMicros(),
                List.of(new WitnessClaim.Basis(draft.reports().get(0), new Bytes32(0, 0, 0, 9))));
        WitnessProof proof = new WitnessProof(
                claim, new WitnessCertificate(1, 4, SignerBitmap.of(4, new TreeSet<>(Set.of(0, 1, 2))), new byte[96]));
        SiteEffect apply = new SiteEffect.Apply(measure, alertClass, 1, ttlSeconds * SECOND, decision.id());
        answers.decided(mssp, decision, List.of(apply), new MeshAnswers.Way(List.of(), now(), proof));
        return decision;
    }

    private void cancel(MeshDecision decision, IndicatorValue alertClass) {
        CancelDraft draft = new CancelDraft(decision.key(), decision.id(), CancelReason.OPERATOR, List.of());
        MeshCancel cancel = MeshCancel.sign(draft, ++sequence, now(), mesh.signer("mssp-1"));
        answers.cancelled(mssp, cancel, List.of(new SiteEffect.Lift(decision.key(), alertClass, decision.id())));
    }

    private List<Decision> about(IpAddress address) {
        return response.about(address, now());
    }

    private List<String> logged(String event) {
        return mesh.logged("guardian-1", event);
    }

    private List<Microblock> blocks() throws Exception {
        long to = store.highest(node.self().id(), 0).map(head -> head.to()).orElse(0L);
        return to == 0 ? List.of() : store.range(node.self().id(), 0, 1, to);
    }

    @Test
    void inItsFirstDayASiteAnnouncesNothingAndAnswersNothing() throws Exception {
        watch(now());
        hold(HELD, Measure.BLOCK, 200_000);
        for (int hour = 0; hour < 23; hour++) {
            burst("early " + hour);
            see(HELD, STRANGER, SERVER);
            pass(HOUR);
        }
        assertThat(told).isEmpty();
        assertThat(about(STRANGER)).isEmpty();
        pass(HOUR);
        burst("later ");
        assertThat(told).hasSize(4);
        IndicatorValue other = HostClass.END_SYSTEM.alert("another one that is held");
        hold(other, Measure.BLOCK, 200_000);
        see(other, STRANGER, SERVER);
        assertThat(about(STRANGER)).hasSize(1);
        see(HELD, ATTACKER, SERVER);
        assertThat(about(ATTACKER)).as("the site's own by now").isEmpty();
    }

    @Test
    void aBurstIsAnnouncedOnceAnHourAndSealedInTheLedger() throws Exception {
        burst("strange ");
        assertThat(told).hasSize(4);
        for (SharedReports.Told each : told) {
            assertThat(each.facts().severity()).isEqualTo(Severity.HIGH);
            assertThat(each.facts().confidencePercent()).isEqualTo(90);
            assertThat(each.about()).isEqualTo(ATTACKER);
            // Witnesses ask for an alert that this node has sealed.
            assertThat(blocks())
                    .filteredOn(block ->
                            Bytes32.of(block.hash().bytes()).equals(each.facts().evidence()))
                    .singleElement()
                    .extracting(Microblock::eventType)
                    .isEqualTo(EventType.IDS_ALERT);
        }
        assertThat(logged("class_announced")).hasSize(4);
        burst("strange ");
        assertThat(told).hasSize(4);
        pass(HOUR);
        burst("strange ");
        assertThat(told).hasSize(8);
    }

    @Test
    void aSensorsClockThatIsAheadTeachesNothingAboutTheFuture() throws Exception {
        watch.take(List.of(new AlertSight(
                HostClass.END_SYSTEM.alert("from the future"), ATTACKER, SERVER, false, true, Long.MAX_VALUE)));
        watch.take(List.of(
                new AlertSight(HostClass.END_SYSTEM.alert("from the past"), ATTACKER, SERVER, false, true, -7)));
        assertThat(baseline.size()).isEqualTo(2);
        burst("strange ");
        assertThat(told).hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void anAlertOfAHeldClassIsAnsweredForAnHourAtMost() throws Exception {
        MeshDecision decision = hold(HELD, Measure.BLOCK, 86_400);
        see(HELD, STRANGER, SERVER);
        Decision answer = about(STRANGER).get(0);
        assertThat(answer.origin()).isEqualTo(Origin.MESH);
        assertThat(answer.action()).isEqualTo(Action.BLOCK);
        assertThat(answer.id()).isEqualTo(decision.id().hex());
        assertThat(answer.reason())
                .contains("by mssp-1", "tag 9/1/" + decision.key().tag().hex(), HostClass.nameOf(HELD));
        assertThat(answer.ttl()).isBetween(Duration.ofSeconds(3_590), Duration.ofSeconds(3_600));
        int sealed = blocks().size();
        for (int i = 0; i < 1_000; i++) {
            see(HELD, STRANGER, SERVER);
        }
        assertThat(blocks()).as("alerts come by thousands").hasSize(sealed);
        assertThat(logged("class_answered")).hasSize(1);
        pass(HOUR - 60 * SECOND);
        see(HELD, STRANGER, SERVER);
        pass(120 * SECOND);
        assertThat(about(STRANGER)).as("goes on while alerts come").hasSize(1);
        pass(HOUR);
        assertThat(about(STRANGER)).isEmpty();
    }

    @Test
    void norLongerOrStrongerThanTheClassIsHeld() throws Exception {
        hold(HELD, Measure.RATE_LIMIT, 600);
        see(HELD, STRANGER, SERVER);
        assertThat(about(STRANGER)).extracting(Decision::action).containsExactly(Action.RATE_LIMIT);
        pass(601 * SECOND);
        assertThat(about(STRANGER)).isEmpty();
        see(HELD, ATTACKER, SERVER);
        assertThat(about(ATTACKER)).isEmpty();
    }

    @Test
    void aCancelOfTheClassLiftsWhatItWasAnsweredWith() throws Exception {
        MeshDecision decision = hold(HELD, Measure.BLOCK, 86_400);
        see(HELD, STRANGER, SERVER);
        see(HELD, ATTACKER, SERVER);
        assertThat(response.size()).isEqualTo(2);
        cancel(decision, HELD);
        assertThat(response.size()).isZero();
        assertThat(logged("lifted")).singleElement().asString().contains("alert held by the mesh");
    }

    @Test
    void alsoAfterARestart() throws Exception {
        MeshDecision decision = hold(HELD, Measure.BLOCK, 86_400);
        see(HELD, STRANGER, SERVER);
        see(HELD, ATTACKER, SERVER);
        answers = new MeshAnswers(node, ledger, response, value -> false);
        cancel(decision, HELD);
        assertThat(response.size()).isZero();
    }

    /** federation 8.6: the correlator's later word takes the place of the one before it, of classes, too. */
    @Test
    void aWeakerWordAfterARestartWeakensWhatIsInForce() throws Exception {
        hold(HELD, Measure.BLOCK, 86_400);
        see(HELD, STRANGER, SERVER);
        answers = new MeshAnswers(node, ledger, response, value -> false);
        hold(HELD, Measure.RATE_LIMIT, 86_400);
        assertThat(about(STRANGER)).extracting(Decision::action).containsExactly(Action.RATE_LIMIT);
    }

    @Test
    void eachOfManyAttackersIsAnsweredAndSealed() throws Exception {
        hold(HELD, Measure.BLOCK, 86_400);
        int sealed = blocks().size();
        List<AlertSight> flood = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            flood.add(new AlertSight(HELD, IpAddress.v4(0xcb007200 + i), SERVER, false, true, now()));
        }
        watch.take(flood);
        assertThat(response.size()).isEqualTo(200);
        assertThat(blocks()).hasSize(sealed + 200);
    }

    @Test
    void theAllowlistHolds() throws Exception {
        hold(HELD, Measure.BLOCK, 86_400);
        see(HELD, ip("192.0.2.8"), SERVER);
        assertThat(response.size()).isZero();
        assertThat(logged("class_answered")).singleElement().asString().contains("ALLOWLISTED");
    }

    @Test
    void betweenOwnHostsAndOfThemAPersonIsAskedOnceAnHour() throws Exception {
        MeshDecision decision = hold(HELD, Measure.BLOCK, 86_400);
        int sealed = blocks().size();
        for (int i = 0; i < 3; i++) {
            see(HELD, DESK, SERVER);
            see(HELD, SERVER, STRANGER);
        }
        assertThat(response.size()).isZero();
        assertThat(logged("class_not_answered"))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .contains(decision.id().hex().substring(0, 16))
                        .doesNotContain("10.0.0."))
                .anySatisfy(line -> assertThat(line).contains("\"INSIDE\""))
                .anySatisfy(line -> assertThat(line).contains("\"FROM_INSIDE\""));
        assertThat(blocks().subList(sealed, blocks().size()))
                .extracting(Microblock::eventType)
                .containsExactly(EventType.IDS_ALERT, EventType.IDS_ALERT);
        pass(HOUR);
        see(HELD, DESK, SERVER);
        assertThat(logged("class_not_answered")).hasSize(3);
    }

    /** federation P1: an established relation is not blocked on the words of others. */
    @Test
    void aPartnerIsNotBlockedAndAWeakOneOrAWarnedOneLimited() throws Exception {
        for (int day = 2; day < 6; day++) {
            history.onGoodFlow(STRANGER, now() - day * DAY);
        }
        history.onGoodFlow(ATTACKER, now() - DAY);
        IpAddress cloud = ip("203.0.113.200");
        warned.add(IndicatorValue.ip(cloud));
        hold(HELD, Measure.BLOCK, 86_400);
        see(HELD, STRANGER, SERVER);
        see(HELD, ATTACKER, SERVER);
        see(HELD, cloud, SERVER);
        assertThat(about(STRANGER)).isEmpty();
        assertThat(logged("class_not_answered")).singleElement().asString().contains("GOOD_RELATION");
        assertThat(about(ATTACKER)).extracting(Decision::action).containsExactly(Action.RATE_LIMIT);
        assertThat(about(cloud)).extracting(Decision::action).containsExactly(Action.RATE_LIMIT);
    }

    @Test
    void whatIsTheSitesOwnIsNotAnsweredAndWhatIsReadLateNeither() throws Exception {
        for (int hour = 20; hour > 0; hour--) {
            baseline.onAlert(HELD, 1, now() - hour * HOUR);
        }
        hold(HELD, Measure.BLOCK, 86_400);
        see(HELD, STRANGER, SERVER);
        IndicatorValue other = HostClass.END_SYSTEM.alert("other");
        hold(other, Measure.BLOCK, 86_400);
        watch.take(List.of(new AlertSight(other, ATTACKER, SERVER, false, true, now() - HOUR)));
        assertThat(response.size()).isZero();
    }

    /** alert-baseline 4.1: a detector that reads alerts says nothing new of the host that they are about. */
    @Test
    void aDetectorsWordOnAHostPutsItsAlertsInDoubt() throws Exception {
        for (int hour = 20; hour > 0; hour--) {
            pass(HOUR);
            see(HELD, DESK, STRANGER);
        }
        pass(HOUR);
        watch.onDetection(detection("ids-alert", Severity.CRITICAL, true));
        watch.onDetection(detection("beacon", Severity.MEDIUM, true));
        watch.onDetection(detection("beacon", Severity.HIGH, false));
        assertThat(baseline.mayBlock(HELD, now())).isFalse();
        watch.onDetection(detection("beacon", Severity.HIGH, true));
        assertThat(baseline.mayBlock(HELD, now())).isTrue();
    }

    private Detection detection(String detector, Severity severity, boolean internal) {
        return new Detection(
                "00",
                AttackKind.BEACONING,
                DESK,
                MacAddress.NONE,
                STRANGER,
                severity,
                1,
                now(),
                now(),
                "a test",
                1,
                detector,
                "test",
                internal);
    }

    /** What a person deletes about an address, he says of the alerts, too; what he allows, of the address only. */
    @Test
    void aPersonsWordIsHeardOfTheClass() throws Exception {
        SharingRole sharing =
                new SharingRole(node, ledger, response, SiteMemory.open(node), TestMesh.route(node), revoked -> false);
        mesh.clockAheadMicros += 2 * DAY;
        for (int i = 0; i < 4; i++) {
            IndicatorValue strange = HostClass.END_SYSTEM.alert("strange " + i);
            sharing.alerts().take(List.of(new AlertSight(strange, ATTACKER, SERVER, false, true, now())));
        }
        assertThat(logged("class_announced")).hasSize(4);
        sharing.pardon(List.of(Cidr.of(STRANGER)), OperatorDesk.Word.DELETED);
        sharing.pardon(List.of(Cidr.of(ATTACKER)), OperatorDesk.Word.ALLOWED);
        assertThat(logged("class_forgiven")).isEmpty();
        mesh.clockAheadMicros += HOUR;
        for (int i = 0; i < 4; i++) {
            IndicatorValue strange = HostClass.END_SYSTEM.alert("strange " + i);
            sharing.alerts().take(List.of(new AlertSight(strange, ATTACKER, SERVER, false, true, now())));
        }
        sharing.pardon(List.of(Cidr.of(ATTACKER)), OperatorDesk.Word.DELETED);
        assertThat(logged("class_forgiven")).hasSize(4);
        sharing.forgive(HELD);
        assertThat(logged("class_forgiven")).hasSize(5);
        sharing.close();
        AlertBaseline stored = SiteMemory.open(node).alerts();
        assertThat(stored.mayBlock(HELD, now())).isFalse();
        assertThat(stored.mayBlock(HostClass.END_SYSTEM.alert("strange 0"), now()))
                .isFalse();
        assertThat(stored.mayBlock(HostClass.END_SYSTEM.alert("anything else"), now()))
                .isTrue();
    }
}
