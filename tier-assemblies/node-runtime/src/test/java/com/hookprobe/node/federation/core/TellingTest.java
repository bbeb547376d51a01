package com.hookprobe.node.federation.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.correlation.core.Cursor;
import com.hookprobe.qsecbit.correlation.core.Output;
import com.hookprobe.qsecbit.correlation.core.Sharding;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.IndicatorType;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.TagKey;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class TellingTest {
    private static final Sharding FOUR = new Sharding(4);
    private static final long NOW = 1_000;

    private final Telling first = new Telling(FOUR, 2, 0);

    /** Its kind and body say nothing here. */
    private static Output output(int shard, long sequence) throws MalformedException {
        byte[] penalty = ByteBuffer.allocate(11 + 41 + 8 + 4)
                .put((byte) 1)
                .put((byte) 3)
                .put((byte) shard)
                .putLong(sequence)
                .put((byte) IndicatorType.values()[0].code())
                .array();
        return Output.decode(penalty);
    }

    private static TagKey tag(int number) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) number;
        return new TagKey(IndicatorType.values()[0], 1, Bytes32.of(bytes));
    }

    private static long number(int shard, long sequence) {
        return sequence * FOUR.shards() + shard;
    }

    @Test
    void eachShardHasOneTeller() {
        Telling second = new Telling(FOUR, 2, 1);
        Telling alone = new Telling(FOUR, 1, 0);
        for (int shard = 0; shard < FOUR.shards(); shard++) {
            assertThat(first.mine(shard)).isNotEqualTo(second.mine(shard));
            assertThat(alone.mine(shard)).isTrue();
        }
        assertThat(first.shardOf(number(3, 17))).isEqualTo(3);
    }

    @Test
    void whatIsLeftIsDueWhenNobodyHasToldItInTime() throws MalformedException {
        first.take(output(1, 0), tag(1), true, NOW);
        first.take(output(1, 1), tag(2), true, NOW);
        first.told(tag(1), number(1, 0));
        assertThat(first.due(owner -> false, NOW + Telling.LEFT_NS - 1)).isEmpty();
        assertThat(first.due(owner -> false, NOW + Telling.LEFT_NS)).containsExactly(output(1, 1));
        assertThat(first.due(owner -> false, NOW + 2 * Telling.LEFT_NS))
                .as("once")
                .isEmpty();
    }

    @Test
    void whatAnAwayOneWasToTellIsDueAtOnceInOrder() throws MalformedException {
        first.take(output(3, 4), tag(1), true, NOW);
        first.take(output(3, 5), tag(1), true, NOW);
        first.take(output(2, 0), tag(2), false, NOW);
        assertThat(first.due(owner -> owner == 1, NOW)).containsExactly(output(3, 4), output(3, 5));
    }

    @Test
    void aLaterWordAboutATagIsTheEndOfTheEarlierOnes() throws MalformedException {
        first.take(output(1, 0), tag(1), true, NOW);
        first.take(output(1, 1), tag(2), true, NOW);
        first.take(output(1, 2), tag(1), true, NOW);
        first.told(tag(1), number(1, 2));
        assertThat(first.size()).isEqualTo(1);
    }

    @Test
    void aReaderGoesBackToTheFirstThatNobodyHasTold() throws MalformedException {
        Cursor taken = Cursor.start(FOUR).at(0, 9).at(1, 7);
        assertThat(first.from(taken)).isEqualTo(taken);
        first.take(output(0, 6), tag(1), false, NOW);
        first.take(output(0, 8), tag(2), false, NOW);
        assertThat(first.from(taken)).isEqualTo(taken.at(0, 6));
        first.told(tag(1), number(0, 6));
        assertThat(first.from(taken)).isEqualTo(taken.at(0, 8));
        first.expire(NOW + Telling.KEPT_NS);
        assertThat(first.from(taken)).as("what nobody could tell for so long").isEqualTo(taken);
    }

    @Test
    void itHasABound() throws MalformedException {
        for (int i = 0; i <= Telling.OPEN_MAX; i++) {
            first.take(output(0, i), tag(i), false, NOW);
        }
        assertThat(first.size()).isEqualTo(Telling.OPEN_MAX);
        assertThat(first.from(Cursor.start(FOUR).at(0, Telling.OPEN_MAX + 1L)).next(0))
                .isEqualTo(1);
    }
}
