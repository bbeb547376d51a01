package com.hookprobe.notify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A secret in a file's first line, read anew each time, so that it can be changed while the node runs. Never in a message. */
public final class SecretFile {
    private static final long BYTES_MAX = 4_096;

    private final Path file;

    public SecretFile(Path file) {
        this.file = file;
    }

    /**
     * The first line without blanks around it.
     *
     * @throws IOException when there is none; names the file, never what is in it
     */
    public String read() throws IOException {
        String line;
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new IOException(file + " has more than " + BYTES_MAX + " bytes; expected one line with a secret");
            }
            line = Files.readString(file).lines().findFirst().orElse("").strip();
        } catch (java.nio.file.FileSystemException e) {
            throw new IOException(file + " cannot be read: " + e.getClass().getSimpleName(), e);
        } catch (java.nio.charset.CharacterCodingException e) {
            throw new IOException(file + " is not text", e);
        }
        if (line.isEmpty()) {
            throw new IOException(file + " is empty; expected one line with a secret");
        }
        return line;
    }
}
