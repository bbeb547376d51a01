package com.hookprobe.dsm.ledger;

import static com.hookprobe.dsm.ledger.PutResult.Outcome.DUPLICATE;
import static com.hookprobe.dsm.ledger.PutResult.Outcome.FORK;
import static com.hookprobe.dsm.ledger.PutResult.Outcome.REFUSED_BRANCH;
import static com.hookprobe.dsm.ledger.PutResult.Outcome.STORED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What every block store must do. */
abstract class BlockStoreContract {
    final Fixtures.Source source = new Fixtures.Source(1);
    final Fixtures.Source other = new Fixtures.Source(2);

    abstract BlockStore store() throws Exception;

    @Test
    void blocksAreFoundByHashNumberAndRange() throws Exception {
        BlockStore store = store();
        List<Microblock> chain = source.chain(30);
        for (Microblock block : chain) {
            assertThat(store.put(block).outcome()).isEqualTo(STORED);
        }
        assertThat(store.put(chain.get(4)).outcome()).isEqualTo(DUPLICATE);
        assertThat(store.get(chain.get(7).hash())).contains(chain.get(7));
        assertThat(store.get(Fixtures.filled(1))).isEmpty();
        assertThat(store.get(source.id, 0, 8)).containsExactly(chain.get(7));
        assertThat(store.get(source.id, 1, 8)).isEmpty();
        assertThat(store.range(source.id, 0, 5, 9)).isEqualTo(chain.subList(4, 9));
        assertThat(store.range(source.id, 0, 9, 5)).isEmpty();
        assertThat(store.range(source.id, 0, -3, Long.MAX_VALUE)).isEqualTo(chain);
        assertThat(store.highest(source.id, 0)).contains(head(chain));
        assertThat(store.highest(other.id, 0)).isEmpty();
        assertThat(store.heads()).containsExactly(head(chain));
        assertThat(store.chain(Fixtures.range(chain)).orElseThrow())
                .isEqualTo(chain.stream().map(Microblock::hash).toList());
    }

    @Test
    void blocksInAnyOrderLinkToTheSameEnd() throws Exception {
        BlockStore store = store();
        List<Microblock> chain = source.chain(200);
        List<Microblock> shuffled = new ArrayList<>(chain);
        java.util.Collections.shuffle(shuffled, new java.util.Random(7));
        long before = 0;
        for (Microblock block : shuffled) {
            store.put(block);
            long end = store.highest(source.id, 0).map(SourceHead::to).orElse(0L);
            assertThat(end).isGreaterThanOrEqualTo(before);
            before = end;
        }
        assertThat(store.highest(source.id, 0)).contains(head(chain));
    }

    @Test
    void aBlockThatDoesNotNameTheOneBeforeDoesNotLink() throws Exception {
        BlockStore store = store();
        List<Microblock> chain = source.chain(3);
        store.put(chain.get(0));
        store.put(source.block(2, Fixtures.filled(1), 1));
        assertThat(store.highest(source.id, 0).map(SourceHead::to)).contains(1L);
    }

    @Test
    void twoBranchesOfAForkAreKeptAndReportedAThirdIsDropped() throws Exception {
        BlockStore store = store();
        Hash32 start = Microblock.genesisPrev(Fixtures.NETWORK, source.id, 0);
        Microblock first = source.block(1, start, 1);
        Microblock second = source.block(1, start, 2);
        Microblock third = source.block(1, start, 3);
        assertThat(store.put(first)).isEqualTo(new PutResult(STORED, Optional.empty()));
        assertThat(store.put(second)).isEqualTo(new PutResult(FORK, Optional.of(first.hash())));
        assertThat(store.put(third)).isEqualTo(new PutResult(REFUSED_BRANCH, Optional.of(first.hash())));
        assertThat(store.put(third).held()).isFalse();
        assertThat(store.get(third.hash())).isEmpty();
        assertThat(store.get(source.id, 0, 1)).containsExactly(first, second);
        assertThat(store.highest(source.id, 0).map(SourceHead::head)).contains(first.hash());
        ForkEvidence evidence = ForkEvidence.of(second, first);
        assertThat(evidence.verify(source.key)).isTrue();
        assertThat(evidence).isEqualTo(ForkEvidence.of(first, second));
        assertThat(evidence.verify(other.key)).isFalse();
    }

    @Test
    void aRequiredBranchIsKeptBeyondTheTwoUpToItsBound() throws Exception {
        BlockStore store = store();
        Hash32 start = Microblock.genesisPrev(Fixtures.NETWORK, source.id, 0);
        store.put(source.block(1, start, 1));
        store.put(source.block(1, start, 2));
        for (int i = 3; i <= BlockStore.BRANCHES_REQUIRED_MAX; i++) {
            MicroblockDraft draft = source.draft(1, start, 9);
            Microblock block = new MicroblockDraft(
                            draft.networkId(),
                            draft.source(),
                            0,
                            1,
                            start,
                            0,
                            Hash32.ZERO,
                            i,
                            EventType.MITIGATION,
                            draft.payloadHash(),
                            Optional.empty())
                    .sign(source.signer);
            assertThat(store.putRequired(block).outcome()).isEqualTo(FORK);
        }
        assertThat(store.putRequired(source.block(1, start, 3)).outcome()).isEqualTo(REFUSED_BRANCH);
    }

    @Test
    void aDecidedBranchMovesTheEndOfTheChain() throws Exception {
        BlockStore store = store();
        Hash32 start = Microblock.genesisPrev(Fixtures.NETWORK, source.id, 0);
        List<Microblock> lost = source.chain(1, start, 5, 1);
        List<Microblock> won = source.chain(1, start, 4, 2);
        for (Microblock block : lost) {
            store.put(block);
        }
        for (Microblock block : won) {
            store.put(block);
        }
        assertThat(store.highest(source.id, 0)).contains(head(lost));
        Fixtures.Decision decision = Fixtures.decide(Optional.empty(), List.of(won.subList(0, 3)));
        store.putDecided(decision.checkpoint(), decision.after());
        assertThat(store.highest(source.id, 0)).contains(head(won));
        assertThat(store.proof(lost.get(1).hash())).isEmpty();
        assertThat(store.proof(won.get(1).hash())).isPresent();
    }

    @Test
    void decidedCheckpointsMoveTheFrontierOneByOne() throws Exception {
        BlockStore store = store();
        List<Microblock> chain = source.chain(6);
        List<Microblock> otherChain = other.chain(4);
        for (Microblock block : chain) {
            store.put(block);
        }
        for (Microblock block : otherChain) {
            store.put(block);
        }
        Fixtures.Decision one = Fixtures.decide(Optional.empty(), List.of(chain.subList(0, 4), otherChain));
        Fixtures.Decision two = Fixtures.decide(Optional.of(one), List.of(chain.subList(4, 6)));
        assertThat(store.latestDecided()).isEmpty();
        assertThat(store.frontier()).isEqualTo(Frontier.EMPTY);
        assertThatThrownBy(() -> store.putDecided(two.checkpoint(), two.after()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.putDecided(one.checkpoint(), two.after()))
                .hasMessageContaining("not the one");
        store.putDecided(one.checkpoint(), one.after());
        store.putDecided(one.checkpoint(), one.after());
        store.putDecided(two.checkpoint(), two.after());
        assertThat(store.latestDecided()).contains(two.checkpoint());
        assertThat(store.decided(1)).contains(one.checkpoint());
        assertThat(store.decided(0)).isEmpty();
        assertThat(store.frontier()).isEqualTo(two.after());
        assertThat(store.frontierHeight()).isEqualTo(2);
        assertThat(store.heightOf(source.id, 0, 4)).contains(1L);
        assertThat(store.heightOf(source.id, 0, 5)).contains(2L);
        assertThat(store.heightOf(source.id, 0, 7)).isEmpty();
        assertThat(store.heightOf(source.id, 1, 4)).isEmpty();
        for (Microblock block : chain) {
            InclusionBundle bundle = store.proof(block.hash()).orElseThrow();
            assertThat(bundle.included()).isTrue();
            assertThat(InclusionBundle.decode(bundle.encode())).isEqualTo(bundle);
        }
    }

    @Test
    void anotherCheckpointAtADecidedHeightIsNeverStored() throws Exception {
        BlockStore store = store();
        List<Microblock> chain = source.chain(2);
        Fixtures.Decision one = Fixtures.decide(Optional.empty(), List.of(chain));
        Fixtures.Decision rival = Fixtures.decide(Optional.empty(), List.of(chain.subList(0, 1)));
        store.putDecided(one.checkpoint(), one.after());
        assertThatThrownBy(() -> store.putDecided(rival.checkpoint(), rival.after()))
                .hasMessageContaining("another checkpoint is decided");
        assertThatThrownBy(() -> store.putSnapshot(rival.checkpoint(), rival.after()))
                .hasMessageContaining("another checkpoint is decided");
        assertThatThrownBy(() -> store.putHeader(rival.checkpoint())).hasMessageContaining("another checkpoint");
        Fixtures.Decision onRival = Fixtures.decide(Optional.of(rival), List.of(chain.subList(1, 2)));
        assertThatThrownBy(() -> store.putDecided(onRival.checkpoint(), onRival.after()))
                .hasMessageContaining("does not name");
        assertThat(store.latestDecided()).contains(one.checkpoint());
    }

    @Test
    void aSnapshotJumpsAndLinksWhatFollows() throws Exception {
        BlockStore store = store();
        List<Microblock> chain = source.chain(9);
        Fixtures.Decision one = Fixtures.decide(Optional.empty(), List.of(chain.subList(0, 2)));
        Fixtures.Decision two = Fixtures.decide(Optional.of(one), List.of(chain.subList(2, 4)));
        Fixtures.Decision three = Fixtures.decide(Optional.of(two), List.of(chain.subList(4, 6)));
        store.put(chain.get(7));
        store.put(chain.get(6));
        assertThat(store.highest(source.id, 0)).isEmpty();
        store.putSnapshot(two.checkpoint(), two.after());
        assertThat(store.highest(source.id, 0))
                .contains(new SourceHead(source.id, 0, 4, chain.get(3).hash()));
        store.putSnapshot(three.checkpoint(), three.after());
        assertThat(store.highest(source.id, 0).map(SourceHead::to)).contains(8L);
        store.put(chain.get(8));
        assertThat(store.highest(source.id, 0)).contains(head(chain));
        assertThat(store.frontierHeight()).isEqualTo(3);
    }

    @Test
    void headersAloneDoNotMoveTheFrontier() throws Exception {
        BlockStore store = store();
        Fixtures.Decision one = Fixtures.decide(Optional.empty(), List.of(source.chain(2)));
        CheckpointHeader header = one.checkpoint().header();
        store.putHeader(DecidedCheckpoint.headerOnly(header, new byte[] {4}));
        assertThat(store.latestDecided().orElseThrow().body()).isEmpty();
        assertThat(store.frontierHeight()).isZero();
        store.putDecided(one.checkpoint(), one.after());
        assertThat(store.latestDecided().orElseThrow().body()).isPresent();
        assertThat(store.frontierHeight()).isEqualTo(1);
    }

    @Test
    void anotherNetworkIsRefused() throws Exception {
        BlockStore store = store();
        Microblock foreign = new MicroblockDraft(
                        Fixtures.filled(1),
                        source.id,
                        0,
                        1,
                        Hash32.ZERO,
                        0,
                        Hash32.ZERO,
                        0,
                        EventType.IDS_ALERT,
                        Hash32.ZERO,
                        Optional.empty())
                .sign(source.signer);
        assertThatThrownBy(() -> store.put(foreign)).hasMessageContaining("network");
    }

    @Test
    void aClosedStoreSaysSo() throws Exception {
        BlockStore store = store();
        store.close();
        store.close();
        assertThatThrownBy(() -> store.get(Hash32.ZERO))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void aSourceChainContinuesWhereItStopped() throws Exception {
        BlockStore store = store();
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 1; i <= 5; i++) {
            SourceChain chain = new SourceChain(store, Fixtures.NETWORK, source.id, 0, source.signer);
            Microblock block = chain.append(
                    EventType.IDS_ALERT, Fixtures.filled(random.nextInt(256)), Optional.empty(), 1_000L * i);
            assertThat(block.seq()).isEqualTo(i);
            assertThat(block.verify(source.key)).isTrue();
        }
        assertThat(store.highest(source.id, 0).map(SourceHead::to)).contains(5L);
    }

    @Test
    void aSourceChainAppendsManyEventsInOrder() throws Exception {
        BlockStore store = store();
        SourceChain chain = new SourceChain(store, Fixtures.NETWORK, source.id, 2, source.signer);
        List<SourceChain.Event> events = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            events.add(new SourceChain.Event(EventType.MITIGATION, Fixtures.filled(i), Optional.empty()));
        }
        List<Microblock> blocks = chain.append(events, 5);
        assertThat(blocks).hasSize(40);
        for (int i = 0; i < 40; i++) {
            Hash32 before = i == 0
                    ? Microblock.genesisPrev(Fixtures.NETWORK, source.id, 2)
                    : blocks.get(i - 1).hash();
            assertThat(blocks.get(i).seq()).isEqualTo(i + 1);
            assertThat(blocks.get(i).prev()).isEqualTo(before);
            assertThat(blocks.get(i).payloadHash()).isEqualTo(Fixtures.filled(i));
        }
        assertThat(store.highest(source.id, 2)).contains(head(blocks));
        assertThat(chain.append(List.of(), 6)).isEmpty();
    }

    @Test
    void anIncarnationWhoseNumberIsTakenElsewhereIsNotContinued() throws Exception {
        BlockStore store = store();
        List<Microblock> chain = source.chain(3);
        // Block 2 came back from a peer, block 1 did not: the next number of this store's chain would be a fork.
        store.put(chain.get(0));
        store.put(source.block(2, Fixtures.filled(3), 1));
        SourceChain mine = new SourceChain(store, Fixtures.NETWORK, source.id, 0, source.signer);
        assertThatThrownBy(() -> mine.append(EventType.DECISION, Hash32.ZERO, Optional.empty(), 1))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("new incarnation");
        assertThat(store.get(source.id, 0, 2)).hasSize(1);
    }

    static SourceHead head(List<Microblock> chain) {
        Microblock last = chain.get(chain.size() - 1);
        return new SourceHead(last.source(), last.incarnation(), last.seq(), last.hash());
    }
}
