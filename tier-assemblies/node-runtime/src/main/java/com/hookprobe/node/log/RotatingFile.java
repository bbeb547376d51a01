package com.hookprobe.node.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A log file that begins anew when it is full: {@code node.log} becomes {@code node.log.1}, that becomes {@code node.log.2}, and the
 * oldest goes. Between two flushes nothing is divided. What a disk does not take is lost, and what comes when it does again is written.
 * For one thread at a time.
 */
public final class RotatingFile extends OutputStream {
    private final Path file;
    private final long bytesMax;
    private final int count;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    /** None when the disk did not take the last. */
    private @Nullable OutputStream out;

    private boolean torn;
    private long bytes;

    private RotatingFile(Path file, long bytesMax, int count, OutputStream out, long bytes) {
        this.file = file;
        this.bytesMax = bytesMax;
        this.count = count;
        this.out = out;
        this.bytes = bytes;
    }

    /**
     * Goes on where the file ends.
     *
     * @param bytesMax when it has as many, it begins anew
     * @param count files in all, 1 or more; 1: the full one goes
     */
    public static RotatingFile open(Path file, long bytesMax, int count) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        OutputStream out = append(file);
        return new RotatingFile(file, bytesMax, count, out, Files.size(file));
    }

    private static OutputStream append(Path file) throws IOException {
        return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Override
    public void write(int b) {
        pending.write(b);
    }

    @Override
    public void write(byte[] some, int offset, int length) {
        pending.write(some, offset, length);
    }

    /**
     * Hands all to the system, and begins anew when the file is full.
     *
     * @throws IOException when the system did not take all since the last flush, which is lost
     */
    @Override
    public void flush() throws IOException {
        byte[] next = pending.toByteArray();
        pending.reset();
        try {
            OutputStream to = out == null ? append(file) : out;
            out = to;
            if (torn) {
                // A part of the last one may stand there.
                to.write('\n');
                torn = false;
            }
            torn = true;
            to.write(next);
            torn = false;
        } catch (IOException e) {
            let();
            throw e;
        }
        bytes += next.length;
        if (bytes >= bytesMax) {
            rotate();
        }
    }

    private void rotate() throws IOException {
        let();
        // Also when nothing can be moved: the log goes on in the file that is there.
        bytes = 0;
        for (int i = count - 1; i >= 1; i--) {
            move(i - 1, i);
        }
        if (count == 1) {
            Files.deleteIfExists(file);
        }
    }

    /** Lets go of the file; the next flush opens it. */
    private void let() throws IOException {
        OutputStream old = out;
        out = null;
        if (old != null) {
            old.close();
        }
    }

    private void move(int from, int to) throws IOException {
        try {
            Files.move(numbered(from), numbered(to), StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException e) {
            // So many there are not yet.
            return;
        }
    }

    private Path numbered(int number) {
        return number == 0 ? file : file.resolveSibling(file.getFileName() + "." + number);
    }

    @Override
    public void close() throws IOException {
        let();
    }
}
