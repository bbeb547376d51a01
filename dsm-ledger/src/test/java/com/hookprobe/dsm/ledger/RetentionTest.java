package com.hookprobe.dsm.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every block store lets go, and what stays provable. */
class RetentionTest extends StoresContract {
    private static final long EPOCH_SECONDS = 300;

    private static long ended(int height) {
        return (1000 + height + 1) * EPOCH_SECONDS;
    }

    private static final RetentionPolicy SHORT =
            new RetentionPolicy(Duration.ofSeconds(1_000), Duration.ofSeconds(10_000), Duration.ofSeconds(10_000));

    private static PruneReport pruneAll(BlockStore store, RetentionPolicy policy, long now, int max) throws Exception {
        PruneReport report = store.prune(policy, now, max);
        while (report.more()) {
            report = store.prune(policy, now, max);
        }
        return report;
    }

    @Test
    void blocksThatWereLetGoStayProvable() throws Exception {
        for (int step : new int[] {1, 3, 1_000}) {
            BlockStore store = store("prune-" + step);
            Outbox outbox = store.openOutbox();
            List<Fixtures.Decision> decisions = history(store, 8, 5);
            List<Microblock> chain = source.chain(40);
            List<Optional<InclusionBundle>> before = new ArrayList<>();
            for (Microblock block : chain) {
                before.add(store.proof(block.hash()));
                assertThat(before.get(before.size() - 1)).isPresent();
            }
            PruneReport report = pruneAll(store, SHORT, ended(4) + 1_000, step);
            assertThat(report.bodiesPruned()).isEqualTo(4);
            assertThat(report.leavesPruned()).isZero();
            assertThat(store.bodiesPruned()).isEqualTo(4);
            for (int i = 0; i < chain.size(); i++) {
                Microblock block = chain.get(i);
                assertThat(store.get(block.hash()).isPresent()).isEqualTo(i >= 20);
                assertThat(store.proof(block)).isEqualTo(before.get(i));
                assertThat(store.heightOf(source.id, 0, i + 1)).contains(1L + i / 5);
            }
            assertThat(store.range(source.id, 0, 1, 40)).isEqualTo(chain.subList(20, 40));
            assertThat(store.find(TimeQuery.newest(), Optional.empty(), 100))
                    .hasSize(all(store).size());
            assertThat(outbox.after(outbox.last() - 1, 1).get(0).change()).isEqualTo(new Outbox.Change.BodiesPruned(4));
            replaysDoNotComeBack(store, chain);
            assertThat(store.frontierAt(2)).contains(decisions.get(1).after());
        }
    }

    private void replaysDoNotComeBack(BlockStore store, List<Microblock> chain) throws Exception {
        assertThat(store.put(chain.get(3)).outcome()).isEqualTo(PutResult.Outcome.DUPLICATE);
        assertThat(store.put(source.block(4, Fixtures.filled(1), 9)).outcome()).isEqualTo(PutResult.Outcome.DUPLICATE);
        assertThat(store.get(chain.get(3).hash())).isEmpty();
        assertThat(store.highest(source.id, 0).map(SourceHead::to)).contains(40L);
        Microblock next = source.block(41, chain.get(39).hash(), 1);
        assertThat(store.put(next).outcome()).isEqualTo(PutResult.Outcome.STORED);
        assertThat(store.highest(source.id, 0).map(SourceHead::head)).contains(next.hash());
    }

    @Test
    void leavesGoLastAndTheLogStays() throws Exception {
        BlockStore store = store("leaves");
        List<Fixtures.Decision> decisions = history(store, 8, 5);
        List<Microblock> chain = source.chain(40);
        Hash32 root = store.logProofs().root(8);
        PruneReport report = pruneAll(store, SHORT, ended(3) + 10_000, 2);
        // The newest height is never let go: the next checkpoint stands on it.
        assertThat(report.bodiesPruned()).isEqualTo(7);
        assertThat(report.leavesPruned()).isEqualTo(3);
        assertThat(store.proof(chain.get(0))).isEmpty();
        assertThat(store.tile(3, 0, 0)).isEmpty();
        assertThat(store.proof(chain.get(15))).isPresent();
        assertThat(store.decided(3).orElseThrow().body()).isEmpty();
        assertThat(store.decided(4).orElseThrow().body()).isPresent();
        assertThat(store.logProofs().root(8)).isEqualTo(root);
        assertThat(store.frontier()).isEqualTo(decisions.get(7).after());
        assertThat(store.frontierAt(5)).contains(decisions.get(4).after());
        assertThat(store.frontierAt(2)).isEmpty();
        assertThat(store.put(chain.get(3)).outcome()).isEqualTo(PutResult.Outcome.DUPLICATE);
        Set<Hash32> held = new HashSet<>();
        all(store).forEach(block -> held.add(block.hash()));
        assertThat(held).isEqualTo(new HashSet<>(hashes(chain.subList(35, 40))));
    }

    private static List<Hash32> hashes(List<Microblock> blocks) {
        return blocks.stream().map(Microblock::hash).toList();
    }

    @Test
    void aSourceLetsItsOwnBlocksGoWhenItHoldsTheirProofs() throws Exception {
        BlockStore prover = store("prover");
        List<Fixtures.Decision> decisions = history(prover, 2, 5);
        List<Microblock> chain = source.chain(10);
        BlockStore own = store("own");
        own.putAll(chain);
        for (Fixtures.Decision decision : decisions) {
            own.putHeader(DecidedCheckpoint.headerOnly(decision.checkpoint().header(), new byte[] {1}));
        }
        for (int i = 0; i < 10; i++) {
            own.putPayload(Fixtures.filled(1), new byte[] {7});
            if (i != 4) {
                own.putProof(prover.proof(chain.get(i).hash()).orElseThrow());
            }
        }
        long made = chain.get(9).timeMicros() / 1_000_000;
        pruneAll(own, SHORT, made + 1_010, 3);
        assertThat(own.range(source.id, 0, 1, 10)).containsExactly(chain.get(4), chain.get(9));
        assertThat(own.get(chain.get(2).hash())).as("from its proof").contains(chain.get(2));
        assertThat(own.proof(chain.get(2).hash())).isPresent();
        assertThat(own.payload(Fixtures.filled(1))).isPresent();
        assertThat(own.find(TimeQuery.newest(), Optional.empty(), 100)).hasSize(10);
        own.putProof(prover.proof(chain.get(4).hash()).orElseThrow());
        pruneAll(own, SHORT, made + 1_010, 3);
        assertThat(own.range(source.id, 0, 1, 10)).containsExactly(chain.get(9));
        pruneAll(own, SHORT, made + 10_010, 3);
        assertThat(own.payload(Fixtures.filled(1))).isEmpty();
        assertThat(own.get(chain.get(2).hash())).isEmpty();
        assertThat(own.get(chain.get(9).hash())).contains(chain.get(9));
        assertThat(own.find(TimeQuery.newest(), Optional.empty(), 100)).hasSize(1);
        assertThat(own.highest(source.id, 0).map(SourceHead::to)).contains(10L);
    }

    @Test
    void anOwnBlockThatWasLetGoDoesNotComeBackByAReplay() throws Exception {
        BlockStore prover = store("replay-prover");
        history(prover, 2, 5);
        List<Microblock> chain = source.chain(10);
        BlockStore own = store("replay-own");
        own.putAll(chain);
        Microblock branch = source.block(3, chain.get(1).hash(), 77);
        assertThat(own.put(branch).outcome()).isEqualTo(PutResult.Outcome.FORK);
        for (Microblock block : chain) {
            own.putProof(prover.proof(block.hash()).orElseThrow());
        }
        long made = chain.get(9).timeMicros() / 1_000_000;
        pruneAll(own, SHORT, made + 1_010, 3);
        for (Microblock block : chain) {
            assertThat(own.put(block).outcome()).isEqualTo(PutResult.Outcome.DUPLICATE);
        }
        assertThat(own.put(branch).outcome()).isEqualTo(PutResult.Outcome.DUPLICATE);
        assertThat(own.range(source.id, 0, 1, 10)).as("the branch has no proof").containsExactly(branch, chain.get(9));
    }

    @Test
    void aSourceWhoseClockWasSetBackLetsItsBlocksGoToo() throws Exception {
        BlockStore prover = store("clock-prover");
        history(prover, 2, 5);
        List<Microblock> chain = source.chain(10);
        BlockStore own = store("clock");
        own.putAll(chain.subList(5, 10));
        for (int i = 5; i < 10; i++) {
            own.putProof(prover.proof(chain.get(i).hash()).orElseThrow());
        }
        long now = chain.get(9).timeMicros() / 1_000_000 + 1_010;
        pruneAll(own, SHORT, now, 100);
        own.putAll(chain.subList(0, 5));
        for (int i = 0; i < 5; i++) {
            own.putProof(prover.proof(chain.get(i).hash()).orElseThrow());
        }
        pruneAll(own, SHORT, now, 100);
        assertThat(own.page(Hash32.ZERO, 99)).as("the end of the chain").containsExactly(chain.get(4));
    }
}
