package com.hookprobe.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A node as an operator runs it: the tier's jar in a JVM of its own. It ends with this program. */
final class NodeProcess implements AutoCloseable {
    private final String name;
    private final Path folder;
    private final Process process;
    private final Thread reader;

    private NodeProcess(String name, Path folder, Process process, Consumer<NodeLine> lines) {
        this.name = name;
        this.folder = folder;
        this.process = process;
        this.reader = new Thread(() -> read(lines), "log-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    static NodeProcess sentinel(LocalMesh.Home home, List<String> jvm, Consumer<NodeLine> lines) throws IOException {
        return start(Path.of(System.getProperty("hookprobe.sentinel", "")), home.folder(), jvm, lines);
    }

    /**
     * @param jar the tier's
     * @param folder the node's, with its {@code config.yaml}; its log is kept there
     * @param jvm options of the JVM
     * @param lines gets each line of the log, on a thread of its own
     */
    static NodeProcess start(Path jar, Path folder, List<String> jvm, Consumer<NodeLine> lines) throws IOException {
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException("expected the tier's jar at " + jar + "; leave out --built");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(List.of(
                "-jar",
                jar.toString(),
                "run",
                "--config",
                folder.resolve("config.yaml").toString()));
        command.addAll(List.of("--log", "json", "--exit-with-parent"));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("stderr.log").toFile()))
                .start();
        return new NodeProcess(String.valueOf(folder.getFileName()), folder, process, lines);
    }

    private void read(Consumer<NodeLine> lines) {
        try (BufferedReader in =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                Writer kept = Files.newBufferedWriter(
                        folder.resolve("log.ndjson"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                kept.write(line + "\n");
                kept.flush();
                NodeLine.parse(line).ifPresent(lines);
            }
        } catch (IOException e) {
            System.err.println(name + ": its log can no longer be read: " + e);
        }
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    /** User and system time of the JVM so far: what it cost, also when others use the processors. */
    double cpuSeconds() {
        return process.toHandle()
                .info()
                .totalCpuDuration()
                .map(spent -> spent.toNanos() / 1e9)
                .orElse(Double.NaN);
    }

    boolean alive() {
        return process.isAlive();
    }

    /** SIGKILL; returns when the process is gone and all that it wrote has been read. */
    void kill() throws InterruptedException {
        // Not Process.destroyForcibly: it would also close the pipe with the last lines in it.
        process.toHandle().destroyForcibly();
        process.waitFor();
        reader.join(5_000);
    }

    @Override
    public void close() throws InterruptedException {
        process.toHandle().destroy();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            kill();
        }
        reader.join(5_000);
    }
}
