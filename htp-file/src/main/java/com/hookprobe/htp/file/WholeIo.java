package com.hookprobe.htp.file;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** All the bytes, however many calls the system makes of it. */
final class WholeIo {
    private WholeIo() {}

    /** Writes what remains of the buffer from that place of the file on. */
    static void write(FileChannel channel, long offset, ByteBuffer from) throws IOException {
        for (long at = offset; from.hasRemaining(); ) {
            at += channel.write(from, at);
        }
    }

    /** Fills the buffer from that place of the file on; fails when the file is shorter. */
    static void read(FileChannel channel, long offset, ByteBuffer into) throws IOException {
        for (long at = offset; into.hasRemaining(); ) {
            int bytes = channel.read(into, at);
            if (bytes < 0) {
                throw new EOFException("file is shorter than " + (at + into.remaining()));
            }
            at += bytes;
        }
    }
}
