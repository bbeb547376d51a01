package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.ExtensionPolicy;
import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FileHash;
import com.hookprobe.htp.file.core.FileStat;
import com.hookprobe.htp.file.core.ListEntry;
import com.hookprobe.htp.file.core.PathGrammar;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** One page of a directory as a peer may see it: sound names, plain files of served extensions, directories. */
final class StoreListing {
    private StoreListing() {}

    static FileStore.Page page(
            StoreDirectory directory, ExtensionPolicy extensions, String after, int limit, int scannedMax)
            throws IOException {
        // The directory comes in no order; only the first names behind the cursor, and one more, are kept.
        TreeMap<String, ListEntry> first = new TreeMap<>(ListEntry.ORDER);
        int scanned = 0;
        for (Path entry : directory.handle()) {
            String name = entry.getFileName().toString();
            if (++scanned > scannedMax) {
                throw new FileTransferException(FileErrorCode.QUOTA_EXCEEDED, "directory too large");
            }
            boolean behind = after.isEmpty() || ListEntry.ORDER.compare(name, after) > 0;
            boolean room = first.size() <= limit || ListEntry.ORDER.compare(name, first.lastKey()) < 0;
            if (!behind || !room || PathGrammar.checkName(name).isPresent()) {
                continue;
            }
            Optional<BasicFileAttributes> found = directory.attributes(entry.getFileName());
            if (found.isPresent() && shown(name, found.get(), extensions)) {
                first.put(name, new ListEntry(name, statOf(found.get())));
                if (first.size() > limit + 1) {
                    first.pollLastEntry();
                }
            }
        }
        boolean more = first.size() > limit;
        if (more) {
            first.pollLastEntry();
        }
        return new FileStore.Page(List.copyOf(first.values()), more);
    }

    private static boolean shown(String name, BasicFileAttributes found, ExtensionPolicy extensions) {
        return found.isDirectory() || (found.isRegularFile() && extensions.allows(name));
    }

    static FileStat statOf(BasicFileAttributes found) {
        long modifiedMillis = Math.max(0, found.lastModifiedTime().toMillis());
        return new FileStat(found.isDirectory(), found.isDirectory() ? 0 : found.size(), modifiedMillis, FileHash.NONE);
    }
}
