package com.hookprobe.htp.file.core;

/**
 * What is known of a file or directory.
 *
 * @param directory a directory, else a regular file; nothing else is ever shown
 * @param size bytes, 0 or more; 0 for a directory
 * @param modifiedMillis wall clock of the holder, milliseconds since 1970, 0 or more
 * @param sha256 of the whole file, or {@link FileHash#NONE} for directories and when not asked for
 */
public record FileStat(boolean directory, long size, long modifiedMillis, FileHash sha256) {
    public FileStat {
        if (size < 0 || modifiedMillis < 0 || (directory && (size != 0 || sha256.known()))) {
            throw new IllegalArgumentException("stat: size " + size + ", modified " + modifiedMillis);
        }
    }

    /** The same with a hash. */
    public FileStat with(FileHash hash) {
        return new FileStat(directory, size, modifiedMillis, hash);
    }
}
