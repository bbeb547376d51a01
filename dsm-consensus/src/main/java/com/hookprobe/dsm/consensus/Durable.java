package com.hookprobe.dsm.consensus;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Makes names in a directory durable: a file that was synced can still be nameless after a power cut. */
final class Durable {
    private Durable() {}

    static void directory(@Nullable Path directory) throws IOException {
        // Windows cannot open a directory as a file; there the file system orders names itself.
        if (directory == null || System.getProperty("os.name", "").startsWith("Windows")) {
            return;
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
