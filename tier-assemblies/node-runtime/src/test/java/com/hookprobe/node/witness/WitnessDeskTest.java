package com.hookprobe.node.witness;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.NodeId;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.core.Correlator;
import com.hookprobe.qsecbit.federation.core.CorrelatorEffect;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** witness 6: what the correlator does with its decisions. */
class WitnessDeskTest {
    private static final long NOW = WitnessMesh.NOW;
    private static final List<Long> HOPS = List.of(1L, 2L);

    private final WitnessMesh mesh = new WitnessMesh(4, 5, 11);
    private final Set<NodeId> away = new HashSet<>();
    private final WitnessDesk desk =
            new WitnessDesk(mesh.set, WitnessMesh.EPOCHS, 5, id -> 100, id -> !away.contains(id));
    private final Correlator counter = new Correlator(mesh.counting, 5);

    /** Both sites report, and the second report leads to a decision. */
    private MeshDecision decision(int attacker) {
        DecisionDraft draft = null;
        for (WitnessMesh.Site site : mesh.sites.subList(0, 2)) {
            AttackSignature report = mesh.sealed(site, WitnessMesh.attacker(attacker), NOW);
            desk.report(site.id(), report);
            for (CorrelatorEffect effect : counter.report(report, mesh.reporter(site), NOW)) {
                draft = ((CorrelatorEffect.Broadcast) effect).draft();
            }
        }
        return mesh.signed(draft, NOW);
    }

    /** All that are asked judge, and their votes come back at once. */
    private List<DeskEffect> judged(List<DeskEffect> effects, long nowNs) {
        List<DeskEffect> out = new ArrayList<>();
        for (DeskEffect effect : effects) {
            if (effect instanceof DeskEffect.Request request) {
                mesh.judge(request.witness(), mesh.knowledge()).ask(mesh.correlator, request.encoded(), 0, NOW).stream()
                        .filter(JudgeEffect.Answer.class::isInstance)
                        .forEach(answer -> out.addAll(desk.vote(
                                request.witness(),
                                ((JudgeEffect.Answer) answer).vote().encode(),
                                nowNs)));
            } else {
                out.add(effect);
            }
        }
        return out;
    }

    private static WitnessProof proof(List<DeskEffect> effects) {
        return effects.stream()
                .filter(DeskEffect.Witnessed.class::isInstance)
                .map(effect -> ((DeskEffect.Witnessed) effect).proof())
                .findFirst()
                .orElseThrow();
    }

    private static DeskEffect.Unwitnessed failure(List<DeskEffect> effects) {
        return (DeskEffect.Unwitnessed) effects.stream()
                .filter(DeskEffect.Unwitnessed.class::isInstance)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aDecisionGoesOutWithItsProofAndItsReportersAreConfirmed() {
        MeshDecision decision = decision(1);
        List<DeskEffect> effects = judged(desk.decide(decision, HOPS, 0, NOW), 5);
        WitnessCheck check = new WitnessCheck(mesh.set, WitnessMesh.EPOCHS, id -> true);
        assertThat(check.fault(decision, proof(effects).encode(), NOW)).isEmpty();
        assertThat(effects)
                .filteredOn(DeskEffect.Judged.class::isInstance)
                .containsExactlyInAnyOrder(
                        new DeskEffect.Judged(mesh.sites.get(0).id(), true),
                        new DeskEffect.Judged(mesh.sites.get(1).id(), true));
        assertThat(effects).hasSize(3);
        assertThat(desk.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theSameDecisionSentAgainHasItsProofAlready() {
        MeshDecision decision = decision(1);
        WitnessProof proof = proof(judged(desk.decide(decision, HOPS, 0, NOW), 0));
        MeshDecision again = mesh.signed(decision.draft(), decision.decidedMicros());
        assertThat(desk.decide(again, HOPS, 7, NOW)).containsExactly(new DeskEffect.Witnessed(again, HOPS, proof, 7));
    }

    @Test
    void aProofThatARevokedWitnessSignedIsGatheredAgain() {
        MeshDecision decision = decision(1);
        WitnessProof proof = proof(judged(desk.decide(decision, HOPS, 0, NOW), 0));
        NodeId signer = mesh.set.id(proof.certificate().signers().get(0));
        desk.revoked(mesh.sites.get(0).id());
        assertThat(desk.decide(decision, HOPS, 0, NOW)).hasSize(1);
        desk.revoked(signer);
        away.add(signer);
        WitnessProof other = proof(judged(desk.decide(decision, HOPS, 0, NOW), 0));
        assertThat(other.claim()).as("witnesses sign no second claim").isEqualTo(proof.claim());
        assertThat(other.certificate()).isNotEqualTo(proof.certificate());
    }

    @Test
    void whatFindsNoQuorumIsToldAndTriedAgainUntilItEnds() {
        mesh.validators.members().stream().limit(2).forEach(member -> away.add(member.id()));
        MeshDecision decision = decision(1);
        DeskEffect.Unwitnessed failed = failure(desk.decide(decision, HOPS, 0, NOW));
        assertThat(failed.reason()).isEqualTo("TOO_FEW_WITNESSES");
        assertThat(failed.attempt()).isZero();
        assertThat(desk.nextDeadlineNs()).isEqualTo(WitnessDesk.RETRY_NS);
        assertThat(desk.timer(WitnessDesk.RETRY_NS - 1, NOW)).isEmpty();
        assertThat(failure(desk.timer(WitnessDesk.RETRY_NS, NOW)).attempt()).isOne();
        away.clear();
        assertThat(proof(judged(desk.timer(2 * WitnessDesk.RETRY_NS, NOW), 0))
                        .claim()
                        .covers(decision))
                .isTrue();
        assertThat(desk.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whatIsOverIsNotTriedAgain() {
        mesh.validators.members().forEach(member -> away.add(member.id()));
        MeshDecision decision = decision(1);
        desk.decide(decision, HOPS, 0, NOW);
        assertThat(desk.timer(WitnessDesk.RETRY_NS, decision.endsMicros())).isEmpty();
        assertThat(desk.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void witnessesThatDoNotAnswerAreATimeoutAfterFiveSeconds() {
        MeshDecision decision = decision(1);
        assertThat(desk.decide(decision, HOPS, 0, NOW)).hasSize(4);
        assertThat(failure(desk.timer(WitnessGathering.TIMEOUT_NS, NOW)).reason())
                .isEqualTo("TIMEOUT");
    }

    @Test
    void aCancelEndsTheGatheringAndTheRetries() {
        MeshDecision decision = decision(1);
        List<DeskEffect> requests = desk.decide(decision, HOPS, 0, NOW);
        desk.cancelled(decision.key());
        assertThat(judged(requests, 0)).as("late votes").isEmpty();
        away.addAll(mesh.blsKeys.keySet());
        MeshDecision other = decision(2);
        desk.decide(other, HOPS, 0, NOW);
        desk.cancelled(other.key());
        assertThat(desk.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aDecisionOnReportsThatNobodyHasSeenIsUnverified() {
        WitnessMesh.Made invented = mesh.made(2, WitnessMesh.attacker(9));
        assertThat(failure(desk.decide(invented.decision(), HOPS, 0, NOW)).reason())
                .isEqualTo("REPORTS_GONE");
    }

    @Test
    void missingEvidenceSpeaksAgainstWhoReported() {
        MeshDecision decision = decision(1);
        Bytes32 first = decision.draft().reports().get(0);
        List<DeskEffect> requests = desk.decide(decision, HOPS, 0, NOW);
        DeskEffect.Request request = (DeskEffect.Request) requests.get(0);
        byte[] vote = new WitnessVote.Refused(
                        mesh.set.message(
                                new WitnessClaim(
                                        decision.key(), decision.level(), decision.endsMicros(), basis(request)),
                                WitnessMesh.EPOCH),
                        WitnessRefusal.EVIDENCE,
                        0)
                .encode();
        List<DeskEffect> effects = new ArrayList<>();
        requests.subList(0, 2)
                .forEach(each -> effects.addAll(desk.vote(((DeskEffect.Request) each).witness(), vote, 0)));
        NodeId blamed = mesh.sites.stream()
                .map(WitnessMesh.Site::id)
                .filter(id -> basisOf(request, id, first))
                .findFirst()
                .orElseThrow();
        assertThat(effects).contains(new DeskEffect.Judged(blamed, false));
        assertThat(failure(effects).refused()).isEqualTo(2);
        assertThat(effects).filteredOn(DeskEffect.Refusal.class::isInstance).hasSize(2);
    }

    private static List<WitnessClaim.Basis> basis(DeskEffect.Request request) {
        return decoded(request).claim().basis();
    }

    private static boolean basisOf(DeskEffect.Request request, NodeId id, Bytes32 report) {
        WitnessRequest decoded = decoded(request);
        return decoded.claim().basis().get(0).report().equals(report)
                && decoded.presented().get(0).reporter().equals(id);
    }

    private static WitnessRequest decoded(DeskEffect.Request request) {
        try {
            return WitnessRequest.decode(request.encoded());
        } catch (com.hookprobe.dsm.ledger.MalformedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void noReporterCanPushAnothersReportsOut() {
        ReportShelf shelf = new ReportShelf(1 << 20);
        AttackSignature honest = mesh.report(mesh.sites.get(0), WitnessMesh.attacker(1), NOW);
        shelf.keep(mesh.sites.get(0).id(), honest);
        List<Bytes32> names = new ArrayList<>();
        for (int i = 0; i <= ReportShelf.SHARE_MIN; i++) {
            AttackSignature flood = mesh.report(mesh.sites.get(1), WitnessMesh.attacker(i), NOW);
            shelf.keep(mesh.sites.get(1).id(), flood);
            names.add(flood.reportId(Bytes32.of(mesh.sites.get(1).id().bytes())));
        }
        assertThat(shelf.find(honest.reportId(Bytes32.of(mesh.sites.get(0).id().bytes()))))
                .isPresent();
        assertThat(shelf.find(names.get(0))).as("one beyond its share").isEmpty();
        assertThat(shelf.find(names.get(1))).isPresent();
        assertThat(shelf.find(names.get(ReportShelf.SHARE_MIN))).isPresent();
    }

    @Test
    void claimsAreRememberedUpToABound() {
        away.addAll(mesh.blsKeys.keySet());
        List<MeshDecision> made = new ArrayList<>();
        for (int i = 0; i <= WitnessDesk.CLAIMS_MAX; i++) {
            MeshDecision decision = decision(i);
            made.add(decision);
            desk.decide(decision, HOPS, 0, NOW);
        }
        away.clear();
        assertThat(claimedEnd(made.get(1))).isEqualTo(made.get(1).endsMicros());
        assertThat(claimedEnd(made.get(0)))
                .as("one beyond: claimed anew")
                .isEqualTo(made.get(0).endsMicros() - 1);
    }

    /** The end that witnesses are asked for when a decision is sent once more, a moment shorter. */
    private long claimedEnd(MeshDecision decision) {
        MeshDecision again = mesh.signed(decision.draft(), decision.decidedMicros() - 1);
        DeskEffect.Request request =
                (DeskEffect.Request) desk.decide(again, HOPS, 0, NOW).get(0);
        return decoded(request).claim().expiresMicros();
    }

    @Test
    void retriesAreBounded() {
        away.addAll(mesh.blsKeys.keySet());
        for (int i = 0; i <= WitnessDesk.RETRIES_MAX; i++) {
            desk.decide(decision(i), HOPS, 0, NOW);
        }
        assertThat(desk.timer(WitnessDesk.RETRY_NS, NOW)).hasSize(WitnessDesk.RETRIES_MAX);
    }
}
