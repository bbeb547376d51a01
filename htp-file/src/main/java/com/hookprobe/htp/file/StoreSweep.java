package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.PathGrammar;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.regex.Pattern;

/** Walks a store when it opens: counts what is there, removes what an interrupted write left. */
final class StoreSweep {
    /** Exactly the names that a write makes; journals of a later version look different and stay. */
    private static final Pattern TEMPORARY =
            Pattern.compile(Pattern.quote(PathGrammar.RESERVED_PREFIX) + "[0-9a-f]{32}");

    /** Deeper than any path of the grammar: what lies below was not made by a peer. */
    private static final int DEPTH_MAX = PathGrammar.SEGMENTS_MAX;

    private StoreSweep() {}

    static void sweep(StoreDirectory root, StoreUsage usage) throws IOException {
        try (StoreDirectory fresh = root.again()) {
            walk(fresh, usage, 0);
        }
    }

    private static void walk(StoreDirectory directory, StoreUsage usage, int depth) throws IOException {
        for (Path entry : directory.handle()) {
            String name = entry.getFileName().toString();
            Optional<BasicFileAttributes> found = directory.attributes(entry.getFileName());
            if (found.isEmpty()) {
                continue;
            }
            if (found.get().isRegularFile() && TEMPORARY.matcher(name).matches()) {
                directory.handle().deleteFile(StoreDirectory.nameOf(name));
            } else if (found.get().isRegularFile() && !name.equals(StoreLock.NAME)) {
                usage.found(1, found.get().size());
            } else if (found.get().isDirectory() && depth < DEPTH_MAX) {
                usage.found(1, 0);
                try (StoreDirectory child = directory.child(entry.getFileName())) {
                    walk(child, usage, depth + 1);
                } catch (FileTransferException otherMount) {
                    // Not ours to count: a peer cannot reach it either.
                    continue;
                }
            }
        }
    }
}
