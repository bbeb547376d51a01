package com.hookprobe.node.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.consensus.Bls;
import com.hookprobe.dsm.consensus.BlsPublicKey;
import com.hookprobe.dsm.consensus.BlsSecretKey;
import com.hookprobe.dsm.consensus.Validator;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import com.hookprobe.qsecbit.federation.MeshDecision;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import supranational.blst.P1;
import supranational.blst.P1_Affine;

/** witness 5: what a site acts on. */
class WitnessCheckTest {
    private static final long NOW = WitnessMesh.NOW;

    private final WitnessMesh mesh = new WitnessMesh(6, 3, 8);
    private final WitnessCheck check = new WitnessCheck(mesh.set, WitnessMesh.EPOCHS, id -> true);
    private final WitnessMesh.Made made = mesh.made(2, WitnessMesh.attacker(1));
    private final List<NodeId> drawn = mesh.drawn(made.claim(), WitnessMesh.EPOCH);

    private void fault(WitnessProof proof, WitnessFault fault) {
        assertThat(check.fault(made.decision(), proof.encode(), NOW)).contains(fault);
    }

    @Test
    void threeOrFourOfTheDrawnAreEnough() {
        for (int from = 0; from < 2; from++) {
            WitnessProof proof = mesh.proof(made.claim(), WitnessMesh.EPOCH, drawn.subList(from, 4));
            assertThat(check.fault(made.decision(), proof.encode(), NOW)).isEmpty();
        }
    }

    @Test
    void withoutAProofOrWithBytesOrWithTooFewNothingIsDone() {
        assertThat(check.fault(made.decision(), new byte[0], NOW)).contains(WitnessFault.NO_CERTIFICATE);
        assertThat(check.fault(made.decision(), new byte[] {1, 2}, NOW)).contains(WitnessFault.MALFORMED);
        fault(mesh.proof(made.claim(), WitnessMesh.EPOCH, drawn.subList(0, 2)), WitnessFault.TOO_FEW);
    }

    @Test
    void validatorsThatWereNotDrawnDoNotCountEvenWhenAllOfThemSign() {
        List<NodeId> others = new ArrayList<>(mesh.blsKeys.keySet());
        others.removeAll(drawn);
        fault(mesh.proof(made.claim(), WitnessMesh.EPOCH, others), WitnessFault.NOT_DRAWN);
        fault(mesh.proof(made.claim(), WitnessMesh.EPOCH, List.copyOf(mesh.blsKeys.keySet())), WitnessFault.NOT_DRAWN);
        List<NodeId> mixed = new ArrayList<>(drawn.subList(0, 2));
        mixed.add(others.get(0));
        fault(mesh.proof(made.claim(), WitnessMesh.EPOCH, mixed), WitnessFault.NOT_DRAWN);
    }

    @Test
    void whoWasRevokedSinceDoesNotCount() {
        WitnessProof four = mesh.proof(made.claim(), WitnessMesh.EPOCH, drawn);
        WitnessProof three = mesh.proof(made.claim(), WitnessMesh.EPOCH, drawn.subList(0, 3));
        WitnessCheck later = new WitnessCheck(mesh.set, WitnessMesh.EPOCHS, id -> !id.equals(drawn.get(1)));
        assertThat(later.fault(made.decision(), four.encode(), NOW)).isEmpty();
        assertThat(later.fault(made.decision(), three.encode(), NOW)).contains(WitnessFault.TOO_FEW);
    }

    @Test
    void aProofIsOfOneDecision() {
        WitnessMesh.Made other = mesh.made(3, WitnessMesh.attacker(1));
        fault(
                mesh.proof(other.claim(), WitnessMesh.EPOCH, mesh.drawn(other.claim(), WitnessMesh.EPOCH)),
                WitnessFault.OTHER_CLAIM);
        WitnessClaim shorter = new WitnessClaim(
                made.claim().key(),
                made.claim().level(),
                made.claim().expiresMicros() - 1,
                made.claim().basis());
        fault(mesh.proof(shorter, WitnessMesh.EPOCH, drawn), WitnessFault.OTHER_CLAIM);
        MeshDecision again = mesh.signed(made.decision().draft(), NOW - 1);
        WitnessProof proof = mesh.proof(made.claim(), WitnessMesh.EPOCH, drawn);
        assertThat(check.fault(again, proof.encode(), NOW))
                .as("the same decision sent once more, ending no later")
                .isEmpty();
    }

    @Test
    void theEpochLiesBetweenTheClaimsBeginningAndNow() {
        long begun = WitnessMesh.EPOCHS.at(made.claim().expiresMicros()
                - made.claim().level().ttlSeconds() * 1_000_000L
                - WitnessEpochs.SKEW_MICROS);
        for (long epoch : new long[] {begun - 2, WitnessMesh.EPOCH + 2}) {
            fault(mesh.proof(made.claim(), epoch, mesh.drawn(made.claim(), epoch)), WitnessFault.EPOCH);
        }
        for (long epoch : new long[] {begun - 1, WitnessMesh.EPOCH + 1}) {
            WitnessProof proof = mesh.proof(made.claim(), epoch, mesh.drawn(made.claim(), epoch));
            assertThat(check.fault(made.decision(), proof.encode(), NOW)).isEmpty();
        }
    }

    @Test
    void anotherMeshsWitnessesAreNotOurs() {
        WitnessProof proof = mesh.proof(made.claim(), WitnessMesh.EPOCH, drawn);
        WitnessMesh five = new WitnessMesh(5, 3, 9);
        assertThat(new WitnessCheck(five.set, WitnessMesh.EPOCHS, id -> true)
                        .fault(made.decision(), proof.encode(), NOW))
                .contains(WitnessFault.OTHER_SET);
        WitnessMesh four = new WitnessMesh(4, 3, 9);
        WitnessMesh.Made there = four.made(2, WitnessMesh.attacker(1));
        WitnessProof whole = four.proof(there.claim(), WitnessMesh.EPOCH, four.drawn(there.claim(), WitnessMesh.EPOCH));
        WitnessSet otherNetwork = new WitnessSet(Hash32.sha256("elsewhere"), four.validators);
        assertThat(new WitnessCheck(four.set, WitnessMesh.EPOCHS, id -> true)
                        .fault(there.decision(), whole.encode(), NOW))
                .isEmpty();
        assertThat(new WitnessCheck(otherNetwork, WitnessMesh.EPOCHS, id -> true)
                        .fault(there.decision(), whole.encode(), NOW))
                .as("same validators, another network")
                .contains(WitnessFault.BAD_SIGNATURE);
    }

    /** A key that is another's taken from one's own signs for both alone; no set takes it, for it has no proof of possession. */
    @Test
    void aRogueKeyWouldForgeAQuorumAndGetsIntoNoSet() {
        BlsSecretKey attacker = BlsSecretKey.generate(WitnessMesh.filled(9));
        BlsPublicKey victim = mesh.blsKeys.get(drawn.get(0)).publicKey();
        P1 rogue = new P1(new P1_Affine(attacker.publicKey().bytes()));
        rogue.add(new P1_Affine(victim.bytes()).to_jacobian().neg());
        BlsPublicKey key = BlsPublicKey.parse(rogue.to_affine().compress()).orElseThrow();
        byte[] forged = attacker.sign(made.message().bytes());
        assertThat(Bls.fastAggregateVerify(List.of(victim, key), made.message().bytes(), forged))
                .as("the attack is real")
                .isTrue();
        Validator template = mesh.validators.member(1);
        for (byte[] proof : List.of(attacker.proveOfPossession(), attacker.sign(key.bytes()), template.pop())) {
            Validator bad = new Validator(template.id(), template.ed25519(), key.bytes(), proof, "rogue", 0);
            assertThatThrownBy(() -> ValidatorSet.of(List.of(mesh.validators.member(0), bad)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
