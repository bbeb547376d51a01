package com.hookprobe.network.apply;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs programs, no value through a shell, with a time limit, an empty environment, and input and output in files: a program that neither reads
 * nor ends cannot hold the caller.
 */
public final class Commands {
    private static final int OUTPUT_MAX = 4 << 20;
    private static final int TOLD_MAX = 400;

    private final List<String> prefix;
    private final Path scratch;
    private final Duration timeout;

    /**
     * @param prefix what stands before each program, such as {@code [nsenter, -t, 12, -n]}; empty for nothing
     * @param scratch folder for input and output, made when it is missing; nobody else may write there
     */
    public Commands(List<String> prefix, Path scratch, Duration timeout) {
        this.prefix = List.copyOf(prefix);
        this.scratch = scratch;
        this.timeout = timeout;
    }

    /** How a program ended, and what it wrote to both of its outputs. */
    record Output(int exit, String text) {
        /** On one line, for a message. */
        String told() {
            String line = text.strip().replaceAll("\\s+", " ");
            return line.length() > TOLD_MAX ? line.substring(0, TOLD_MAX) + "..." : line;
        }
    }

    /**
     * What a program wrote that ended well.
     *
     * @throws IOException when it is missing, takes too long, or ends with another exit code than 0
     */
    String run(String... line) throws IOException {
        return feed("", List.of(line));
    }

    String feed(String input, List<String> line) throws IOException {
        Output output = attempt(input, line);
        if (output.exit() != 0) {
            throw new IOException(
                    "'" + String.join(" ", line) + "' ended with " + output.exit() + ": " + output.told());
        }
        return output.text();
    }

    Output attempt(String input, List<String> line) throws IOException {
        List<String> words = new ArrayList<>();
        if (!prefix.isEmpty()) {
            words.add(Programs.find(prefix.get(0)));
            words.addAll(prefix.subList(1, prefix.size()));
        }
        words.add(Programs.find(line.get(0)));
        words.addAll(line.subList(1, line.size()));
        FileEdge.folder(scratch, true);
        Path in = Files.createTempFile(scratch, "run", ".in");
        Path out = Files.createTempFile(scratch, "run", ".out");
        try {
            Files.writeString(in, input, StandardCharsets.UTF_8);
            return attempt(words, line.get(0), in, out);
        } finally {
            Files.deleteIfExists(in);
            Files.deleteIfExists(out);
        }
    }

    private Output attempt(List<String> words, String name, Path in, Path out) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectInput(in.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try {
            if (!process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IOException("'" + name + "' did not end within " + timeout.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while '" + name + "' ran", e);
        } finally {
            if (process.isAlive()) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
        try (InputStream stream = Files.newInputStream(out)) {
            return new Output(process.exitValue(), new String(stream.readNBytes(OUTPUT_MAX), StandardCharsets.UTF_8));
        }
    }
}
