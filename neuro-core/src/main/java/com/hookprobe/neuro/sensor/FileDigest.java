package com.hookprobe.neuro.sensor;

import com.hookprobe.neuro.NeuroLabels;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The part of one watched file in H_Integrity. NEURO 2.4.
 *
 * @param state what was found
 * @param digest 32 bytes: SHA-256 of the content; for a file that is missing or unreadable, SHA-256 of a label and the
 *     path, so that no content, and no other path, gives the same
 * @param lengthBytes number of bytes that were read; 0 unless the file is present
 */
record FileDigest(FileState state, byte[] digest, long lengthBytes) {
    /** NEURO 2.4.2: a file above it is unreadable. A kernel or a jar has some ten megabytes. */
    static final long FILE_BYTES_MAX = 1L << 30;

    /**
     * NEURO 2.4.2: how much is read of a file that gives more than its size says. Pseudo files do: those of /proc have size
     * 0, and some of them never end.
     */
    static final long BEYOND_SIZE_BYTES_MAX = 1L << 24;

    private static final int BUFFER_BYTES = 1 << 16;

    /** Reads the file. A directory, a device or a pipe counts as unreadable: there is no end to wait for. */
    static FileDigest of(Path file) {
        return of(file, FILE_BYTES_MAX, BEYOND_SIZE_BYTES_MAX);
    }

    static FileDigest of(Path file, long bytesMax, long beyondSizeBytesMax) {
        try {
            if (!Files.isRegularFile(file)) {
                return substitute(Files.notExists(file) ? FileState.MISSING : FileState.UNREADABLE, file);
            }
            long sizeBytes = Files.size(file);
            if (sizeBytes > bytesMax) {
                return substitute(FileState.UNREADABLE, file);
            }
            // A file may grow while it is read, and a pseudo file does not tell its size: the reading needs its own
            // bound.
            return content(file, Math.min(bytesMax, sizeBytes > beyondSizeBytesMax ? sizeBytes : beyondSizeBytesMax));
        } catch (NoSuchFileException e) {
            return substitute(FileState.MISSING, file);
        } catch (IOException e) {
            return substitute(FileState.UNREADABLE, file);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private static FileDigest content(Path file, long bytesMax) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        long length = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                length += n;
                if (length > bytesMax) {
                    return substitute(FileState.UNREADABLE, file);
                }
                digest.update(buffer, 0, n);
            }
        }
        return new FileDigest(FileState.PRESENT, digest.digest(), length);
    }

    private static FileDigest substitute(FileState state, Path file) {
        String label = state == FileState.MISSING ? NeuroLabels.INTEGRITY_MISSING : NeuroLabels.INTEGRITY_UNREADABLE;
        MessageDigest digest = sha256();
        digest.update(label.getBytes(StandardCharsets.US_ASCII));
        return new FileDigest(state, digest.digest(file.toString().getBytes(StandardCharsets.UTF_8)), 0);
    }
}
