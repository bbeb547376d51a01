package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.FileHash;
import com.hookprobe.htp.file.core.FileStat;
import java.io.Closeable;
import java.io.IOException;

/** A file opened for reading. A replacement of the path while it is open does not show. */
public interface StoredFile extends Closeable {
    /** Size and time when it was opened; with the hash if the store knows it for certain. */
    FileStat stat();

    /** Reads exactly {@code length} bytes from the offset into the start of the array. */
    void read(long offset, byte[] into, int length) throws IOException;

    /** The caller has hashed the whole file; the store may remember that. */
    void hashed(FileHash sha256) throws IOException;
}
