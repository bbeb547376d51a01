package com.hookprobe.qsecbit.correlation.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.correlation.core.Output;
import com.hookprobe.qsecbit.correlation.core.Sharding;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * CORRELATION 2: every host puts out the same bytes, also when its processes are killed. A small comparison, with a real broker
 * and real processes; {@code benchmarks/correlation compare} is the large one.
 */
class CompareIT {
    @TempDir
    Path folder;

    @Test
    void everyHostDecidesTheSame() throws Exception {
        CompareOptions options = CompareOptions.standard()
                .withAlerts(6_000)
                .withKills(2)
                .withSharding(new Sharding(4))
                .withFolder(folder);
        Compare.Report report = Compare.run(options);
        assertThat(report.logs().runs()).hasSize(5);
        DecisionLog alone = report.logs().runs().get(0).log;
        assertThat(alone.count(Output.Kind.DECISION)).isGreaterThan(100);
        assertThat(alone.count(Output.Kind.CANCEL)).isPositive();
        for (Figures run : report.logs().runs()) {
            assertThat(run.log.lines()).as(run.name).isEqualTo(alone.lines());
        }
        assertThat(report.logs().runs().get(2).kills).isEqualTo(2);
        assertThat(report.logs().runs().get(4).recoveryMillis).hasSize(2);
    }
}
