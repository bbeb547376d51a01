package com.hookprobe.qsecbit.response;

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
 * Runs nft with a bounded time and bounded memory.
 *
 * <p>Input and output go through files, not pipes: with pipes a child that neither reads nor ends would hold the caller
 * in a write, where no time limit helps.
 */
final class NftCommand {
    private static final int OUTPUT_BYTES_MAX = 2048;
    private static final long KILL_WAIT_MS = 1000;

    private final List<String> command;
    private final Duration timeout;
    private final Path scratch;

    NftCommand(NftConfig config) {
        this.command = config.command();
        this.timeout = config.timeout();
        this.scratch = config.scratch();
    }

    /** Feeds a text to nft with these arguments; anything but exit code 0 in time is an exception. */
    void run(String input, String... arguments) throws EnforcementException {
        Path in = null;
        Path out = null;
        try {
            // Readable by the owner only: they name attackers.
            in = Files.createTempFile(scratch, "hookprobe-nft", ".in");
            out = Files.createTempFile(scratch, "hookprobe-nft", ".out");
            Files.writeString(in, input, StandardCharsets.US_ASCII);
            run(in, out, arguments);
        } catch (IOException e) {
            throw new EnforcementException("cannot run " + command.get(0) + ": " + e.getMessage(), e);
        } finally {
            delete(in);
            delete(out);
        }
    }

    private void run(Path in, Path out, String... arguments) throws IOException, EnforcementException {
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of(arguments));
        Process process = new ProcessBuilder(line)
                .redirectInput(in.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            if (!process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new EnforcementException(command.get(0) + " did not end within " + timeout.toMillis() + " ms");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnforcementException("interrupted while " + command.get(0) + " ran", e);
        } finally {
            kill(process);
        }
        if (process.exitValue() != 0) {
            throw new EnforcementException(
                    command.get(0) + " failed with exit code " + process.exitValue() + ": " + head(out));
        }
    }

    private static void kill(Process process) {
        if (process.isAlive()) {
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

    private static void delete(@org.jspecify.annotations.Nullable Path path) {
        if (path != null && !path.toFile().delete()) {
            path.toFile().deleteOnExit();
        }
    }
}
