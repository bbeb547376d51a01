package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FileHash;
import com.hookprobe.htp.file.core.FileStat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.function.Consumer;

/** A file of a directory store, open for reading. */
final class DirectoryStoredFile implements StoredFile {
    private final FileChannel channel;
    private final FileStat stat;
    private final HashCache.Version version;
    private final VersionNow versionNow;
    private final Consumer<FileHash> hashed;

    /** What is under the file's path now; empty when that is nothing. */
    @FunctionalInterface
    interface VersionNow {
        Optional<HashCache.Version> get() throws IOException;
    }

    DirectoryStoredFile(
            FileChannel channel,
            FileStat stat,
            HashCache.Version version,
            VersionNow versionNow,
            Consumer<FileHash> hashed) {
        this.channel = channel;
        this.stat = stat;
        this.version = version;
        this.versionNow = versionNow;
        this.hashed = hashed;
    }

    /** Refuses with that code when the name does not lead to this very file any more, unchanged. */
    void requireStill(StoreDirectory directory, String name, FileErrorCode otherwise) throws IOException {
        Optional<BasicFileAttributes> now = directory.attributes(name);
        if (now.isEmpty() || !version.equals(directory.version(name, now.get()))) {
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
        hashed.accept(sha256);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
