package com.hookprobe.node.witness;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.consensus.Bls;
import com.hookprobe.dsm.consensus.BlsPublicKey;
import com.hookprobe.identity.NodeId;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** witness 4: it signs what it has seen for itself, and says why not otherwise. */
class WitnessJudgeTest {
    private static final long NOW = WitnessMesh.NOW;
    private static final long MICROS = 1_000_000L;

    private final WitnessMesh mesh = new WitnessMesh(4, 4, 3);
    private final NodeId witness = mesh.set.id(0);
    private final WitnessJudge judge = mesh.judge(witness, mesh.knowledge());

    private List<JudgeEffect> ask(WitnessRequest request) {
        return answers(judge.ask(mesh.correlator, request.encode(), 0, NOW));
    }

    /** Without what is to be remembered before. */
    private static List<JudgeEffect> answers(List<JudgeEffect> effects) {
        return effects.stream()
                .filter(effect -> !(effect instanceof JudgeEffect.Remember))
                .toList();
    }

    private void signs(List<JudgeEffect> effects, WitnessClaim claim, long epoch) {
        assertThat(effects).hasSize(1);
        JudgeEffect.Answer answer = (JudgeEffect.Answer) effects.get(0);
        WitnessVote.Signed vote = (WitnessVote.Signed) answer.vote();
        BlsPublicKey key = mesh.blsKeys.get(witness).publicKey();
        assertThat(vote.message()).isEqualTo(mesh.set.message(claim, epoch));
        assertThat(Bls.verify(key, vote.message().bytes(), vote.signature())).isTrue();
    }

    private static void refuses(List<JudgeEffect> effects, WitnessRefusal reason, int report) {
        assertThat(effects).hasSize(1);
        WitnessVote.Refused vote = (WitnessVote.Refused) ((JudgeEffect.Answer) effects.get(0)).vote();
        assertThat(vote.reason()).isEqualTo(reason);
        assertThat(vote.report()).isEqualTo(report);
    }

    /** What a witness says when its patience ends. */
    private List<JudgeEffect> waited(WitnessRequest request) {
        assertThat(ask(request)).as("it waits first").isEmpty();
        assertThat(judge.waiting()).isOne();
        assertThat(judge.again(WitnessJudge.WAIT_NS - 1, NOW)).isEmpty();
        List<JudgeEffect> effects = judge.again(WitnessJudge.WAIT_NS, NOW);
        assertThat(judge.waiting()).isZero();
        return effects;
    }

    private static WitnessRequest with(WitnessRequest request, WitnessClaim claim) {
        return new WitnessRequest(request.epoch(), claim, request.presented());
    }

    private static WitnessClaim ends(WitnessClaim claim, long expiresMicros) {
        return new WitnessClaim(claim.key(), claim.level(), expiresMicros, claim.basis());
    }

    @Test
    void itSignsWhatIsAsItShouldBeAndTheSameAgain() {
        WitnessMesh.Made made = mesh.made(3, WitnessMesh.attacker(1));
        assertThat(made.claim().level()).isEqualTo(DecisionLevel.BLOCK_LONG);
        signs(ask(made.request()), made.claim(), WitnessMesh.EPOCH);
        signs(ask(made.request()), made.claim(), WitnessMesh.EPOCH);
    }

    @Test
    void onlyTheCorrelatorIsListenedTo() {
        WitnessMesh.Made made = mesh.made(2, WitnessMesh.attacker(1));
        assertThat(judge.ask(mesh.sites.get(0).id(), made.request().encode(), 0, NOW))
                .allSatisfy(effect -> assertThat(effect).isInstanceOf(JudgeEffect.Ignored.class));
        byte[] cut = Arrays.copyOf(made.request().encode(), 50);
        assertThat(judge.ask(mesh.correlator, cut, 0, NOW))
                .allSatisfy(effect -> assertThat(effect).isInstanceOf(JudgeEffect.Ignored.class));
    }

    @Test
    void whoIsNotDrawnDoesNotSign() {
        WitnessMesh large = new WitnessMesh(5, 4, 4);
        WitnessMesh.Made made = large.made(2, WitnessMesh.attacker(1));
        for (int i = 0; i < 5; i++) {
            NodeId id = large.set.id(i);
            List<JudgeEffect> effects = large.judge(id, large.knowledge())
                    .ask(large.correlator, made.request().encode(), 0, NOW);
            boolean drawn = large.drawn(made.claim(), WitnessMesh.EPOCH).contains(id);
            WitnessVote vote = ((JudgeEffect.Answer) effects.get(effects.size() - 1)).vote();
            assertThat(vote instanceof WitnessVote.Signed).isEqualTo(drawn);
        }
    }

    @Test
    void theEpochIsThatOfItsClockWithinOne() {
        WitnessMesh.Made made = mesh.made(2, WitnessMesh.attacker(1));
        for (long epoch : new long[] {WitnessMesh.EPOCH - 2, WitnessMesh.EPOCH + 2}) {
            refuses(
                    ask(new WitnessRequest(epoch, made.claim(), made.request().presented())),
                    WitnessRefusal.EPOCH,
                    WitnessVote.NO_REPORT);
        }
        for (long epoch : new long[] {WitnessMesh.EPOCH - 1, WitnessMesh.EPOCH + 1}) {
            signs(ask(new WitnessRequest(epoch, made.claim(), made.request().presented())), made.claim(), epoch);
        }
    }

    @Test
    void aClaimEndsLaterThanNowAndNotLaterThanItsLevelAllows() {
        WitnessMesh.Made made = mesh.made(2, WitnessMesh.attacker(1));
        long latest = NOW + DecisionLevel.BLOCK.ttlSeconds() * MICROS + WitnessEpochs.SKEW_MICROS;
        for (long expires : new long[] {NOW, latest + 1}) {
            refuses(
                    ask(with(made.request(), ends(made.claim(), expires))),
                    WitnessRefusal.EXPIRY,
                    WitnessVote.NO_REPORT);
        }
        signs(ask(with(made.request(), ends(made.claim(), latest))), ends(made.claim(), latest), WitnessMesh.EPOCH);
    }

    @Test
    void everyReportIsTheOneThatIsNamedAndSignedByASiteOfTheMesh() {
        WitnessMesh.Made made = mesh.made(2, WitnessMesh.attacker(1));
        List<WitnessRequest.Presented> presented =
                new ArrayList<>(made.request().presented());
        Collections.reverse(presented);
        refuses(ask(new WitnessRequest(WitnessMesh.EPOCH, made.claim(), presented)), WitnessRefusal.REPORT, 0);
        WitnessRequest.Presented last = made.request().presented().get(1);
        for (int at = 0; at < last.encoded().length; at++) {
            byte[] forged = last.encoded();
            forged[at] ^= 1;
            refuses(
                    ask(replaced(made, new WitnessRequest.Presented(last.reporter(), 100, forged))),
                    WitnessRefusal.REPORT,
                    1);
        }
        NodeId other = mesh.sites.get(3).id();
        refuses(
                ask(replaced(made, new WitnessRequest.Presented(other, 100, last.encoded()))),
                WitnessRefusal.REPORT,
                1);
        refuses(
                ask(replaced(made, new WitnessRequest.Presented(witness, 100, last.encoded()))),
                WitnessRefusal.REPORTER,
                1);
    }

    private static WitnessRequest replaced(WitnessMesh.Made made, WitnessRequest.Presented last) {
        return new WitnessRequest(
                WitnessMesh.EPOCH,
                made.claim(),
                List.of(made.request().presented().get(0), last));
    }

    @Test
    void evidenceOfAnotherThanTheReportIsRefused() {
        WitnessMesh.Made made = mesh.made(2, WitnessMesh.attacker(1));
        List<WitnessClaim.Basis> basis = new ArrayList<>(made.claim().basis());
        basis.set(0, new WitnessClaim.Basis(basis.get(0).report(), new Bytes32(1, 2, 3, 4)));
        WitnessClaim other = new WitnessClaim(
                made.claim().key(), made.claim().level(), made.claim().expiresMicros(), basis);
        refuses(ask(with(made.request(), other)), WitnessRefusal.REPORT, 0);
    }

    @Test
    void aReporterNeedsACertificateThatSaysEnough() {
        WitnessMesh.Made made = mesh.made(2, WitnessMesh.attacker(1));
        NodeId reporter = made.request().presented().get(0).reporter();
        mesh.uncertified.add(reporter);
        refuses(waited(made.request()), WitnessRefusal.CERTIFICATE, 0);
        mesh.uncertified.clear();
        mesh.trust.put(reporter, 0.2999);
        refuses(waited(made.request()), WitnessRefusal.CERTIFICATE, 0);
        mesh.trust.put(reporter, 0.30);
        refuses(waited(made.request()), WitnessRefusal.LEVEL, WitnessVote.NO_REPORT);
        mesh.trust.remove(reporter);
        signs(ask(made.request()), made.claim(), WitnessMesh.EPOCH);
    }

    @Test
    void theLevelIsCountedAgainByItsOwnRules() {
        WitnessMesh.Made two = mesh.made(2, WitnessMesh.attacker(1));
        WitnessClaim more = new WitnessClaim(
                two.claim().key(),
                DecisionLevel.BLOCK_LONG,
                two.claim().expiresMicros(),
                two.claim().basis());
        refuses(waited(with(two.request(), more)), WitnessRefusal.LEVEL, WitnessVote.NO_REPORT);
        WitnessClaim less = new WitnessClaim(
                two.claim().key(),
                DecisionLevel.RATE_LIMIT,
                NOW + 1,
                two.claim().basis());
        signs(ask(with(two.request(), less)), less, WitnessMesh.EPOCH);
    }

    @Test
    void evidenceIsAnAlertOfTheReporterInTheLedgerAndMayComeLate() {
        WitnessMesh.Made made = mesh.made(2, WitnessMesh.attacker(1));
        Bytes32 evidence = made.claim().basis().get(1).evidence();
        NodeId reporter = mesh.ledger.remove(evidence);
        refuses(waited(made.request()), WitnessRefusal.EVIDENCE, 1);
        mesh.ledger.put(evidence, made.request().presented().get(0).reporter());
        refuses(waited(made.request()), WitnessRefusal.EVIDENCE, 1);
        assertThat(ask(made.request())).isEmpty();
        assertThat(ask(made.request())).as("asked again while it waits").isEmpty();
        mesh.ledger.put(evidence, reporter);
        signs(answers(judge.again(1, NOW)), made.claim(), WitnessMesh.EPOCH);
    }

    /** Of a claim that waits, what comes late and what is lost meanwhile both count. */
    @Test
    void aClaimIsLookedAtAsAWholeBeforeItIsSigned() {
        WitnessMesh.Made made = mesh.made(2, WitnessMesh.attacker(1));
        Bytes32 evidence = made.claim().basis().get(0).evidence();
        NodeId reporter = mesh.ledger.remove(evidence);
        assertThat(ask(made.request())).isEmpty();
        mesh.uncertified.add(made.request().presented().get(1).reporter());
        mesh.ledger.put(evidence, reporter);
        assertThat(answers(judge.again(1, NOW)))
                .as("the other's certificate has run out")
                .isEmpty();
        refuses(judge.again(WitnessJudge.WAIT_NS, NOW), WitnessRefusal.CERTIFICATE, 1);
    }

    @Test
    void oneDecisionHasOneClaimUntilItIsRenewedInItsSecondHalf() {
        WitnessMesh.Made made = mesh.made(2, WitnessMesh.attacker(1));
        long ttl = DecisionLevel.BLOCK.ttlSeconds() * MICROS;
        signs(ask(made.request()), made.claim(), WitnessMesh.EPOCH);
        WitnessClaim shorter = ends(made.claim(), made.claim().expiresMicros() - 1);
        refuses(ask(with(made.request(), shorter)), WitnessRefusal.CONFLICT, WitnessVote.NO_REPORT);
        WitnessClaim longer = ends(made.claim(), made.claim().expiresMicros() + 1);
        refuses(ask(with(made.request(), longer)), WitnessRefusal.CONFLICT, WitnessVote.NO_REPORT);

        long half = made.claim().expiresMicros() - ttl / 2;
        refuses(at(half, made, half + ttl), WitnessRefusal.CONFLICT, WitnessVote.NO_REPORT);
        signs(at(half + 1, made, half + ttl), ends(made.claim(), half + ttl), WitnessMesh.EPOCHS.at(half + 1));
    }

    private List<JudgeEffect> at(long nowMicros, WitnessMesh.Made made, long expiresMicros) {
        WitnessRequest request = new WitnessRequest(
                WitnessMesh.EPOCHS.at(nowMicros),
                ends(made.claim(), expiresMicros),
                made.request().presented());
        return answers(judge.ask(mesh.correlator, request.encode(), 0, nowMicros));
    }

    @Test
    void ofTwoClaimsThatWaitTogetherOneIsSigned() {
        WitnessMesh.Made made = mesh.made(2, WitnessMesh.attacker(1));
        Bytes32 evidence = made.claim().basis().get(0).evidence();
        NodeId reporter = mesh.ledger.remove(evidence);
        assertThat(ask(made.request())).isEmpty();
        assertThat(ask(with(made.request(), ends(made.claim(), made.claim().expiresMicros() - 1))))
                .isEmpty();
        mesh.ledger.put(evidence, reporter);
        List<JudgeEffect> effects = answers(judge.again(1, NOW));
        assertThat(effects).hasSize(2);
        signs(effects.subList(0, 1), made.claim(), WitnessMesh.EPOCH);
        refuses(effects.subList(1, 2), WitnessRefusal.CONFLICT, WitnessVote.NO_REPORT);
    }

    @Test
    void noMoreWaitThanTheBound() {
        WitnessMesh.Site liar = mesh.sites.get(0);
        int claims = 0;
        while (judge.waiting() == claims) {
            AttackSignature report = mesh.report(liar, WitnessMesh.attacker(claims), NOW);
            Bytes32 name = report.reportId(Bytes32.of(liar.id().bytes()));
            WitnessClaim claim = new WitnessClaim(
                    report.key(),
                    DecisionLevel.WATCH,
                    NOW + 1,
                    List.of(new WitnessClaim.Basis(name, report.facts().evidence())));
            WitnessRequest request = new WitnessRequest(
                    WitnessMesh.EPOCH, claim, List.of(new WitnessRequest.Presented(liar.id(), 100, report.encode())));
            List<JudgeEffect> effects = ask(request);
            if (!effects.isEmpty()) {
                refuses(effects, WitnessRefusal.BUSY, WitnessVote.NO_REPORT);
                break;
            }
            claims++;
        }
        assertThat(claims).isEqualTo(WitnessJudge.REPORTS_WAITING_MAX);
        assertThat(judge.again(WitnessJudge.WAIT_NS, NOW)).hasSize(WitnessJudge.REPORTS_WAITING_MAX);
        assertThat(judge.waiting()).isZero();
    }

    @Test
    void whatCannotBeRememberedIsNotSigned() {
        SignedClaims signed = new SignedClaims(2, List.of(), 0, 0);
        List<WitnessClaim> claims = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            claims.add(mesh.made(2, WitnessMesh.attacker(i)).claim());
        }
        for (WitnessClaim claim : claims.subList(0, 2)) {
            assertThat(signed.hasRoomFor(claim.decision(), NOW)).isTrue();
            assertThat(signed.remember(claim.decision(), claim)).contains(SignedClaim.of(claim));
        }
        assertThat(signed.hasRoomFor(claims.get(2).decision(), NOW))
                .as("one beyond")
                .isFalse();
        assertThat(signed.hasRoomFor(claims.get(1).decision(), NOW)).as("known").isTrue();
        assertThat(signed.remember(claims.get(1).decision(), claims.get(1)))
                .as("durable already")
                .isEmpty();
        assertThat(signed.holding(NOW)).hasSize(2);
        assertThat(signed.hasRoomFor(claims.get(2).decision(), claims.get(0).expiresMicros()))
                .as("the others are over")
                .isTrue();
        assertThat(signed.holding(NOW)).isEmpty();
    }

    @Test
    void whatIsSignedIsToBeRememberedBeforeOnce() {
        WitnessMesh.Made made = mesh.made(2, WitnessMesh.attacker(1));
        List<JudgeEffect> first = judge.ask(mesh.correlator, made.request().encode(), 0, NOW);
        assertThat(first).hasSize(2);
        assertThat(first.get(0)).isEqualTo(new JudgeEffect.Remember(SignedClaim.of(made.claim())));
        assertThat(judge.ask(mesh.correlator, made.request().encode(), 0, NOW)).hasSize(1);
        JudgeEffect.Answer answer = (JudgeEffect.Answer) first.get(1);
        refuses(List.of(answer.withoutMemory()), WitnessRefusal.BUSY, WitnessVote.NO_REPORT);
    }

    @Test
    void aWitnessThatStartsAgainSignsTheSameClaimAndNoOther() {
        WitnessMesh.Made made = mesh.made(2, WitnessMesh.attacker(1));
        signs(ask(made.request()), made.claim(), WitnessMesh.EPOCH);
        SignedClaims before = new SignedClaims(List.of(SignedClaim.of(made.claim())), 0, 0);
        WitnessJudge again = mesh.judge(witness, mesh.knowledge(), before);
        WitnessRequest other =
                with(made.request(), ends(made.claim(), made.claim().expiresMicros() - 1));
        refuses(again.ask(mesh.correlator, other.encode(), 0, NOW), WitnessRefusal.CONFLICT, WitnessVote.NO_REPORT);
        signs(again.ask(mesh.correlator, made.request().encode(), 0, NOW), made.claim(), WitnessMesh.EPOCH);
    }

    @Test
    void aWitnessThatForgotIsQuietUntilAllHasEnded() {
        WitnessMesh.Made made = mesh.made(2, WitnessMesh.attacker(1));
        WitnessMesh.Made known = mesh.made(2, WitnessMesh.attacker(2));
        SignedClaims lost = new SignedClaims(List.of(SignedClaim.of(known.claim())), NOW + 1, 0);
        WitnessJudge quiet = mesh.judge(witness, mesh.knowledge(), lost);
        refuses(
                quiet.ask(mesh.correlator, made.request().encode(), 0, NOW),
                WitnessRefusal.CONFLICT,
                WitnessVote.NO_REPORT);
        signs(quiet.ask(mesh.correlator, known.request().encode(), 0, NOW), known.claim(), WitnessMesh.EPOCH);
        assertThat(quiet.ask(mesh.correlator, made.request().encode(), 0, NOW + 1))
                .as("now it has")
                .hasSize(2);
        long last = NOW + DecisionLevel.BLOCK_LONG.ttlSeconds() * MICROS + WitnessEpochs.SKEW_MICROS;
        assertThat(NOW + SignedClaims.longestMicros()).as("no claim ends later").isEqualTo(last);
    }

    @Test
    void byAClockFromBeforeTheNetworkNothingIsSigned() {
        WitnessClaim claim = mesh.made(2, WitnessMesh.attacker(1)).claim();
        SignedClaims signed = new SignedClaims(List.of(SignedClaim.of(claim)), 0, NOW);
        assertThat(signed.conflicts(claim.decision(), claim, NOW - 1)).isTrue();
        assertThat(signed.conflicts(claim.decision(), claim, NOW)).isFalse();
    }

    /** witness 1.5: the nexus and the MSSP claim the same decision, with ends of their own; neither is refused for the other. */
    @Test
    void aRegionsClaimAndTheMeshsOfOneDecisionAreBothSigned() {
        WitnessMesh mesh = new WitnessMesh(4, 3, 11);
        WitnessMesh.Made made = mesh.made(2, WitnessMesh.attacker(1));
        NodeId witness = mesh.drawn(made.claim(), WitnessMesh.EPOCH).get(0);
        NodeId nexus = mesh.sites.get(2).id();
        SignedClaims signed = new SignedClaims();
        WitnessJudge ofMesh = mesh.judge(witness, mesh.knowledge(), signed);
        WitnessJudge ofRegion = region(mesh, witness, nexus, signed);
        assertThat(ofMesh.ask(mesh.correlator, made.request().encode(), 0, WitnessMesh.NOW))
                .anyMatch(WitnessJudgeTest::signs);
        WitnessClaim later = new WitnessClaim(
                made.claim().key(),
                made.claim().level(),
                made.claim().expiresMicros() + 1,
                made.claim().basis());
        byte[] request =
                new WitnessRequest(WitnessMesh.EPOCH, later, made.request().presented()).encode();
        assertThat(ofMesh.ask(mesh.correlator, request, 0, WitnessMesh.NOW)).noneMatch(WitnessJudgeTest::signs);
        assertThat(ofRegion.ask(nexus, request, 0, WitnessMesh.NOW)).anyMatch(WitnessJudgeTest::signs);
        assertThat(ofRegion.ask(nexus, made.request().encode(), 0, WitnessMesh.NOW))
                .as("and of its own claims not two either")
                .noneMatch(WitnessJudgeTest::signs);
        assertThat(ofRegion.ask(mesh.correlator, request, 0, WitnessMesh.NOW))
                .singleElement()
                .isInstanceOf(JudgeEffect.Ignored.class);
    }

    private static WitnessJudge region(WitnessMesh mesh, NodeId witness, NodeId nexus, SignedClaims signed) {
        return WitnessJudge.ofRegion(
                mesh.set,
                witness,
                nexus,
                new WitnessRules(mesh.counting, mesh.sites.size(), WitnessMesh.EPOCHS),
                mesh.knowledge(),
                signed,
                mesh.blsKeys.get(witness)::sign);
    }

    private static boolean signs(JudgeEffect effect) {
        return effect instanceof JudgeEffect.Answer answer && answer.vote() instanceof WitnessVote.Signed;
    }

    /** federation 12.3: enough for the long block of the mesh, but not from a region. */
    @Test
    void aRegionsLongBlockFindsNoWitness() {
        WitnessMesh mesh = new WitnessMesh(4, 4, 12);
        WitnessMesh.Made made = mesh.made(3, WitnessMesh.attacker(1));
        assertThat(made.claim().level()).isEqualTo(DecisionLevel.BLOCK_LONG);
        NodeId witness = mesh.drawn(made.claim(), WitnessMesh.EPOCH).get(0);
        NodeId nexus = mesh.sites.get(3).id();
        assertThat(region(mesh, witness, nexus, new SignedClaims())
                        .ask(nexus, made.request().encode(), 0, WitnessMesh.NOW))
                .noneMatch(WitnessJudgeTest::signs);
        assertThat(mesh.judge(witness, mesh.knowledge())
                        .ask(mesh.correlator, made.request().encode(), 0, WitnessMesh.NOW))
                .anyMatch(WitnessJudgeTest::signs);
    }
}
