package com.hookprobe.qsecbit.response;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program with a bounded time and bounded memory, without a shell.
 *
 * <p>Input and output go through files, not pipes: with pipes a child that neither reads nor ends would hold the caller
 * in a write, where no time limit helps.
 */
final class BoundedCommand {
    private static final int OUTPUT_BYTES_MAX = 2048;
    private static final long KILL_WAIT_MS = 1000;

    private final Duration timeout;
    private final Path scratch;
    private final boolean bare;

    /** @param bare true for a program that gets nothing of this process's environment */
    BoundedCommand(Duration timeout, Path scratch, boolean bare) {
        this.timeout = timeout;
        this.scratch = scratch;
        this.bare = bare;
    }

    /** Feeds a text to a program; anything but exit code 0 in time is an exception. */
    void run(String input, List<String> line) throws EnforcementException {
        Path in = null;
        Path out = null;
        try {
            // Readable by the owner only: they name attackers.
            in = Files.createTempFile(scratch, "hookprobe-run", ".in");
            out = Files.createTempFile(scratch, "hookprobe-run", ".out");
            Files.writeString(in, input, StandardCharsets.US_ASCII);
            run(in, out, line);
        } catch (IOException e) {
            throw new EnforcementException("cannot run " + line.get(0) + ": " + e.getMessage(), e);
        } finally {
            delete(in);
            delete(out);
        }
    }

    private void run(Path in, Path out, List<String> line) throws IOException, EnforcementException {
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectInput(in.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        if (bare) {
            builder.environment().clear();
        }
        String name = line.get(0);
        Process process = builder.start();
        try {
            if (!process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new EnforcementException(name + " did not end within " + timeout.toMillis() + " ms");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnforcementException("interrupted while " + name + " ran", e);
        } finally {
            kill(process);
        }
        if (process.exitValue() != 0) {
            throw new EnforcementException(name + " failed with exit code " + process.exitValue() + ": " + head(out));
        }
    }

    private static void kill(Process process) {
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            try {
                process.waitFor(KILL_WAIT_MS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static String head(Path out) throws IOException {
        try (InputStream stream = Files.newInputStream(out)) {
            String text = new String(stream.readNBytes(OUTPUT_BYTES_MAX), StandardCharsets.UTF_8).strip();
            return text.isEmpty() ? "no message" : text.replaceAll("\\s+", " ");
        }
    }

    private static void delete(@Nullable Path path) {
        if (path != null && !path.toFile().delete()) {
            path.toFile().deleteOnExit();
        }
    }
}
