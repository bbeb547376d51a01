package com.hookprobe.node.status;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Reads a page of a data folder, which may be another user's: no link, no pipe that nobody feeds, no more than is expected. */
final class PageFile {
    private PageFile() {}

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
