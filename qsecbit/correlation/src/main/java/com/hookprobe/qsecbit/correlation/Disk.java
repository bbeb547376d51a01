package com.hookprobe.qsecbit.correlation;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * All that the log asks of a folder, so that a test can put one in memory in its place and cut its power between any two
 * steps. {@code toString} names the folder.
 */
interface Disk extends Closeable {
    /** Names of everything in the folder, in any order. */
    List<String> list() throws IOException;

    /** Makes an empty file of a name that must be free. Durable after a force of the file and of the disk. */
    File create(String name) throws IOException;

    /** Opens a file that must be there. */
    File open(String name) throws IOException;

    /** Gives a file another name; a file that had that name is gone. */
    void rename(String from, String to) throws IOException;

    void delete(String name) throws IOException;

    /** Makes the names durable: what was created, renamed and deleted before. */
    void force() throws IOException;

    /** An open file. */
    interface File extends Closeable {
        /** Everything in it. */
        byte[] readAll() throws IOException;

        /** Adds bytes at the end. */
        void append(byte[] bytes) throws IOException;

        /** Makes the content durable. When it fails, a later one that does not says nothing about what was to be forced now. */
        void force() throws IOException;
    }
}
