package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.FileErrorCode;

/** What a store holds and what is promised to writes under way, so that two writes cannot both take the last place. */
final class StoreUsage {
    private final StoreLimits limits;
    private long entries;
    private long bytes;
    private long promisedBytes;

    StoreUsage(StoreLimits limits) {
        this.limits = limits;
    }

    void found(long entriesMore, long bytesMore) {
        entries += entriesMore;
        bytes += bytesMore;
    }

    /** Takes place for a write; {@code usableBytes} is what the disk has free. */
    void promise(long size, long usableBytes) throws FileTransferException {
        // HTP 5: "preallocate check of free space (>= size + 5 %)"
        boolean fits = usableBytes - promisedBytes >= size + size / 20;
        if (!fits || entries >= limits.entriesMax() || size > limits.bytesMax() - bytes - promisedBytes) {
            throw new FileTransferException(FileErrorCode.QUOTA_EXCEEDED, "store is full");
        }
        entries++;
        promisedBytes += size;
    }

    /** An interrupted write found at the start keeps its place, whatever the limits are now. */
    void kept(long size) {
        entries++;
        promisedBytes += size;
    }

    void withdraw(long size) {
        entries--;
        promisedBytes -= size;
    }

    /** A promised write is in place and took the place of a file of that size, or of none (-1). */
    void committed(long size, long replacedSize) {
        promisedBytes -= size;
        bytes += size;
        if (replacedSize >= 0) {
            removed(replacedSize);
        }
    }

    void directory() throws FileTransferException {
        if (entries >= limits.entriesMax()) {
            throw new FileTransferException(FileErrorCode.QUOTA_EXCEEDED, "store is full");
        }
        entries++;
    }

    void removed(long size) {
        entries--;
        bytes -= size;
    }

    long entries() {
        return entries;
    }

    long promisedBytes() {
        return promisedBytes;
    }

    long bytes() {
        return bytes;
    }
}
