package com.hookprobe.dsm.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.consensus.ConsensusStatus.Reason;
import com.hookprobe.dsm.consensus.core.ConsensusMessage;
import com.hookprobe.dsm.consensus.core.Effect;
import com.hookprobe.dsm.consensus.core.SimplexMachine;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.Hash32;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a node says of itself and the others: reasons of view changes, who is silent, what is wrong. */
class ConsensusStatusTest {
    private final ScriptedNode node = new ScriptedNode(false);

    private ConsensusStatus status() {
        return node.machine.status(Optional.empty(), node.nowNs);
    }

    private String leader(long view) {
        return node.members.get(node.leader(view)).validator().name();
    }

    /** The members but this one. */
    private List<Integer> others() {
        return List.of(0, 1, 2, 3).stream().filter(i -> i != node.self).toList();
    }

    private void othersSkip(long view) {
        others().forEach(signer -> node.vote(signer, VoteKind.NULLIFY, view, Hash32.ZERO));
    }

    private ConsensusStatus.ViewChange lastChange() {
        ConsensusStatus.ViewChange change = status().viewChanges().get(0);
        assertThat(node.effects)
                .contains(new Effect.ViewSkipped(
                        change.height(), change.view(), change.reason(), change.leader(), change.text()));
        return change;
    }

    @Test
    void aSilentLeaderIsNamedWithTheTimeout() {
        node.tick(500);
        othersSkip(1);
        ConsensusStatus.ViewChange change = lastChange();
        assertThat(change.reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(change.text()).isEqualTo("timeout of view 1, leader " + leader(1) + ": no proposal came");
        assertThat(status().view()).isEqualTo(2);
    }

    @Test
    void aProposalThatCameAndFoundTooFewVotesIsToldApart() {
        node.receive(node.leader(1), node.proposal(1, 1, Justification.EMPTY));
        node.tick(500);
        othersSkip(1);
        assertThat(lastChange().text()).endsWith("its proposal came, notarized by 1 of 3");
    }

    @Test
    void anInvalidProposalIsToldWithItsReason() {
        ConsensusMessage.Propose good = node.proposal(1, 1, Justification.EMPTY);
        CheckpointHeader another = node.header(
                node.genesis.epoch() + 1,
                new com.hookprobe.dsm.ledger.CheckpointBody(List.of(), List.of(), List.of(), List.of()));
        node.receive(node.leader(1), node.propose(1, another, good.body(), Justification.EMPTY));
        othersSkip(1);
        ConsensusStatus.ViewChange change = lastChange();
        assertThat(change.reason()).isEqualTo(Reason.INVALID_PROPOSAL);
        assertThat(change.text())
                .isEqualTo("proposal of view 1, leader " + leader(1) + ", refused: a body that is not the header's");
        assertThat(status().refused()).isEqualTo(1);
    }

    @Test
    void whatOthersSkippedWithoutThisNodesTimeoutIsSaidSo() {
        othersSkip(1);
        ConsensusStatus.ViewChange change = lastChange();
        assertThat(change.reason()).isEqualTo(Reason.SKIP_CERTIFICATE);
        assertThat(change.text()).startsWith("others skipped view 1, leader " + leader(1));
        assertThat(change.leader()).isEqualTo(leader(1));
    }

    @Test
    void aViewThatNotarizedAValueIsNoNews() {
        ConsensusMessage.Propose proposal = node.proposal(1, 1, Justification.EMPTY);
        node.receive(node.leader(1), proposal);
        others().forEach(signer ->
                node.vote(signer, VoteKind.NOTARIZE, 1, proposal.header().hash()));
        assertThat(status().view()).isEqualTo(2);
        assertThat(status().viewChanges()).isEmpty();
        assertThat(node.has(Effect.ViewSkipped.class)).isFalse();
    }

    @Test
    void onlySoManyViewChangesAreRemembered() {
        for (long view = 1; view <= 20; view++) {
            othersSkip(view);
        }
        assertThat(status().viewChanges()).hasSize(16).first().matches(change -> change.view() == 20);
    }

    @Test
    void oneLiarDoesNotMakeANodeBehindAndTwoWordsDo() {
        node.receive(others().get(0), new ConsensusMessage.Status(1_000, 1));
        assertThat(status().behind()).isZero();
        node.receive(others().get(1), new ConsensusMessage.Status(7, 1));
        assertThat(status().behind()).isEqualTo(6);
        assertThat(status().highestSeen()).isEqualTo(7);
        assertThat(status().problems()).anyMatch(problem -> problem.contains("behind: works on height 1, others on 7"));
    }

    @Test
    void silenceIsMeasuredAndAQuorumIsMissedWhenTooManyAreSilent() {
        assertThat(status().problems())
                .singleElement()
                .asString()
                .contains("no quorum: 1 of 4 validators were heard of", "needed are 3");
        node.receive(others().get(0), new ConsensusMessage.Status(1, 1));
        node.receive(others().get(1), new ConsensusMessage.Status(1, 1));
        assertThat(status().healthy()).isTrue();
        ConsensusStatus.Member never = status().members().get(others().get(2));
        assertThat(never.silentNs()).isEqualTo(-1);
        node.nowNs += 3 * 700_000_000L;
        ConsensusStatus.Member heard = status().members().get(others().get(0));
        assertThat(heard.silentNs()).isEqualTo(3 * 700_000_000L + 1_000);
        assertThat(status().problems()).anyMatch(problem -> problem.contains("no quorum"));
        assertThat(status().members().get(node.self).self()).isTrue();
    }

    @Test
    void signersOfCheckpointsAndVotesAreCounted() {
        ConsensusMessage.Propose proposal = node.proposal(1, 1, Justification.EMPTY);
        Hash32 value = proposal.header().hash();
        node.receive(node.leader(1), proposal);
        others().forEach(signer -> node.vote(signer, VoteKind.NOTARIZE, 1, value));
        int late = others().get(2);
        node.vote(others().get(0), VoteKind.FINALIZE, 1, value);
        node.vote(others().get(1), VoteKind.FINALIZE, 1, value);
        assertThat(status().height()).as("decided").isEqualTo(2);
        node.vote(late, VoteKind.FINALIZE, 1, value);
        ConsensusStatus.Member first = status().members().get(others().get(0));
        assertThat(first.inCertificates()).isEqualTo(1);
        assertThat(first.certificates()).isEqualTo(1);
        assertThat(status().members().get(node.self).inCertificates()).isEqualTo(1);
        ConsensusStatus.Member last = status().members().get(late);
        assertThat(last.inCertificates()).as("not among the first three").isZero();
        assertThat(last.votes()).as("but its votes came").isEqualTo(2);
        assertThat(last.lastVoted()).isEqualTo(1);
        // A new process reads them from the ledger.
        node.restart();
        assertThat(status().members().get(others().get(0)).inCertificates()).isEqualTo(1);
        assertThat(status().members().get(late).inCertificates()).isZero();
    }

    @Test
    void withoutACheckpointForTooLongSomethingIsWrong() {
        // Two epochs of 2 s and three views of at most 3 s.
        node.nowNs += 12_900_000_000L;
        assertThat(status().problems()).noneMatch(problem -> problem.contains("no checkpoint"));
        node.nowNs += 200_000_000L;
        assertThat(status().problems())
                .anyMatch(problem -> problem.contains("no checkpoint for 13 s, expected one every 2 s"));
    }

    @Test
    void whoSignsNothingSaysWhy() {
        SimplexMachine observer = new SimplexMachine(
                node.genesis,
                node.members.get(node.self).id(),
                Optional.empty(),
                new StoreLedgerView(node.store),
                List.of(),
                List.of());
        observer.onTick(node.nowNs, node.wallMicros());
        ConsensusStatus status = observer.status(Optional.of("no vote log"), node.nowNs);
        assertThat(status.notSigning()).contains("no vote log");
        assertThat(status.problems()).contains("signs nothing: no vote log");
        SimplexMachine sealed = new SimplexMachine(
                node.genesis,
                node.members.get(node.self).id(),
                Optional.of(node.members.get(node.self).signer()),
                new StoreLedgerView(node.store),
                List.of(new VoteRecord(VoteRecord.Kind.WATERMARK, 5, 0, Hash32.ZERO)),
                List.of());
        assertThat(sealed.status(Optional.empty(), 1).notSigning().orElseThrow())
                .contains("signs nothing up to there");
    }
}
