package com.hookprobe.dsm.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every block store must do beyond keeping blocks: find them, prove them, and tell what changed. */
class HistoryTest extends StoresContract {
    @Test
    void aBatchDoesWhatSinglePutsDo() throws Exception {
        Random random = new Random(11);
        Hash32 start = Microblock.genesisPrev(Fixtures.NETWORK, source.id, 0);
        List<Microblock> blocks = new ArrayList<>();
        for (int branch = 1; branch <= 3; branch++) {
            blocks.addAll(source.chain(1, start, 20, branch));
        }
        blocks.addAll(other.chain(50));
        blocks.addAll(blocks.subList(10, 30));
        for (int round = 0; round < 4; round++) {
            Collections.shuffle(blocks, random);
            BlockStore single = store("single-" + round);
            BlockStore batched = store("batched-" + round);
            List<PutResult> one = new ArrayList<>();
            for (Microblock block : blocks) {
                one.add(single.put(block));
            }
            List<PutResult> many = new ArrayList<>();
            for (int at = 0; at < blocks.size(); ) {
                int until = Math.min(blocks.size(), at + 1 + random.nextInt(30));
                many.addAll(batched.putAll(blocks.subList(at, until)));
                at = until;
            }
            assertThat(many).isEqualTo(one);
            assertThat(batched.heads()).isEqualTo(single.heads()).hasSize(2);
            assertThat(batched.range(source.id, 0, 1, 20)).isEqualTo(single.range(source.id, 0, 1, 20));
            assertThat(all(batched)).isEqualTo(all(single));
        }
    }

    @Test
    void aBatchThatIsRefusedLeavesNothing() throws Exception {
        BlockStore store = store("refused");
        List<Microblock> chain = source.chain(3);
        Microblock foreign = new Microblock(
                1,
                Fixtures.filled(1),
                source.id,
                0,
                4,
                chain.get(2).hash(),
                0,
                Hash32.ZERO,
                0,
                EventType.DECISION,
                Hash32.ZERO,
                Optional.empty(),
                SignatureAlgorithm.ED25519,
                new byte[64]);
        List<Microblock> batch = new ArrayList<>(chain);
        batch.add(foreign);
        assertThatThrownBy(() -> store.putAll(batch)).hasMessageContaining("network");
        assertThat(store.highest(source.id, 0)).isEmpty();
        assertThat(store.page(Hash32.ZERO, 10)).isEmpty();
        store.putAll(chain);
        assertThat(store.highest(source.id, 0).map(SourceHead::to)).contains(3L);
    }

    @Test
    void blocksAreFoundByTimeAndTypeInPagesBothWays() throws Exception {
        Random random = new Random(5);
        BlockStore store = store("times");
        List<TimeKey> keys = new ArrayList<>();
        for (int i = 1; i <= 120; i++) {
            EventType type = EventType.values()[random.nextInt(EventType.values().length)];
            // Many at one moment: there the order is that of types and hashes.
            Microblock block = block(i, random.nextInt(12), type);
            store.put(block);
            keys.add(new TimeKey(block.timeMicros(), type, block.hash()));
        }
        Collections.sort(keys);
        for (int round = 0; round < 60; round++) {
            long from = random.nextInt(12);
            long to = from + random.nextInt(12);
            Optional<EventType> type = random.nextBoolean()
                    ? Optional.empty()
                    : Optional.of(EventType.values()[random.nextInt(EventType.values().length)]);
            boolean newest = random.nextBoolean();
            List<TimeKey> wanted = new ArrayList<>(keys.stream()
                    .filter(key -> key.timeMicros() >= from && key.timeMicros() <= to)
                    .filter(key -> type.isEmpty() || type.get() == key.type())
                    .toList());
            if (newest) {
                Collections.reverse(wanted);
            }
            TimeQuery query = new TimeQuery(type, from, to, newest);
            List<TimeKey> found = new ArrayList<>();
            int size = 1 + random.nextInt(9);
            List<TimeKey> page = store.find(query, Optional.empty(), size);
            while (!page.isEmpty()) {
                assertThat(page.size()).isLessThanOrEqualTo(size);
                found.addAll(page);
                page = store.find(query, Optional.of(page.get(page.size() - 1)), size);
            }
            assertThat(found).isEqualTo(wanted);
        }
        assertThat(store.find(TimeQuery.newest(), Optional.empty(), 500)).hasSize(120);
    }

    @Test
    void theOutboxTellsEveryChangeOnceAndInOrder() throws Exception {
        BlockStore store = store("outbox");
        store.put(other.chain(1).get(0));
        assertThat(store.outbox()).isEmpty();
        Outbox outbox = store.openOutbox();
        assertThat(outbox.last()).isZero();
        List<Microblock> chain = source.chain(600);
        store.put(chain.get(0));
        store.put(chain.get(0));
        store.putAll(chain.subList(1, 600));
        Fixtures.Decision one = Fixtures.decide(Optional.empty(), List.of(chain));
        store.putDecided(one.checkpoint(), one.after());
        store.putDecided(one.checkpoint(), one.after());
        List<Outbox.Entry> entries = outbox.after(0, 100);
        assertThat(entries).extracting(Outbox.Entry::sequence).containsExactly(1L, 2L, 3L, 4L, 5L);
        List<Hash32> told = new ArrayList<>();
        for (Outbox.Entry entry : entries.subList(0, 4)) {
            told.addAll(((Outbox.Change.Stored) entry.change()).blocks());
        }
        assertThat(told).isEqualTo(chain.stream().map(Microblock::hash).toList());
        assertThat(entries.get(4).change()).isEqualTo(new Outbox.Change.Decided(1));
        assertThat(outbox.after(2, 2)).isEqualTo(entries.subList(2, 4));
        assertThat(outbox.after(5, 2)).isEmpty();
        assertThatThrownBy(() -> outbox.after(6, 2)).hasMessageContaining("copy the ledger anew");
        outbox.trim(3);
        assertThat(outbox.holds(outbox.generation(), 2)).isFalse();
        assertThat(outbox.holds(outbox.generation(), 3)).isTrue();
        assertThat(outbox.holds(outbox.generation() + 1, 3)).isFalse();
        assertThat(outbox.after(3, 9)).isEqualTo(entries.subList(3, 5));
        outbox.trim(99);
        assertThat(outbox.last()).isEqualTo(5);
        assertThat(outbox.holds(outbox.generation(), 5)).isTrue();
        long generation = outbox.generation();
        assertThat(store.openOutbox().generation()).isEqualTo(generation);
        store.dropOutbox();
        store.put(other.chain(2).get(1));
        assertThat(store.outbox()).isEmpty();
        assertThat(store.openOutbox().generation()).isNotEqualTo(generation);
        assertThat(store.openOutbox().last()).isZero();
    }

    @Test
    void anOutboxThatNobodyReadsIsBounded() throws Exception {
        BlockStore store = store("bounded");
        Outbox outbox = store.openOutbox();
        int puts = StoreOutbox.ENTRIES_MAX + 40;
        List<Microblock> chain = new ArrayList<>();
        for (int i = 1; i <= puts; i++) {
            chain.add(block(i, i, EventType.DECISION));
        }
        for (Microblock block : chain) {
            store.put(block);
        }
        assertThat(outbox.last()).isEqualTo(puts);
        assertThat(outbox.holds(outbox.generation(), 39)).isFalse();
        assertThat(outbox.holds(outbox.generation(), 40)).isTrue();
        assertThat(outbox.after(40, 3))
                .hasSize(3)
                .first()
                .satisfies(entry -> assertThat(entry.sequence()).isEqualTo(41));
        assertThatThrownBy(() -> outbox.after(39, 3)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theStateAfterEveryHeightIsKnown() throws Exception {
        BlockStore store = store("frontiers");
        List<Fixtures.Decision> decisions = history(store, 9, 3);
        for (int height = 1; height <= 9; height++) {
            assertThat(store.frontierAt(height))
                    .contains(decisions.get(height - 1).after());
        }
        assertThat(store.frontierAt(0)).contains(Frontier.EMPTY);
        assertThat(store.frontierAt(10)).isEmpty();
        BlockStore jumped = store("jumped");
        jumped.putDecided(decisions.get(0).checkpoint(), decisions.get(0).after());
        jumped.putSnapshot(decisions.get(5).checkpoint(), decisions.get(5).after());
        jumped.putHeader(decisions.get(3).checkpoint());
        assertThat(jumped.frontierAt(1)).contains(decisions.get(0).after());
        assertThat(jumped.frontierAt(4)).as("jumped over").isEmpty();
        assertThat(jumped.frontierAt(6)).contains(decisions.get(5).after());
    }

    @Test
    void theLogOfCheckpointsIsInTiles() throws Exception {
        BlockStore store = store("log");
        CheckpointLog log = new CheckpointLog();
        int heights = 530;
        List<DecidedCheckpoint> headers = new ArrayList<>();
        Optional<Fixtures.Decision> parent = Optional.empty();
        for (int height = 1; height <= heights; height++) {
            Fixtures.Decision decision = Fixtures.decide(parent, List.of());
            log.append(decision.checkpoint().header());
            headers.add(decision.checkpoint());
            parent = Optional.of(decision);
        }
        for (int height = 1; height <= heights; height++) {
            // 300 comes last: what lies above it waits for it.
            if (height != 300) {
                store.putHeader(headers.get(height - 1));
            }
        }
        assertThat(store.logSize()).isEqualTo(299);
        store.putHeader(headers.get(299));
        assertThat(store.logSize()).isEqualTo(heights);
        LogProofs proofs = store.logProofs();
        for (int size : new int[] {1, 2, 255, 256, 257, 511, 512, 513, heights}) {
            assertThat(proofs.root(size)).isEqualTo(log.root(size));
            for (int old = 1; old <= size; old += 37) {
                assertThat(proofs.consistency(old, size)).isEqualTo(log.consistencyProof(old, size));
                assertThat(proofs.inclusion(old, size)).isEqualTo(log.inclusionProof(old, size));
            }
        }
        assertThat(store.tile(0, 0, 0).orElseThrow()).hasSize(256 * 32);
        assertThat(store.tile(0, 0, 2).orElseThrow()).hasSize((heights - 512) * 32);
        assertThat(store.tile(0, 1, 0).orElseThrow()).hasSize(2 * 32);
        assertThat(store.tile(0, 2, 0)).isEmpty();
    }

    @Test
    void proofsComeFromTilesAlsoWhenBlocksCameLate() throws Exception {
        List<Microblock> chain = source.chain(700);
        List<Microblock> second = other.chain(3);
        Fixtures.Decision one = Fixtures.decide(Optional.empty(), List.of(chain, second));
        BlockStore early = store("early");
        early.putAll(chain);
        early.putAll(second);
        early.putDecided(one.checkpoint(), one.after());
        assertThat(early.tile(1, 0, 0)).isPresent();
        BlockStore late = store("late");
        late.putDecided(one.checkpoint(), one.after());
        late.putAll(chain);
        assertThat(late.proof(chain.get(0).hash())).isEmpty();
        late.putAll(second);
        MerkleTree tree = MerkleTree.ofHashes(early.chain(Fixtures.range(chain)).orElseThrow());
        assertThat(tree.size()).isEqualTo(700);
        for (Microblock block : List.of(chain.get(0), chain.get(255), chain.get(256), chain.get(699), second.get(2))) {
            InclusionBundle bundle = early.proof(block.hash()).orElseThrow();
            assertThat(bundle.included()).isTrue();
            assertThat(bundle.header()).isEqualTo(one.checkpoint().header());
            assertThat(late.proof(block.hash())).contains(bundle);
        }
        Microblock unsealed = source.block(701, chain.get(699).hash(), 1);
        early.put(unsealed);
        assertThat(early.proof(unsealed.hash())).isEmpty();
    }

    @Test
    void theLogGrowsOnBehindManyHeadersThatLayReady() throws Exception {
        BlockStore store = store("backfilled");
        List<DecidedCheckpoint> headers = new ArrayList<>();
        Fixtures.Decision first = Fixtures.decide(Optional.empty(), List.of());
        CheckpointHeader like = first.checkpoint().header();
        Hash32 prev = like.prevHash();
        for (int height = 1; height <= 4_200; height++) {
            CheckpointHeader header = new CheckpointHeader(
                    like.version(),
                    like.networkId(),
                    height,
                    1_000L + height,
                    999L + height,
                    like.epochSeconds(),
                    prev,
                    like.proposer(),
                    like.merkleRoot(),
                    0,
                    like.rangesRoot(),
                    like.frontiersRoot(),
                    like.frontierRoot(),
                    height - 1L,
                    like.logRoot(),
                    like.evidenceRoot(),
                    like.opsRoot(),
                    like.validatorsHash(),
                    like.nextValidatorsHash(),
                    like.paramsHash());
            headers.add(DecidedCheckpoint.headerOnly(header, new byte[] {1}));
            prev = header.hash();
        }
        for (int i = 4_198; i >= 0; i--) {
            store.putHeader(headers.get(i));
        }
        store.putHeader(headers.get(4_199));
        assertThat(store.logSize()).isEqualTo(4_200);
    }
}
