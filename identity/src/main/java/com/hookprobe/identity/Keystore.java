package com.hookprobe.identity;

import com.hookprobe.identity.KeystoreException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Named secrets in one file under a passphrase. (identity.md, section 7; the file's form is in {@code KeystoreFormat}.)
 *
 * <p>Argon2id turns the passphrase into a key; that key seals a Tink keyset; the keyset seals each secret under its name.
 * Every change replaces the file whole, so a crash leaves the old or the new one. Beside the file {@code F} lie
 * {@code F.lock} and, after a crash, {@code F.new}; neither holds a secret in clear.
 *
 * <p>Names: 1..64 characters of {@code a-z 0-9 . _ -}, the first a letter or digit. Secrets: 0..65536 bytes, at most 256 of
 * them. An older copy of the whole file, put back with its passphrase, is not noticed: nothing in a file can show its age.
 *
 * <p>Safe for use by many threads. Two processes may have it open; the second to write gets {@link Kind#CHANGED}. After
 * {@link #close} every method throws {@link IllegalStateException}.
 */
public final class Keystore implements AutoCloseable {
    /** Length of the longest secret in bytes. */
    public static final int SECRET_BYTES_MAX = KeystoreFormat.SECRET_BYTES_MAX;

    /** How many secrets one keystore holds at most. */
    public static final int SECRETS_MAX = KeystoreFormat.SECRETS_MAX;

    private final AtomicFile file;
    private @Nullable Opened opened;

    /** What is in memory while open: the file as read or written last, its hash, and its keys. */
    private record Opened(KeystoreFormat format, byte[] fileHash, DataKeys keys) {}

    private Keystore(AtomicFile file, Opened opened) {
        this.file = file;
        this.opened = opened;
    }

    /**
     * Makes an empty keystore; the folder must be there.
     *
     * @param passphrase 1..1024 characters, taken as they are (no Unicode normalisation); the caller overwrites them
     * @throws KeystoreException EXISTS when there is something at the path already, STORAGE
     */
    public static Keystore create(Path path, char[] passphrase) throws KeystoreException {
        return create(path, passphrase, KdfCost.DEFAULT, step -> {});
    }

    static Keystore create(Path path, char[] passphrase, KdfCost cost, AtomicFile.CrashPoint crashPoint)
            throws KeystoreException {
        AtomicFile file = new AtomicFile(path, crashPoint);
        DataKeys keys = DataKeys.generate();
        KeystoreFormat empty = wrapped(cost, passphrase, keys, new TreeMap<>());
        try {
            return file.exclusively(() -> {
                if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                    throw new KeystoreException(
                            Kind.EXISTS,
                            "keystore: expected no file at " + path + ", found one; open it, or choose another place");
                }
                return new Keystore(file, write(file, empty, keys));
            });
        } catch (IOException e) {
            throw storage(path, "write", e);
        }
    }

    /**
     * Opens a keystore.
     *
     * @param passphrase as given to {@link #create}; the caller overwrites it
     * @throws KeystoreException WRONG_PASSPHRASE, MISSING, DAMAGED, VERSION, UNSAFE or STORAGE
     */
    public static Keystore open(Path path, char[] passphrase) throws KeystoreException {
        return open(path, passphrase, step -> {});
    }

    static Keystore open(Path path, char[] passphrase, AtomicFile.CrashPoint crashPoint) throws KeystoreException {
        if (!Files.exists(path)) {
            throw new KeystoreException(
                    Kind.MISSING,
                    "keystore: expected a file at " + path + ", found none; check the path, or create it");
        }
        AtomicFile file;
        byte[] content;
        try {
            // A rename would replace a link, not the file that it leads to.
            file = new AtomicFile(path.toRealPath(), crashPoint);
            // identity 7.7: "a file that others may read MUST be refused"
            if (!file.isOwnerOnly()) {
                throw new KeystoreException(
                        Kind.UNSAFE,
                        "keystore: expected mode 0600 on " + path + ", found rights of other users; run 'chmod 600 "
                                + path + "', and change the passphrase if others could have read it");
            }
            content = read(file.path());
        } catch (IOException e) {
            throw storage(path, "read", e);
        }
        KeystoreFormat format = KeystoreFormat.decode(content);
        DataKeys keys = unwrap(format, passphrase);
        verifyClosing(format, keys);
        return new Keystore(file, new Opened(format, Bytes.sha256(content), keys));
    }

    /**
     * Puts a secret, in place of one of the same name if there is one.
     *
     * @param secret 0..{@link #SECRET_BYTES_MAX} bytes; the caller overwrites its copy
     * @throws KeystoreException CHANGED or STORAGE; then nothing is changed here
     */
    public void put(String name, byte[] secret) throws KeystoreException {
        putAll(Map.of(name, secret));
    }

    /**
     * Puts several secrets in one step: after a crash there are all of them or none.
     *
     * @throws KeystoreException CHANGED or STORAGE; then nothing is changed here
     */
    public synchronized void putAll(Map<String, byte[]> secrets) throws KeystoreException {
        Opened now = current();
        SortedMap<String, byte[]> sealed = new TreeMap<>(now.format.sealed());
        secrets.forEach((name, secret) -> sealed.put(name, seal(now.keys, name, secret)));
        if (sealed.size() > SECRETS_MAX) {
            throw new IllegalArgumentException("keystore: expected at most " + SECRETS_MAX + " secrets");
        }
        replace(now, withSecrets(now.format, sealed), now.keys);
    }

    /**
     * Removes a secret.
     *
     * @throws KeystoreException MISSING when there is none of this name, CHANGED or STORAGE
     */
    public synchronized void remove(String name) throws KeystoreException {
        Opened now = current();
        SortedMap<String, byte[]> sealed = new TreeMap<>(now.format.sealed());
        if (sealed.remove(name) == null) {
            throw missing(name);
        }
        replace(now, withSecrets(now.format, sealed), now.keys);
    }

    /**
     * Gets a secret.
     *
     * @return a new array that the caller overwrites when done, or empty when there is none of this name
     * @throws KeystoreException DAMAGED
     */
    public synchronized Optional<byte[]> get(String name) throws KeystoreException {
        Opened now = current();
        byte @Nullable [] sealed = now.format.sealed().get(name);
        return sealed == null ? Optional.empty() : Optional.of(unseal(now.keys, name, sealed));
    }

    /** Returns the names of all secrets, sorted; a copy. */
    public synchronized SortedSet<String> names() {
        return new TreeSet<>(current().format.sealed().keySet());
    }

    /**
     * Changes the passphrase, and seals everything anew under new keys: whoever has the old file and the old passphrase
     * cannot read what is put in later.
     *
     * @throws KeystoreException WRONG_PASSPHRASE when {@code current} does not open it; DAMAGED, CHANGED or STORAGE
     */
    public synchronized void changePassphrase(char[] current, char[] next) throws KeystoreException {
        Opened now = current();
        unwrap(now.format, current);
        DataKeys keys = DataKeys.generate();
        SortedMap<String, byte[]> sealed = new TreeMap<>();
        for (Map.Entry<String, byte[]> entry : now.format.sealed().entrySet()) {
            byte[] secret = unseal(now.keys, entry.getKey(), entry.getValue());
            sealed.put(entry.getKey(), seal(keys, entry.getKey(), secret));
            Arrays.fill(secret, (byte) 0);
        }
        replace(now, wrapped(now.format.cost(), next, keys, sealed), keys);
    }

    /** Forgets the keys. Doing it twice is allowed. */
    @Override
    public synchronized void close() {
        opened = null;
    }

    @Override
    public String toString() {
        return "Keystore[" + file.path() + "]";
    }

    private Opened current() {
        if (opened == null) {
            throw new IllegalStateException("keystore: expected open, found closed");
        }
        return opened;
    }

    private void replace(Opened before, KeystoreFormat after, DataKeys keys) throws KeystoreException {
        try {
            opened = file.exclusively(() -> {
                // identity 7.9: "a writer MUST refuse when the file is not the one that it read"
                if (!Files.exists(file.path()) || !Arrays.equals(Bytes.sha256(read(file.path())), before.fileHash)) {
                    throw new KeystoreException(
                            Kind.CHANGED,
                            "keystore: expected " + file.path() + " as read before, found it changed by another"
                                    + " program; open it again and repeat");
                }
                return write(file, after, keys);
            });
        } catch (IOException e) {
            throw storage(file.path(), "write", e);
        }
    }

    private static Opened write(AtomicFile file, KeystoreFormat format, DataKeys keys) throws IOException {
        KeystoreFormat closed = format.closedWith(keys.seal(new byte[0], closingData(format)));
        byte[] content = closed.encode();
        file.replace(content);
        return new Opened(closed, Bytes.sha256(content), keys);
    }

    private static byte[] read(Path path) throws IOException, KeystoreException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] content = in.readNBytes(KeystoreFormat.FILE_BYTES_MAX + 1);
            if (content.length > KeystoreFormat.FILE_BYTES_MAX) {
                throw KeystoreFormat.damaged("it is longer than " + KeystoreFormat.FILE_BYTES_MAX + " bytes");
            }
            return content;
        }
    }

    private static KeystoreFormat wrapped(
            KdfCost cost, char[] passphrase, DataKeys keys, SortedMap<String, byte[]> sealed) {
        byte[] salt = new byte[KdfCost.SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        byte[] key = cost.derive(passphrase, salt);
        try {
            byte[] keyset = keys.wrap(key, keysetData(cost, salt));
            return new KeystoreFormat(cost, salt, keyset, sealed, new byte[0]);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static DataKeys unwrap(KeystoreFormat format, char[] passphrase) throws KeystoreException {
        byte[] key = format.cost().derive(passphrase, format.salt());
        try {
            return DataKeys.unwrap(format.wrappedKeyset(), key, keysetData(format.cost(), format.salt()));
        } catch (GeneralSecurityException e) {
            throw new KeystoreException(
                    Kind.WRONG_PASSPHRASE,
                    "keystore: expected the passphrase that it was closed with, found another; try again",
                    e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static void verifyClosing(KeystoreFormat format, DataKeys keys) throws KeystoreException {
        // identity 7.5: "a file whose closing seal does not open MUST be refused"
        try {
            keys.open(format.closing(), closingData(format));
        } catch (GeneralSecurityException e) {
            throw KeystoreFormat.damaged("its closing seal does not open");
        }
    }

    private static byte[] seal(DataKeys keys, String name, byte[] secret) {
        if (!KeystoreFormat.isValidName(name)) {
            throw new IllegalArgumentException(
                    "secret's name: expected 1 to 64 of a-z 0-9 . _ -, a letter or digit first");
        }
        if (secret.length > SECRET_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "secret " + name + ": expected at most " + SECRET_BYTES_MAX + " bytes, found " + secret.length);
        }
        return keys.seal(secret, Bytes.labelled(IdentityLabels.KEYSTORE_SECRET, Bytes.ascii(name)));
    }

    private static byte[] unseal(DataKeys keys, String name, byte[] sealed) throws KeystoreException {
        try {
            return keys.open(sealed, Bytes.labelled(IdentityLabels.KEYSTORE_SECRET, Bytes.ascii(name)));
        } catch (GeneralSecurityException e) {
            throw KeystoreFormat.damaged("the secret " + name + " does not open");
        }
    }

    private static KeystoreFormat withSecrets(KeystoreFormat format, SortedMap<String, byte[]> sealed) {
        return new KeystoreFormat(format.cost(), format.salt(), format.wrappedKeyset(), sealed, new byte[0]);
    }

    private static byte[] keysetData(KdfCost cost, byte[] salt) {
        return Bytes.labelled(IdentityLabels.KEYSTORE_KEYSET, KeystoreFormat.header(cost, salt));
    }

    private static byte[] closingData(KeystoreFormat format) {
        return Bytes.labelled(IdentityLabels.KEYSTORE_CLOSING, Bytes.sha256(format.body()));
    }

    static KeystoreException missing(String name) {
        return new KeystoreException(
                Kind.MISSING, "keystore: expected a secret named " + name + ", found none; see names()");
    }

    private static KeystoreException storage(Path path, String verb, IOException e) {
        return new KeystoreException(
                Kind.STORAGE,
                "keystore: could not " + verb + " " + path + " (" + e.getClass().getSimpleName() + ": " + e.getMessage()
                        + "); check the folder, its rights and the free space",
                e);
    }
}
