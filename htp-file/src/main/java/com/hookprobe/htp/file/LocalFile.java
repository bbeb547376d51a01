package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.FileHash;
import com.hookprobe.htp.file.core.FileStat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;

/** A file on this side, held against one at the other end. */
public final class LocalFile {
    private LocalFile() {}

    /** Its SHA-256. */
    public static FileHash hash(Path file) throws IOException {
        MessageDigest digest = Digests.sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return FileHash.of(digest.digest());
    }

    /** Whether it has the size and the hash that the other side tells. */
    public static boolean same(Path file, FileStat there) throws IOException {
        return there.size() == Files.size(file) && there.sha256().equals(hash(file));
    }
}
