package com.hookprobe.node.log;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A log file that begins anew when it is full: {@code node.log} becomes {@code node.log.1}, that becomes {@code node.log.2}, and the
 * oldest goes. Between two flushes nothing is divided. For one thread at a time.
 */
public final class RotatingFile extends OutputStream {
    private final Path file;
    private final long bytesMax;
    private final int count;
    private OutputStream out;
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
        return new BufferedOutputStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    @Override
    public void write(int b) throws IOException {
        out.write(b);
        bytes++;
    }

    @Override
    public void write(byte[] some, int offset, int length) throws IOException {
        out.write(some, offset, length);
        bytes += length;
    }

    /** Hands all to the system, and begins anew when the file is full. */
    @Override
    public void flush() throws IOException {
        out.flush();
        if (bytes >= bytesMax) {
            rotate();
        }
    }

    private void rotate() throws IOException {
        out.close();
        try {
            for (int i = count - 1; i >= 1; i--) {
                move(i - 1, i);
            }
            if (count == 1) {
                Files.deleteIfExists(file);
            }
        } finally {
            // A folder that lets nothing be moved must not end the log: it goes on in the file that is there.
            out = append(file);
            bytes = 0;
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
        out.close();
    }
}
