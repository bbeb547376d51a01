package com.hookprobe.dsm.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.consensus.core.ConsensusMessage;
import com.hookprobe.dsm.consensus.core.Effect;
import com.hookprobe.dsm.ledger.Hash32;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Scripts in which the first rule that is taken out of {@code OwnVotes} or {@code Justification} lets a machine sign two things that
 * exclude each other (DSM 2.1: "those two rules are the ones the mutation tests must cover").
 */
class SafetyRulesTest {
    private final ScriptedNode node = new ScriptedNode(false);

    private Hash32 value(long epochs) {
        return node.proposal(1, epochs, Justification.EMPTY).header().hash();
    }

    private Certificate skip(long view) {
        return node.certificate(VoteKind.NULLIFY, view, Hash32.ZERO, node.quorum());
    }

    @Test
    void votesForAValidProposalAndCommits() {
        ConsensusMessage.Propose proposal = node.proposal(1, 1, Justification.EMPTY);
        node.receive(node.leader(1), proposal);
        assertThat(node.votes()).containsExactly("NOTARIZE 1");
        for (int signer = 0; signer < 4; signer++) {
            node.vote(signer, VoteKind.NOTARIZE, 1, proposal.header().hash());
        }
        assertThat(node.votes()).containsExactly("NOTARIZE 1", "FINALIZE 1");
        assertThat(node.machine.view()).isEqualTo(2);
        for (int signer = 0; signer < 4; signer++) {
            node.vote(signer, VoteKind.FINALIZE, 1, proposal.header().hash());
        }
        assertThat(node.machine.height()).isEqualTo(2);
        assertThat(node.has(Effect.Commit.class)).isTrue();
    }

    @Test
    void neverFinalizesAViewThatItNullified() {
        node.tick(401);
        assertThat(node.votes()).containsExactly("NULLIFY 1");
        for (int signer = 0; signer < 4; signer++) {
            node.vote(signer, VoteKind.NOTARIZE, 1, value(1));
        }
        assertThat(node.machine.view()).as("the certificate formed").isEqualTo(2);
        assertThat(node.votes()).doesNotContain("FINALIZE 1");
    }

    @Test
    void neverFinalizesANullifiedViewThroughACertificateEither() {
        node.tick(401);
        Certificate base = node.certificate(VoteKind.NOTARIZE, 1, value(1), node.quorum());
        node.receive(node.leader(1), new ConsensusMessage.Advance(1, 2, new Justification(List.of(base))));
        assertThat(node.machine.view()).isEqualTo(2);
        assertThat(node.votes()).doesNotContain("FINALIZE 1");
    }

    @Test
    void neverNullifiesAViewThatItFinalizedAlsoAfterARestart() {
        ConsensusMessage.Propose proposal = node.proposal(1, 1, Justification.EMPTY);
        node.receive(node.leader(1), proposal);
        for (int signer = 0; signer < 4; signer++) {
            node.vote(signer, VoteKind.NOTARIZE, 1, proposal.header().hash());
        }
        assertThat(node.votes()).contains("FINALIZE 1");
        // All certificates are forgotten, also the one on the disk: the machine is in view 1 again.
        node.proposals.clear();
        node.restart();
        assertThat(node.machine.view()).isEqualTo(1);
        node.tick(401);
        node.tick(1_000);
        assertThat(node.votes()).doesNotContain("NULLIFY 1");
    }

    @Test
    void neverNotarizesASecondValueInAViewAlsoAfterARestart() {
        node.receive(node.leader(1), node.proposal(1, 1, Justification.EMPTY));
        assertThat(node.votes()).containsExactly("NOTARIZE 1");
        node.receive(node.leader(1), node.proposal(1, 2, Justification.EMPTY));
        node.restart();
        node.receive(node.leader(1), node.proposal(1, 2, Justification.EMPTY));
        assertThat(node.log.stream().filter(entry -> entry.kind() == VoteRecord.Kind.NOTARIZED))
                .hasSize(1)
                .allMatch(entry -> entry.value().equals(value(1)));
    }

    @Test
    void sendsItsLoggedVotesAgainAfterARestart() {
        node.receive(node.leader(1), node.proposal(1, 1, Justification.EMPTY));
        node.sent.clear();
        node.restart();
        assertThat(node.votes()).containsExactly("NOTARIZE 1");
    }

    @Test
    void everyVoteIsLoggedAndItsContentStoredBeforeItIsSent() {
        node.effects.clear();
        node.receive(node.leader(1), node.proposal(1, 1, Justification.EMPTY));
        List<String> order = node.effects.stream()
                .map(effect -> effect.getClass().getSimpleName())
                .toList();
        assertThat(order).containsSubsequence("StoreProposal", "SyncBlocks", "LogVote", "Broadcast");
    }

    @Test
    void proposalOfALaterViewNeedsASkipCertificateForEachViewBefore() {
        Certificate base = node.certificate(VoteKind.NOTARIZE, 1, value(1), node.quorum());
        for (Justification why : List.of(
                Justification.EMPTY,
                new Justification(List.of(skip(2))),
                new Justification(List.of(base)),
                new Justification(List.of(base, skip(1), skip(2))),
                new Justification(List.of(skip(2), skip(1))),
                new Justification(List.of(skip(1), base)),
                new Justification(List.of(skip(1), skip(1))))) {
            node.receive(node.leader(3), node.proposal(3, 2, why));
            assertThat(node.votes()).as("%s", why).isEmpty();
            assertThat(node.machine.view()).isEqualTo(1);
        }
        node.receive(node.leader(3), node.proposal(3, 2, new Justification(List.of(skip(1), skip(2)))));
        assertThat(node.votes()).containsExactly("NOTARIZE 3");
    }

    @Test
    void skipCertificateNeedsAQuorumOfRealSignatures() {
        Certificate two = node.certificate(VoteKind.NULLIFY, 1, Hash32.ZERO, 0, 1);
        node.receive(node.leader(2), node.proposal(2, 2, new Justification(List.of(two))));
        Certificate good = skip(1);
        Certificate padded = new Certificate(
                VoteKind.NULLIFY, 1, 1, Hash32.ZERO, good.setHash(), 4, new byte[] {0b1111}, good.signature());
        node.receive(node.leader(2), node.proposal(2, 2, new Justification(List.of(padded))));
        Certificate otherSet =
                new Certificate(VoteKind.NULLIFY, 1, 1, Hash32.ZERO, value(1), 4, good.bitmap(), good.signature());
        node.receive(node.leader(2), node.proposal(2, 2, new Justification(List.of(otherSet))));
        assertThat(node.votes()).isEmpty();
        assertThat(node.machine.view()).isEqualTo(1);
    }

    @Test
    void refusesAnotherValueThanTheOneThatTheCertificateNames() {
        Certificate base = node.certificate(VoteKind.NOTARIZE, 1, value(1), node.quorum());
        node.receive(node.leader(2), node.proposal(2, 2, new Justification(List.of(base))));
        // It learns of the certificate, which is good, and skips the view, of which the proposal is not.
        assertThat(node.votes()).containsExactly("FINALIZE 1", "NULLIFY 2");
        assertThat(node.has(Effect.Refused.class)).isTrue();
    }

    @Test
    void refusesABodyThatIsNotTheHeadersAndKeepsTheRealOneUsable() {
        ConsensusMessage.Propose good = node.proposal(1, 1, Justification.EMPTY);
        node.receive(
                node.leader(1),
                node.propose(1, good.header(), com.hookprobe.dsm.ledger.CheckpointBody.EMPTY, Justification.EMPTY));
        assertThat(node.votes()).containsExactly("NULLIFY 1");
        // The others saw the right body and decide; this node must be able to follow.
        for (int signer = 0; signer < 4; signer++) {
            node.vote(signer, VoteKind.FINALIZE, 1, good.header().hash());
        }
        node.tick(60);
        assertThat(node.sent).anyMatch(message -> message instanceof ConsensusMessage.GetBody);
        node.receive(node.leader(1), new ConsensusMessage.Body(good.header(), good.body()));
        assertThat(node.machine.height()).isEqualTo(2);
        assertThat(node.machine.isHalted()).isFalse();
    }

    @Test
    void waitsWithAnEpochThatIsNotOverYetAndThenVotes() {
        // At START_NS ten seconds, five epochs, have passed; the clock may be half a second behind.
        node.receive(node.leader(1), node.proposal(1, 6, Justification.EMPTY));
        assertThat(node.votes()).isEmpty();
        ScriptedNode other = new ScriptedNode(false);
        other.nowNs += 3_400_000_000L;
        other.restart();
        other.receive(other.leader(1), other.proposal(1, 6, Justification.EMPTY));
        assertThat(other.votes()).isEmpty();
        other.tick(200);
        assertThat(other.votes()).containsExactly("NOTARIZE 1");
    }

    @Test
    void signsNothingBelowItsWatermark() {
        node.log.add(new VoteRecord(VoteRecord.Kind.WATERMARK, 1, 0, Hash32.ZERO));
        node.restart();
        node.receive(node.leader(1), node.proposal(1, 1, Justification.EMPTY));
        node.tick(500);
        assertThat(node.votes()).isEmpty();
        for (int signer = 0; signer < 4; signer++) {
            node.vote(signer, VoteKind.FINALIZE, 1, value(1));
        }
        assertThat(node.machine.height()).as("it follows all the same").isEqualTo(2);
    }

    @Test
    void reportsEachKindOfDoubleVoteOnce() {
        int liar = node.leader(1);
        node.vote(liar, VoteKind.NOTARIZE, 1, value(1));
        node.vote(liar, VoteKind.NOTARIZE, 1, value(2));
        node.vote(liar, VoteKind.NOTARIZE, 1, value(3));
        int second = node.leader(2);
        node.vote(second, VoteKind.NULLIFY, 2, Hash32.ZERO);
        node.vote(second, VoteKind.FINALIZE, 2, value(2));
        int third = node.leader(3);
        node.vote(third, VoteKind.FINALIZE, 1, value(1));
        node.vote(third, VoteKind.FINALIZE, 1, value(2));
        List<Evidence> evidence = node.effects.stream()
                .filter(effect -> effect instanceof Effect.Report)
                .map(effect -> ((Effect.Report) effect).evidence())
                .toList();
        assertThat(evidence).extracting(Evidence::offender).containsExactly(liar, second, third);
        assertThat(evidence).allMatch(item -> item.verify(node.genesis.validators(), node.genesis.networkId()));
    }

    @Test
    void reportsALeaderOfTwoProposals() {
        node.receive(node.leader(1), node.proposal(1, 1, Justification.EMPTY));
        node.receive(node.leader(1), node.proposal(1, 1, Justification.EMPTY));
        assertThat(node.has(Effect.Report.class))
                .as("the same again is no crime")
                .isFalse();
        node.receive(node.leader(1), node.proposal(1, 2, Justification.EMPTY));
        assertThat(node.has(Effect.Report.class)).isTrue();
    }

    @Test
    void takesVotesFromTheirSignerOnlyAndProposalsFromTheLeaderOnly() {
        for (int view = 1; view <= 3; view++) {
            Vote another = node.signed(node.leader(view + 1), VoteKind.FINALIZE, 1, 1, value(1));
            node.receive(node.leader(view), new ConsensusMessage.Voted(another));
        }
        node.receive(node.leader(2), node.proposal(1, 1, Justification.EMPTY));
        assertThat(node.machine.height()).isEqualTo(1);
        assertThat(node.votes()).isEmpty();
    }

    @Test
    void nobodyCanStartAHeightBeforeItsEpochIsOver() {
        ScriptedNode early = new ScriptedNode(false);
        early.nowNs = 1_000_000_000L;
        early.restart();
        early.receive(early.leader(2), new ConsensusMessage.Advance(1, 1, Justification.EMPTY));
        early.receive(early.leader(1), early.proposal(1, 1, Justification.EMPTY));
        assertThat(early.machine.view()).isZero();
        assertThat(early.votes()).isEmpty();
    }

    @Test
    void validatorOfBadSignaturesIsNotListenedToUntilTheNextHeight() {
        int liar = node.leader(2);
        Vote good = node.signed(liar, VoteKind.FINALIZE, 1, 1, value(1));
        for (int i = 1; i <= 64; i++) {
            byte[] forged = good.signature();
            forged[5] ^= (byte) i;
            node.receive(liar, new ConsensusMessage.Voted(new Vote(VoteKind.FINALIZE, 1, 1, value(1), liar, forged)));
        }
        node.receive(liar, new ConsensusMessage.Voted(good));
        node.vote(node.leader(1), VoteKind.FINALIZE, 1, value(1));
        node.vote(node.leader(3), VoteKind.FINALIZE, 1, value(1));
        node.receive(
                node.leader(1),
                new ConsensusMessage.Body(
                        node.proposal(1, 1, Justification.EMPTY).header(), node.emptyBody()));
        assertThat(node.machine.height())
                .as("the liar's vote would have been the third")
                .isEqualTo(1);
    }

    private void bad(int liar, long height, VoteKind kind, long view, int salt) {
        Vote good = node.signed(liar, kind, height, view, kind == VoteKind.NULLIFY ? Hash32.ZERO : value(1));
        byte[] forged = good.signature();
        forged[5] ^= (byte) salt;
        node.receive(liar, new ConsensusMessage.Voted(new Vote(kind, height, view, good.value(), liar, forged)));
    }

    /** Sixty-four bad votes end it, and of a suspect each counts when it comes, though no quorum ever needs it. */
    @Test
    void suspectIsRememberedAtTheNextHeight() {
        int liar = node.leader(2);
        bad(liar, 1, VoteKind.NULLIFY, 1, 1);
        bad(liar, 1, VoteKind.NULLIFY, 1, 2);
        ConsensusMessage.Propose proposal = node.proposal(1, 1, Justification.EMPTY);
        node.receive(node.leader(1), proposal);
        for (int signer = 0; signer < 4; signer++) {
            node.vote(signer, VoteKind.FINALIZE, 1, proposal.header().hash());
        }
        assertThat(node.machine.height()).isEqualTo(2);
        assertThat(node.machine.view()).isEqualTo(1);
        for (long view = 1; view <= 9; view++) {
            bad(liar, 2, VoteKind.NOTARIZE, view, 1);
            bad(liar, 2, VoteKind.NULLIFY, view, 1);
        }
        for (int salt = 2; salt <= 47; salt++) {
            bad(liar, 2, VoteKind.NOTARIZE, 1, salt);
        }
        for (int signer = 0; signer < 4; signer++) {
            node.receive(signer, new ConsensusMessage.Voted(node.signed(signer, VoteKind.NULLIFY, 2, 1, Hash32.ZERO)));
        }
        assertThat(node.machine.view())
                .as("the liar's vote would have been the third")
                .isEqualTo(1);
    }

    /** Found by the simulator: a certificate that was known in another form went on unverified, and nobody could follow. */
    @Test
    void handsOnOnlyCertificatesThatItVerifiedItself() {
        for (int signer = 0; signer < 4; signer++) {
            node.vote(signer, VoteKind.NULLIFY, 2, Hash32.ZERO);
        }
        Certificate known = skip(2);
        byte[] garbage = known.signature();
        garbage[0] ^= 1;
        Certificate forged =
                new Certificate(VoteKind.NULLIFY, 1, 2, Hash32.ZERO, known.setHash(), 4, known.bitmap(), garbage);
        node.receive(node.leader(1), new ConsensusMessage.Advance(1, 3, new Justification(List.of(skip(1), forged))));
        assertThat(node.machine.view()).isEqualTo(3);
        List<Certificate> handedOn = node.sent.stream()
                .filter(message -> message instanceof ConsensusMessage.Advance)
                .flatMap(message -> ((ConsensusMessage.Advance) message).justification().certificates().stream())
                .toList();
        assertThat(handedOn)
                .isNotEmpty()
                .allMatch(certificate -> certificate.verify(node.genesis.validators(), node.genesis.networkId()));
    }
}
