package com.hookprobe.node.role;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The password of a database: the configuration's word, or the first line of a file, read anew for each connection. */
final class PasswordSource {
    private PasswordSource() {}

    /** @param word the password; what counts when there is no file */
    static Supplier<char[]> of(@Nullable String word, @Nullable String file) {
        if (file == null) {
            return () -> String.valueOf(word).toCharArray();
        }
        return () -> {
            try {
                return Files.readString(Path.of(file))
                        .lines()
                        .findFirst()
                        .orElse("")
                        .toCharArray();
            } catch (IOException e) {
                throw new UncheckedIOException("the password file " + file + " cannot be read", e);
            }
        };
    }
}
