package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.FileHash;
import com.hookprobe.htp.file.core.FileStat;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file opened for reading. A replacement of the path while it is open does not show. */
public interface StoredFile extends Closeable {
    /** Size and time when it was opened; with the hash if the store knows it for certain. */
    FileStat stat();

    /**
     * Which version of the file this is, without reading it; asked again after the file was read, another value says that it
     * may have changed meanwhile. NONE when that cannot be told: at first, then the file is hashed before its first byte leaves.
     */
    default FileHash tag() throws IOException {
        return FileHash.NONE;
    }

    /** Reads from the offset on, until the buffer is full. */
    void read(long offset, ByteBuffer into) throws IOException;

    /** The caller has hashed the whole file; the store may remember that. */
    void hashed(FileHash sha256) throws IOException;
}
