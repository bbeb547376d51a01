package com.hookprobe.testsupport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that nobody else may read, as those with a secret in them have to be. */
public final class PrivateFile {
    private PrivateFile() {}

    /** Writes a text, over what is there, with mode 0600; returns the file. */
    public static Path write(Path file, String text) throws IOException {
        if (Files.notExists(file)) {
            Files.createFile(file);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return Files.writeString(file, text);
    }
}
