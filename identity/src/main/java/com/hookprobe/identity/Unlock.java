package com.hookprobe.identity;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What opens a slot of a {@link Keystore} or a backup: a passphrase, a key file or a {@link KeyProtector}. Not safe for use
 * by several threads. The secrets stay the caller's: the characters of a passphrase are read when they are needed, and
 * wiped by whoever gave them.
 */
public abstract sealed class Unlock {
    private Unlock() {}

    /**
     * A passphrase.
     *
     * @param passphrase 1..1024 characters, taken as they are (no Unicode normalisation); not copied
     */
    public static Unlock passphrase(char[] passphrase) {
        return new ByPassphrase(passphrase, KdfCost.DEFAULT);
    }

    static Unlock passphrase(char[] passphrase, KdfCost cost) {
        return new ByPassphrase(passphrase, cost);
    }

    /** A file of 32..4096 random bytes, mode 0600, kept on another medium than the keystore; see {@link KeyFile#create}. */
    public static Unlock keyFile(Path file) {
        return new ByKeyFile(file);
    }

    /** A chip, or whatever else stands behind the interface. */
    public static Unlock protector(KeyProtector protector) {
        if (!KeySlot.isValidProtector(protector.name())) {
            throw new IllegalArgumentException("protector's name: expected 1 to 16 of a-z 0-9 -");
        }
        return new ByProtector(protector);
    }

    abstract KeystoreSlot.Kind kind();

    /** The key of this slot, whether or not it is the right one; empty when the slot is of another kind or names another. */
    abstract Optional<Secret> key(KeySlot.Head slot) throws KeystoreException;

    /** A new slot with new random parameters. {@code like} is the slot whose place it takes. */
    abstract KeySlot make(int id, long createdSeconds, KeySlot.@Nullable Head like, DataKeys keys)
            throws KeystoreException;

    /** The keyset of this slot; empty when this does not open it. */
    final Optional<DataKeys> open(KeySlot slot) throws KeystoreException {
        Optional<Secret> key = key(slot.head());
        if (key.isEmpty()) {
            return Optional.empty();
        }
        try (Secret slotKey = key.get()) {
            return Optional.of(slot.open(slotKey));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    final KeySlot seal(
            int id, long createdSeconds, String protector, byte[] parameters, DataKeys keys, Secret slotKey) {
        return KeySlot.seal(new KeySlot.Head(id, kind(), createdSeconds, protector, parameters), slotKey, keys);
    }

    private static byte[] newSalt() {
        byte[] salt = new byte[KeySlot.SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return salt;
    }

    private static final class ByPassphrase extends Unlock {
        private final char[] passphrase;
        private final KdfCost cost;

        private ByPassphrase(char[] passphrase, KdfCost cost) {
            this.passphrase = passphrase;
            this.cost = cost;
        }

        @Override
        KeystoreSlot.Kind kind() {
            return KeystoreSlot.Kind.PASSPHRASE;
        }

        @Override
        Optional<Secret> key(KeySlot.Head slot) {
            return slot.kind() == kind()
                    ? Optional.of(Secret.moved(slot.cost().derive(passphrase, slot.salt())))
                    : Optional.empty();
        }

        @Override
        KeySlot make(int id, long createdSeconds, KeySlot.@Nullable Head like, DataKeys keys) {
            KdfCost used = like == null ? cost : like.cost();
            byte[] salt = newSalt();
            byte[] parameters = new RecordWriter()
                    .u32(used.memoryKiB())
                    .u32(used.iterations())
                    .u32(used.parallelism())
                    .bytes(salt)
                    .toBytes();
            try (Secret key = Secret.moved(used.derive(passphrase, salt))) {
                return seal(id, createdSeconds, "", parameters, keys, key);
            }
        }

        @Override
        public String toString() {
            return "a passphrase";
        }
    }

    private static final class ByKeyFile extends Unlock {
        private final Path file;

        private ByKeyFile(Path file) {
            this.file = file;
        }

        @Override
        KeystoreSlot.Kind kind() {
            return KeystoreSlot.Kind.KEY_FILE;
        }

        @Override
        Optional<Secret> key(KeySlot.Head slot) throws KeystoreException {
            if (slot.kind() != kind()) {
                return Optional.empty();
            }
            try (Secret content = KeyFile.read(file)) {
                return Optional.of(derive(content, slot.salt()));
            }
        }

        @Override
        KeySlot make(int id, long createdSeconds, KeySlot.@Nullable Head like, DataKeys keys) throws KeystoreException {
            byte[] salt = newSalt();
            try (Secret content = KeyFile.read(file);
                    Secret key = derive(content, salt)) {
                return seal(id, createdSeconds, "", Bytes.concat(salt, KeyFile.idOf(content)), keys, key);
            }
        }

        private static Secret derive(Secret content, byte[] salt) {
            return content.use(bytes -> KeySlot.derive(bytes, salt, IdentityLabels.KEYSTORE_KEY_FILE));
        }

        @Override
        public String toString() {
            return "the key file " + file;
        }
    }

    private static final class ByProtector extends Unlock {
        private static final int KEY_BYTES = 32;

        private final KeyProtector protector;

        private ByProtector(KeyProtector protector) {
            this.protector = protector;
        }

        @Override
        KeystoreSlot.Kind kind() {
            return KeystoreSlot.Kind.PROTECTOR;
        }

        @Override
        Optional<Secret> key(KeySlot.Head slot) throws KeystoreException {
            if (slot.kind() != kind() || !slot.protector().equals(protector.name())) {
                return Optional.empty();
            }
            try (Secret wrapped = protector.unwrap(slot.rest())) {
                return Optional.of(derive(wrapped, slot.salt()));
            } catch (KeyProtectorException e) {
                throw refused(e);
            }
        }

        @Override
        KeySlot make(int id, long createdSeconds, KeySlot.@Nullable Head like, DataKeys keys) throws KeystoreException {
            byte[] salt = newSalt();
            try (Secret inner = Secret.random(new SecureRandom(), KEY_BYTES);
                    Secret key = derive(inner, salt)) {
                byte[] wrapped = protector.wrap(inner);
                if (wrapped.length < 1 || wrapped.length > KeyProtector.WRAPPED_BYTES_MAX) {
                    throw new IllegalStateException("protector " + protector.name() + ": expected 1 to "
                            + KeyProtector.WRAPPED_BYTES_MAX + " wrapped bytes, found " + wrapped.length);
                }
                return seal(id, createdSeconds, protector.name(), Bytes.concat(salt, wrapped), keys, key);
            } catch (KeyProtectorException e) {
                throw refused(e);
            }
        }

        private static Secret derive(Secret inner, byte[] salt) {
            return inner.use(bytes -> KeySlot.derive(bytes, salt, IdentityLabels.KEYSTORE_PROTECTOR));
        }

        private KeystoreException refused(KeyProtectorException e) {
            return new KeystoreException(
                    KeystoreException.Kind.WRONG_KEY,
                    "keystore: the protector " + protector.name() + " does not open its slot: " + e.getMessage(),
                    e);
        }

        @Override
        public String toString() {
            return "the protector " + protector.name();
        }
    }
}
