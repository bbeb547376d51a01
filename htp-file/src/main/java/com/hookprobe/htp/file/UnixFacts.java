package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.FileErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;

/**
 * What only the attribute view "unix" tells: device, number of links, change time. That view works by path, not by
 * directory handle, so the answer counts only when it is about the very file that the handle shows.
 */
record UnixFacts(long device, int links, FileTime changed) {
    /** Facts of the file at a path; PERMISSION_DENIED when it is not the file with that key (someone swapped it). */
    static UnixFacts of(Path path, Object fileKey) throws IOException {
        Map<String, Object> read =
                Files.readAttributes(path, "unix:dev,nlink,ctime,fileKey", LinkOption.NOFOLLOW_LINKS);
        if (!Objects.equals(read.get("fileKey"), fileKey)) {
            throw new FileTransferException(FileErrorCode.PERMISSION_DENIED, "file changed under us");
        }
        return new UnixFacts(number(read, "dev"), (int) number(read, "nlink"), (FileTime) value(read, "ctime"));
    }

    private static long number(Map<String, Object> read, String name) throws IOException {
        return ((Number) value(read, name)).longValue();
    }

    private static Object value(Map<String, Object> read, String name) throws IOException {
        Object value = read.get(name);
        if (value == null) {
            throw new IOException("no attribute unix:" + name);
        }
        return value;
    }
}
