package com.hookprobe.dsm.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.consensus.core.ConsensusCodec;
import com.hookprobe.dsm.consensus.core.ConsensusMessage;
import com.hookprobe.dsm.consensus.core.Effect;
import com.hookprobe.dsm.consensus.core.SimplexMachine;
import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.ForkEvidence;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Receipts 2: what a validator acknowledges, and what it never does. Each test names the rule that it holds. */
class AcknowledgingTest {
    private static final long SECOND_NS = 1_000_000_000L;

    private final List<Fixtures.Member> members = Fixtures.members(4, false);
    private final Fixtures.TestSource source = Fixtures.source(0);
    private final Genesis genesis = Fixtures.genesis(members, false, List.of(source), ScriptedNode.PARAMS);
    private final List<Microblock> blocks = Receipts.blocks(genesis, source, 20);
    private final MemoryBlockStore store = MemoryBlockStore.create(genesis.networkId());
    private SimplexMachine machine = machine(Optional.of(members.get(0).signer()), List.of());
    private long nowNs = 1;

    private SimplexMachine machine(Optional<ValidatorSigner> signer, List<VoteRecord> log) {
        return new SimplexMachine(genesis, members.get(0).id(), signer, new StoreLedgerView(store), log, List.of());
    }

    private List<Effect> seal(NodeId from, Microblock block) {
        return machine.onMessage(from, ConsensusCodec.encode(new ConsensusMessage.Seal(block)), nowNs, wallMicros());
    }

    private List<Effect> seal(Microblock block) {
        return seal(source.id(), block);
    }

    private List<Effect> blocksCame() {
        return machine.onBlocks(nowNs, wallMicros());
    }

    /** Before the first epoch is over: consensus itself is quiet. */
    private long wallMicros() {
        return Fixtures.GENESIS_SECONDS * 1_000_000L + nowNs / 1_000_000;
    }

    private void hold(Microblock... held) throws StoreException {
        for (Microblock block : held) {
            store.put(block);
        }
    }

    private static List<Acknowledgement> words(List<Effect> effects) {
        List<Acknowledgement> words = new ArrayList<>();
        for (Effect effect : effects) {
            try {
                if (effect instanceof Effect.Send send
                        && ConsensusCodec.decode(send.message()) instanceof ConsensusMessage.Ack ack) {
                    words.add(ack.acknowledgement());
                }
            } catch (MalformedException e) {
                throw new AssertionError(e);
            }
        }
        return words;
    }

    private static boolean offers(List<Effect> effects) {
        return effects.stream().anyMatch(Effect.TakeBlock.class::isInstance);
    }

    @Test
    void aHeldBlockIsSyncedFirstAndThenAcknowledgedToWhoAsked() throws StoreException {
        hold(blocks.get(0));
        List<Effect> effects = seal(blocks.get(0));
        int sync = effects.indexOf(new Effect.SyncBlocks());
        assertThat(sync).isNotNegative();
        assertThat(effects.subList(0, sync)).noneMatch(Effect.Send.class::isInstance);
        Acknowledgement word = words(effects.subList(sync, effects.size())).get(0);
        assertThat(word).isEqualTo(Receipts.word(genesis, members, 0, blocks.get(0)));
        assertThat(effects.get(effects.size() - 1))
                .matches(e -> ((Effect.Send) e).to().equals(source.id()));
    }

    @Test
    void aBlockThatIsNotHereIsOfferedToTheExchangeAndAcknowledgedWhenItIsStored() throws StoreException {
        List<Effect> effects = seal(blocks.get(0));
        assertThat(words(effects)).isEmpty();
        assertThat(effects).contains(new Effect.TakeBlock(source.id(), blocks.get(0)));
        assertThat(words(blocksCame())).as("it is not here yet").isEmpty();
        hold(blocks.get(0));
        assertThat(words(blocksCame())).hasSize(1);
        assertThat(words(blocksCame())).as("once").isEmpty();
    }

    @Test
    void aBlockWhosePredecessorsAreNotHeldWaitsForThem() throws StoreException {
        hold(blocks.get(0), blocks.get(2));
        List<Effect> effects = seal(blocks.get(2));
        assertThat(words(effects)).isEmpty();
        hold(blocks.get(1));
        assertThat(words(blocksCame())).hasSize(1);
    }

    /** Its chain is complete, but begins with something else than the source's first block. */
    @Test
    void aChainThatDoesNotStandOnTheFrontierIsNotAcknowledged() throws StoreException {
        Microblock orphan = new com.hookprobe.dsm.ledger.MicroblockDraft(
                        genesis.networkId(),
                        source.id(),
                        0,
                        1,
                        Hash32.sha256("nothing"),
                        0,
                        Hash32.ZERO,
                        0,
                        com.hookprobe.dsm.ledger.EventType.IDS_ALERT,
                        Hash32.sha256("p"),
                        Optional.empty())
                .sign(source.signer());
        hold(orphan);
        assertThat(words(seal(orphan))).isEmpty();
    }

    @Test
    void waitingEnds() throws StoreException {
        seal(blocks.get(0));
        nowNs += 11 * SECOND_NS;
        assertThat(words(blocksCame())).isEmpty();
        hold(blocks.get(0));
        assertThat(words(blocksCame())).as("forgotten; the asker asks again").isEmpty();
        assertThat(words(seal(blocks.get(0)))).hasSize(1);
    }

    @Test
    void withTwoBlocksAtThePlaceNeitherIsAcknowledged() throws StoreException {
        Microblock sibling = Scripted.sibling(blocks.get(0), source, 1);
        hold(blocks.get(0));
        assertThat(words(seal(blocks.get(0)))).hasSize(1);
        List<Effect> second = seal(sibling);
        assertThat(words(second)).isEmpty();
        assertThat(offers(second)).as("it is evidence").isTrue();
        hold(sibling);
        assertThat(words(blocksCame())).isEmpty();
        assertThat(words(seal(sibling))).isEmpty();
        assertThat(words(seal(blocks.get(0)))).as("also not the first any more").isEmpty();
    }

    @Test
    void nothingOfASourceThatIsKnownToHaveForkedIsAcknowledged() throws StoreException {
        hold(blocks.get(0), blocks.get(1), blocks.get(2));
        Microblock sibling = Scripted.sibling(blocks.get(0), source, 1);
        machine.onFork(ForkEvidence.of(blocks.get(0), sibling), nowNs, wallMicros());
        assertThat(words(seal(blocks.get(2)))).isEmpty();
    }

    @Test
    void afterACrashTheStoreStillForbidsTheSecondBlock() throws StoreException {
        hold(blocks.get(0));
        store.sync();
        assertThat(words(seal(blocks.get(0)))).hasSize(1);
        MemoryBlockStore after = store.afterPowerCut(0);
        Microblock sibling = Scripted.sibling(blocks.get(0), source, 1);
        after.put(sibling);
        machine = new SimplexMachine(
                genesis,
                members.get(0).id(),
                Optional.of(members.get(0).signer()),
                new StoreLedgerView(after),
                List.of(),
                List.of());
        assertThat(words(seal(sibling))).isEmpty();
    }

    @Test
    void anObserverAndAKeyBelowItsWatermarkAcknowledgeNothing() throws StoreException {
        hold(blocks.get(0));
        machine = machine(Optional.empty(), List.of());
        assertThat(words(seal(blocks.get(0)))).isEmpty();
        Optional<ValidatorSigner> signer = Optional.of(members.get(0).signer());
        machine = machine(signer, List.of(new VoteRecord(VoteRecord.Kind.WATERMARK, 1, 0, Hash32.ZERO)));
        assertThat(words(seal(blocks.get(0)))).isEmpty();
        machine = machine(signer, List.of());
        assertThat(words(seal(blocks.get(0)))).hasSize(1);
    }

    @Test
    void whatIsFinalIsNotAcknowledgedAnyMore() throws StoreException {
        ScriptedNode node = new ScriptedNode(false);
        List<Microblock> chain = Receipts.blocks(node.genesis, node.source, 3);
        node.store.put(chain.get(0));
        node.store.put(chain.get(1));
        CheckpointBody body = new CheckpointBody(
                List.of(new com.hookprobe.dsm.ledger.SourceRange(
                        node.source.id(), 0, 1, 2, chain.get(1).hash())),
                List.of(),
                List.of(),
                List.of());
        Finalised.put(node.genesis, node.store, body);
        node.store.put(chain.get(2));
        node.restart();
        assertThat(node.machine.height()).isEqualTo(2);
        for (int i = 0; i < 3; i++) {
            List<Effect> effects = node.machine.onMessage(
                    node.source.id(),
                    ConsensusCodec.encode(new ConsensusMessage.Seal(chain.get(i))),
                    node.nowNs,
                    node.wallMicros());
            assertThat(words(effects)).as("block %d", i + 1).hasSize(i == 2 ? 1 : 0);
        }
    }

    @Test
    void strangersBlocksAndOtherNetworksAreNotEvenOffered() {
        Fixtures.TestSource stranger = Fixtures.source(9);
        Microblock theirs = Receipts.blocks(genesis, stranger, 1).get(0);
        assertThat(seal(theirs)).noneMatch(Effect.TakeBlock.class::isInstance);
        Genesis other = Fixtures.genesis(members, false, List.of(source), Params.local(3));
        Microblock elsewhere = Receipts.blocks(other, source, 1).get(0);
        assertThat(seal(elsewhere)).noneMatch(Effect.TakeBlock.class::isInstance);
    }

    @Test
    void aRetryIsAnsweredWithTheSameBytesAndWithoutTheDisk() throws StoreException {
        hold(blocks.get(0));
        List<Effect> first = seal(blocks.get(0));
        List<Effect> again = seal(blocks.get(0));
        assertThat(words(again)).isEqualTo(words(first));
        assertThat(again).doesNotContain(new Effect.SyncBlocks());
    }

    @Test
    void aPeerAndAllPeersTogetherHaveAShareEach() throws StoreException {
        hold(blocks.toArray(new Microblock[0]));
        int answered = 0;
        for (int i = 0; i < 100; i++) {
            answered += words(seal(blocks.get(i % 20))).size();
        }
        assertThat(answered).as("a burst of one peer").isEqualTo(32);
        nowNs += SECOND_NS;
        answered = 0;
        for (int i = 0; i < 100; i++) {
            answered += words(seal(blocks.get(0))).size();
        }
        assertThat(answered).as("a second of one peer").isEqualTo(8);
    }

    @Test
    void manyPeersTogetherGetNoMoreNewWordsThanTheThreadCanBear() throws StoreException {
        List<Microblock> many = Receipts.blocks(genesis, source, 200);
        hold(many.toArray(new Microblock[0]));
        int answered = 0;
        for (int i = 0; i < 200; i++) {
            answered +=
                    words(seal(Fixtures.source(1 + i / 20).id(), many.get(i))).size();
        }
        assertThat(answered).as("a burst of all peers").isEqualTo(128);
        assertThat(words(seal(Fixtures.source(50).id(), many.get(0))))
                .as("an old word costs little")
                .hasSize(1);
        nowNs += SECOND_NS;
        answered = 0;
        for (int i = 0; i < 200; i++) {
            answered += words(seal(Fixtures.source(60 + i / 20).id(), many.get(199 - i)))
                    .size();
        }
        assertThat(answered)
                .as("what was refused: 64 in a second; the rest are old words")
                .isEqualTo(64 + 128);
    }

    @Test
    void requestsOfOnePeerDoNotFillTheWaitingRoom() throws StoreException {
        NodeId other = members.get(1).id();
        for (int i = 19; i > 0; i--) {
            seal(blocks.get(i));
        }
        seal(other, blocks.get(19));
        hold(blocks.toArray(new Microblock[0]));
        assertThat(words(blocksCame())).as("16 of one peer, 1 of another").hasSize(17);
    }
}
