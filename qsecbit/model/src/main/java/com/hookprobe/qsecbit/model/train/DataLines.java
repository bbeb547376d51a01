package com.hookprobe.qsecbit.model.train;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The lines of a file, plain or gzip, of bounded length and number; the file's bytes go into a hash. */
final class DataLines implements AutoCloseable {
    static final int LINE_BYTES_MAX = 64 << 10;
    static final int LINES_MAX = 20_000_000;

    private final Path file;
    private final InputStream raw;
    private final InputStream in;
    private final byte[] buffer = new byte[LINE_BYTES_MAX];
    private int lines;

    DataLines(Path file, MessageDigest hash) throws IOException {
        this.file = file;
        raw = new DigestInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16), hash);
        byte[] magic = new byte[2];
        try (InputStream head = Files.newInputStream(file)) {
            boolean gzip = head.readNBytes(magic, 0, 2) == 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b;
            in = gzip ? new BufferedInputStream(new GZIPInputStream(raw, 1 << 16), 1 << 16) : raw;
        }
    }

    /** The next line without its end, or null at the end of the file. */
    @Nullable String next() throws IOException {
        int length = 0;
        int read = in.read();
        if (read < 0) {
            return null;
        }
        lines++;
        if (lines > LINES_MAX) {
            throw failed("at most " + LINES_MAX + " lines", "more");
        }
        while (read >= 0 && read != '\n') {
            if (length == buffer.length) {
                throw failed("a line of at most " + LINE_BYTES_MAX + " bytes", "a longer one");
            }
            buffer[length++] = (byte) read;
            read = in.read();
        }
        if (length > 0 && buffer[length - 1] == '\r') {
            length--;
        }
        return new String(buffer, 0, length, StandardCharsets.UTF_8);
    }

    DataSetException failed(String expected, String found) {
        return new DataSetException(file + ", line " + lines + ": expected " + expected + "; found " + found);
    }

    /** Reads what the format does not need, so that the hash covers the file, and closes it. */
    @Override
    public void close() throws IOException {
        try (raw) {
            raw.transferTo(OutputStream.nullOutputStream());
        }
    }
}
