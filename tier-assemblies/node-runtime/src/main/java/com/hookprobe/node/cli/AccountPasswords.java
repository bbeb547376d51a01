package com.hookprobe.node.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where a person's password comes from: a file or the terminal, never the command line; or drawn by lot. */
final class AccountPasswords {
    /** Without letters and figures that look alike. 32, so that each is five bits. */
    private static final char[] ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789".toCharArray();

    private static final int GROUPS = 5;
    private static final int GROUP_CHARS = 4;

    private AccountPasswords() {}

    /** A first password of 100 bits, in groups, to be read out. */
    static char[] draw(SecureRandom random) {
        char[] drawn = new char[GROUPS * (GROUP_CHARS + 1) - 1];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = i % (GROUP_CHARS + 1) == GROUP_CHARS ? '-' : ALPHABET[random.nextInt(ALPHABET.length)];
        }
        return drawn;
    }

    /** The first line of a file, or typed. */
    static char[] of(@Nullable Path file, String option, String prompt) {
        if (file != null) {
            try {
                return SmallFile.firstLine(file).toCharArray();
            } catch (IOException e) {
                throw new CliException(CliException.NOT_PERMITTED, file + ": cannot be read");
            }
        }
        Console console = System.console();
        char[] typed = console == null ? null : console.readPassword("%s: ", prompt);
        if (typed == null) {
            throw new CliException(CliException.USAGE, "give " + option + " FILE, or start from a terminal");
        }
        return typed;
    }

    /** A new password; typed ones twice. */
    static char[] fresh(@Nullable Path file, String option) {
        char[] first = of(file, option, "New password");
        if (file == null) {
            char[] second = of(null, option, "The same again");
            boolean equal = Arrays.equals(first, second);
            Arrays.fill(second, ' ');
            if (!equal) {
                throw new CliException(CliException.USAGE, "the two passwords differ; nothing was changed");
            }
        }
        return first;
    }
}
