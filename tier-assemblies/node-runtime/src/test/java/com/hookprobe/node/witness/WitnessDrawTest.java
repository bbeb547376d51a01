package com.hookprobe.node.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.IndicatorType;
import com.hookprobe.qsecbit.federation.TagKey;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** witness 2: everybody draws the same, and nobody is drawn more often than others. */
class WitnessDrawTest {
    private static List<NodeId> validators(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> NodeId.of(
                        Hash32.sha256("validator", new byte[] {(byte) i}).bytes()))
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

    @Test
    void quorumsAreThoseOfTheDesign() {
        assertThat(IntStream.rangeClosed(1, 4)
                        .map(n -> WitnessDraw.of(validators(n), seed(1)).quorum()))
                .containsExactly(1, 2, 3, 3);
        assertThat(WitnessDraw.of(validators(4), seed(1)).faults()).isOne();
    }

    @Test
    void aDrawHasOneToFourRisingIndices() {
        assertThatThrownBy(() -> new WitnessDraw(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WitnessDraw(List.of(0, 1, 2, 3, 4))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WitnessDraw(List.of(1, 1))).isInstanceOf(IllegalArgumentException.class);
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
        // Expected 2000 each with a deviation of 35; five of them.
        assertThat(IntStream.of(drawn).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(1_825, 2_175));
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
