package com.hookprobe.node.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DiskWatchTest {
    private static final long MIB = 1L << 20;

    @Test
    void aStateIsLeftOnlyWithHalfAsMuchRoomAgain() {
        DiskWatch watch = new DiskWatch();
        long size = 1_000 * MIB;
        assertThat(watch.look(101 * MIB, size, true)).isEqualTo(DiskState.OK);
        assertThat(watch.look(99 * MIB, size, true)).isEqualTo(DiskState.LOW);
        assertThat(watch.look(101 * MIB, size, true)).isEqualTo(DiskState.LOW);
        assertThat(watch.look(19 * MIB, size, true)).isEqualTo(DiskState.FULL);
        assertThat(watch.look(21 * MIB, size, true)).isEqualTo(DiskState.FULL);
        assertThat(watch.look(31 * MIB, size, true)).isEqualTo(DiskState.LOW);
        assertThat(watch.look(151 * MIB, size, true)).isEqualTo(DiskState.OK);
    }

    @Test
    void whatCannotBeWrittenIsFullWhateverIsFree() {
        assertThat(new DiskWatch().look(1L << 40, 1L << 41, false)).isEqualTo(DiskState.FULL);
    }

    @Test
    void largeDisksAreMeasuredByWhatANodeNeeds() {
        assertThat(DiskWatch.lowBelow(1L << 40)).isEqualTo(512 * MIB);
        assertThat(DiskWatch.fullBelow(1L << 40)).isEqualTo(64 * MIB);
    }
}
