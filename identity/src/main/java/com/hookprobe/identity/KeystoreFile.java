package com.hookprobe.identity;

import com.hookprobe.identity.KeystoreException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** How a keystore's file is found and read, and what is said when that fails. */
final class KeystoreFile {
    private KeystoreFile() {}

    static AtomicFile existing(Path path, AtomicFile.CrashPoint crashPoint) throws KeystoreException {
        if (!Files.exists(path)) {
            throw new KeystoreException(
                    Kind.MISSING,
                    "keystore: expected a file at " + path + ", found none; check the path, or create it");
        }
        try {
            // A rename would replace a link, not the file that it leads to.
            return new AtomicFile(path.toRealPath(), crashPoint);
        } catch (IOException e) {
            throw storage(path, "read", e);
        }
    }

    static byte[] content(Path path, AtomicFile file) throws KeystoreException {
        try {
            // identity 7.9: "a file to which others have any right MUST be refused"
            if (!file.isOwnerOnly()) {
                throw new KeystoreException(
                        Kind.UNSAFE,
                        "keystore: expected mode 0600 on " + path + ", found rights of other users; run 'chmod 600 "
                                + path + "', and change the passphrase if others could have read it");
            }
            return read(file.path());
        } catch (IOException e) {
            throw storage(path, "read", e);
        }
    }

    static byte[] read(Path path) throws IOException, KeystoreException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] content = in.readNBytes(KeystoreFormat.FILE_BYTES_MAX + 1);
            if (content.length > KeystoreFormat.FILE_BYTES_MAX) {
                throw KeystoreFormat.damaged("it is longer than " + KeystoreFormat.FILE_BYTES_MAX + " bytes");
            }
            return content;
        }
    }

    static KeystoreException storage(Path path, String verb, IOException e) {
        return new KeystoreException(
                Kind.STORAGE,
                "keystore: could not " + verb + " " + path + " (" + e.getClass().getSimpleName() + ": " + e.getMessage()
                        + "); check the folder, its rights and the free space",
                e);
    }
}
