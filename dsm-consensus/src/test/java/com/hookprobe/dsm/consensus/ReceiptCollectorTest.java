package com.hookprobe.dsm.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.consensus.core.ConsensusCodec;
import com.hookprobe.dsm.consensus.core.ConsensusMessage;
import com.hookprobe.dsm.consensus.core.ReceiptCollector;
import com.hookprobe.dsm.consensus.core.ReceiptEffect;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Receipts 4: what the asker does with words that come, come late, are wrong, or do not come. Four validators, f = 1, q = 3. */
class ReceiptCollectorTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final ReceiptCollector.Settings SETTINGS =
            new ReceiptCollector.Settings(SECOND_NS / 2, 2 * SECOND_NS, 20 * SECOND_NS, SECOND_NS, 3);

    private final List<Fixtures.Member> members = Fixtures.members(4, false);
    private final Fixtures.TestSource source = Fixtures.source(0);
    private final Genesis genesis = Fixtures.genesis(members, false, List.of(source), ScriptedNode.PARAMS);
    private final List<Microblock> blocks = Receipts.blocks(genesis, source, 5);
    private final Microblock block = blocks.get(0);
    private final ReceiptCollector collector =
            new ReceiptCollector(genesis.networkId(), genesis.validators(), SETTINGS);
    private long nowNs = 7;

    private static <T extends ReceiptEffect> List<T> only(Class<T> kind, List<ReceiptEffect> effects) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static List<NodeId> asked(List<ReceiptEffect> effects) {
        return only(ReceiptEffect.Ask.class, effects).stream()
                .map(ReceiptEffect.Ask::to)
                .toList();
    }

    private List<ReceiptEffect> arrives(int from, Acknowledgement word) {
        nowNs += 1_000_000;
        return collector.onMessage(
                members.get(from).id(), ConsensusCodec.encode(new ConsensusMessage.Ack(word)), nowNs);
    }

    private List<ReceiptEffect> word(int signer) {
        return arrives(signer, Receipts.word(genesis, members, signer, block));
    }

    private List<ReceiptEffect> garbage(int signer) {
        Acknowledgement good = Receipts.word(genesis, members, signer, block);
        byte[] signature = good.signature();
        signature[5] ^= 1;
        return arrives(signer, new Acknowledgement(good.place(), good.setHash(), signer, signature));
    }

    private QuorumReceipt receipt(List<ReceiptEffect> effects) {
        List<ReceiptEffect.Formed> formed = only(ReceiptEffect.Formed.class, effects);
        assertThat(formed).hasSize(1);
        assertThat(formed.get(0).receipt().verify(genesis.validators(), genesis.networkId()))
                .isTrue();
        return formed.get(0).receipt();
    }

    @Test
    void oneRoundTripAndThreeOfFourWordsMakeAReceipt() {
        assertThat(asked(collector.ask(block, nowNs)))
                .isEqualTo(members.stream().map(Fixtures.Member::id).toList());
        assertThat(word(0)).isEmpty();
        assertThat(word(3)).isEmpty();
        List<ReceiptEffect> effects = word(2);
        assertThat(receipt(effects).signers()).containsExactly(0, 2, 3);
        assertThat(((ReceiptEffect.Formed) effects.get(0)).sinceAskedNs()).isEqualTo(3_000_000);
        assertThat(((ReceiptEffect.Formed) effects.get(0)).more()).isFalse();
    }

    @Test
    void theFourthWordMakesTheReceiptStrongerAndEndsTheRequest() {
        collector.ask(block, nowNs);
        word(0);
        word(1);
        assertThat(receipt(word(2)).bindsNextReports()).isFalse();
        assertThat(collector.openRequests()).isEqualTo(1);
        List<ReceiptEffect> effects = word(3);
        assertThat(receipt(effects).bindsNextReports()).isTrue();
        assertThat(((ReceiptEffect.Formed) effects.get(0)).more()).isTrue();
        assertThat(collector.openRequests()).isZero();
    }

    @Test
    void whoIsSilentIsAskedAgainLessAndLessOftenAndInTheEndNamed() {
        collector.ask(block, nowNs);
        word(1);
        word(2);
        List<Long> asks = new ArrayList<>();
        long startNs = nowNs;
        List<ReceiptEffect> last = List.of();
        while (collector.openRequests() > 0) {
            nowNs = collector.nextDeadlineNs();
            last = collector.onTick(nowNs);
            if (!asked(last).isEmpty()) {
                assertThat(asked(last))
                        .containsExactly(members.get(0).id(), members.get(3).id());
                asks.add((nowNs - startNs) / (SECOND_NS / 10));
            }
        }
        assertThat(asks).startsWith(4L, 14L, 34L, 54L).hasSize(11);
        ReceiptEffect.GivenUp end = only(ReceiptEffect.GivenUp.class, last).get(0);
        assertThat(end.silent())
                .containsExactly(members.get(0).id(), members.get(3).id());
        assertThat(end.words()).isEqualTo(2);
        assertThat(end.reason()).contains("2 of 3");
        assertThat(collector.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aLostRequestIsMadeGoodByTheNextOne() {
        collector.ask(block, nowNs);
        word(1);
        word(2);
        nowNs = collector.nextDeadlineNs();
        assertThat(asked(collector.onTick(nowNs))).hasSize(2);
        assertThat(receipt(word(0)).signers()).containsExactly(0, 1, 2);
    }

    @Test
    void garbageIsBlamedOnItsSenderAndTheOthersStillMakeTheReceipt() {
        collector.ask(block, nowNs);
        assertThat(garbage(1)).as("it is not verified alone").isEmpty();
        word(0);
        List<ReceiptEffect> third = word(2);
        ReceiptEffect.Blamed blamed = only(ReceiptEffect.Blamed.class, third).get(0);
        assertThat(blamed.validator()).isEqualTo(members.get(1).id());
        assertThat(only(ReceiptEffect.Formed.class, third)).isEmpty();
        assertThat(receipt(word(3)).signers()).containsExactly(0, 2, 3);
        assertThat(word(1)).as("who sent garbage is not heard for this block").isEmpty();
    }

    @Test
    void garbageAfterTheReceiptSpoilsNothing() {
        collector.ask(block, nowNs);
        word(0);
        word(1);
        receipt(word(2));
        assertThat(only(ReceiptEffect.Blamed.class, garbage(3))).hasSize(1);
        nowNs += 2 * SECOND_NS;
        assertThat(only(ReceiptEffect.Formed.class, collector.onTick(nowNs))).isEmpty();
        assertThat(collector.openRequests()).isZero();
    }

    /** A liar whose signature is good, but for a sibling, or in another's name. */
    @Test
    void wordsForAnotherPlaceOrInAnothersNameAreBlamed() {
        collector.ask(block, nowNs);
        Acknowledgement good = Receipts.word(genesis, members, 1, block);
        SealedPlace elsewhere = new SealedPlace(source.id(), 0, 2, block.hash());
        assertThat(only(
                        ReceiptEffect.Blamed.class,
                        arrives(1, new Acknowledgement(elsewhere, good.setHash(), 1, good.signature()))))
                .hasSize(1);
        assertThat(only(ReceiptEffect.Blamed.class, arrives(2, good)))
                .singleElement()
                .matches(blamed -> blamed.validator().equals(members.get(2).id()));
        assertThat(word(0)).isEmpty();
        assertThat(word(3)).as("two of four are left").isEmpty();
    }

    @Test
    void whatIsNoAcknowledgementAtAllIsBlamedAndStrangersAreNotHeard() {
        collector.ask(block, nowNs);
        byte[] nothing = {42, 1, 2};
        assertThat(only(
                        ReceiptEffect.Blamed.class,
                        collector.onMessage(members.get(0).id(), nothing, nowNs)))
                .hasSize(1);
        assertThat(collector.onMessage(source.id(), nothing, nowNs)).isEmpty();
    }

    @Test
    void aWordTwiceCountsOnce() {
        collector.ask(block, nowNs);
        word(0);
        word(1);
        assertThat(word(1)).isEmpty();
        assertThat(word(0)).isEmpty();
    }

    @Test
    void wordsOfAnotherSetCountNothingAndAccuseNobody() {
        collector.ask(block, nowNs);
        word(0);
        word(1);
        ValidatorSet other = Fixtures.set(members.subList(0, 3), false);
        Acknowledgement foreign = Receipts.word(genesis.networkId(), other.hash(), members, 2, block);
        assertThat(arrives(2, foreign)).isEmpty();
        assertThat(receipt(word(2)).signers())
                .as("its word for this set still counts")
                .containsExactly(0, 1, 2);
    }

    @Test
    void aChangeOfTheSetStartsAnewAndAsksAtOnce() {
        collector.ask(block, nowNs);
        word(0);
        word(1);
        List<Fixtures.Member> next = new ArrayList<>(members.subList(1, 4));
        ValidatorSet set = Fixtures.set(next, false);
        assertThat(asked(collector.onSet(set, nowNs))).hasSize(3);
        assertThat(word(2)).as("of the set before").isEmpty();
        List<ReceiptEffect> last = List.of();
        for (int signer = 0; signer < 3; signer++) {
            Acknowledgement word = Receipts.word(genesis.networkId(), set.hash(), next, signer, block);
            last = collector.onMessage(
                    next.get(signer).id(), ConsensusCodec.encode(new ConsensusMessage.Ack(word)), nowNs);
        }
        ReceiptEffect.Formed formed = only(ReceiptEffect.Formed.class, last).get(0);
        assertThat(formed.receipt().verify(set, genesis.networkId())).isTrue();
        assertThat(formed.receipt().verify(genesis.validators(), genesis.networkId()))
                .isFalse();
        assertThat(collector.onSet(set, nowNs)).as("the same set is no change").isEmpty();
    }

    @Test
    void aReceiptOfTheSetBeforeStays() {
        collector.ask(block, nowNs);
        word(0);
        word(1);
        receipt(word(2));
        assertThat(collector.onSet(Fixtures.set(members.subList(0, 3), false), nowNs))
                .isEmpty();
        assertThat(collector.openRequests()).isZero();
    }

    @Test
    void aValidatorThatComesBackIsAskedAtOnceForWhatItHasNotAcknowledged() {
        collector.ask(block, nowNs);
        collector.ask(blocks.get(1), nowNs);
        word(3);
        assertThat(asked(collector.onPeerUp(members.get(3).id())))
                .containsExactly(members.get(3).id());
        assertThat(asked(collector.onPeerUp(members.get(2).id()))).hasSize(2);
        assertThat(collector.onPeerUp(source.id())).isEmpty();
    }

    @Test
    void aFinalBlockNeedsNoReceipt() {
        collector.ask(block, nowNs);
        word(0);
        List<ReceiptEffect> effects = collector.onFinal(block.hash(), nowNs);
        assertThat(only(ReceiptEffect.GivenUp.class, effects).get(0).reason()).isEqualTo("it became final first");
        assertThat(collector.openRequests()).isZero();
        assertThat(collector.onFinal(block.hash(), nowNs)).isEmpty();
    }

    @Test
    void openRequestsAreBoundedAndABlockIsAskedForOnce() {
        for (int i = 0; i < 3; i++) {
            assertThat(asked(collector.ask(blocks.get(i), nowNs))).hasSize(4);
        }
        assertThat(collector.ask(blocks.get(0), nowNs)).isEmpty();
        assertThat(only(ReceiptEffect.GivenUp.class, collector.ask(blocks.get(3), nowNs))
                        .get(0)
                        .reason())
                .contains("3 requests are open");
    }
}
