package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.FileHash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;

/**
 * Says of a file which version it is, without reading it: file key, size, modification and change time. It names a transfer
 * that may be gone on with, so that the file need not be hashed before the first byte leaves; what arrives is judged by its
 * SHA-256 all the same.
 */
final class SourceTag {
    private SourceTag() {}

    /** Empty where the file system has no file keys: then a file that was replaced could look the same. */
    static Optional<FileHash> of(Path source) throws IOException {
        BasicFileAttributes found = Files.readAttributes(source, BasicFileAttributes.class);
        Object fileKey = found.fileKey();
        if (fileKey == null
                || !source.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return Optional.empty();
        }
        FileTime changed = (FileTime) Files.getAttribute(source, "unix:ctime");
        return Optional.of(of(new HashCache.Version(fileKey, found.size(), found.lastModifiedTime(), changed)));
    }

    static FileHash of(HashCache.Version version) {
        Instant modified = version.modified().toInstant();
        Instant changed = version.changed().toInstant();
        MessageDigest digest = Digests.sha256();
        digest.update(FileLabels.SOURCE_TAG.getBytes(StandardCharsets.US_ASCII));
        digest.update(ByteBuffer.allocate(5 * Long.BYTES)
                .putLong(version.size())
                .putLong(modified.getEpochSecond())
                .putLong(modified.getNano())
                .putLong(changed.getEpochSecond())
                .putLong(changed.getNano())
                .flip());
        digest.update(version.fileKey().toString().getBytes(StandardCharsets.UTF_8));
        return FileHash.of(digest.digest());
    }
}
