package com.hookprobe.node.witness;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.witness.GatheringEffect.Discard;
import com.hookprobe.node.witness.GatheringEffect.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** witness 3: a quorum of those who were drawn, and nothing less. */
class WitnessGatheringTest {
    private static final int REQUEST_BYTES = 1_000;

    private final WitnessMesh mesh = new WitnessMesh(6, 3, 2);
    private final WitnessGathering gathering = new WitnessGathering(mesh.set);
    private final WitnessMesh.Made made = mesh.made(2, WitnessMesh.attacker(1));
    private final List<NodeId> drawn = mesh.drawn(made.claim(), WitnessMesh.EPOCH);

    private List<GatheringEffect> start() {
        return gathering.start(made.claim(), WitnessMesh.EPOCH, REQUEST_BYTES, id -> true, 0);
    }

    private List<GatheringEffect> honest(int witness) {
        return gathering.vote(drawn.get(witness), mesh.vote(drawn.get(witness), made.message()));
    }

    private List<GatheringEffect> refusing(int witness, WitnessRefusal reason, int report) {
        return gathering.vote(drawn.get(witness), new WitnessVote.Refused(made.message(), reason, report));
    }

    /** Signs something else with its own key. */
    private List<GatheringEffect> lying(int witness) {
        byte[] signature = mesh.blsKeys.get(drawn.get(witness)).sign(new byte[] {1});
        return gathering.vote(drawn.get(witness), new WitnessVote.Signed(made.message(), signature));
    }

    private static Reason reason(List<GatheringEffect> effects) {
        return effects.stream()
                .filter(GatheringEffect.Unverified.class::isInstance)
                .map(effect -> ((GatheringEffect.Unverified) effect).reason())
                .findFirst()
                .orElseThrow();
    }

    private void verified(List<GatheringEffect> effects) {
        assertThat(effects).hasSize(1);
        GatheringEffect.Verified verified = (GatheringEffect.Verified) effects.get(0);
        assertThat(verified.certificate().fault(mesh.set, made.claim(), id -> true))
                .isEmpty();
        assertThat(verified.certificate().signers()).hasSize(3);
        assertThat(gathering.claims()).isZero();
    }

    @Test
    void theDrawnFourAreAskedAndThreeOfThemAreEnough() {
        assertThat(start())
                .containsExactlyElementsOf(drawn.stream()
                        .map(id -> (GatheringEffect) new GatheringEffect.Ask(made.message(), id))
                        .toList());
        assertThat(start()).as("not twice").isEmpty();
        assertThat(honest(0)).isEmpty();
        assertThat(honest(3)).isEmpty();
        verified(honest(1));
        assertThat(honest(2)).containsExactly(new GatheringEffect.Discarded(drawn.get(2), Discard.LATE));
    }

    @Test
    void oneLiarOfFourNeitherStopsNorFoolsThem() {
        for (int place = 0; place < 4; place++) {
            WitnessGathering fresh = new WitnessGathering(mesh.set);
            fresh.start(made.claim(), WitnessMesh.EPOCH, REQUEST_BYTES, id -> true, 0);
            List<GatheringEffect> effects = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int witness = (place + i) % 4;
                byte[] signature = mesh.blsKeys
                        .get(drawn.get(witness))
                        .sign(i == 0 ? new byte[] {1} : made.message().bytes());
                effects.addAll(fresh.vote(drawn.get(witness), new WitnessVote.Signed(made.message(), signature)));
            }
            assertThat(effects).hasSize(2);
            assertThat(effects.get(0)).isEqualTo(new GatheringEffect.Discarded(drawn.get(place), Discard.FORGED));
            assertThat(effects.get(1)).isInstanceOf(GatheringEffect.Verified.class);
        }
    }

    @Test
    void aSignatureThatIsNoPointOfTheGroupIsALieLikeAnyOther() {
        start();
        gathering.vote(drawn.get(0), new WitnessVote.Signed(made.message(), new byte[96]));
        honest(1);
        assertThat(honest(2)).containsExactly(new GatheringEffect.Discarded(drawn.get(0), Discard.FORGED));
        verified(honest(3));
    }

    @Test
    void twoLiarsLeaveNoQuorum() {
        start();
        lying(0);
        lying(1);
        List<GatheringEffect> effects = honest(2);
        assertThat(reason(effects)).isEqualTo(Reason.REFUSED);
        assertThat(gathering.discarded(Discard.FORGED)).isEqualTo(2);
        assertThat(gathering.claims()).isZero();
    }

    @Test
    void liarsAloneNeverMakeACertificate() {
        start();
        assertThat(lying(0)).isEmpty();
        assertThat(honest(1)).isEmpty();
        assertThat(gathering.timer(WitnessGathering.TIMEOUT_NS - 1)).isEmpty();
        assertThat(reason(gathering.timer(WitnessGathering.TIMEOUT_NS))).isEqualTo(Reason.TIMEOUT);
        assertThat(gathering.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void silenceIsATimeoutAndLateVotesChangeNothing() {
        start();
        assertThat(gathering.nextDeadlineNs()).isEqualTo(WitnessGathering.TIMEOUT_NS);
        honest(0);
        honest(1);
        assertThat(gathering.timer(WitnessGathering.TIMEOUT_NS))
                .containsExactly(
                        new GatheringEffect.Unverified(made.message(), made.claim(), Reason.TIMEOUT, 2, 0, Set.of()));
        assertThat(honest(2)).containsExactly(new GatheringEffect.Discarded(drawn.get(2), Discard.LATE));
    }

    @Test
    void nobodyVotesTwiceAndNobodyUninvitedVotes() {
        start();
        honest(0);
        assertThat(honest(0)).containsExactly(new GatheringEffect.Discarded(drawn.get(0), Discard.DUPLICATE));
        assertThat(refusing(0, WitnessRefusal.LEVEL, WitnessVote.NO_REPORT))
                .containsExactly(new GatheringEffect.Discarded(drawn.get(0), Discard.DUPLICATE));
        for (NodeId other : mesh.blsKeys.keySet()) {
            if (!drawn.contains(other)) {
                assertThat(gathering.vote(other, mesh.vote(other, made.message())))
                        .containsExactly(new GatheringEffect.Discarded(other, Discard.FOREIGN));
            }
        }
        NodeId stranger = mesh.sites.get(0).id();
        assertThat(gathering.vote(stranger, mesh.vote(drawn.get(1), made.message())))
                .containsExactly(new GatheringEffect.Discarded(stranger, Discard.FOREIGN));
        Hash32 unknown = Hash32.sha256("never asked");
        assertThat(gathering.vote(drawn.get(1), mesh.vote(drawn.get(1), unknown)))
                .containsExactly(new GatheringEffect.Discarded(drawn.get(1), Discard.FOREIGN));
        assertThat(gathering.discarded(Discard.FOREIGN)).isEqualTo(4);
        assertThat(gathering.claims()).isOne();
    }

    @Test
    void anotherWitnesssSignatureIsNotOnesOwn() {
        start();
        WitnessVote stolen = mesh.vote(drawn.get(0), made.message());
        gathering.vote(drawn.get(0), stolen);
        gathering.vote(drawn.get(1), stolen);
        assertThat(honest(2)).containsExactly(new GatheringEffect.Discarded(drawn.get(1), Discard.FORGED));
        verified(honest(3));
    }

    @Test
    void twoRefusalsEndItAndOneDoesNot() {
        start();
        assertThat(refusing(0, WitnessRefusal.LEVEL, WitnessVote.NO_REPORT)).hasSize(1);
        List<GatheringEffect> effects = refusing(1, WitnessRefusal.LEVEL, WitnessVote.NO_REPORT);
        assertThat(effects.get(1))
                .isEqualTo(
                        new GatheringEffect.Unverified(made.message(), made.claim(), Reason.REFUSED, 0, 2, Set.of()));
    }

    @Test
    void aReporterIsBlamedByMoreWitnessesThanCanLieAndOnlyForItsEvidence() {
        start();
        refusing(0, WitnessRefusal.EVIDENCE, 1);
        List<GatheringEffect> effects = refusing(1, WitnessRefusal.EVIDENCE, 1);
        assertThat(((GatheringEffect.Unverified) effects.get(1)).blamed()).containsExactly(1);
        start();
        refusing(0, WitnessRefusal.EVIDENCE, 0);
        effects = refusing(1, WitnessRefusal.EVIDENCE, 1);
        assertThat(((GatheringEffect.Unverified) effects.get(1)).blamed()).isEmpty();
        start();
        refusing(0, WitnessRefusal.EVIDENCE, 511);
        effects = refusing(1, WitnessRefusal.EVIDENCE, 511);
        assertThat(((GatheringEffect.Unverified) effects.get(1)).blamed())
                .as("a report that the claim does not have")
                .isEmpty();
    }

    @Test
    void whoMayNotWitnessIsNotAsked() {
        List<GatheringEffect> three =
                gathering.start(made.claim(), WitnessMesh.EPOCH, REQUEST_BYTES, id -> !id.equals(drawn.get(0)), 0);
        assertThat(three).hasSize(3);
        assertThat(honest(0)).containsExactly(new GatheringEffect.Discarded(drawn.get(0), Discard.FOREIGN));
        honest(1);
        honest(2);
        verified(honest(3));
        Set<NodeId> two = Set.of(drawn.get(0), drawn.get(1));
        assertThat(reason(gathering.start(made.claim(), WitnessMesh.EPOCH, REQUEST_BYTES, two::contains, 0)))
                .isEqualTo(Reason.TOO_FEW_WITNESSES);
    }

    @Test
    void claimsInFlightAreBounded() {
        for (int i = 0; i < WitnessGathering.CLAIMS_MAX; i++) {
            assertThat(gathering.start(made.claim(), i, REQUEST_BYTES, id -> true, 0))
                    .hasSize(4);
        }
        assertThat(reason(gathering.start(made.claim(), WitnessGathering.CLAIMS_MAX, REQUEST_BYTES, id -> true, 0)))
                .isEqualTo(Reason.BUSY);
        assertThat(gathering.claims()).isEqualTo(WitnessGathering.CLAIMS_MAX);
        assertThat(gathering.timer(WitnessGathering.TIMEOUT_NS)).hasSize(WitnessGathering.CLAIMS_MAX);
    }

    @Test
    void decidedClaimsAreRememberedUpToABound() {
        for (int epoch = 0; epoch <= WitnessGathering.FINISHED_MAX; epoch++) {
            gathering.start(made.claim(), epoch, REQUEST_BYTES, id -> true, 0);
            gathering.drop(mesh.set.message(made.claim(), epoch));
        }
        assertThat(late(0)).as("one beyond").isEqualTo(Discard.FOREIGN);
        assertThat(late(1)).isEqualTo(Discard.LATE);
        assertThat(late(WitnessGathering.FINISHED_MAX)).isEqualTo(Discard.LATE);
    }

    private Discard late(long epoch) {
        WitnessVote vote = new WitnessVote.Refused(
                mesh.set.message(made.claim(), epoch), WitnessRefusal.BUSY, WitnessVote.NO_REPORT);
        return ((GatheringEffect.Discarded) gathering.vote(drawn.get(0), vote).get(0)).why();
    }

    @Test
    void aClaimThatIsDroppedIsOver() {
        start();
        gathering.drop(made.message());
        assertThat(gathering.claims()).isZero();
        assertThat(honest(0)).containsExactly(new GatheringEffect.Discarded(drawn.get(0), Discard.LATE));
        assertThat(gathering.timer(WitnessGathering.TIMEOUT_NS)).isEmpty();
    }
}
