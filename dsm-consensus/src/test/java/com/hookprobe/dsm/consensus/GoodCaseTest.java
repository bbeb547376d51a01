package com.hookprobe.dsm.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.consensus.core.ConsensusMessage;
import com.hookprobe.dsm.consensus.core.Effect;
import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.SignedFrontier;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When nothing goes wrong nothing is sent or asked twice, and what is late is used and not answered. */
class GoodCaseTest {
    private final ScriptedNode node = new ScriptedNode(false);
    private final ConsensusMessage.Propose proposal = node.proposal(1, 1, Justification.EMPTY);
    private final Hash32 value = proposal.header().hash();

    private long sent(Class<? extends ConsensusMessage> kind) {
        return node.sent.stream().filter(kind::isInstance).count();
    }

    private void decideWithoutItsProposal() {
        for (int signer = 0; signer < 4; signer++) {
            node.vote(signer, VoteKind.NOTARIZE, 1, value);
        }
        for (int signer = 0; signer < 4; signer++) {
            node.vote(signer, VoteKind.FINALIZE, 1, value);
        }
        assertThat(node.machine.height()).isEqualTo(1);
        assertThat(node.machine.view()).isEqualTo(2);
    }

    private void decide() {
        node.receive(node.leader(1), proposal);
        for (int signer = 0; signer < 4; signer++) {
            node.vote(signer, VoteKind.NOTARIZE, 1, value);
        }
        for (int signer = 0; signer < 4; signer++) {
            node.vote(signer, VoteKind.FINALIZE, 1, value);
        }
        assertThat(node.machine.height()).isEqualTo(2);
    }

    @Test
    void proposalThatComesAfterTheDecisionIsItsBody() {
        decideWithoutItsProposal();
        node.receive(node.leader(1), proposal);
        assertThat(node.machine.height()).isEqualTo(2);
        assertThat(sent(ConsensusMessage.GetBody.class)).isZero();
    }

    @Test
    void lateProposalWithAnotherBodyIsNot() {
        decideWithoutItsProposal();
        node.receive(node.leader(1), node.propose(1, proposal.header(), CheckpointBody.EMPTY, Justification.EMPTY));
        assertThat(node.machine.height()).isEqualTo(1);
        node.receive(node.leader(1), node.proposal(1, 2, Justification.EMPTY));
        assertThat(node.machine.height()).isEqualTo(1);
        assertThat(node.machine.isHalted()).isFalse();
    }

    @Test
    void bodyIsAskedForOnlyWhenItDoesNotComeByItself() {
        decideWithoutItsProposal();
        node.tick(50);
        assertThat(sent(ConsensusMessage.GetBody.class)).isZero();
        assertThat(node.machine.nextDeadlineNs()).isLessThanOrEqualTo(node.nowNs + 20_000_000);
        node.tick(15);
        assertThat(sent(ConsensusMessage.GetBody.class)).isEqualTo(1);
    }

    @Test
    void frontierIsSentOnceWhenTheValueIsGivenAfterwards() {
        decide();
        assertThat(node.sent)
                .filteredOn(message -> message instanceof ConsensusMessage.FrontierReport report
                        && report.frontier().height() == 1)
                .hasSize(1);
        assertThat(sent(ConsensusMessage.Advance.class)).isEqualTo(1);
        assertThat(sent(ConsensusMessage.Decided.class)).isEqualTo(1);
        assertThat(sent(ConsensusMessage.Voted.class)).isEqualTo(2);
    }

    @Test
    void frontierIsSentInAViewThatStartsAfresh() {
        for (int signer = 0; signer < 4; signer++) {
            node.vote(signer, VoteKind.NULLIFY, 1, Hash32.ZERO);
        }
        assertThat(node.machine.view()).isEqualTo(2);
        assertThat(sent(ConsensusMessage.FrontierReport.class)).isEqualTo(2);
    }

    @Test
    void votesThatCrossTheDecisionAreNotAnsweredAndLaterOnesAre() {
        decide();
        node.sent.clear();
        node.vote(node.leader(2), VoteKind.FINALIZE, 1, value);
        assertThat(sent(ConsensusMessage.Decided.class)).isZero();
        node.tick(121);
        node.sent.clear();
        node.vote(node.leader(2), VoteKind.FINALIZE, 1, value);
        assertThat(sent(ConsensusMessage.Decided.class)).isEqualTo(1);
    }

    @Test
    void whoStartsAnewIsHelpedAtOnce() {
        decide();
        node.sent.clear();
        node.receive(node.leader(2), new ConsensusMessage.Status(1, 0));
        assertThat(sent(ConsensusMessage.Decided.class)).isEqualTo(1);
    }

    @Test
    void nothingIsSentAgainBeforeTheTimeToResendHasPassedInTheView() {
        node.tick(119);
        node.receive(node.leader(1), proposal);
        for (int signer = 0; signer < 4; signer++) {
            node.vote(signer, VoteKind.NOTARIZE, 1, value);
        }
        node.sent.clear();
        node.tick(118);
        assertThat(node.sent).isEmpty();
        node.tick(3);
        assertThat(sent(ConsensusMessage.Voted.class)).isEqualTo(2);
    }

    @Test
    void nodeThatWaitsForAnEpochTellsOneOtherAtATimeWhereItStands() {
        ScriptedNode early = new ScriptedNode(false);
        early.nowNs = 1_000_000_000L;
        early.restart();
        early.effects.clear();
        early.sent.clear();
        for (int i = 0; i < 28; i++) {
            early.tick(100);
        }
        assertThat(early.machine.view()).isZero();
        assertThat(early.effects).isNotEmpty().allMatch(effect -> effect instanceof Effect.Send);
        assertThat(early.effects.stream()
                        .map(effect -> ((Effect.Send) effect).to())
                        .distinct())
                .hasSizeGreaterThan(1);
        assertThat(early.sent).allMatch(message -> message instanceof ConsensusMessage.Status);
    }

    /** Reports are verified when a leader picks them. */
    @Test
    void leaderProposesOnlyGoodReports() {
        ScriptedNode leader = new ScriptedNode(true);
        SignedFrontier good = leader.report(leader.leader(2), List.of());
        byte[] signature = good.signature();
        signature[0] ^= 1;
        SignedFrontier forged = new SignedFrontier(1, List.of(), leader.leader(2), signature);
        leader.receive(leader.leader(2), new ConsensusMessage.FrontierReport(forged));
        leader.receive(
                leader.leader(3), new ConsensusMessage.FrontierReport(leader.report(leader.leader(3), List.of())));
        assertThat(leader.sent).noneMatch(message -> message instanceof ConsensusMessage.Propose);
        leader.receive(
                leader.leader(4), new ConsensusMessage.FrontierReport(leader.report(leader.leader(4), List.of())));
        assertThat(leader.sent)
                .filteredOn(message -> message instanceof ConsensusMessage.Propose)
                .singleElement()
                .satisfies(message -> assertThat(
                                ((ConsensusMessage.Propose) message).body().frontiers())
                        .extracting(SignedFrontier::signer)
                        .containsExactlyInAnyOrder(leader.self, leader.leader(3), leader.leader(4)));
        assertThat(leader.votes()).containsExactly("NOTARIZE 1");
    }
}
