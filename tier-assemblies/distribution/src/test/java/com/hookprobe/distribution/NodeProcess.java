package com.hookprobe.distribution;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An installed node, started by its launcher as an operator would. */
final class NodeProcess implements AutoCloseable {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(180);

    private final Process process;
    private final Path log;

    private NodeProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static NodeProcess start(Path root, String tier, Map<String, String> environment) throws IOException {
        Path log = root.resolve(tier + ".log");
        ProcessBuilder builder = new ProcessBuilder(
                root.resolve("opt/hookprobe/" + tier + "/bin/hookprobe").toString(),
                tier,
                "run",
                "--config",
                root.resolve("etc/hookprobe/" + tier + ".yaml").toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return new NodeProcess(
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start(), log);
    }

    long pid() {
        return process.pid();
    }

    /** Waits for a line with this text, and returns it. */
    String line(String text) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE_NS;
        while (System.nanoTime() < end) {
            String all = Files.readString(log, StandardCharsets.UTF_8);
            var found = all.lines().filter(line -> line.contains(text)).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
                throw new IOException("ended with " + process.exitValue() + " before '" + text + "': " + all);
            }
        }
        throw new IOException("no '" + text + "' in time: " + Files.readString(log, StandardCharsets.UTF_8));
    }

    int stop() throws InterruptedException {
        process.destroy();
        return process.waitFor(30, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
