package com.hookprobe.demo.soak;

import com.hookprobe.demo.DemoNode;
import com.hookprobe.demo.NodeEvent;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One node over all its lives: started, killed, paused, moved in time. Its log goes to {@code log.ndjson} in its folder, over all lives, and
 * its events to the queue. Not thread-safe, but for what the threads that read its logs do.
 */
final class SoakNode {
    /** Options of every node: a heap that is all there from the start, so that what grows is not the heap. */
    static final List<String> OPTIONS = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-Xms96m",
            "-Xmx96m",
            "-XX:+AlwaysPreTouch",
            "-Xss512k",
            "-XX:ReservedCodeCacheSize=32m",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+StartAttachListener");

    private static final long STOP_SECONDS = 30;

    /** What the node said or did, and in which of its lives. */
    record Said(SoakNode node, int life, NodeEvent event) {}

    private final DemoNode plan;
    private final Path jar;
    private final Queue<Said> said;
    private @Nullable Process process;
    private @Nullable Thread reader;
    private int life;
    private volatile int api;
    private volatile boolean toldToEnd;

    SoakNode(DemoNode plan, Path jar, Queue<Said> said) {
        this.plan = plan;
        this.jar = jar;
        this.said = said;
    }

    DemoNode plan() {
        return plan;
    }

    String name() {
        return plan.name();
    }

    int life() {
        return life;
    }

    /** TCP port of its API; 0 before it has said. */
    int api() {
        return api;
    }

    boolean alive() {
        Process running = process;
        return running != null && running.isAlive();
    }

    /** False when it ended by itself. */
    boolean toldToEnd() {
        return toldToEnd;
    }

    long pid() {
        Process running = process;
        if (running == null) {
            throw new IllegalStateException(name() + " was never started");
        }
        return running.pid();
    }

    void start() throws IOException {
        life++;
        api = 0;
        toldToEnd = false;
        List<String> command = new java.util.ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.add("-Dhookprobe.clock.offset=" + clock());
        command.addAll(List.of("-jar", jar.toString(), "run", "--config"));
        command.addAll(List.of(plan.config().toString(), "--log", "json", "--exit-with-parent"));
        File errors = plan.folder().resolve("stderr.log").toFile();
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(errors));
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        Process started = builder.start();
        process = started;
        int now = life;
        Thread thread = new Thread(() -> read(started, now), "log-" + name());
        thread.setDaemon(true);
        thread.start();
        reader = thread;
    }

    private void read(Process from, int during) {
        try (BufferedReader lines =
                        new BufferedReader(new InputStreamReader(from.getInputStream(), StandardCharsets.UTF_8));
                Writer kept = Files.newBufferedWriter(
                        plan.folder().resolve("log.ndjson"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                kept.write(line);
                kept.write('\n');
                kept.flush();
                NodeEvent.parse(line).ifPresent(event -> hear(event, during));
            }
        } catch (IOException e) {
            said.add(new Said(this, during, NodeEvent.of(name(), "log_lost")));
        }
        said.add(new Said(this, during, NodeEvent.of(name(), "process_ended")));
    }

    private void hear(NodeEvent event, int during) {
        if (event.name().equals("web_listening")) {
            api = (int) event.number("port");
        }
        said.add(new Said(this, during, event));
    }

    void kill() throws IOException, InterruptedException {
        Process running = process;
        if (running != null) {
            toldToEnd = true;
            // Not by the process itself, which would close the pipe in which its last words may be.
            running.toHandle().destroyForcibly();
            end(running);
        }
    }

    /** In order; killed when that takes too long. True when it ended by itself. */
    boolean stop() throws IOException, InterruptedException {
        Process running = process;
        if (running == null) {
            return true;
        }
        toldToEnd = true;
        signal("CONT");
        running.toHandle().destroy();
        boolean ended = running.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
        running.toHandle().destroyForcibly();
        end(running);
        return ended;
    }

    private void end(Process running) throws IOException, InterruptedException {
        if (!running.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException(name() + " does not end even when it is killed");
        }
        Thread thread = reader;
        if (thread != null) {
            thread.join(5_000);
        }
    }

    /** STOP or CONT. */
    void signal(String signal) throws IOException, InterruptedException {
        if (alive()) {
            new ProcessBuilder("kill", "-" + signal, Long.toString(pid()))
                    .start()
                    .waitFor();
        }
    }

    /** Moves its wall clock. */
    void clock(long offsetMs) throws IOException {
        Path next = plan.folder().resolve("clock.next");
        Files.writeString(next, offsetMs + "\n");
        Files.move(next, clock(), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    private Path clock() {
        return plan.folder().resolve("clock");
    }
}
