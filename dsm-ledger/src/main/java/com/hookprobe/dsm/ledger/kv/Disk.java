package com.hookprobe.dsm.ledger.kv;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * All that the segment store asks of a folder, so that a test can put one in memory in its place and cut its power between
 * any two steps. {@code toString} names the folder. Closing it lets other processes in.
 */
interface Disk extends Closeable {
    /** Names of everything in the folder, in any order. */
    List<String> list() throws IOException;

    /** Makes an empty file of a name that must be free. Durable after a force of the file and of the disk. */
    File create(String name) throws IOException;

    /**
     * Opens a file.
     *
     * @throws java.nio.file.NoSuchFileException when there is none
     */
    File open(String name) throws IOException;

    /** Gives a file another name; a file that had that name is gone. */
    void rename(String from, String to) throws IOException;

    void delete(String name) throws IOException;

    /** Makes the names durable: what was created, renamed and deleted before. */
    void force() throws IOException;

    /** An open file. It only grows. */
    interface File extends Closeable {
        long size() throws IOException;

        /** Fills the array from a position; the file must reach so far. */
        void read(long position, byte[] into) throws IOException;

        /** Adds the first {@code length} bytes of an array at the end. */
        void append(byte[] bytes, int length) throws IOException;

        /** Makes the content durable. */
        void force() throws IOException;
    }
}
