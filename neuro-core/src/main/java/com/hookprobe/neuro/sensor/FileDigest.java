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
 */
record FileDigest(State state, byte[] digest) {
    private static final int BUFFER_BYTES = 1 << 16;

    enum State {
        MISSING(0),
        PRESENT(1),
        UNREADABLE(2);

        private final int code;

        State(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    /** Reads the file. A directory, a device or a pipe counts as unreadable: there is no end to wait for. */
    static FileDigest of(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                return substitute(Files.notExists(file) ? State.MISSING : State.UNREADABLE, file);
            }
            return new FileDigest(State.PRESENT, content(file));
        } catch (NoSuchFileException e) {
            return substitute(State.MISSING, file);
        } catch (IOException e) {
            return substitute(State.UNREADABLE, file);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private static byte[] content(Path file) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return digest.digest();
    }

    private static FileDigest substitute(State state, Path file) {
        String label = state == State.MISSING ? NeuroLabels.INTEGRITY_MISSING : NeuroLabels.INTEGRITY_UNREADABLE;
        MessageDigest digest = sha256();
        digest.update(label.getBytes(StandardCharsets.US_ASCII));
        return new FileDigest(state, digest.digest(file.toString().getBytes(StandardCharsets.UTF_8)));
    }
}
