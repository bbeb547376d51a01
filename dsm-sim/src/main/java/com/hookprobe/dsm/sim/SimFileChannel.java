package com.hookprobe.dsm.sim;

import com.hookprobe.dsm.sim.SimDisk.Inode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An open file or folder of a {@link SimDisk}. What the production code does not call is not supported. */
final class SimFileChannel extends FileChannel {
    private final SimDisk disk;
    private final Inode file;
    private final @Nullable String folder;
    private long position;
    private boolean holdsLock;

    private SimFileChannel(SimDisk disk, Inode file, @Nullable String folder) {
        this.disk = disk;
        this.file = file;
        this.folder = folder;
    }

    static SimFileChannel file(SimDisk disk, Inode file) {
        return new SimFileChannel(disk, file, null);
    }

    static SimFileChannel folder(SimDisk disk, String path) {
        return new SimFileChannel(disk, new Inode(), path);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        disk.hazards.read();
        int count = (int) Math.min(into.remaining(), file.bytes.length - position);
        if (count <= 0) {
            return -1;
        }
        into.put(file.bytes, (int) position, count);
        position += count;
        return count;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        boolean fails = disk.hazards.writeFails();
        int count = fails ? from.remaining() / 2 : from.remaining();
        int end = (int) position + count;
        byte[] next = Arrays.copyOf(file.bytes, Math.max(end, file.bytes.length));
        from.get(next, (int) position, count);
        file.bytes = next;
        position = end;
        if (fails) {
            throw new IOException("No space left on device");
        }
        return count;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        disk.hazards.sync();
        if (folder != null) {
            disk.syncFolder(folder);
        } else {
            file.synced = file.bytes;
        }
        disk.hazards.step();
    }

    @Override
    public FileChannel truncate(long size) {
        disk.hazards.step();
        file.bytes = Arrays.copyOf(file.bytes, (int) Math.min(size, file.bytes.length));
        return this;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public FileChannel position(long next) {
        position = next;
        return this;
    }

    @Override
    public long size() {
        return file.bytes.length;
    }

    @Override
    public FileLock tryLock(long from, long size, boolean shared) {
        if (file.locked) {
            throw new OverlappingFileLockException();
        }
        file.locked = true;
        holdsLock = true;
        return new FileLock(this, from, size, shared) {
            @Override
            public boolean isValid() {
                return holdsLock;
            }

            @Override
            public void release() {
                unlock();
            }
        };
    }

    private void unlock() {
        if (holdsLock) {
            file.locked = false;
            holdsLock = false;
        }
    }

    @Override
    protected void implCloseChannel() {
        unlock();
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long to, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int read(ByteBuffer into, long at) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer from, long at) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long from, long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long from, long size, boolean shared) {
        return tryLock(from, size, shared);
    }
}
