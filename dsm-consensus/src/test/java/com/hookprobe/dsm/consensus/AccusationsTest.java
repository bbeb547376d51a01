package com.hookprobe.dsm.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.consensus.core.ConsensusMessage;
import com.hookprobe.dsm.consensus.core.Effect;
import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.Hash32;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The machine accuses leaders where it refuses their proposals (DSM 3.8 E5, E8), once each, and never without proof. */
class AccusationsTest {
    private final EvidenceFixtures at = new EvidenceFixtures();
    private final ScriptedNode node = at.node;

    private List<Evidence> reported() {
        return node.effects.stream()
                .filter(effect -> effect instanceof Effect.Report)
                .map(effect -> ((Effect.Report) effect).evidence())
                .toList();
    }

    private void assertOne(EvidenceKind kind, int offender) {
        assertThat(reported()).hasSize(1);
        Evidence evidence = reported().get(0);
        assertThat(evidence.type()).isEqualTo(kind);
        assertThat(evidence.offender()).isEqualTo(offender);
        assertThat(evidence.height()).isEqualTo(1);
        assertThat(evidence.verify(at.set, at.network)).isTrue();
    }

    @Test
    void aJustificationThatDoesNotFitIsReportedOnce() {
        node.receive(node.leader(3), node.proposal(3, 2, new Justification(List.of(at.skip(1)))));
        node.receive(node.leader(3), node.proposal(3, 3, new Justification(List.of(at.skip(2)))));
        assertOne(EvidenceKind.UNJUSTIFIED_PROPOSAL, node.leader(3));
        assertThat(node.votes()).isEmpty();
    }

    @Test
    void aCertificateThatDoesNotVerifyIsReported() {
        Certificate two = node.certificate(VoteKind.NULLIFY, 1, Hash32.ZERO, 0, 1);
        node.receive(node.leader(2), node.proposal(2, 2, new Justification(List.of(two))));
        assertOne(EvidenceKind.UNJUSTIFIED_PROPOSAL, node.leader(2));
    }

    @Test
    void anotherValueThanTheCertificatesIsReported() {
        node.receive(node.leader(2), node.proposal(2, 2, new Justification(List.of(at.base(1, at.x)))));
        assertOne(EvidenceKind.UNJUSTIFIED_PROPOSAL, node.leader(2));
        assertThat(node.has(Effect.Refused.class)).isTrue();
    }

    @Test
    void aClaimThatIsNotTheLeadersConvictsNobody() {
        ConsensusMessage.Propose good = node.proposal(3, 2, new Justification(List.of(at.skip(1))));
        byte[] forged = good.signature();
        forged[3] ^= 1;
        node.receive(
                node.leader(3),
                new ConsensusMessage.Propose(
                        3, good.header(), good.body(), good.justification(), good.signer(), forged));
        assertThat(reported()).isEmpty();
    }

    @Test
    void aFreshHeaderThatRecomputesWronglyIsReported() {
        CheckpointBody two =
                new CheckpointBody(List.of(), node.emptyBody().frontiers().subList(0, 2), List.of(), List.of());
        CheckpointHeader header = node.header(node.genesis.epoch() + 1, two);
        node.receive(node.leader(1), node.propose(1, header, two, Justification.EMPTY));
        assertOne(EvidenceKind.BAD_HEADER, node.leader(1));
        assertThat(node.votes()).containsExactly("NULLIFY 1");
    }

    /** The signature does not cover the body, so a wrong one is refused, and is no proof. */
    @Test
    void aBodyThatIsNotTheHeadersIsRefusedWithoutAReport() {
        ConsensusMessage.Propose good = node.proposal(1, 1, Justification.EMPTY);
        node.receive(node.leader(1), node.propose(1, good.header(), CheckpointBody.EMPTY, Justification.EMPTY));
        assertThat(node.has(Effect.Refused.class)).isTrue();
        assertThat(reported()).isEmpty();
    }

    @Test
    void theLeaderThatRepeatsABadHeaderIsNotReported() {
        CheckpointBody two =
                new CheckpointBody(List.of(), node.emptyBody().frontiers().subList(0, 2), List.of(), List.of());
        CheckpointHeader header = node.header(node.genesis.epoch() + 1, two);
        node.receive(
                node.leader(2), node.propose(2, header, two, new Justification(List.of(at.base(1, header.hash())))));
        assertThat(node.has(Effect.Refused.class)).isTrue();
        assertThat(reported()).isEmpty();
    }

    @Test
    void goodProposalsAreNotReported() {
        node.receive(node.leader(1), node.proposal(1, 1, Justification.EMPTY));
        node.receive(node.leader(2), node.proposal(2, 1, new Justification(List.of(at.skip(1)))));
        assertThat(node.votes()).containsExactly("NOTARIZE 1", "NOTARIZE 2");
        assertThat(reported()).isEmpty();
    }
}
