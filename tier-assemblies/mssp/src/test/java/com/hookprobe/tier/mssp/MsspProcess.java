package com.hookprobe.tier.mssp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An MSSP as its users run it, in a process of its own that can be killed; its log is read from a file. */
final class MsspProcess implements AutoCloseable {
    private final Path home;
    private final Path keyFile;
    private @Nullable Process process;
    private int runs;
    private Path log = Path.of("none");

    /** @param home with {@code config.yaml} */
    MsspProcess(Path home, Path keyFile) {
        this.home = home;
        this.keyFile = keyFile;
    }

    void start() throws IOException {
        log = home.resolve("run-" + ++runs + ".log");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                MsspMain.class.getName(),
                "run",
                "-c",
                home.resolve("config.yaml").toString()));
        builder.environment().put("HOOKPROBE_KEY_FILE", keyFile.toString());
        Process started =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        // Who is interrupted leaves none behind.
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
        process = started;
    }

    /** SIGKILL: it has no time for anything. */
    void kill() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().waitFor();
        }
    }

    boolean alive() {
        Process running = process;
        return running != null && running.isAlive();
    }

    /** The lines of its present run with this event and these words. */
    List<String> logged(String event, String... words) throws IOException {
        return logged(log, event, words);
    }

    /** The same of all its runs. */
    List<String> everLogged(String event, String... words) throws IOException {
        List<String> all = new ArrayList<>();
        for (int run = 1; run <= runs; run++) {
            all.addAll(logged(home.resolve("run-" + run + ".log"), event, words));
        }
        return all;
    }

    private static List<String> logged(Path file, String event, String... words) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains("\"event\":\"" + event + "\""))
                .filter(line -> List.of(words).stream().allMatch(line::contains))
                .toList();
    }

    String output() throws IOException {
        return Files.exists(log) ? Files.readString(log) : "";
    }

    @Override
    public void close() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.destroy();
            if (!running.waitFor(30, TimeUnit.SECONDS)) {
                running.destroyForcibly();
            }
        }
    }
}
