package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FileHash;
import com.hookprobe.htp.file.core.FileStat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;

/** A file of a directory store, open for reading. */
final class DirectoryStoredFile implements StoredFile {
    private final FileChannel channel;
    private final FileStat stat;
    private final HashCache cache;
    private final HashCache.Version version;
    private final VersionNow versionNow;
    /** When it was opened: who reads slowly must not make it look so. */
    private final boolean atRest;

    /** What is under the file's path now; empty when that is nothing. */
    @FunctionalInterface
    interface VersionNow {
        Optional<HashCache.Version> get() throws IOException;
    }

    DirectoryStoredFile(
            FileChannel channel, FileStat stat, HashCache cache, HashCache.Version version, VersionNow versionNow) {
        this.versionNow = versionNow;
        this.atRest = version.atRest(Instant.now());
        this.channel = channel;
        this.stat = stat;
        this.cache = cache;
        this.version = version;
    }

    /** Refuses with that code when the name does not lead to this very file any more, unchanged. */
    void requireStill(StoreDirectory directory, String name, FileErrorCode otherwise) throws IOException {
        Optional<BasicFileAttributes> now = directory.attributes(name);
        boolean still = now.isPresent()
                && version.equals(new HashCache.Version(
                        now.get().fileKey(),
                        now.get().size(),
                        now.get().lastModifiedTime(),
                        directory.facts(name, now.get()).changed()));
        if (!still) {
            throw new FileTransferException(otherwise, "file changed meanwhile");
        }
    }

    @Override
    public FileHash tag() throws IOException {
        // With another file under the path, or none, this one may still be written to by who has it open.
        return versionNow
                .get()
                .filter(found -> found.fileKey().equals(version.fileKey()))
                .map(SourceTag::of)
                .orElse(FileHash.NONE);
    }

    @Override
    public FileStat stat() {
        return stat;
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        WholeIo.read(channel, offset, into);
    }

    @Override
    public void hashed(FileHash sha256) {
        if (atRest) {
            cache.put(version, sha256);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
