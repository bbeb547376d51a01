package com.hookprobe.neuro;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.neuro.selftest.TerGenerator;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A million records in Java and in C, compared at every 25,000. Runs with the profile {@code million} only. */
@Tag("million")
class MillionRecordsTest {
    private static final int EVERY = 25_000;
    private static final int RANDOM_BYTES_MODE = 2;

    @ParameterizedTest
    @CsvSource({"0, 9000, 400000", "1, 9001, 400000", "2, 9002, 200000"})
    void javaAndCAgree(int mode, int gen, int n, @TempDir Path directory) throws Exception {
        byte[] seed = VectorText.sha256("HookProbe NEURO million " + mode);
        List<String> inC = CProgram.build(directory)
                .run("run", HexFormat.of().formatHex(seed), "" + mode, "" + gen, "" + n, "" + EVERY)
                .lines();
        assertThat(inC).hasSize(n / EVERY + 1);
        BiConsumer<WeightState, Ter> step =
                mode == RANDOM_BYTES_MODE ? WeightEvolution::stepUnchecked : WeightEvolution::step;
        try (WeightState state = WeightState.fromSeed(seed)) {
            assertThat(line(state)).isEqualTo(inC.get(0));
            for (Ter ter : TerGenerator.generate(gen, mode, n)) {
                step.accept(state, ter);
                if (state.count() % EVERY == 0) {
                    assertThat(line(state)).isEqualTo(inC.get((int) state.count() / EVERY));
                }
            }
            assertThat(state.count()).isEqualTo(n);
        }
    }

    private static String line(WeightState state) {
        return state.count() + " " + HexFormat.of().formatHex(state.fingerprint());
    }
}
