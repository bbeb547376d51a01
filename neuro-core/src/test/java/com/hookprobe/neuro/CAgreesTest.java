package com.hookprobe.neuro;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.neuro.selftest.TerGenerator;
import com.hookprobe.neuro.selftest.VectorFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The implementation in C, written from docs/spec/neuro.md alone, agrees with the main code. */
class CAgreesTest {
    private static final List<String> FILES = List.of("neuro-v1.txt", "neuro-v2.txt", "neuro-refused.txt");
    private static final String SEED = HexFormat.of().formatHex(VectorText.sha256("HookProbe NEURO in C"));

    @TempDir
    static Path directory = Path.of("");

    private static Optional<CProgram> built = Optional.empty();

    private CProgram c;

    /** Built by the first test. Not before all: of a class that is skipped no reason is reported. */
    @BeforeEach
    void build() throws Exception {
        c = built.isPresent() ? built.get() : CProgram.build(directory);
        built = Optional.of(c);
    }

    private static String line(WeightState state) {
        return state.count() + " " + HexFormat.of().formatHex(state.fingerprint());
    }

    @Test
    void everyCaseOfEveryFileIsMet() throws Exception {
        List<String> arguments = new ArrayList<>(List.of("vectors"));
        List<String> expected = new ArrayList<>();
        for (String file : FILES) {
            arguments.add(Files.writeString(directory.resolve(file), VectorFile.text(file))
                    .toString());
            VectorFile.read(file).forEach(vector -> expected.add(file + " " + vector + ": ok"));
        }
        CProgram.Run run = c.run(arguments.toArray(String[]::new));
        assertThat(run.lines()).isEqualTo(expected);
        assertThat(run.exitCode()).isZero();
    }

    /** One changed digit, one changed number, one changed judgement, one field too many. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "neuro-v1.txt      | M[0]: ffffdb9b           | M[0]: ffffdb9c           | M[0]",
                "neuro-v2.txt      | w-secret: fc95           | w-secret: fc96           | w-secret",
                "neuro-v2.txt      | dt: 0 1 1000             | dt: 0 2 1000             | eta",
                "neuro-refused.txt | fault: SEQUENCE_GAP      | fault: SEQUENCE_REPEAT   | fault",
                "neuro-refused.txt | fault: WRONG_MAGIC       | fault: NONE              | fault",
                "neuro-v2.txt      | slow: true               | quick: true              | quick"
            })
    void aWrongFigureIsFound(String file, String right, String wrong, String field) throws Exception {
        String text = VectorFile.text(file);
        assertThat(text).contains(right);
        Path changed = Files.writeString(
                directory.resolve("changed-" + file), text.replaceFirst(java.util.regex.Pattern.quote(right), wrong));
        CProgram.Run run = c.run("vectors", changed.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.lines())
                .filteredOn(line -> !line.endsWith(": ok"))
                .singleElement()
                .satisfies(line -> assertThat(line).contains("MISMATCH in " + field + ": expected "));
    }

    @ParameterizedTest
    @CsvSource({"0, 41, 3000, 600", "1, 42, 3000, 1024", "2, 43, 2500, 999"})
    void generatedHistoriesAgree(int mode, int gen, int n, int every) throws Exception {
        List<String> expected = new ArrayList<>();
        try (WeightState state = WeightState.fromSeed(HexFormat.of().parseHex(SEED))) {
            expected.add(line(state));
            for (Ter ter : TerGenerator.generate(gen, mode, n)) {
                WeightEvolution.stepUnchecked(state, ter);
                if (state.count() % every == 0 || state.count() == n) {
                    expected.add(line(state));
                }
            }
        }
        CProgram.Run run = c.run("run", SEED, "" + mode, "" + gen, "" + n, "" + every);
        assertThat(run.lines()).isEqualTo(expected);
        assertThat(run.exitCode()).isZero();
    }

    private static Path file(byte[] bytes) throws Exception {
        return Files.write(directory.resolve("records"), bytes);
    }

    private static byte[] wire(List<Ter> ters) {
        ByteBuffer all = ByteBuffer.allocate(ters.size() * Ter.BYTES);
        ters.forEach(ter -> all.put(ter.encode()));
        return all.array();
    }

    @Test
    void recordsOfAFileAgree() throws Exception {
        List<Ter> ters = Histories.after(TerChain.START, 44, 300);
        CProgram.Run run = c.run("evolve", SEED, file(wire(ters)).toString());
        try (WeightState state = WeightState.fromSeed(HexFormat.of().parseHex(SEED))) {
            ters.forEach(ter -> WeightEvolution.step(state, ter));
            assertThat(run.lines()).containsExactly(line(state));
        }
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void recordsThatMayNotFollowEndTheRun() throws Exception {
        byte[] good = wire(Histories.after(TerChain.START, 45, 3));
        byte[] gap = wire(List.of(Histories.after(TerChain.START, 45, 3).get(1)));
        byte[] cut = Arrays.copyOf(good, good.length - 1);
        CProgram.Run afterGap = c.run("evolve", SEED, file(gap).toString());
        assertThat(afterGap.errors()).contains("record 0 may not follow: SEQUENCE_GAP");
        assertThat(afterGap.exitCode()).isEqualTo(1);
        assertThat(c.run("evolve", "--unchecked", SEED, file(gap).toString()).exitCode())
                .isZero();
        CProgram.Run afterCut = c.run("evolve", SEED, file(cut).toString());
        assertThat(afterCut.errors()).contains("record 2 may not follow: WRONG_LENGTH");
        assertThat(afterCut.exitCode()).isEqualTo(1);
    }

    @Test
    void measuringRuns() throws Exception {
        CProgram.Run one = c.run("bench", "--steps", "3", "--repeat", "2", "--json");
        assertThat(one.lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains(
                                "\"evolve-arithmetic\": {\"min_ns\": ",
                                "\"evolve\"",
                                "\"forward\"",
                                "\"fingerprint\"",
                                "\"posf\""));
        CProgram.Run many = c.run(
                "bench", "--devices", "3", "--visit", "2", "--threads", "2", "--steps", "9", "--repeat", "1", "--json");
        assertThat(many.lines())
                .singleElement()
                .satisfies(line -> assertThat(line).contains("best_ters_per_second"));
        assertThat(List.of(one.exitCode(), many.exitCode())).containsOnly(0);
    }

    @Test
    void wrongUsageEndsWithTwo() throws Exception {
        assertThat(c.run("--help").exitCode()).isZero();
        for (String[] wrong : List.of(
                new String[] {},
                new String[] {"vectors"},
                new String[] {"dance"},
                new String[] {"run", SEED, "3", "1", "1", "1"},
                new String[] {"run", SEED, "1", "1", "1", "0"},
                new String[] {"run", SEED.substring(1), "1", "1", "1", "1"},
                new String[] {"run", SEED, "1", "1", "9223372036854775808", "1"},
                new String[] {"evolve", SEED},
                new String[] {"bench", "--steps"},
                new String[] {"bench", "--steps", "0"},
                new String[] {"bench", "--threads", "2"})) {
            CProgram.Run run = c.run(wrong);
            assertThat(run.exitCode()).as("%s", String.join(" ", wrong)).isEqualTo(2);
            assertThat(run.errors()).startsWith("neuro: ").contains("neuro");
        }
    }
}
