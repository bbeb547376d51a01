package com.hookprobe.identity;

import com.hookprobe.identity.KeystoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Named secrets in one file. (identity.md, section 7; the file's form is in {@code KeystoreFormat}.)
 *
 * <p>A Tink keyset seals each secret under its name. The keyset is sealed once for each slot, with a key that a passphrase,
 * a key file or a {@link KeyProtector} gives; any slot opens the whole. Every change replaces the file whole, so a crash
 * leaves the old or the new one. Beside the file {@code F} lie {@code F.lock} and, after a crash, {@code F.new}; neither
 * holds a secret in clear.
 *
 * <p>Names: 1..64 characters of {@code a-z 0-9 . _ -}, the first a letter or digit. Secrets: 0..65536 bytes, at most 256 of
 * them. An older copy of the whole file, put back, opens as it did then: nothing in a file can show its age.
 *
 * <p>Safe for use by many threads. Two processes may have it open and write in turn;
 * after one has made new keys the other gets {@link Kind#CHANGED}. After
 * {@link #close} every method throws {@link IllegalStateException}.
 */
public final class Keystore implements AutoCloseable {
    /** Length of the longest secret in bytes. */
    public static final int SECRET_BYTES_MAX = KeystoreFormat.SECRET_BYTES_MAX;

    /** How many secrets one keystore holds at most. */
    public static final int SECRETS_MAX = KeystoreFormat.SECRETS_MAX;

    /** How many slots one keystore has at most. */
    public static final int SLOTS_MAX = KeySlot.SLOTS_MAX;

    private final AtomicFile file;
    private @Nullable Opened opened;

    /** What is in memory while open: the file as read or written last, its hash, and its keys. */
    private record Opened(KeystoreFormat format, byte[] fileHash, DataKeys keys) {}

    private Keystore(AtomicFile file, Opened opened) {
        this.file = file;
        this.opened = opened;
    }

    /** Makes an empty keystore with one slot, for a passphrase; see {@link #create(Path, Unlock)}. */
    public static Keystore create(Path path, char[] passphrase) throws KeystoreException {
        return create(path, Unlock.passphrase(passphrase));
    }

    /**
     * Makes an empty keystore with one slot; the folder must be there.
     *
     * @throws KeystoreException EXISTS when there is something at the path already, STORAGE, or why the slot cannot be made
     */
    public static Keystore create(Path path, Unlock first) throws KeystoreException {
        return create(path, first, step -> {});
    }

    static Keystore create(Path path, Unlock first, AtomicFile.CrashPoint crashPoint) throws KeystoreException {
        return create(path, first, Map.of(), crashPoint);
    }

    /** All in one step: after a crash there is no file, or one with these secrets. */
    static Keystore create(Path path, Unlock first, Map<String, Secret> secrets, AtomicFile.CrashPoint crashPoint)
            throws KeystoreException {
        AtomicFile file = new AtomicFile(path, crashPoint);
        DataKeys keys = DataKeys.generate();
        SortedMap<String, byte[]> sealed = new TreeMap<>();
        secrets.forEach((name, secret) -> sealed.put(name, seal(keys, name, secret)));
        KeystoreFormat made = new KeystoreFormat(SlotTable.first(first, nowSeconds(), keys), sealed, new byte[0]);
        try {
            return file.exclusively(() -> {
                if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                    throw new KeystoreException(
                            Kind.EXISTS,
                            "keystore: expected no file at " + path + ", found one; open it, or choose another place");
                }
                return new Keystore(file, write(file, made, keys));
            });
        } catch (IOException e) {
            throw KeystoreFile.storage(path, "write", e);
        }
    }

    /** Opens a keystore by a passphrase; see {@link #open(Path, List)}. */
    public static Keystore open(Path path, char[] passphrase) throws KeystoreException {
        return open(path, List.of(Unlock.passphrase(passphrase)));
    }

    /**
     * Opens a keystore by the first of these that opens one of its slots.
     *
     * @throws KeystoreException WRONG_PASSPHRASE, WRONG_KEY, MISSING, DAMAGED, VERSION, UNSAFE or STORAGE
     */
    public static Keystore open(Path path, List<Unlock> unlocks) throws KeystoreException {
        return open(path, unlocks, step -> {});
    }

    static Keystore open(Path path, List<Unlock> unlocks, AtomicFile.CrashPoint crashPoint) throws KeystoreException {
        AtomicFile file = KeystoreFile.existing(path, crashPoint);
        byte[] content = KeystoreFile.content(path, file);
        KeystoreFormat format = KeystoreFormat.decode(content);
        DataKeys keys = format.slots().open(unlocks);
        verifyClosing(format, keys);
        return new Keystore(file, new Opened(format, Bytes.sha256(content), keys));
    }

    /**
     * Returns the slots of a keystore that nobody has opened, sorted by id, to find out what to open it with. They are what the file
     * says: only {@link #open} can tell whether it was changed.
     *
     * @throws KeystoreException MISSING, DAMAGED, VERSION, UNSAFE or STORAGE
     */
    public static List<KeystoreSlot> slotsOf(Path path) throws KeystoreException {
        return KeystoreFormat.decode(KeystoreFile.content(path, KeystoreFile.existing(path, step -> {})))
                .slots()
                .shown();
    }

    /**
     * Puts a secret, in place of one of the same name if there is one.
     *
     * @param secret 0..{@link #SECRET_BYTES_MAX} bytes; stays the caller's, who closes it
     * @throws KeystoreException CHANGED or STORAGE; then nothing is changed here
     */
    public void put(String name, Secret secret) throws KeystoreException {
        putAll(Map.of(name, secret));
    }

    /** Puts bytes that are kept here, but need not be kept from the caller's other memory: a record, a card. */
    public void put(String name, byte[] record) throws KeystoreException {
        try (Secret secret = Secret.copyOf(record)) {
            put(name, secret);
        }
    }

    /**
     * Puts several secrets in one step: after a crash there are all of them or none.
     *
     * @throws KeystoreException CHANGED or STORAGE; then nothing is changed here
     */
    public synchronized void putAll(Map<String, Secret> secrets) throws KeystoreException {
        Opened now = current();
        SortedMap<String, byte[]> fresh = new TreeMap<>();
        secrets.forEach((name, secret) -> fresh.put(name, seal(now.keys, name, secret)));
        change(now.keys, there -> {
            SortedMap<String, byte[]> sealed = new TreeMap<>(there.sealed());
            sealed.putAll(fresh);
            if (sealed.size() > SECRETS_MAX) {
                throw new IllegalArgumentException("keystore: expected at most " + SECRETS_MAX + " secrets");
            }
            return new KeystoreFormat(there.slots(), sealed, new byte[0]);
        });
    }

    /**
     * Removes a secret.
     *
     * @throws KeystoreException MISSING when there is none of this name, CHANGED or STORAGE
     */
    public synchronized void remove(String name) throws KeystoreException {
        change(current().keys, there -> {
            SortedMap<String, byte[]> sealed = new TreeMap<>(there.sealed());
            if (sealed.remove(name) == null) {
                throw missing(name);
            }
            return new KeystoreFormat(there.slots(), sealed, new byte[0]);
        });
    }

    /**
     * Gets a secret.
     *
     * @return a new secret that the caller closes, or empty when there is none of this name
     * @throws KeystoreException DAMAGED
     */
    public synchronized Optional<Secret> get(String name) throws KeystoreException {
        Opened now = current();
        byte @Nullable [] sealed = now.format.sealed().get(name);
        return sealed == null ? Optional.empty() : Optional.of(unseal(now.keys, name, sealed));
    }

    /** Gets what is no secret to the caller, a record or a card: its bytes, which nobody wipes. */
    public Optional<byte[]> getRecord(String name) throws KeystoreException {
        Optional<Secret> held = get(name);
        try {
            return held.map(secret -> secret.use(byte[]::clone));
        } finally {
            held.ifPresent(Secret::close);
        }
    }

    /** Returns the names of all secrets, sorted; a copy. */
    public synchronized SortedSet<String> names() {
        return new TreeSet<>(current().format.sealed().keySet());
    }

    /** Returns the slots, sorted by id. Immutable. */
    public synchronized List<KeystoreSlot> slots() {
        return current().format.slots().shown();
    }

    /** Returns the id of the key that seals secrets, 1..2^32-1; {@link #rekey} makes another. */
    public synchronized long sealingKeyId() {
        return current().keys.sealingKeyId();
    }

    /**
     * Adds a slot: from now on this opens the keystore, too.
     *
     * @return the new slot's id, the lowest that is free
     * @throws KeystoreException EXISTS when there are {@link #SLOTS_MAX}; CHANGED, STORAGE, or why the slot cannot be made
     */
    public synchronized int addSlot(Unlock added) throws KeystoreException {
        Opened now = current();
        AtomicInteger id = new AtomicInteger();
        change(now.keys, there -> {
            id.set(there.slots().freeId());
            return new KeystoreFormat(there.slots().with(added, nowSeconds(), now.keys), there.sealed(), new byte[0]);
        });
        return id.get();
    }

    /**
     * Removes slots, and seals everything anew under a new keyset: who has an old copy of the file and what opened a removed
     * slot cannot read what is put in later. Every slot that stays must be opened by one of {@code unlocks}.
     *
     * @throws KeystoreException MISSING when there is no such slot, EXISTS when none would stay, WRONG_KEY when a slot that stays is not
     *     opened; DAMAGED, CHANGED or STORAGE. Then nothing is changed
     */
    public synchronized void removeSlots(Set<Integer> ids, List<Unlock> unlocks) throws KeystoreException {
        List<Integer> there = ids(current().format.slots());
        if (ids.isEmpty() || !there.containsAll(ids)) {
            throw new KeystoreException(
                    Kind.MISSING, "keystore: expected slots to remove out of " + there + ", found " + ids);
        }
        reseal(ids, 0, null, unlocks);
    }

    /**
     * Makes a new keyset, and seals everything anew under it: who has read the old one out of memory cannot read what is put
     * in later. Every slot must be opened by one of {@code unlocks}.
     *
     * @throws KeystoreException WRONG_KEY when a slot is not opened; DAMAGED, CHANGED or STORAGE. Then nothing is changed
     */
    public synchronized void rekey(List<Unlock> unlocks) throws KeystoreException {
        reseal(Set.of(), 0, null, unlocks);
    }

    /**
     * Changes the passphrase of the slot that {@code current} opens, and makes a new keyset as {@link #rekey} does: who has the
     * old file and the old passphrase cannot read what is put in later.
     *
     * @param others what opens the other slots
     * @throws KeystoreException WRONG_PASSPHRASE when {@code current} opens no slot; else as {@link #rekey}
     */
    public synchronized void changePassphrase(char[] current, char[] next, List<Unlock> others)
            throws KeystoreException {
        KeySlot slot = current().format.slots().openedBy(Unlock.passphrase(current));
        reseal(Set.of(), slot.head().id(), Unlock.passphrase(next), others);
    }

    private void reseal(Set<Integer> removed, int replaced, @Nullable Unlock replacement, List<Unlock> unlocks)
            throws KeystoreException {
        Opened now = current();
        DataKeys keys = DataKeys.generate();
        change(keys, there -> {
            SlotTable slots = there.slots().resealed(keys, removed, replaced, replacement, unlocks);
            SortedMap<String, byte[]> sealed = new TreeMap<>();
            for (Map.Entry<String, byte[]> entry : there.sealed().entrySet()) {
                try (Secret secret = unseal(now.keys, entry.getKey(), entry.getValue())) {
                    sealed.put(entry.getKey(), seal(keys, entry.getKey(), secret));
                }
            }
            return new KeystoreFormat(slots, sealed, new byte[0]);
        });
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

    private interface Change {
        KeystoreFormat of(KeystoreFormat there) throws KeystoreException;
    }

    /** Applies a change to what is in the file now, and closes it with these keys. */
    private void change(DataKeys keys, Change change) throws KeystoreException {
        Opened before = current();
        try {
            opened = file.exclusively(() -> write(file, change.of(newest(before)), keys));
        } catch (IOException e) {
            throw KeystoreFile.storage(file.path(), "write", e);
        }
    }

    /**
     * identity 7.11: "a writer whose file is not the one that it read MUST read it anew, and MUST refuse when its keyset does not
     * open the closing seal". So a command may add a slot or make a backup while the node runs.
     */
    private KeystoreFormat newest(Opened before) throws IOException, KeystoreException {
        byte[] content = Files.exists(file.path()) ? KeystoreFile.read(file.path()) : new byte[0];
        if (Arrays.equals(Bytes.sha256(content), before.fileHash)) {
            return before.format;
        }
        try {
            KeystoreFormat there = KeystoreFormat.decode(content);
            verifyClosing(there, before.keys);
            return there;
        } catch (KeystoreException e) {
            throw new KeystoreException(
                    Kind.CHANGED,
                    "keystore: expected " + file.path() + " as read before or with changes under the same keys, found"
                            + " another; open it again and repeat",
                    e);
        }
    }

    private static Opened write(AtomicFile file, KeystoreFormat format, DataKeys keys) throws IOException {
        KeystoreFormat closed = format.closedWith(keys.seal(new byte[0], closingData(format)));
        byte[] content = closed.encode();
        file.replace(content);
        return new Opened(closed, Bytes.sha256(content), keys);
    }

    private static List<Integer> ids(SlotTable slots) {
        return slots.shown().stream().map(KeystoreSlot::id).toList();
    }

    private static void verifyClosing(KeystoreFormat format, DataKeys keys) throws KeystoreException {
        // identity 7.7: "a file whose closing seal does not open MUST be refused"
        try {
            keys.open(format.closing(), closingData(format));
        } catch (GeneralSecurityException e) {
            throw KeystoreFormat.damaged("its closing seal does not open");
        }
    }

    private static byte[] seal(DataKeys keys, String name, Secret secret) {
        if (!KeystoreFormat.isValidName(name)) {
            throw new IllegalArgumentException(
                    "secret's name: expected 1 to 64 of a-z 0-9 . _ -, a letter or digit first");
        }
        if (secret.length() > SECRET_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "secret " + name + ": expected at most " + SECRET_BYTES_MAX + " bytes, found " + secret.length());
        }
        return secret.use(bytes -> keys.seal(bytes, Bytes.labelled(IdentityLabels.KEYSTORE_SECRET, Bytes.ascii(name))));
    }

    private static Secret unseal(DataKeys keys, String name, byte[] sealed) throws KeystoreException {
        try {
            return Secret.moved(keys.open(sealed, Bytes.labelled(IdentityLabels.KEYSTORE_SECRET, Bytes.ascii(name))));
        } catch (GeneralSecurityException e) {
            throw KeystoreFormat.damaged("the secret " + name + " does not open");
        }
    }

    private static byte[] closingData(KeystoreFormat format) {
        return Bytes.labelled(IdentityLabels.KEYSTORE_CLOSING, Bytes.sha256(format.body()));
    }

    private static long nowSeconds() {
        return Math.max(0, System.currentTimeMillis() / 1000);
    }

    static KeystoreException missing(String name) {
        return new KeystoreException(
                Kind.MISSING, "keystore: expected a secret named " + name + ", found none; see names()");
    }
}
