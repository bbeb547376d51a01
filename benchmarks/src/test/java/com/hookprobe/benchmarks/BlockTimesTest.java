package com.hookprobe.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.benchmarks.BlockTimes.Hop;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The figures of {@code federation bench} are those of the ways that it was given. */
class BlockTimesTest {
    private static BlockTimes.Way way(long sight, long enforced) {
        Map<Hop, Long> at = new EnumMap<>(Hop.class);
        at.put(Hop.DETECTED, sight + 1_000);
        at.put(Hop.MSSP, sight + 4_000);
        at.put(Hop.ENFORCED, sight + enforced);
        return new BlockTimes.Way(sight, at);
    }

    @Test
    void theWholeAndEachHopByItsEnd() {
        BlockTimes times = new BlockTimes();
        List<BlockTimes.Way> ways = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            ways.add(way(1_000_000, 10_000L * i));
        }
        times.round(ways);
        times.round(List.of(way(2_000_000, 5_000)));
        Map<String, Object> figures = times.figures();
        assertThat(times.samples()).isEqualTo(101);
        assertThat(figures)
                .containsEntry("block_latency_ms_p50", 500.0)
                .containsEntry("block_latency_ms_p99", 990.0)
                .containsEntry("from_detection_ms_p99", 989.0)
                .containsEntry("last_site_ms_most", 1_000.0);
        Map<?, ?> hops = (Map<?, ?>) figures.get("hops");
        assertThat(hops.keySet())
                .extracting(String::valueOf)
                .containsExactly("detected", "mssp", "enforced", "whole_way");
        assertThat(hops.get("mssp")).extracting("ms_p50").isEqualTo(3.0);
        assertThat(hops.get("enforced")).extracting("ms_most").isEqualTo(996.0);
    }

    /** All of it in small, without a word about time: every site that was not attacked blocks, and the hops follow each other. */
    @Test
    void simulatedSitesBlockWhatOthersSaw() throws Exception {
        BlockTimes times = new BlockTimes();
        int missing = SimulatedSites.run(new SimulatedSites.Settings(8, 3, 0, 2, 0, 1, 7), times);
        assertThat(missing).isZero();
        assertThat(times.samples()).isEqualTo(2 * 5);
        Map<?, ?> hops = (Map<?, ?>) times.figures().get("hops");
        assertThat(hops).hasSize(Hop.values().length + 1);
    }
}
