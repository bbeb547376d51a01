package com.hookprobe.node.witness;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.consensus.Quorum;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.witness.GatheringEffect.Discard;
import com.hookprobe.node.witness.GatheringEffect.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** witness 1.2 with thirteen validators: four may lie, nine are drawn, five must sign. */
class WitnessLargeMeshTest {
    private static final int FAULTS = 4;
    private static final int DRAWN = 9;
    private static final int QUORUM = 5;

    private final WitnessMesh mesh = new WitnessMesh(13, 3, 21);
    private final WitnessGathering gathering = new WitnessGathering(mesh.set);
    private final WitnessMesh.Made made = mesh.made(2, WitnessMesh.attacker(1));
    private final List<NodeId> drawn = mesh.drawn(made.claim(), WitnessMesh.EPOCH);

    private List<GatheringEffect> start(int requestBytes, long epoch) {
        return gathering.start(made.claim(), epoch, requestBytes, id -> true, 0);
    }

    private List<GatheringEffect> honest(int witness) {
        return gathering.vote(drawn.get(witness), mesh.vote(drawn.get(witness), made.message()));
    }

    private List<GatheringEffect> lying(int witness) {
        byte[] signature = mesh.blsKeys.get(drawn.get(witness)).sign(new byte[] {1});
        return gathering.vote(drawn.get(witness), new WitnessVote.Signed(made.message(), signature));
    }

    private List<GatheringEffect> missing(int witness) {
        return gathering.vote(drawn.get(witness), new WitnessVote.Refused(made.message(), WitnessRefusal.EVIDENCE, 1));
    }

    private void verified(List<GatheringEffect> effects) {
        GatheringEffect.Verified verified = (GatheringEffect.Verified) effects.get(effects.size() - 1);
        assertThat(verified.certificate().fault(mesh.set, made.claim(), id -> true))
                .isEmpty();
        assertThat(verified.certificate().signers()).hasSize(QUORUM);
    }

    @Test
    void nineAreAskedAndFiveOfThemAreEnough() {
        assertThat(start(1_000, WitnessMesh.EPOCH)).hasSize(DRAWN);
        for (int i = 0; i < QUORUM - 1; i++) {
            assertThat(honest(i)).isEmpty();
        }
        verified(honest(DRAWN - 1));
    }

    @Test
    void asManyLiarsAsThereMayBeNeitherStopNorFoolThem() {
        start(1_000, WitnessMesh.EPOCH);
        List<GatheringEffect> effects = new ArrayList<>();
        for (int i = 0; i < FAULTS; i++) {
            effects.addAll(lying(i));
        }
        assertThat(effects).as("not even a sum is made of what liars send").isEmpty();
        effects.addAll(honest(FAULTS));
        assertThat(effects).hasSize(FAULTS).allMatch(GatheringEffect.Discarded.class::isInstance);
        for (int i = FAULTS + 1; i < DRAWN - 1; i++) {
            assertThat(honest(i)).isEmpty();
        }
        verified(honest(DRAWN - 1));
    }

    @Test
    void oneMoreLiarStopsThem() {
        start(1_000, WitnessMesh.EPOCH);
        List<GatheringEffect> effects = new ArrayList<>();
        for (int i = 0; i <= FAULTS; i++) {
            effects.addAll(lying(i));
        }
        assertThat(effects)
                .last()
                .isInstanceOfSatisfying(
                        GatheringEffect.Unverified.class,
                        failure -> assertThat(failure.reason()).isEqualTo(Reason.REFUSED));
    }

    @Test
    void whoForgedOnceIsLookedAtAsItVotes() {
        start(1_000, WitnessMesh.EPOCH);
        lying(0);
        for (int i = 1; i < QUORUM; i++) {
            honest(i);
        }
        verified(honest(QUORUM));
        start(1_000, WitnessMesh.EPOCH);
        assertThat(lying(0)).containsExactly(new GatheringEffect.Discarded(drawn.get(0), Discard.FORGED));
        for (int i = 1; i < QUORUM; i++) {
            assertThat(honest(i)).isEmpty();
        }
        assertThat(honest(QUORUM))
                .as("no sum was spoilt")
                .hasSize(1)
                .allMatch(GatheringEffect.Verified.class::isInstance);
    }

    /** witness 6.5: more than can lie of all validators, and not of so many as are drawn. */
    @Test
    void aReporterIsBlamedByMoreThanCanLie() {
        start(1_000, WitnessMesh.EPOCH);
        for (int i = 0; i < FAULTS; i++) {
            assertThat(missing(i)).hasSize(1);
        }
        List<GatheringEffect> atTimeout = gathering.timer(WitnessGathering.TIMEOUT_NS);
        assertThat(((GatheringEffect.Unverified) atTimeout.get(0)).blamed()).isEmpty();
        start(1_000, WitnessMesh.EPOCH);
        List<GatheringEffect> effects = new ArrayList<>();
        for (int i = 0; i <= FAULTS; i++) {
            effects.addAll(missing(i));
        }
        assertThat(((GatheringEffect.Unverified) effects.get(FAULTS + 1)).blamed())
                .isEqualTo(Set.of(1));
    }

    @Test
    void bytesOfRequestsInFlightAreBounded() {
        int half = (int) (WitnessGathering.ASKED_BYTES_MAX / 2 / DRAWN);
        assertThat(start(half, 0)).hasSize(DRAWN);
        assertThat(start(half, 1)).hasSize(DRAWN);
        assertThat(start(half, 2))
                .singleElement()
                .isInstanceOfSatisfying(
                        GatheringEffect.Unverified.class,
                        failure -> assertThat(failure.reason()).isEqualTo(Reason.BUSY));
        gathering.drop(mesh.set.message(made.claim(), 0));
        assertThat(start(half, 2)).as("room again").hasSize(DRAWN);
        gathering.timer(WitnessGathering.TIMEOUT_NS);
        assertThat(start(2 * half, 3)).hasSize(DRAWN);
    }

    @Test
    void theLongestRequestToTheLargestDrawHasRoom() {
        assertThat((long) WitnessRequest.BYTES_MAX * WitnessQuorum.drawn(Quorum.VALIDATORS_MAX))
                .isLessThanOrEqualTo(WitnessGathering.ASKED_BYTES_MAX);
    }
}
