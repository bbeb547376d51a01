package com.hookprobe.htp.file.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ChunkPlanTest {
    @Test
    void seedDefectOneGibibyteDoesNotOverflowTheSixteenBitIndex() {
        long gibibyte = 1L << 30;
        assertThat(gibibyte / 8192).as("chunks of the seed's 8 KiB").isGreaterThan(65536);
        ChunkPlan plan = ChunkPlan.of(gibibyte);
        assertThat(plan.chunkSize()).isEqualTo(16384);
        assertThat(plan.totalChunks()).isEqualTo(65536);
        assertThat(plan.offset(65535) + plan.length(65535)).isEqualTo(gibibyte);
        FileHeader last = new FileHeader(FileOp.CHUNK, 0, 65535, 1, 65536, 0);
        assertThat(FileHeader.decode(last.encode()).orElseThrow().chunkIndex()).isEqualTo(65535);
    }

    @Test
    void sizesAroundTheSteps() {
        assertThat(ChunkPlan.of(0)).isEqualTo(new ChunkPlan(0, 8192, 0));
        assertThat(ChunkPlan.of(1)).isEqualTo(new ChunkPlan(1, 8192, 1));
        assertThat(ChunkPlan.of(8192)).isEqualTo(new ChunkPlan(8192, 8192, 1));
        assertThat(ChunkPlan.of(8193)).isEqualTo(new ChunkPlan(8193, 8192, 2));
        assertThat(ChunkPlan.of(512L << 20)).isEqualTo(new ChunkPlan(512L << 20, 8192, 65536));
        assertThat(ChunkPlan.of((512L << 20) + 1)).isEqualTo(new ChunkPlan((512L << 20) + 1, 16384, 32769));
        assertThat(ChunkPlan.of(ChunkPlan.SIZE_MAX).chunkSize()).isEqualTo(ChunkPlan.CHUNK_SIZE_MAX);
        assertThatThrownBy(() -> ChunkPlan.of(ChunkPlan.SIZE_MAX + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ChunkPlan.of(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void everyPlanCoversTheFileExactly(@ForAll @LongRange(min = 0, max = 1L << 35) long size) {
        ChunkPlan plan = ChunkPlan.of(size);
        assertThat(plan.totalChunks()).isBetween(0, 65536);
        assertThat(Integer.bitCount(plan.chunkSize())).isEqualTo(1);
        if (size == 0) {
            assertThat(plan.totalChunks()).isZero();
            return;
        }
        int last = plan.totalChunks() - 1;
        assertThat(plan.offset(last) + plan.length(last)).isEqualTo(size);
        assertThat(plan.length(last)).isPositive();
        assertThat(plan.length(0)).isEqualTo((int) Math.min(size, plan.chunkSize()));
    }
}
