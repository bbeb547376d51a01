package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.FileHash;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Hashes of files that were read whole, so that asking twice does not hash a gigabyte twice. A file is recognised by
 * inode, size, modification and change time. Time stamps have a grain: a file changed just now could change again inside
 * the same grain, so only files at rest for a while when they were opened are remembered.
 */
final class HashCache {
    /** More than one pass of a mirror asks for: else each pass would hash everything anew. */
    private static final int ENTRIES_MAX = 2 * FileMirror.ENTRIES_MAX;

    private static final Duration AT_REST = Duration.ofSeconds(2);

    /** One version of one file. */
    record Version(Object fileKey, long size, FileTime modified, FileTime changed) {
        boolean atRest(Instant now) {
            Instant latest = now.minus(AT_REST);
            return modified.toInstant().isBefore(latest) && changed.toInstant().isBefore(latest);
        }
    }

    private final Map<Version, FileHash> hashes = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Version, FileHash> eldest) {
            return size() > ENTRIES_MAX;
        }
    };

    FileHash get(Version version) {
        return hashes.getOrDefault(version, FileHash.NONE);
    }

    void put(Version version, FileHash sha256) {
        hashes.put(version, sha256);
    }
}
