package com.hookprobe.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One node as a process of its own: what a kill -9 hits is what an operator would run. Its log lines go to the queue; it
 * ends when the demo ends, because it watches its standard input.
 */
final class NodeProcess implements AutoCloseable {
    private final String name;
    private final Process process;

    private NodeProcess(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    static NodeProcess start(DemoNode node, Path jar, BlockingQueue<NodeEvent> events) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                // Nine JVMs share this machine's cores for under a minute: quick starts beat peak speed.
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Xmx160m"));
        command.addAll(
                List.of("-jar", jar.toString(), "run", "--config", node.config().toString(), "--log", "json"));
        command.add("--exit-with-parent");
        Process process = new ProcessBuilder(command)
                .redirectError(Files.createDirectories(node.folder())
                        .resolve("stderr.log")
                        .toFile())
                .start();
        NodeProcess started = new NodeProcess(node.name(), process);
        Path copy = node.folder().resolve("log.ndjson");
        Thread reader = new Thread(() -> started.read(events, copy), "log-" + node.name());
        reader.setDaemon(true);
        reader.start();
        return started;
    }

    private void read(BlockingQueue<NodeEvent> events, Path copy) {
        try (BufferedReader lines =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                Writer kept = Files.newBufferedWriter(copy)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                kept.write(line);
                kept.write('\n');
                NodeEvent.parse(line).ifPresent(events::add);
            }
        } catch (IOException e) {
            events.add(NodeEvent.of(name, "log_lost"));
        }
        events.add(NodeEvent.of(name, "process_ended"));
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    int exitCode() {
        return process.isAlive() ? -1 : process.exitValue();
    }

    void kill() {
        process.destroyForcibly();
    }

    /** Asks the node to stop. */
    void terminate() {
        process.destroy();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(3, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
