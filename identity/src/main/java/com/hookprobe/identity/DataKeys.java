package com.hookprobe.identity;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A Tink keyset of AES-256-GCM keys: one of them seals, all of them open. Tink's global registry is not used. Immutable;
 * safe for use by many threads. Tink keeps the keys in memory that cannot be overwritten.
 */
final class DataKeys {
    private static final Configuration CONFIGURATION = AeadConfig2026.get();

    private final KeysetHandle keyset;
    private final Aead aead;

    private DataKeys(KeysetHandle keyset) throws GeneralSecurityException {
        this.keyset = keyset;
        this.aead = keyset.getPrimitive(CONFIGURATION, Aead.class);
    }

    /** Makes a keyset with one new key. */
    static DataKeys generate() {
        try {
            return new DataKeys(KeysetHandle.newBuilder()
                    .setConfiguration(CONFIGURATION)
                    .addEntry(newEntry())
                    .build());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink makes AES-256-GCM keys on every platform", e);
        }
    }

    /** Makes a keyset that seals with a new key and still opens what the old ones sealed. */
    DataKeys rotated() {
        try {
            return new DataKeys(KeysetHandle.newBuilder(keyset)
                    .setConfiguration(CONFIGURATION)
                    .addEntry(newEntry())
                    .build());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink adds a key to every valid keyset", e);
        }
    }

    /** Number of keys in the set. */
    int size() {
        return keyset.size();
    }

    /** Id of the key that seals, 1..2^32-1; it stands in the prefix of what it sealed. */
    long sealingKeyId() {
        return Integer.toUnsignedLong(keyset.getPrimary().getId());
    }

    /** Ids of all keys, the oldest first. */
    List<Long> keyIds() {
        return IntStream.range(0, keyset.size())
                .mapToObj(i -> Integer.toUnsignedLong(keyset.getAt(i).getId()))
                .toList();
    }

    byte[] seal(byte[] plaintext, byte[] associatedData) {
        try {
            return aead.encrypt(plaintext, associatedData);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM seals any plaintext that fits an array", e);
        }
    }

    byte[] open(byte[] sealed, byte[] associatedData) throws GeneralSecurityException {
        return aead.decrypt(sealed, associatedData);
    }

    /** The keyset, sealed with a slot's key. */
    byte[] wrap(byte[] keyEncryptionKey, byte[] associatedData) {
        try {
            return TinkProtoKeysetFormat.serializeEncryptedKeyset(
                    keyset, single(keyEncryptionKey), associatedData, CONFIGURATION);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink serialises its own keysets", e);
        }
    }

    static DataKeys unwrap(byte[] wrapped, byte[] keyEncryptionKey, byte[] associatedData)
            throws GeneralSecurityException {
        return new DataKeys(TinkProtoKeysetFormat.parseEncryptedKeyset(
                wrapped, single(keyEncryptionKey), associatedData, CONFIGURATION));
    }

    /** The keyset in clear: only to be put into a keystore as a secret. */
    Secret insecureSerialise() {
        try {
            return Secret.moved(
                    TinkProtoKeysetFormat.serializeKeyset(keyset, InsecureSecretKeyAccess.get(), CONFIGURATION));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink serialises its own keysets", e);
        }
    }

    static DataKeys insecureParse(Secret serialised) throws GeneralSecurityException {
        return serialised.use(bytes ->
                new DataKeys(TinkProtoKeysetFormat.parseKeyset(bytes, InsecureSecretKeyAccess.get(), CONFIGURATION)));
    }

    private static KeysetHandle.Builder.Entry newEntry() throws GeneralSecurityException {
        return KeysetHandle.generateEntryFromParameters(parameters(AesGcmParameters.Variant.TINK))
                .withRandomId()
                .makePrimary();
    }

    @AccessesPartialKey
    private static Aead single(byte[] key) throws GeneralSecurityException {
        AesGcmKey aesKey = AesGcmKey.builder()
                .setParameters(parameters(AesGcmParameters.Variant.NO_PREFIX))
                .setKeyBytes(SecretBytes.copyFrom(Arrays.copyOf(key, 32), InsecureSecretKeyAccess.get()))
                .build();
        return KeysetHandle.newBuilder()
                .setConfiguration(CONFIGURATION)
                .addEntry(KeysetHandle.importKey(aesKey).withRandomId().makePrimary())
                .build()
                .getPrimitive(CONFIGURATION, Aead.class);
    }

    private static AesGcmParameters parameters(AesGcmParameters.Variant variant) throws GeneralSecurityException {
        return AesGcmParameters.builder()
                .setKeySizeBytes(32)
                .setIvSizeBytes(12)
                .setTagSizeBytes(16)
                .setVariant(variant)
                .build();
    }
}
