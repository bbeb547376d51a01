package com.hookprobe.neuro;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** The implementation in C, {@code benchmarks/c}, built into a directory of the test. */
final class CProgram {
    /** What the build script ends with when there is no compiler. */
    private static final int NO_COMPILER = 3;

    private final Path directory;
    private final Path program;

    private CProgram(Path directory, Path program) {
        this.directory = directory;
        this.program = program;
    }

    /** How a run ended, and what it said. */
    record Run(int exitCode, List<String> lines, String errors) {}

    /** Builds the program; on a machine without a C compiler the test that asks is skipped and says so. */
    static CProgram build(Path directory) throws Exception {
        Path script = Path.of(System.getProperty("basedir", ".")).resolve("../benchmarks/c/build");
        assertThat(script).isRegularFile();
        Path program = directory.resolve("neuro");
        Run build = run(directory, List.of("sh", script.toString(), program.toString()));
        Assumptions.assumeTrue(
                build.exitCode != NO_COMPILER, "not compared with the implementation in C: " + build.errors);
        assertThat(build.exitCode).as(build.errors).isZero();
        assertThat(build.errors).as("warnings of the C compiler").isEmpty();
        return new CProgram(directory, program);
    }

    Run run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        command.addAll(List.of(arguments));
        return run(directory, command);
    }

    private static Run run(Path directory, List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(directory, "out", ".txt");
        Path errors = Files.createTempFile(directory, "errors", ".txt");
        int exitCode = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(
                        Files.createTempFile(directory, "in", ".txt").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start()
                .waitFor();
        return new Run(exitCode, Files.readAllLines(out), Files.readString(errors));
    }
}
