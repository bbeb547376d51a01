package com.hookprobe.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The mesh of {@code hookprobe demo}, once it has played: its nodes started again, each with options of its own. */
final class DemoMesh implements AutoCloseable {
    private final Path folder;
    private final Path tiers;
    private final List<Running> running = new ArrayList<>();

    private DemoMesh(Path folder, Path tiers) {
        this.folder = folder;
        this.tiers = tiers;
    }

    /** Runs the demo without its tampering, which leaves every node enrolled and certified. */
    static DemoMesh provision(Path folder) throws IOException, InterruptedException {
        Path tiers = Path.of(System.getProperty("hookprobe.tiers", ""));
        Path jar = tiers.resolve("mesh-demo/target/hookprobe-demo.jar");
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException("expected the demo's jar at " + jar + "; leave out --built");
        }
        System.err.println("the demo makes the mesh");
        Process demo = new ProcessBuilder(
                        java(),
                        "-jar",
                        jar.toString(),
                        "--tiers",
                        tiers.toString(),
                        "--no-tamper",
                        "--data",
                        "" + folder)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            if (demo.waitFor() != 0) {
                throw new IllegalStateException("the demo failed; run hookprobe demo to see why");
            }
        } finally {
            demo.destroy();
        }
        return new DemoMesh(folder, tiers);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    List<String> names() throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(child -> Files.exists(child.resolve("config.yaml")))
                    .map(child -> child.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    Path folder(String name) {
        return folder.resolve(name);
    }

    /** @param lines gets each line of the log, on a thread of its own */
    Running start(String name, List<String> jvm, Consumer<NodeLine> lines) throws IOException {
        String tier = name.substring(0, name.indexOf('-'));
        Path jar = tiers.resolve(tier).resolve("target/hookprobe-" + tier + ".jar");
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(jvm);
        command.addAll(List.of("-jar", jar.toString(), "run"));
        command.addAll(List.of("--config", folder(name).resolve("config.yaml").toString()));
        command.addAll(List.of("--log", "json", "--exit-with-parent"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(folder(name).resolve("stderr.log").toFile());
        // A thread that allocates natively gets an arena of its own in glibc, which a small process does not need.
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        Running node = new Running(builder.start());
        running.add(node);
        Path copy = folder(name).resolve("log.ndjson");
        Thread reader = new Thread(() -> node.read(copy, lines), "log-" + name);
        reader.setDaemon(true);
        reader.start();
        return node;
    }

    @Override
    public void close() {
        // Not Process.destroy: it would also close the pipe with the last lines in it.
        running.forEach(node -> node.process.toHandle().destroy());
        running.forEach(Running::end);
    }

    /** A node's process. */
    static final class Running {
        private final Process process;

        private Running(Process process) {
            this.process = process;
        }

        private void read(Path copy, Consumer<NodeLine> lines) {
            try (BufferedReader in = new BufferedReader(
                            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                    Writer kept = Files.newBufferedWriter(copy)) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    kept.write(line + "\n");
                    NodeLine.parse(line).ifPresent(lines);
                }
            } catch (IOException e) {
                System.err.println(copy + ": the log can no longer be read: " + e);
            }
        }

        /** User and system time of the JVM so far. */
        double cpuSeconds() {
            return process.toHandle()
                    .info()
                    .totalCpuDuration()
                    .map(spent -> spent.toNanos() / 1e9)
                    .orElse(Double.NaN);
        }

        /** @param which VmRSS: now, VmHWM: the most that ever was; bytes, as Linux tells it */
        long resident(String which) throws IOException {
            return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                    .filter(line -> line.startsWith(which + ":"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no " + which + " in the status of process " + process.pid()));
        }

        private void end() {
            try {
                if (!process.waitFor(5, TimeUnit.SECONDS)) {
                    process.toHandle().destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.toHandle().destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
