package com.hookprobe.node.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file that everybody on the machine may read holds no secret. */
final class InlineSecrets {
    /** A secret that is said in the file itself: neither a variable nor the name of a file. */
    private static final Pattern SECRET = Pattern.compile(
            "(?m)^(?!\\s*#).*\\b(passphrase|password)\"?\\s*:\\s*(?!\\s|[\"']?\\$\\{|null\\b|~|#|\"\"|'')\\S");

    private InlineSecrets() {}

    /** @throws ConfigException when others may read the file and there is one in it */
    static void require(Path file, String text) throws ConfigException {
        Matcher matcher = SECRET.matcher(text);
        if (matcher.find() && isReadByOthers(file)) {
            int line = (int) text.substring(0, matcher.start(1))
                            .chars()
                            .filter(c -> c == '\n')
                            .count()
                    + 1;
            throw new ConfigException(
                    file + ":" + line + ": '" + matcher.group(1) + "' is said in a file that every user of"
                            + " this machine may read; run 'chmod o= " + file + "', or give a file (" + matcher.group(1)
                            + "_file) or a variable (\"${NAME}\")");
        }
    }

    private static boolean isReadByOthers(Path file) throws ConfigException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return false;
        }
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException e) {
            throw new ConfigException(file + ": its mode cannot be read: " + e.getMessage());
        }
    }
}
