package com.hookprobe.node.status;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A page in a data folder. It is replaced as a whole. Read it is strictly, for the folder may be another user's: no link, no pipe that
 * nobody feeds, no more than is expected.
 */
final class PageFile {
    private PageFile() {}

    /** Not synced: after a crash a page tells nothing that anybody relies on. */
    static void replace(Path file, String page) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, page);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** @throws IOException when it is none; the message names the file */
    static String read(Path file, int bytesMax) throws IOException {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!found.isRegularFile()) {
            throw new IOException(file + ": expected a file that a node has written; found something else");
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(bytesMax + 1);
            if (bytes.length > bytesMax) {
                throw new IOException(file + ": expected at most " + bytesMax + " bytes; found more");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
