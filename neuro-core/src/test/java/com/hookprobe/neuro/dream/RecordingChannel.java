package com.hookprobe.neuro.dream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;

/** A file in memory that remembers what was written since it was last synced, and what a power cut may leave of it. */
final class RecordingChannel extends FileChannel {
    private record Write(int position, byte[] bytes) {}

    private byte[] content;
    private byte[] durable;
    private final List<Write> unsynced = new ArrayList<>();

    RecordingChannel(byte[] content) {
        this.content = content.clone();
        this.durable = content.clone();
    }

    int writesNotSynced() {
        return unsynced.size();
    }

    /**
     * The file after a power cut now: of the writes that were not synced, those whose bit is 0 in {@code lost} are there.
     * What lies before a write that is there has its length, and holds zeros.
     */
    byte[] afterPowerCut(int lost) {
        byte[] left = durable.clone();
        for (int i = 0; i < unsynced.size(); i++) {
            if ((lost >>> i & 1) == 0) {
                left = put(left, unsynced.get(i));
            }
        }
        return left;
    }

    private static byte[] put(byte[] file, Write write) {
        int end = write.position + write.bytes.length;
        byte[] result = java.util.Arrays.copyOf(file, Math.max(file.length, end));
        System.arraycopy(write.bytes, 0, result, write.position, write.bytes.length);
        return result;
    }

    @Override
    public int write(ByteBuffer source, long position) {
        byte[] bytes = new byte[source.remaining()];
        source.get(bytes);
        Write write = new Write((int) position, bytes);
        content = put(content, write);
        unsynced.add(write);
        return bytes.length;
    }

    @Override
    public void force(boolean metaData) {
        durable = content.clone();
        unsynced.clear();
    }

    @Override
    public int read(ByteBuffer target, long position) {
        int n = (int) Math.min(target.remaining(), content.length - position);
        if (n <= 0) {
            return -1;
        }
        target.put(content, (int) position, n);
        return n;
    }

    @Override
    public long size() {
        return content.length;
    }

    @Override
    public FileChannel truncate(long size) {
        if (size != content.length) {
            throw new UnsupportedOperationException("the test has no torn tail");
        }
        return this;
    }

    @Override
    public int read(ByteBuffer target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer source) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel position(long newPosition) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }

    @Override
    protected void implCloseChannel() throws IOException {
        // Memory only.
    }
}
