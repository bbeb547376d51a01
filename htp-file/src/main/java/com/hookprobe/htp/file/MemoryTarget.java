package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.ChunkBytes;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A download into memory; its size was checked against the user's bound before. */
final class MemoryTarget implements PendingFile {
    private final byte[] content;

    MemoryTarget(long size) {
        this.content = new byte[Math.toIntExact(size)];
    }

    /** The content; not copied, the target is not used again. */
    byte[] content() {
        return content;
    }

    @Override
    public long size() {
        return content.length;
    }

    @Override
    public void write(long offset, ChunkBytes data) {
        data.buffer().get(content, Math.toIntExact(offset), data.length());
    }

    @Override
    public void read(long offset, ByteBuffer into) {
        into.put(content, Math.toIntExact(offset), into.remaining());
    }

    @Override
    public void commit() throws IOException {
        // Memory is in its place already; the user sees it only after this.
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
