package com.hookprobe.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A JVM of the same JDK and class path with one side of a transport, which takes commands and gives answers, a line each.
 * Linux: its processor time and memory are read from /proc.
 */
final class PeerProcess implements AutoCloseable {
    private static final long ANSWER_TIMEOUT_S = 180;
    /** The kernel counts processor time in hundredths of a second. */
    private static final double TICKS_PER_SECOND = 100;

    private final Process process;
    private final BufferedReader answers;
    private final PrintStream commands;

    PeerProcess(Class<?> main, int heapMegabytes, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heapMegabytes + "m",
                // Else compiler threads end, and what they spent is no longer told apart.
                "-XX:-UseDynamicNumberOfCompilerThreads",
                // Nothing here logs through it; it need not say so for every process.
                "-Dslf4j.internal.verbosity=ERROR"));
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
    }

    void tell(String command) {
        commands.println(command);
    }

    /** The next line, in words. */
    String[] answer() throws Exception {
        return line().split(" ");
    }

    /** The next line. */
    String line() throws Exception {
        return line(ANSWER_TIMEOUT_S);
    }

    /** The next line, which may take that long. */
    String line(long timeoutSeconds) throws Exception {
        String line = CompletableFuture.supplyAsync(() -> {
                    try {
                        return answers.readLine();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .get(timeoutSeconds, TimeUnit.SECONDS);
        if (line == null) {
            throw new IllegalStateException("a peer ended too early; what it said is above");
        }
        return line;
    }

    /** User and system time of the whole JVM so far, in seconds. */
    double cpuSeconds() throws IOException {
        return cpuSeconds(proc("stat"));
    }

    /** The part of it that the JVM's compilers took: none any more when all is warm. */
    double compilerCpuSeconds() throws IOException {
        double seconds = 0;
        try (Stream<Path> tasks = Files.list(proc("task"))) {
            for (Path task : (Iterable<Path>) tasks::iterator) {
                if (Files.readString(task.resolve("comm")).matches("C[12] Compiler.*\\n")) {
                    seconds += cpuSeconds(task.resolve("stat"));
                }
            }
        }
        return seconds;
    }

    private Path proc(String name) {
        return Path.of("/proc", String.valueOf(process.pid()), name);
    }

    private static double cpuSeconds(Path statFile) throws IOException {
        String stat = Files.readString(statFile);
        // Fields 14 and 15; the second one is in brackets and may hold spaces.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /** What all processors did so far: user, nice, system, interrupts. */
    static double machineCpuSeconds() throws IOException {
        try (BufferedReader stat = Files.newBufferedReader(Path.of("/proc/stat"))) {
            String[] fields = String.valueOf(stat.readLine()).trim().split(" +", -1);
            long ticks = 0;
            for (int field : new int[] {1, 2, 3, 6, 7}) {
                ticks += Long.parseLong(fields[field]);
            }
            return ticks / TICKS_PER_SECOND;
        }
    }

    @Override
    public void close() throws Exception {
        commands.close();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
