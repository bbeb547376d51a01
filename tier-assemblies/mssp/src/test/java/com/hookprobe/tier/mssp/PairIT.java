package com.hookprobe.tier.mssp;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.node.config.ConfigLoader;
import com.hookprobe.node.role.KafkaPlace;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two MSSPs share the work of one mesh, and either is killed ({@code docs/spec/pair.md}); {@code benchmarks/pair} is the large one. */
@Timeout(1_200)
class PairIT {
    @TempDir
    Path folder;

    @Test
    void eitherIsKilledAndNothingIsLostOrRepeated() throws Exception {
        try (PairMesh mesh = new PairMesh(folder)) {
            mesh.stand();
            PairRun run = new PairRun(mesh, 100);
            PairConsole ada = new PairConsole();
            assertThat(ada.first(mesh.mssp("mssp-1"), mesh.registry())).isEqualTo(200);
            // config check --connect.
            KafkaPlace.probe(
                    new ConfigLoader(Map.of()).load(mesh.nodes().home("mssp-1").resolve("config.yaml")));

            run.phase("both", 16);
            assertThat(run.phases().get(0).told().values())
                    .as("each tells what its shards decide")
                    .allMatch(told -> told > 0);

            run.killWhileLoaded("mssp-1", 8);
            assertThat(ada.mesh(mesh.mssp("mssp-2")).statusCode())
                    .as("the session that the other one has opened")
                    .isEqualTo(200);
            int verified = mesh.mssp("mssp-2").logged("resonance_verified").size();
            run.back("mssp-1", 4);
            assertThat(mesh.mssp("mssp-2").logged("resonance_verified"))
                    .as("devices go on to prove themselves")
                    .hasSizeGreaterThan(verified);

            run.killWhileLoaded("mssp-2", 8);
            assertThat(ada.mesh(mesh.mssp("mssp-1")).statusCode()).isEqualTo(200);
            System.out.print(run.table());
            assertThat(run.repeated()).isEmpty();
        }
    }
}
