package com.hookprobe.node.cli;

import com.hookprobe.node.config.NodeConfig;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a keystore's passphrase comes from: a file, the environment, or the terminal; never the command line. */
final class Passphrases {
    private static final String VARIABLE = "HOOKPROBE_PASSPHRASE";

    private Passphrases() {}

    static char[] of(NodeConfig.Node node) {
        if (node.passphrase() != null) {
            return node.passphrase().toCharArray();
        }
        return of(node.passphraseFile() == null ? null : Path.of(node.passphraseFile()));
    }

    static char[] of(@Nullable Path file) {
        if (file != null) {
            return firstLine(file);
        }
        String fromEnvironment = System.getenv(VARIABLE);
        if (fromEnvironment != null) {
            return fromEnvironment.toCharArray();
        }
        Console console = System.console();
        char[] typed = console == null ? null : console.readPassword("Keystore passphrase: ");
        if (typed == null) {
            throw new CliException(
                    CliException.NOT_PERMITTED,
                    "no passphrase: give --passphrase-file, set " + VARIABLE + ", or start from a terminal");
        }
        return typed;
    }

    private static char[] firstLine(Path file) {
        try {
            return Files.readString(file).lines().findFirst().orElse("").toCharArray();
        } catch (IOException e) {
            throw new CliException(CliException.NOT_PERMITTED, file + ": passphrase file cannot be read");
        }
    }
}
