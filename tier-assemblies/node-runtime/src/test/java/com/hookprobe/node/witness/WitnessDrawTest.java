package com.hookprobe.node.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.consensus.Quorum;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.IndicatorType;
import com.hookprobe.qsecbit.federation.TagKey;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** witness 2: everybody draws the same, and nobody is drawn more often than others. */
class WitnessDrawTest {
    private static List<NodeId> validators(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> NodeId.of(Hash32.sha256("validator", new byte[] {(byte) (i >> 8), (byte) i})
                        .bytes()))
                .sorted()
                .toList();
    }

    private static byte[] seed(int number) {
        return Hash32.sha256("seed", new byte[] {(byte) (number >> 8), (byte) number})
                .bytes();
    }

    @Test
    void allWhenFewerThanFourExist() {
        for (int n = 1; n <= 4; n++) {
            assertThat(WitnessDraw.of(validators(n), seed(1)).signers())
                    .containsExactlyElementsOf(IntStream.range(0, n).boxed().toList());
        }
        assertThat(WitnessDraw.of(validators(5), seed(1)).signers()).hasSize(4);
    }

    /** witness 1.2: q of n, by the number of validators. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "2, 2, 2",
        "3, 3, 3",
        "4, 3, 4",
        "6, 3, 4",
        "7, 3, 5",
        "9, 3, 5",
        "10, 4, 7",
        "12, 4, 7",
        "13, 5, 9",
        "100, 34, 67",
        "256, 86, 171"
    })
    void quorumsAreThoseOfTheDesign(int validators, int quorum, int drawn) {
        WitnessDraw draw = WitnessDraw.of(validators(validators), seed(1));
        assertThat(draw.signers()).hasSize(drawn);
        assertThat(draw.quorum()).isEqualTo(quorum);
        assertThat(draw.faults()).isEqualTo((validators - 1) / 3);
    }

    @Test
    void liarsAreNeverAQuorumAndSilenceNeverStopsOne() {
        for (int v = 4; v <= Quorum.VALIDATORS_MAX; v++) {
            int f = WitnessQuorum.faults(v);
            int n = WitnessQuorum.drawn(v);
            int q = WitnessQuorum.quorum(v);
            assertThat(n).as("validators %d", v).isLessThanOrEqualTo(v);
            assertThat(f).as("validators %d: liars alone", v).isLessThan(q);
            assertThat(n - f)
                    .as("validators %d: without those who may be silent", v)
                    .isGreaterThanOrEqualTo(q);
            assertThat(n - q + 1)
                    .as("validators %d: what ends a gathering is more than can lie", v)
                    .isGreaterThan(f);
        }
    }

    @Test
    void aDrawIsOfAsManyAsItMustBeAndRises() {
        assertThatThrownBy(() -> new WitnessDraw(4, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WitnessDraw(5, List.of(0, 1, 2))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WitnessDraw(5, List.of(0, 1, 2, 3, 4)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WitnessDraw(5, List.of(0, 1, 1, 2))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WitnessDraw(5, List.of(0, 1, 2, 5))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WitnessDraw(5, List.of(-1, 1, 2, 3))).isInstanceOf(IllegalArgumentException.class);
        assertThat(new WitnessDraw(5, List.of(0, 2, 3, 4)).quorum()).isEqualTo(3);
    }

    @Test
    void eachValidatorIsDrawnAboutAsOften() {
        int[] drawn = new int[10];
        int draws = 5_000;
        List<NodeId> validators = validators(drawn.length);
        for (int i = 0; i < draws; i++) {
            WitnessDraw draw = WitnessDraw.of(validators, seed(i));
            assertThat(draw).isEqualTo(WitnessDraw.of(validators, seed(i)));
            draw.signers().forEach(index -> drawn[index]++);
        }
        // Expected 3500 each with a deviation of 32; five of them.
        assertThat(IntStream.of(drawn).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(3_340, 3_660));
    }

    @Test
    void tagTypeKeyEpochAndLedgerEpochAndNothingElseChangeTheDraw() {
        WitnessMesh mesh = new WitnessMesh(12, 3, 5);
        WitnessMesh.Made one = mesh.made(2, WitnessMesh.attacker(1));
        WitnessMesh.Made other = mesh.made(3, WitnessMesh.attacker(1));
        assertThat(one.claim()).isNotEqualTo(other.claim());
        assertThat(mesh.set.draw(one.claim().key(), 7))
                .isEqualTo(mesh.set.draw(other.claim().key(), 7));
        TagKey key = one.claim().key();
        assertThat(IntStream.range(0, 40)
                        .mapToObj(epoch -> mesh.set.draw(key, epoch))
                        .distinct())
                .hasSizeGreaterThan(30);
        assertThat(IntStream.range(0, 40)
                        .mapToObj(tag -> mesh.set.draw(new TagKey(IndicatorType.IP4, 5, new Bytes32(0, 0, 0, tag)), 7))
                        .distinct())
                .hasSizeGreaterThan(30);
        WitnessSet elsewhere = new WitnessSet(Hash32.sha256("another network"), mesh.validators);
        assertThat(IntStream.range(0, 40)
                        .filter(epoch -> elsewhere.draw(key, epoch).equals(mesh.set.draw(key, epoch)))
                        .count())
                .isLessThan(5);
    }
}
