package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.FileHash;
import com.hookprobe.htp.file.core.FileStat;
import java.io.IOException;
import java.nio.channels.FileChannel;

/** A file of a directory store, open for reading. */
final class DirectoryStoredFile implements StoredFile {
    private final FileChannel channel;
    private final FileStat stat;
    private final HashCache cache;
    private final HashCache.Version version;

    DirectoryStoredFile(FileChannel channel, FileStat stat, HashCache cache, HashCache.Version version) {
        this.channel = channel;
        this.stat = stat;
        this.cache = cache;
        this.version = version;
    }

    @Override
    public FileStat stat() {
        return stat;
    }

    @Override
    public void read(long offset, byte[] into, int length) throws IOException {
        DirectoryPendingFile.readFully(channel, offset, into, length);
    }

    @Override
    public void hashed(FileHash sha256) {
        cache.put(version, sha256);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
