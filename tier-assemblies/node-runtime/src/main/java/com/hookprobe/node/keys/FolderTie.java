package com.hookprobe.node.keys;

import com.hookprobe.identity.Keystore;
import com.hookprobe.identity.KeystoreException;
import com.hookprobe.identity.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Ties a keystore to the data folder that its node last ran with, so that neither is used with an older copy of the other:
 * what was signed lies in the folder. Each start puts new random bytes into both, before anything is signed.
 *
 * <p>Order: NEXT into the keystore, the file, NOW into the keystore. A crash between leaves a file that is NOW or NEXT; then
 * nothing was signed in between. An older copy of both together looks like a crash at that time.
 */
public final class FolderTie {
    /** How keystore and folder stand to each other. */
    public enum State {
        /** Neither has seen the other: the node has never run. */
        NEW,
        /** The folder is the one of the last start. */
        SAME,
        /** The keystore has run with a folder, and this one was never used: the data were lost. */
        FOLDER_LOST,
        /** The folder is of another start than the keystore: one of both is an older copy. */
        OLDER_COPY,
        /** The folder has been used, and the keystore never: the keystore is an older copy. */
        KEYSTORE_OLDER
    }

    private static final String FILE = "keystore.tie";
    private static final String NOW = "folder.tie";
    private static final String NEXT = "folder.tie.next";
    private static final int LENGTH = 32;

    private final Keystore keystore;
    private final Path folder;

    public FolderTie(NodeKeys keys, Path folder) {
        this.keystore = keys.keystore();
        this.folder = folder;
    }

    /** Looks only. */
    public State state() throws IOException, KeystoreException {
        Optional<byte[]> file = file();
        Optional<byte[]> now = keystore.getRecord(NOW);
        Optional<byte[]> next = keystore.getRecord(NEXT);
        if (file.isEmpty()) {
            return now.isEmpty() ? State.NEW : State.FOLDER_LOST;
        }
        if (equal(file, now) || equal(file, next)) {
            return State.SAME;
        }
        return now.isEmpty() && next.isEmpty() ? State.KEYSTORE_OLDER : State.OLDER_COPY;
    }

    /** Ties both anew, whatever they were; to be called before anything is signed. */
    public void renew(RandomGenerator random) throws IOException, KeystoreException {
        try (Secret tie = Secret.random(random, LENGTH)) {
            keystore.put(NEXT, tie);
            byte[] bytes = tie.use(byte[]::clone);
            write(bytes);
            keystore.putAll(Map.of(NOW, tie));
        }
    }

    private Optional<byte[]> file() throws IOException {
        Path file = folder.resolve(FILE);
        // A length that was never written is no tie of ours.
        return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    }

    private void write(byte[] bytes) throws IOException {
        Path next = folder.resolve(FILE + ".next");
        try (FileChannel out = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                out.write(left);
            }
            out.force(true);
        }
        Files.move(next, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static boolean equal(Optional<byte[]> a, Optional<byte[]> b) {
        return a.isPresent() && b.isPresent() && MessageDigest.isEqual(a.get(), b.get());
    }
}
