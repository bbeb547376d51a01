package com.hookprobe.dsm.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.consensus.core.ConsensusMessage;
import com.hookprobe.dsm.consensus.core.Effect;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceChain;
import com.hookprobe.dsm.ledger.SourceHead;
import com.hookprobe.dsm.ledger.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** DSM 3.7: no leader can leave out what f+1 reports name; nobody is bound by what f of them invent. */
class ForcedInclusionTest {
    private final ScriptedNode leader = new ScriptedNode(true);
    private final List<Microblock> blocks = new ArrayList<>();

    private void make(int count) throws StoreException {
        MemoryBlockStore own = MemoryBlockStore.create(leader.genesis.networkId());
        SourceChain chain =
                new SourceChain(own, leader.genesis.networkId(), leader.source.id(), 0, leader.source.signer());
        for (int i = 0; i < count; i++) {
            blocks.add(
                    chain.append(EventType.IDS_ALERT, Hash32.sha256("p", new byte[] {(byte) i}), Optional.empty(), i));
        }
    }

    private List<SourceHead> head(int to) {
        return List.of(
                new SourceHead(leader.source.id(), 0, to, blocks.get(to - 1).hash()));
    }

    private Optional<ConsensusMessage.Propose> proposed() {
        return leader.sent.stream()
                .filter(message -> message instanceof ConsensusMessage.Propose)
                .map(message -> (ConsensusMessage.Propose) message)
                .findFirst();
    }

    private int other(int turn) {
        return leader.leader(turn + 1);
    }

    private void report(int signer, List<SourceHead> heads) {
        leader.receive(signer, new ConsensusMessage.FrontierReport(leader.report(signer, heads)));
    }

    private void hold(int count) throws StoreException {
        for (int i = 0; i < count; i++) {
            leader.store.put(blocks.get(i));
        }
    }

    @Test
    void leaderIncludesWhatItHoldsWhenOthersReportLess() throws StoreException {
        make(5);
        hold(5);
        report(other(1), List.of());
        report(other(2), head(2));
        assertThat(proposed()).isPresent();
        assertThat(proposed().get().body().ranges()).singleElement().matches(range -> range.to() == 5);
        assertThat(proposed().get().header().blockCount()).isEqualTo(5);
    }

    @Test
    void leaderFetchesWhatTwoReportsForceAndThenProposes() throws StoreException {
        make(4);
        hold(1);
        report(other(1), head(4));
        report(other(2), head(3));
        assertThat(proposed()).isEmpty();
        assertThat(leader.has(Effect.FetchBlocks.class)).isTrue();
        hold(3);
        leader.blocks();
        assertThat(proposed()).isPresent();
        assertThat(proposed().get().body().ranges()).singleElement().matches(range -> range.to() == 3);
    }

    @Test
    void oneReportAloneBindsNobody() throws StoreException {
        make(2);
        SourceHead invented = new SourceHead(leader.source.id(), 0, 1_000_000_000L, Hash32.sha256("no such block"));
        report(other(1), List.of(invented));
        report(other(2), List.of());
        assertThat(proposed()).isPresent();
        assertThat(proposed().get().body().ranges()).isEmpty();
    }

    /** A voter's side of the same rule. */
    @Test
    void voterRefusesAProposalThatLeavesOutAForcedBlock() throws StoreException {
        make(3);
        ScriptedNode voter = new ScriptedNode(false);
        for (Microblock block : blocks) {
            voter.store.put(block);
        }
        List<com.hookprobe.dsm.ledger.SignedFrontier> reports =
                List.of(voter.report(0, head(3)), voter.report(1, head(2)), voter.report(2, List.of()));
        com.hookprobe.dsm.ledger.CheckpointBody body =
                new com.hookprobe.dsm.ledger.CheckpointBody(List.of(), reports, List.of(), List.of());
        voter.receive(
                voter.leader(1),
                voter.propose(1, voter.header(voter.genesis.epoch() + 1, body), body, Justification.EMPTY));
        assertThat(voter.votes()).containsExactly("NULLIFY 1");
        assertThat(voter.effects)
                .anyMatch(effect -> effect instanceof Effect.Refused refused
                        && refused.reason().contains("left out"));
    }

    @Test
    void voterRefusesTooFewDuplicateOrForgedReports() {
        ScriptedNode voter = new ScriptedNode(false);
        com.hookprobe.dsm.ledger.SignedFrontier good = voter.report(0, List.of());
        com.hookprobe.dsm.ledger.SignedFrontier forged =
                new com.hookprobe.dsm.ledger.SignedFrontier(1, List.of(), 2, good.signature());
        for (List<com.hookprobe.dsm.ledger.SignedFrontier> reports :
                List.of(List.of(good, voter.report(1, List.of())), List.of(good, voter.report(1, List.of()), forged))) {
            ScriptedNode fresh = new ScriptedNode(false);
            com.hookprobe.dsm.ledger.CheckpointBody body =
                    new com.hookprobe.dsm.ledger.CheckpointBody(List.of(), reports, List.of(), List.of());
            fresh.receive(
                    fresh.leader(1),
                    fresh.propose(1, fresh.header(fresh.genesis.epoch() + 1, body), body, Justification.EMPTY));
            assertThat(fresh.votes()).containsExactly("NULLIFY 1");
        }
    }

    @Test
    void forkedSourceIsMarkedAndNoLongerBinds() throws StoreException {
        make(2);
        hold(1);
        Microblock other = Scripted.sibling(blocks.get(0), leader.source, 1);
        leader.machine.onFork(
                com.hookprobe.dsm.ledger.ForkEvidence.of(blocks.get(0), other), leader.nowNs, leader.wallMicros());
        report(other(1), head(2));
        report(other(2), head(2));
        ConsensusMessage.Propose proposal = proposed().orElseThrow();
        assertThat(proposal.body().ranges()).isEmpty();
        assertThat(proposal.body().evidence()).hasSize(1);
        // A voter agrees, and after the decision the source is marked.
        ScriptedNode voter = new ScriptedNode(false);
        voter.receive(voter.leader(1), proposal);
        assertThat(voter.votes()).containsExactly("NOTARIZE 1");
        for (int signer = 0; signer < 4; signer++) {
            voter.vote(signer, VoteKind.FINALIZE, 1, proposal.header().hash());
        }
        assertThat(voter.store
                        .frontier()
                        .entry(leader.source.id())
                        .orElseThrow()
                        .status())
                .isEqualTo(com.hookprobe.dsm.ledger.SourceStatus.FORKED);
    }
}
