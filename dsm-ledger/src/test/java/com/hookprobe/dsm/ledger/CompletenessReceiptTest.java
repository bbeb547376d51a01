package com.hookprobe.dsm.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All blocks between two states, and not one less. */
class CompletenessReceiptTest {
    private final Fixtures.Source source = new Fixtures.Source(1);
    private final Fixtures.Source other = new Fixtures.Source(2);
    private final Fixtures.Source absent = new Fixtures.Source(3);
    private final List<Microblock> chain = source.chain(12);
    private final BlockStore store = MemoryBlockStore.create(Fixtures.NETWORK);

    /** Heights 1..6 with two blocks each; the other source has one block, at height 3. */
    @BeforeEach
    void fill() throws Exception {
        Optional<Fixtures.Decision> parent = Optional.empty();
        for (int i = 0; i < 6; i++) {
            List<List<Microblock>> parts = new ArrayList<>(List.of(chain.subList(2 * i, 2 * i + 2)));
            if (i == 2) {
                parts.add(other.chain(1));
            }
            for (List<Microblock> part : parts) {
                store.putAll(part);
            }
            Fixtures.Decision decision = Fixtures.decide(parent, parts);
            store.putDecided(decision.checkpoint(), decision.after());
            parent = Optional.of(decision);
        }
    }

    @Test
    void everyPeriodHasAReceiptThatHoldsAndReadsBack() throws Exception {
        for (long from = 0; from < 6; from++) {
            for (long to = from + 1; to <= 6; to++) {
                CompletenessReceipt receipt =
                        CompletenessReceipt.of(store, source.id, 0, from, to).orElseThrow();
                assertThat(receipt.blocks()).isEqualTo(chain.subList((int) from * 2, (int) to * 2));
                assertThat(receipt.complete()).isTrue();
                assertThat(CompletenessReceipt.decode(receipt.encode())).isEqualTo(receipt);
            }
        }
    }

    @Test
    void silenceIsShownToo() throws Exception {
        CompletenessReceipt quiet =
                CompletenessReceipt.of(store, other.id, 0, 3, 6).orElseThrow();
        assertThat(quiet.blocks()).isEmpty();
        assertThat(quiet.complete()).isTrue();
        CompletenessReceipt unknown =
                CompletenessReceipt.of(store, absent.id, 0, 2, 6).orElseThrow();
        assertThat(unknown.after().frontier()).isPresent();
        assertThat(unknown.complete()).isTrue();
        assertThat(CompletenessReceipt.decode(unknown.encode())).isEqualTo(unknown);
        CompletenessReceipt first =
                CompletenessReceipt.of(store, other.id, 0, 1, 4).orElseThrow();
        assertThat(first.before().orElseThrow().frontier()).as("not listed yet").isPresent();
        assertThat(first.blocks()).hasSize(1);
        assertThat(first.complete()).isTrue();
    }

    @Test
    void aBlockLessOrMoreOrElsewhereIsNoticed() throws Exception {
        CompletenessReceipt good =
                CompletenessReceipt.of(store, source.id, 0, 1, 5).orElseThrow();
        for (int i = 0; i < good.blocks().size(); i++) {
            List<Microblock> fewer = new ArrayList<>(good.blocks());
            fewer.remove(i);
            assertThat(with(good, fewer).complete()).isFalse();
            List<Microblock> twice = new ArrayList<>(good.blocks());
            twice.add(i, twice.get(i));
            assertThat(with(good, twice).complete()).isFalse();
        }
        List<Microblock> more = new ArrayList<>(good.blocks());
        more.add(chain.get(10));
        assertThat(with(good, more).complete()).isFalse();
        assertThat(with(good, List.of()).complete()).isFalse();
        CompletenessReceipt later =
                CompletenessReceipt.of(store, source.id, 0, 2, 6).orElseThrow();
        assertThat(new CompletenessReceipt(source.id, 0, later.before(), good.after(), good.blocks()).complete())
                .isFalse();
        assertThat(new CompletenessReceipt(source.id, 0, Optional.of(later.after()), good.after(), List.of())
                        .complete())
                .as("the wrong way round")
                .isFalse();
        assertThat(new CompletenessReceipt(source.id, 1, good.before(), good.after(), List.of()).complete())
                .as("an incarnation that never was shows an empty chain only when the state says so")
                .isTrue();
        assertThat(new CompletenessReceipt(other.id, 0, good.before(), good.after(), good.blocks()).complete())
                .isFalse();
    }

    @Test
    void anIncarnationThatEndedWithinThePeriodHasNoReceipt() throws Exception {
        BlockStore renewed = MemoryBlockStore.create(Fixtures.NETWORK);
        renewed.putAll(chain);
        Fixtures.Decision first = Fixtures.decide(Optional.empty(), List.of(chain));
        renewed.putDecided(first.checkpoint(), first.after());
        Fixtures.Decision second = Fixtures.decide(
                Optional.of(first),
                List.of(),
                state -> state.with(new FrontierEntry(source.id, 1, 0, Hash32.ZERO, SourceStatus.ACTIVE)));
        renewed.putDecided(second.checkpoint(), second.after());
        assertThat(CompletenessReceipt.of(renewed, source.id, 0, 0, 1)).isPresent();
        assertThat(CompletenessReceipt.of(renewed, source.id, 0, 0, 2))
                .as("it would say that there were no blocks")
                .isEmpty();
        assertThat(CompletenessReceipt.of(renewed, source.id, 1, 1, 2)
                        .orElseThrow()
                        .complete())
                .isTrue();
    }

    private CompletenessReceipt with(CompletenessReceipt good, List<Microblock> blocks) {
        return new CompletenessReceipt(source.id, 0, good.before(), good.after(), blocks);
    }

    @Test
    void aSourceThatIsListedCannotBeShownAsAbsent() throws Exception {
        SourceState listed = SourceState.of(store, source.id, 4).orElseThrow();
        Frontier without = Frontier.of(List.of(SourceState.of(store, other.id, 4)
                .orElseThrow()
                .entry()
                .orElseThrow()
                .entry()));
        SourceState hidden =
                new SourceState(listed.header(), listed.certificate(), Optional.empty(), Optional.of(without));
        assertThat(hidden.proves(source.id)).isFalse();
        SourceState whole =
                new SourceState(listed.header(), listed.certificate(), Optional.empty(), store.frontierAt(4));
        assertThat(whole.proves(source.id)).isFalse();
        assertThat(whole.proves(absent.id)).isTrue();
        assertThat(new CompletenessReceipt(source.id, 0, Optional.empty(), hidden, List.of()).complete())
                .isFalse();
    }

    /** What is not bound here is bound by the certificate, which the light client checks. */
    @Test
    void everyChangedBitIsRefusedOrBoundByTheHeaderOrASignature() throws Exception {
        CompletenessReceipt good =
                CompletenessReceipt.of(store, source.id, 0, 2, 4).orElseThrow();
        byte[] bytes = good.encode();
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] changed = bytes.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                CompletenessReceipt read = CompletenessReceipt.decode(changed);
                boolean headersAndSignaturesHold =
                        read.after().header().equals(good.after().header())
                                && read.before()
                                        .map(SourceState::header)
                                        .equals(good.before().map(SourceState::header))
                                && Arrays.equals(
                                        read.after().certificate(), good.after().certificate())
                                && Arrays.equals(
                                        read.before().orElseThrow().certificate(),
                                        good.before().orElseThrow().certificate())
                                && read.blocks().stream().allMatch(block -> block.verify(source.key));
                assertThat(read.complete() && headersAndSignaturesHold)
                        .as("bit %d", bit)
                        .isFalse();
            } catch (MalformedException expected) {
                assertThat(expected).hasMessageMatching("(?s).+");
            }
        }
    }

    @Test
    void periodsThatCannotBeShownSaySo() throws Exception {
        assertThat(CompletenessReceipt.of(store, source.id, 0, 5, 7)).isEmpty();
        assertThatThrownBy(() -> CompletenessReceipt.of(store, source.id, 0, 4, 4))
                .hasMessageContaining("heights in order");
        RetentionPolicy none = new RetentionPolicy(Duration.ZERO, Duration.ofDays(1_000), Duration.ofDays(1_000));
        while (store.prune(none, 1_003L * 300, 100).more()) {
            // In steps.
        }
        assertThat(CompletenessReceipt.of(store, source.id, 0, 0, 4))
                .as("let go")
                .isEmpty();
        assertThat(CompletenessReceipt.of(store, source.id, 0, 3, 6)).isPresent();
    }
}
