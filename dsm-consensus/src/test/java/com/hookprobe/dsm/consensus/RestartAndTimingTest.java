package com.hookprobe.dsm.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.consensus.core.ConsensusCodec;
import com.hookprobe.dsm.consensus.core.ConsensusMessage;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Advance;
import com.hookprobe.dsm.consensus.core.Effect;
import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.Hash32;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the simulator of consensus has found, each in a few steps. */
class RestartAndTimingTest {
    private final ScriptedNode node = new ScriptedNode(false);

    /**
     * A faulty validator votes for a value, all others sign FINALIZE, and lose power. The faulty one says nothing more: q - 1 NOTARIZE
     * and q - 1 FINALIZE are left, and whoever has sent NULLIFY can sign neither. Only the certificate leads out of the view.
     */
    @Test
    void whoeverFinalizedCanShowTheValueCertificateAfterARestart() {
        ConsensusMessage.Propose proposal = node.proposal(1, 1, Justification.EMPTY);
        node.receive(node.leader(1), proposal);
        Hash32 value = proposal.header().hash();
        node.effects.clear();
        for (int signer = 0; signer < 4; signer++) {
            node.vote(signer, VoteKind.NOTARIZE, 1, value);
        }
        assertThat(node.votes()).contains("FINALIZE 1");
        assertThat(node.effects.stream().map(effect -> effect.getClass().getSimpleName()))
                .as("the certificate is durable before the vote is")
                .containsSubsequence("StoreProposal", "LogVote", "Broadcast");
        node.sent.clear();
        node.restart();
        assertThat(node.machine.view()).isEqualTo(2);
        Optional<Certificate> base = node.sent.stream()
                .filter(Advance.class::isInstance)
                .flatMap(message -> ((Advance) message).justification().base().stream())
                .findFirst();
        assertThat(base.orElseThrow().value()).isEqualTo(value);
        assertThat(base.orElseThrow().verify(node.genesis.validators(), node.genesis.networkId()))
                .isTrue();
    }

    @Test
    void aDamagedCertificateOnTheDiskIsNotUsed() {
        Certificate good = node.certificate(
                VoteKind.NOTARIZE,
                1,
                node.proposal(1, 1, Justification.EMPTY).header().hash(),
                node.quorum());
        byte[] signature = good.signature();
        signature[0] ^= 1;
        Certificate damaged = new Certificate(
                good.kind(),
                good.height(),
                good.view(),
                good.value(),
                good.setHash(),
                good.validators(),
                good.bitmap(),
                signature);
        byte[] content = ConsensusCodec.encode(new Advance(1, 2, new Justification(List.of(damaged))));
        node.proposals.put(Hash32.ZERO, content);
        node.restart();
        assertThat(node.machine.view()).isEqualTo(1);
    }

    @Test
    void anEarlyProposalIsJudgedWhenItsTimeComesAndNotLater() {
        ConsensusMessage.Propose proposal = node.proposal(1, 5, Justification.EMPTY);
        node.receive(node.leader(1), proposal);
        assertThat(node.votes()).isEmpty();
        long dueMillis =
                (node.genesis.params().epochEndMicros(node.genesis.epoch() + 5) - 500_000 - node.wallMicros()) / 1_000;
        // The last resend, which looks at the proposal again by chance, comes just before.
        node.tick(dueMillis - 1);
        assertThat(node.votes()).doesNotContain("NOTARIZE 1");
        node.tick(2);
        assertThat(node.votes()).contains("NOTARIZE 1");
        assertThat(node.machine.nextDeadlineNs())
                .as("a deadline in the past would keep the node turning")
                .isGreaterThan(node.nowNs);
    }

    @Test
    void aBadProposalBeforeTheHeightBeginsStopsNobody() {
        node.nowNs = 1_000_000_000L;
        node.restart();
        assertThat(node.machine.view()).isZero();
        node.effects.clear();
        ConsensusMessage.Propose good = node.proposal(1, 1, Justification.EMPTY);
        node.receive(node.leader(1), node.propose(1, good.header(), CheckpointBody.EMPTY, Justification.EMPTY));
        assertThat(node.has(Effect.Refused.class)).isTrue();
        assertThat(node.has(Effect.LogVote.class))
                .as("there is no view yet to skip")
                .isFalse();
        node.tick(3_500);
        assertThat(node.machine.view()).isEqualTo(1);
        node.tick(401);
        assertThat(node.votes()).contains("NULLIFY 1");
    }

    @Test
    void aHaltedMachineHasNoDeadline() {
        Hash32 one = node.proposal(1, 1, Justification.EMPTY).header().hash();
        Certificate skip = node.certificate(VoteKind.NULLIFY, 1, Hash32.ZERO, node.quorum());
        node.receive(node.leader(1), new Advance(1, 2, new Justification(List.of(skip))));
        for (int signer = 0; signer < 4; signer++) {
            node.vote(signer, VoteKind.FINALIZE, 1, one);
        }
        assertThat(node.machine.isHalted()).isTrue();
        assertThat(node.machine.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
    }
}
