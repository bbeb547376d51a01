package com.hookprobe.node.role;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A real file system of a few MiB, in memory; only root can make one. */
final class SmallDisk implements AutoCloseable {
    private static final String FILLER = "filler";

    private final Path at;

    private SmallDisk(Path at) {
        this.at = at;
    }

    /** Mounts it, or skips the test where that is not allowed. */
    static SmallDisk mount(Path at, int mebibytes) throws Exception {
        Files.createDirectories(at);
        String refused = run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m,mode=700", "tmpfs", at.toString());
        Assumptions.assumeTrue(refused == null, "a file system of its own needs root and mount: " + refused);
        return new SmallDisk(at);
    }

    /** Writes until nothing more is taken. */
    void fill() throws IOException {
        byte[] page = new byte[4096];
        try (OutputStream out = Files.newOutputStream(at.resolve(FILLER))) {
            while (true) {
                out.write(page);
            }
        } catch (IOException full) {
            if (free() > page.length) {
                throw full;
            }
        }
    }

    /** Leaves only so many bytes. */
    void fillBut(long bytes) throws IOException {
        byte[] page = new byte[4096];
        try (OutputStream out = Files.newOutputStream(at.resolve(FILLER))) {
            while (free() > bytes) {
                out.write(page);
            }
        }
    }

    long free() throws IOException {
        return Files.getFileStore(at).getUsableSpace();
    }

    /** There is room again. */
    void empty() throws IOException {
        Files.deleteIfExists(at.resolve(FILLER));
    }

    @Override
    public void close() throws Exception {
        run("umount", "-l", at.toString());
    }

    /** Null when it has worked; else what was said. */
    private static String run(String... command) throws Exception {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0 ? null : said.strip();
        } catch (IOException e) {
            return e.toString();
        }
    }
}
