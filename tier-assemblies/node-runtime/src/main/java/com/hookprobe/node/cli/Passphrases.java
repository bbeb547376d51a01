package com.hookprobe.node.cli;

import com.hookprobe.node.config.NodeConfig;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
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

    static boolean isConfigured(NodeConfig.Node node) {
        return node.passphrase() != null || node.passphraseFile() != null || isInEnvironment();
    }

    static boolean isInEnvironment() {
        return System.getenv(VARIABLE) != null;
    }

    /** A new passphrase, typed twice or out of a file. */
    static char[] fresh(@Nullable Path file, String what) {
        if (file != null) {
            return firstLine(file);
        }
        Console console = System.console();
        char[] typed = console == null ? null : console.readPassword("New passphrase %s: ", what);
        char[] again = console == null ? null : console.readPassword("Again: ");
        if (typed == null || again == null) {
            throw new CliException(
                    CliException.NOT_PERMITTED,
                    "no new passphrase " + what + ": give it in a file, or start from a terminal");
        }
        boolean same = Arrays.equals(typed, again);
        Arrays.fill(again, ' ');
        if (!same) {
            Arrays.fill(typed, ' ');
            throw new CliException(CliException.USAGE, "the passphrases typed differ; try again");
        }
        return typed;
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
            return SmallFile.firstLine(file).toCharArray();
        } catch (IOException e) {
            throw new CliException(CliException.NOT_PERMITTED, file + ": passphrase file cannot be read");
        }
    }
}
