package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.FileErrorCode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a store holds and what is promised to writes under way, so that two writes cannot both take the last place: in all, and of
 * each folder that has a share of its own. Folders are paths of this machine, the directory that an entry lies in.
 */
final class StoreUsage {
    private static final class Tally {
        private long entries;
        private long bytes;
        private long promisedBytes;

        boolean fits(long entriesMax, long bytesMax, long size) {
            return entries < entriesMax && size <= bytesMax - bytes - promisedBytes;
        }

        void add(long entriesMore, long bytesMore, long promisedMore) {
            entries += entriesMore;
            bytes += bytesMore;
            promisedBytes += promisedMore;
        }

        boolean isEmpty() {
            return entries == 0;
        }
    }

    private final Path root;
    private final StoreLimits limits;
    private final Tally all = new Tally();
    /** As many as there are folders of that depth with something in them. */
    private final Map<Path, Tally> shares = new HashMap<>();

    StoreUsage(Path root, StoreLimits limits) {
        this.root = root;
        this.limits = limits;
    }

    void found(Path folder, long size) {
        add(folder, 1, size, 0);
    }

    /** Takes place for a write; {@code usableBytes} is what the disk has free. */
    void promise(Path folder, long size, long usableBytes) throws FileTransferException {
        // HTP 5: "preallocate check of free space (>= size + 5 %)"
        if (usableBytes - all.promisedBytes < size + size / 20) {
            throw new FileTransferException(FileErrorCode.QUOTA_EXCEEDED, "store is full");
        }
        require(folder, size);
        add(folder, 1, 0, size);
    }

    /** An interrupted write found at the start keeps its place, whatever the limits are now. */
    void kept(Path folder, long size) {
        add(folder, 1, 0, size);
    }

    void withdraw(Path folder, long size) {
        add(folder, -1, 0, -size);
    }

    /** A promised write is in place and took the place of a file of that size, or of none (-1). */
    void committed(Path folder, long size, long replacedSize) {
        add(folder, 0, size, -size);
        if (replacedSize >= 0) {
            removed(folder, replacedSize);
        }
    }

    /** Takes place for a directory that is to be made in the folder. */
    void directory(Path folder) throws FileTransferException {
        require(folder, 0);
        add(folder, 1, 0, 0);
    }

    void removed(Path folder, long size) {
        add(folder, -1, -size, 0);
    }

    private void require(Path folder, long size) throws FileTransferException {
        if (!all.fits(limits.entriesMax(), limits.bytesMax(), size)) {
            throw new FileTransferException(FileErrorCode.QUOTA_EXCEEDED, "store is full");
        }
        StoreLimits.Share share = limits.share();
        Optional<Path> whose = whose(folder);
        if (whose.isPresent()
                && !shares.getOrDefault(whose.get(), new Tally()).fits(share.entriesMax(), share.bytesMax(), size)) {
            throw new FileTransferException(
                    FileErrorCode.QUOTA_EXCEEDED,
                    "the share of this folder is full: " + share.bytesMax() + " bytes, " + share.entriesMax()
                            + " entries; delete what is not needed");
        }
    }

    private void add(Path folder, long entriesMore, long bytesMore, long promisedMore) {
        all.add(entriesMore, bytesMore, promisedMore);
        whose(folder).ifPresent(whose -> {
            Tally tally = shares.computeIfAbsent(whose, w -> new Tally());
            tally.add(entriesMore, bytesMore, promisedMore);
            if (tally.isEmpty()) {
                shares.remove(whose);
            }
        });
    }

    /** The folder with a share that this one is or lies in. */
    private Optional<Path> whose(Path folder) {
        int depth = limits.share().depth();
        if (depth == 0 || folder.getNameCount() < root.getNameCount() + depth) {
            return Optional.empty();
        }
        return Optional.of(folder.subpath(root.getNameCount(), root.getNameCount() + depth));
    }

    long entries() {
        return all.entries;
    }

    long promisedBytes() {
        return all.promisedBytes;
    }

    long bytes() {
        return all.bytes;
    }

    /** Folders with a share and something in them. */
    int shares() {
        return shares.size();
    }
}
