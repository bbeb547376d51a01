package com.hookprobe.identity;

import com.hookprobe.identity.KeystoreException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.random.RandomGenerator;

/**
 * A file of random bytes that opens a slot of a {@link Keystore}: 32..4096 bytes, nothing else in it, mode 0600. It is worth
 * something only on another medium than the keystore. (identity 7.4)
 */
public final class KeyFile {
    /** Fewest bytes of a key file. */
    public static final int BYTES_MIN = 32;

    /** Most bytes of a key file. */
    public static final int BYTES_MAX = 4096;

    private static final int BYTES_MADE = 64;

    private KeyFile() {}

    /**
     * Makes a key file of 64 random bytes.
     *
     * @param random a cryptographically strong source
     * @throws KeystoreException EXISTS or STORAGE
     */
    public static void create(Path file, RandomGenerator random) throws KeystoreException {
        try (Secret content = Secret.random(random, BYTES_MADE);
                FileChannel out = FileChannel.open(
                        file,
                        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        AtomicFile.ownerOnlyAttributes())) {
            content.use(bytes -> out.write(ByteBuffer.wrap(bytes)));
            out.force(true);
        } catch (FileAlreadyExistsException e) {
            throw new KeystoreException(
                    Kind.EXISTS, "key file: expected no file at " + file + ", found one; choose another place", e);
        } catch (IOException e) {
            throw new KeystoreException(Kind.STORAGE, "key file: could not write " + file + " (" + e + ")", e);
        }
    }

    static Secret read(Path file) throws KeystoreException {
        if (!Files.exists(file)) {
            throw new KeystoreException(
                    Kind.MISSING,
                    "key file: expected a file at " + file + ", found none; connect the medium that it lies on");
        }
        try {
            // The link's target is what is read.
            if (!new AtomicFile(file.toRealPath(), step -> {}).isOwnerOnly()) {
                throw new KeystoreException(
                        Kind.UNSAFE,
                        "key file: expected mode 0600 on " + file + ", found rights of other users; run 'chmod 600 "
                                + file + "', and make another one if others could have read it");
            }
            byte[] content;
            try (InputStream in = Files.newInputStream(file)) {
                content = in.readNBytes(BYTES_MAX + 1);
            }
            return checked(file, content);
        } catch (IOException e) {
            throw new KeystoreException(Kind.STORAGE, "key file: could not read " + file + " (" + e + ")", e);
        }
    }

    /** Tells key files apart without telling what is in them: they are random and at least 32 bytes long. */
    static byte[] idOf(Secret content) {
        byte[] hash = content.use(bytes -> Bytes.sha256(Bytes.labelled(IdentityLabels.KEY_FILE_ID), bytes));
        return Arrays.copyOf(hash, KeySlot.KEY_FILE_ID_BYTES);
    }

    private static Secret checked(Path file, byte[] content) throws KeystoreException {
        if (content.length < BYTES_MIN || content.length > BYTES_MAX) {
            int found = content.length;
            Arrays.fill(content, (byte) 0);
            throw new KeystoreException(
                    Kind.DAMAGED,
                    "key file: expected " + BYTES_MIN + " to " + BYTES_MAX + " random bytes in " + file + ", found "
                            + (found > BYTES_MAX ? "more" : found) + "; give the file that was made for this keystore");
        }
        return Secret.moved(content);
    }
}
