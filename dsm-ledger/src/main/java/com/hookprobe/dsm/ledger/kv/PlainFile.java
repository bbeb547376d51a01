package com.hookprobe.dsm.ledger.kv;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/**
 * A file of the file system. Not a channel: the interrupt of a thread closes the channel that it is at, and the store would
 * have to be opened anew.
 */
final class PlainFile implements Disk.File {
    /** The JDK copies what it writes or reads into a native buffer of the same size. */
    private static final int PIECE_BYTES = 64 << 10;

    private final RandomAccessFile file;
    private long size;

    PlainFile(Path path, String mode) throws IOException {
        this.file = new RandomAccessFile(path.toFile(), mode);
        try {
            this.size = file.length();
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long position, byte[] into) throws IOException {
        file.seek(position);
        for (int at = 0; at < into.length; at += PIECE_BYTES) {
            file.readFully(into, at, Math.min(PIECE_BYTES, into.length - at));
        }
    }

    @Override
    public void append(byte[] bytes, int length) throws IOException {
        file.seek(size);
        for (int at = 0; at < length; at += PIECE_BYTES) {
            file.write(bytes, at, Math.min(PIECE_BYTES, length - at));
        }
        size += length;
    }

    @Override
    public void force() throws IOException {
        file.getFD().sync();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
