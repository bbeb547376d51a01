package com.hookprobe.tier.mssp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two MSSPs share the work of one mesh, and either is killed ({@code docs/spec/pair.md}); {@code benchmarks/pair} is the large one. */
@Timeout(300)
class PairIT {
    @TempDir
    Path folder;

    @Test
    void eitherIsKilledAndNothingIsLostOrRepeated() throws Exception {
        try (PairMesh mesh = new PairMesh(folder)) {
            mesh.stand();
            PairRun run = new PairRun(mesh, 100);
            run.phase("both", 12);
            assertThat(run.phases().get(0).told().values())
                    .as("both tell: their shards' own")
                    .allMatch(told -> told > 0);
            run.killWhileLoaded("mssp-1", 8);
            run.back("mssp-1", 4);
            run.killWhileLoaded("mssp-2", 8);
            assertThat(run.repeated()).isEmpty();
            System.out.print(run.table());
        }
    }
}
