package com.hookprobe.dsm.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.consensus.core.ConsensusCodec;
import com.hookprobe.dsm.consensus.core.ConsensusMessage;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.StoreException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The validator set changes with the chain (DSM 3.6): who comes, goes, changes its key, is put out, and how others follow. */
class SetChangesTest {
    private static final Hash32 DIGEST = Hash32.sha256("attestation", new byte[] {1});

    private static Candidate candidate(Ring ring, Ring.Node node) {
        return Candidate.sign(node.member.validator(), 1_000, ring.genesis.networkId(), node.member.signer());
    }

    private static SetChange.Leave leave(Ring ring, Ring.Node node, long joined) {
        return new SetChange.Leave(
                node.id,
                joined,
                node.member
                        .signer()
                        .signIdentity(SetChange.Leave.signingBytes(ring.genesis.networkId(), node.id, joined)));
    }

    private static ValidatorSet set(Ring ring) {
        return ring.node(0).machine.set();
    }

    @Test
    void aCandidateJoinsByTheApprovalOfAQuorumAndVotes() {
        Ring ring = new Ring(4, Ring.PARAMS);
        Ring.Node fifth = ring.stranger(77);
        fifth.want(new SetChange.Join(candidate(ring, fifth)));
        assertThat(ring.reaches(3, 20)).isTrue();
        assertThat(set(ring).size()).isEqualTo(5);
        Validator member = set(ring).find(fifth.id).orElseThrow();
        assertThat(member.bond()).isEqualTo(1_000);
        assertThat(member.joinedHeight())
                .isEqualTo(ring.changes.get(0).decided().height() + 1);
        assertThat(ring.reaches(fifth.height() + 3, 20)).isTrue();
        assertThat(fifth.log).isNotEmpty().allMatch(entry -> entry.height() >= member.joinedHeight());
        assertThat(ring.nodes.values())
                .allSatisfy(node -> assertThat(node.alarms).isEmpty());
        // Its vote counts: with two of the old ones down, 3 of 5 are no quorum; with one down, 4 of 5 are.
        ring.node(0).up = false;
        assertThat(ring.reaches(fifth.height() + 2, 30)).isTrue();
    }

    @Test
    void nobodyJoinsWithoutAQuorumOfApprovals() {
        Ring ring = new Ring(4, Ring.PARAMS);
        ring.policy = (node, change) -> node == ring.node(0) || node == ring.node(1);
        Ring.Node fifth = ring.stranger(77);
        fifth.want(new SetChange.Join(candidate(ring, fifth)));
        assertThat(ring.reaches(4, 30)).isTrue();
        assertThat(set(ring).size()).isEqualTo(4);
        assertThat(ring.node(0).machine.openChanges().values()).containsExactly(2);
    }

    @Test
    void aMemberLeavesByItsOwnSignatureOnly() {
        Ring ring = new Ring(5, Ring.PARAMS);
        Ring.Node leaver = ring.node(4);
        SetChange.Leave forged = new SetChange.Leave(ring.node(3).id, 0, new byte[64]);
        ring.node(0).want(forged);
        leaver.want(leave(ring, leaver, 0));
        assertThat(ring.reaches(3, 20)).isTrue();
        assertThat(set(ring).size()).isEqualTo(4);
        assertThat(set(ring).find(leaver.id)).isEmpty();
        long height = leaver.height();
        assertThat(ring.reaches(height + 2, 20))
                .as("the others go on, and it follows")
                .isTrue();
        assertThat(leaver.log)
                .as("nothing signed after it left")
                .noneMatch(
                        entry -> entry.height() > ring.changes.get(0).decided().height());
    }

    @Test
    void aKeyChangesAndTheOldOneVotesNoMore() {
        Ring ring = new Ring(4, Ring.PARAMS);
        Ring.Node node = ring.node(2);
        Fixtures.Member fresh = Fixtures.fake(99);
        byte[] message = SetChange.RotateKey.signingBytes(
                ring.genesis.networkId(),
                node.id,
                node.member.validator().blsKey(),
                fresh.validator().blsKey(),
                fresh.validator().pop());
        node.want(new SetChange.RotateKey(
                node.id,
                node.member.validator().blsKey(),
                fresh.validator().blsKey(),
                fresh.validator().pop(),
                node.member.signer().signIdentity(message)));
        Fixtures.Member before = node.member;
        ValidatorSigner both = new ValidatorSigner() {
            @Override
            public byte[] signVote(byte[] bytes) {
                return before.signer().signVote(bytes);
            }

            @Override
            public byte[] signVote(Validator member, byte[] bytes) {
                return holdsOld(member)
                        ? before.signer().signVote(bytes)
                        : fresh.signer().signVote(bytes);
            }

            private boolean holdsOld(Validator member) {
                return java.util.Arrays.equals(
                        member.blsKey(), before.validator().blsKey());
            }

            @Override
            public byte[] signIdentity(byte[] bytes) {
                return before.signer().signIdentity(bytes);
            }
        };
        node.member = new Fixtures.Member(before.validator(), both);
        node.start();
        assertThat(ring.reaches(3, 20)).isTrue();
        assertThat(set(ring).find(node.id).orElseThrow().blsKey())
                .isEqualTo(fresh.validator().blsKey());
        ring.node(0).up = false;
        // 3 of 4 are needed: the new key must vote.
        assertThat(ring.reaches(node.height() + 2, 30)).isTrue();
    }

    /** A proof of possession is public, so a liar can show another member's; a leader that took it would propose what all refuse. */
    @Test
    void aMemberCannotTakeTheKeyOfAnotherAndNothingStops() {
        Ring ring = new Ring(4, Ring.PARAMS);
        Ring.Node liar = ring.node(2);
        Validator victim = ring.node(0).member.validator();
        byte[] message = SetChange.RotateKey.signingBytes(
                ring.genesis.networkId(), liar.id, liar.member.validator().blsKey(), victim.blsKey(), victim.pop());
        liar.want(new SetChange.RotateKey(
                liar.id,
                liar.member.validator().blsKey(),
                victim.blsKey(),
                victim.pop(),
                liar.member.signer().signIdentity(message)));
        Ring.Node twin = ring.stranger(77);
        Validator mixed =
                new Validator(twin.id, twin.member.validator().ed25519(), victim.blsKey(), victim.pop(), "twin", 0);
        twin.want(new SetChange.Join(Candidate.sign(mixed, 0, ring.genesis.networkId(), twin.member.signer())));
        assertThat(ring.reaches(4, 20)).isTrue();
        assertThat(ring.changes).isEmpty();
        assertThat(ring.node(0).machine.view()).isLessThanOrEqualTo(1);
    }

    @Test
    void thePoolIsNotFilledByOthersWhenTheOperatorWantsAChange() {
        Ring ring = new Ring(4, Ring.PARAMS);
        ring.policy = (node, change) -> change instanceof SetChange.Suspend;
        Ring.Node node = ring.node(0);
        for (int i = 0; i < 16; i++) {
            Ring.Node stranger = ring.stranger(100 + i);
            for (int k = 0; k < 10; k++) {
                Fixtures.Member other = Fixtures.fake(150 + k);
                SetChange.Join join = new SetChange.Join(
                        Candidate.sign(other.validator(), 10 * i + k, ring.genesis.networkId(), other.signer()));
                node.hear(stranger.id, ConsensusCodec.encode(new ConsensusMessage.Proposed(join)));
            }
        }
        assertThat(node.machine.openChanges()).hasSize(64);
        SetChange wanted = new SetChange.Suspend(ring.node(3).id, 0, "why");
        node.want(wanted);
        assertThat(node.machine.openChanges()).hasSize(64).containsKey(wanted);
        assertThat(ring.reaches(3, 20)).isTrue();
        assertThat(set(ring).size()).isEqualTo(3);
    }

    /** Who joined and was put out again must not come back by the approvals that are still in the chain. */
    @Test
    void approvalsOfAnEarlierSetWithTheSameMembersAreVoid() throws Exception {
        Ring ring = new Ring(4, Ring.PARAMS);
        Ring.Node fifth = ring.stranger(77);
        fifth.want(new SetChange.Join(candidate(ring, fifth)));
        assertThat(ring.reaches(3, 20)).isTrue();
        Validator joined = set(ring).find(fifth.id).orElseThrow();
        ValidatorSet before = ring.genesis.validators();
        Operation join = Operation.decode(ring.node(0)
                .store
                .decided(joined.joinedHeight() - 1)
                .orElseThrow()
                .body()
                .orElseThrow()
                .ops()
                .get(0));
        assertThat(join.isApproved(before, ring.genesis.networkId())).isTrue();
        ring.node(0).want(new SetChange.Suspend(fifth.id, joined.joinedHeight(), "why"));
        assertThat(ring.reaches(fifth.height() + 3, 20)).isTrue();
        assertThat(set(ring).members()).isEqualTo(before.members());
        assertThat(set(ring).hash()).isNotEqualTo(before.hash());
        assertThat(join.isApproved(set(ring), ring.genesis.networkId())).isFalse();
        assertThat(set(ring).decodeNext(set(ring).encode()).hash())
                .isEqualTo(set(ring).hash());
        assertThat(ValidatorSet.hashOf(set(ring).encode())).contains(set(ring).hash());
    }

    /** A liar's changes that nobody wants stay its own: they are not passed on, and an honest change finds its way. */
    @Test
    void aLiarCannotKeepAnHonestChangeOut() {
        Ring ring = new Ring(4, Ring.PARAMS);
        Ring.Node liar = ring.node(3);
        ring.policy = (node, change) ->
                change instanceof SetChange.Suspend suspend && suspend.reason().equals("honest");
        for (int i = 0; i < 3; i++) {
            for (int k = 0; k < 10; k++) {
                SetChange junk = new SetChange.Suspend(ring.node(1).id, 0, "junk " + i + k);
                ring.node(i).hear(liar.id, message(new ConsensusMessage.Proposed(junk)));
            }
        }
        assertThat(ring.reaches(2, 20)).isTrue();
        assertThat(ring.node(0).machine.openChanges()).hasSize(8);
        ring.node(0).want(new SetChange.Suspend(liar.id, 0, "honest"));
        assertThat(ring.reaches(5, 20)).isTrue();
        assertThat(set(ring).find(liar.id)).isEmpty();
    }

    /** A peer that is a set behind signs what does not verify here; it must be heard in everything else. */
    @Test
    void badApprovalsAndAccusationsMakeNobodyDeaf() {
        Ring ring = new Ring(4, Ring.PARAMS);
        ring.policy = (node, change) -> false;
        Ring.Node node = ring.node(0);
        Ring.Node peer = ring.node(1);
        SetChange change = new SetChange.Suspend(ring.node(3).id, 0, "why");
        node.want(change);
        Evidence foreign = TwoVotes.of(vote(ring, peer, VoteKind.NULLIFY, 9), vote(ring, peer, VoteKind.FINALIZE, 9));
        for (int i = 0; i < 200; i++) {
            node.hear(peer.id, message(new ConsensusMessage.Approval(change.hash(), 1, new byte[96])));
            node.hear(peer.id, message(new ConsensusMessage.Accuse(foreign)));
        }
        ring.node(2).up = false;
        assertThat(ring.reaches(4, 30)).as("its votes are needed and count").isTrue();
        assertThat(node.reported).isEmpty();
    }

    private static byte[] message(ConsensusMessage message) {
        return ConsensusCodec.encode(message);
    }

    @Test
    void whoHoldsOnlyTheOldKeySignsNothing() {
        Ring ring = new Ring(4, Ring.PARAMS);
        Ring.Node node = ring.node(2);
        ValidatorSigner plain = node.member.signer();
        node.member = new Fixtures.Member(node.member.validator(), new ValidatorSigner() {
            @Override
            public byte[] signVote(byte[] bytes) {
                return plain.signVote(bytes);
            }

            @Override
            public boolean holds(Validator member) {
                return false;
            }

            @Override
            public byte[] signIdentity(byte[] bytes) {
                return plain.signIdentity(bytes);
            }
        });
        node.start();
        assertThat(ring.reaches(3, 30)).isTrue();
        assertThat(node.log).isEmpty();
    }

    @Test
    void evidenceInACheckpointPutsTheGuiltyOutAndCostsItsBond() {
        Ring ring = new Ring(5, Ring.PARAMS.withMembership(0, 333));
        Ring.Node liar = ring.node(1);
        assertThat(ring.reaches(1, 10)).isTrue();
        long height = liar.machine.height();
        Evidence evidence =
                TwoVotes.of(vote(ring, liar, VoteKind.NULLIFY, height), vote(ring, liar, VoteKind.FINALIZE, height));
        assertThat(evidence.verify(ring.genesis.validators(), ring.genesis.networkId()))
                .isTrue();
        ring.node(0).hear(ring.node(2).id, ConsensusCodec.encode(new ConsensusMessage.Accuse(evidence)));
        assertThat(ring.reaches(7, 40)).isTrue();
        assertThat(set(ring).find(liar.id)).isEmpty();
        assertThat(ring.node(0).reported).containsExactly(evidence);
        Penalty penalty = ring.changes.get(0).penalties().get(0);
        assertThat(penalty.validator()).isEqualTo(liar.id);
        assertThat(penalty.bondAfter()).isZero();
        assertThat(ring.changes.stream()
                        .map(change -> change.decided().height())
                        .distinct())
                .as("once")
                .hasSize(1);
    }

    private static Vote vote(Ring ring, Ring.Node by, VoteKind kind, long height) {
        Hash32 value = kind == VoteKind.NULLIFY ? Hash32.ZERO : DIGEST;
        byte[] message = Vote.signingBytes(
                ring.genesis.networkId(), ring.genesis.validators().hash(), kind, height, 1, value);
        int index = ring.genesis.validators().indexOf(by.id).orElseThrow();
        return new Vote(kind, height, 1, value, index, by.member.signer().signVote(message));
    }

    @Test
    void attestationsAgeAndWhoRenewsStays() {
        Ring ring = new Ring(6, Ring.PARAMS.withMembership(6, 0));
        long epoch = ring.genesis.epoch();
        assertThat(ring.reaches(4, 20)).isTrue();
        for (int i = 0; i < 5; i++) {
            ring.node(i).want(new SetChange.Attest(ring.node(i).id, epoch + 4, DIGEST));
        }
        assertThat(ring.reaches(8, 30)).isTrue();
        assertThat(set(ring).size()).as("who did not renew is out").isEqualTo(5);
        assertThat(set(ring).find(ring.node(5).id)).isEmpty();
        assertThat(ring.reaches(14, 30)).isTrue();
        assertThat(set(ring).size())
                .as("a verifier that is away does not dissolve the network")
                .isEqualTo(4);
    }

    /** Who asks again and again must not push its own approved change out each time. */
    @Test
    void whoAsksAgainAllTheTimeIsServed() {
        Ring ring = new Ring(4, Ring.PARAMS.withMembership(1_000, 0));
        assertThat(ring.reaches(1, 10)).isTrue();
        Ring.Node node = ring.node(0);
        long epoch = ring.genesis.epoch() + 1;
        for (int i = 0; i < 4_000 && set(ring).member(0).attestedEpoch() < epoch; i++) {
            Hash32 digest = Hash32.sha256("attestation", new byte[] {(byte) i, (byte) (i >> 8)});
            node.want(new SetChange.Attest(node.id, epoch, digest));
            ring.run(1);
        }
        assertThat(set(ring).find(node.id).orElseThrow().attestedEpoch()).isEqualTo(epoch);
    }

    @Test
    void aSuspendedMemberComesBackAsANewMembershipAndOldEvidenceDoesNotReachIt() {
        Ring ring = new Ring(5, Ring.PARAMS);
        Ring.Node node = ring.node(4);
        ring.node(0).want(new SetChange.Suspend(node.id, 0, "disk replaced"));
        assertThat(ring.reaches(3, 20)).isTrue();
        assertThat(set(ring).size()).isEqualTo(4);
        node.want(new SetChange.Reinstate(candidate(ring, node)));
        assertThat(ring.reaches(node.height() + 3, 20)).isTrue();
        Validator again = set(ring).find(node.id).orElseThrow();
        assertThat(again.joinedHeight()).isPositive();
        // What it did in its first membership is over.
        Evidence old = TwoVotes.of(vote(ring, node, VoteKind.NULLIFY, 1), vote(ring, node, VoteKind.FINALIZE, 1));
        ring.node(0).hear(ring.node(1).id, ConsensusCodec.encode(new ConsensusMessage.Accuse(old)));
        assertThat(ring.reaches(node.height() + 3, 20)).isTrue();
        assertThat(set(ring).find(node.id)).isPresent();
    }

    @Test
    void aNodeThatSleptThroughChangesFollowsThemAndALightClientToo() throws StoreException {
        Ring ring = new Ring(5, Ring.PARAMS);
        Ring.Node sleeper = ring.node(3);
        sleeper.up = false;
        for (int i = 0; i < 3; i++) {
            Ring.Node fresh = ring.stranger(60 + i);
            fresh.want(new SetChange.Join(candidate(ring, fresh)));
            long tip = ring.node(0).height();
            assertThat(ring.reaches(tip + 2, 20)).isTrue();
        }
        ring.node(4).want(leave(ring, ring.node(4), 0));
        assertThat(ring.reaches(ring.node(0).height() + 2, 20)).isTrue();
        assertThat(set(ring).size()).isEqualTo(7);
        long tip = ring.node(0).height();
        sleeper.start();
        assertThat(ring.reaches(tip, 10)).isTrue();
        assertThat(sleeper.machine.set().hash()).isEqualTo(set(ring).hash());

        LightClient client = LightClient.at(ring.genesis);
        DecidedCheckpoint newest = ring.node(0).store.decided(tip).orElseThrow();
        assertThat(client.accept(LightClient.update(newest), Fixtures.GENESIS_SECONDS))
                .isEqualTo(LightClient.Outcome.UNKNOWN_SET);
        byte[] answer = answer(ring, client.requestChanges());
        assertThat(client.accept(answer, Fixtures.GENESIS_SECONDS)).isEqualTo(LightClient.Outcome.ADVANCED);
        assertThat(client.accept(LightClient.update(newest), Fixtures.GENESIS_SECONDS))
                .isIn(LightClient.Outcome.ADVANCED, LightClient.Outcome.KNOWN);
        assertThat(client.height()).isEqualTo(tip);
        assertThat(client.path().steps()).hasSize(4);
        // A year later: the way from the genesis leads through old headers; only a fresh one is a new anchor.
        long later = Fixtures.GENESIS_SECONDS + 365L * 86_400;
        LightClient late = LightClient.at(ring.genesis);
        assertThat(late.accept(answer, later)).isEqualTo(LightClient.Outcome.ADVANCED);
        assertThat(late.accept(LightClient.update(newest), later)).isNotEqualTo(LightClient.Outcome.EXPIRED);
        LightClient again = LightClient.at(ring.genesis, late.path(), step -> {});
        assertThat(again.accept(LightClient.update(newest), later)).isNotEqualTo(LightClient.Outcome.EXPIRED);
        for (int at = 1; at < answer.length; at += 7) {
            byte[] forged = answer.clone();
            forged[at] ^= 1;
            LightClient other = LightClient.at(ring.genesis);
            other.accept(forged, Fixtures.GENESIS_SECONDS);
            assertThat(other.path().steps().stream().map(SetPath.Step::next).map(ValidatorSet::hash))
                    .isSubsetOf(client.path().steps().stream()
                            .map(SetPath.Step::next)
                            .map(ValidatorSet::hash)
                            .toList());
        }
    }

    private static byte[] answer(Ring ring, byte[] question) {
        return ring.node(0).machine.onMessage(ring.stranger(200).id, question, ring.nowNs, ring.wall()).stream()
                .filter(effect -> effect instanceof com.hookprobe.dsm.consensus.core.Effect.Send)
                .map(effect -> ((com.hookprobe.dsm.consensus.core.Effect.Send) effect).message())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void atMostOneInThreeChangesAtOneHeight() {
        Ring ring = new Ring(4, Ring.PARAMS);
        for (int i = 0; i < 3; i++) {
            Ring.Node fresh = ring.stranger(60 + i);
            fresh.want(new SetChange.Join(candidate(ring, fresh)));
        }
        assertThat(ring.reaches(5, 40)).isTrue();
        List<Integer> sizes =
                ring.node(0).steps.stream().map(step -> step.next().size()).toList();
        assertThat(sizes).containsExactly(5, 6, 7);
    }
}
