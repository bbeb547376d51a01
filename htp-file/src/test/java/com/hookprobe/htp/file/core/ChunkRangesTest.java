package com.hookprobe.htp.file.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChunkRangesTest {
    @Test
    void bitsAndRangesAreTheSame() {
        BitSet bits = new BitSet();
        bits.set(0, 3);
        bits.set(7);
        bits.set(65_535);
        ChunkRanges ranges = ChunkRanges.of(bits);
        assertThat(ranges.ranges())
                .containsExactly(
                        new ChunkRanges.Range(0, 3), new ChunkRanges.Range(7, 1), new ChunkRanges.Range(65_535, 1));
        assertThat(ranges.toBits()).isEqualTo(bits);
        assertThat(ranges.leading()).isEqualTo(3);
        assertThat(ranges.end()).isEqualTo(65_536);
    }

    @Test
    void noReplyGrowsBeyondAThousandRanges() {
        BitSet everySecond = new BitSet();
        IntStream.range(0, 20_000).forEach(i -> everySecond.set(3 * i));
        ChunkRanges ranges = ChunkRanges.of(everySecond);
        assertThat(ranges.ranges()).hasSize(ChunkRanges.RANGES_MAX);
        assertThat(ranges.end()).isEqualTo(3 * (ChunkRanges.RANGES_MAX - 1) + 1);
        byte[] reply = new WriteReply(1, false, 60_000, 9, true, ranges).encode();
        assertThat(reply).hasSize(24 + 8 * ChunkRanges.RANGES_MAX);
        assertThat(FileMessage.decode(reply)).isInstanceOf(FileMessage.Decoded.Sound.class);
    }

    @Test
    void rangesThatTouchGoBackOrLeaveTheFormatAreNone() {
        ChunkRanges.Range first = new ChunkRanges.Range(0, 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ChunkRanges(List.of(first, new ChunkRanges.Range(2, 1))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ChunkRanges(List.of(new ChunkRanges.Range(5, 1), first)));
        assertThatIllegalArgumentException().isThrownBy(() -> new ChunkRanges.Range(0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new ChunkRanges.Range(-1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ChunkRanges.Range(65_535, 2));
    }
}
