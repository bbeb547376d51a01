package com.hookprobe.node.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Files that people bring: read as far as a good one goes, for a bad one may be of any length or have no end. */
final class SmallFile {
    /** The longest text in armour, an enrolment request, has 8 KiB. */
    static final int RECORD_BYTES = 64 * 1024;

    /** Passwords and tokens with their line end. */
    static final int SECRET_BYTES = 8 * 1024;

    private SmallFile() {}

    /**
     * Reads a file of UTF-8 text.
     *
     * @throws CliException when there are more than so many bytes, or it is no text
     */
    static String text(Path file, int bytesMost) throws IOException {
        byte[] content = bytes(file, bytesMost);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new CliException(CliException.USAGE, file + ": expected text in UTF-8, found a file that is no text");
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /** The first line of a file; empty when it has none. */
    static String firstLine(Path file) throws IOException {
        return text(file, SECRET_BYTES).lines().findFirst().orElse("");
    }

    /** The first line of what is typed or piped in, as far as {@link #SECRET_BYTES}; what comes behind it is left. */
    static String firstLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        while (next >= 0 && next != '\n' && line.size() < SECRET_BYTES) {
            line.write(next);
            next = in.read();
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    private static byte[] bytes(Path file, int bytesMost) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(bytesMost + 1);
            if (content.length > bytesMost) {
                throw new CliException(
                        CliException.USAGE,
                        file + ": expected at most " + bytesMost + " bytes, found more; give the file that is meant");
            }
            return content;
        }
    }
}
