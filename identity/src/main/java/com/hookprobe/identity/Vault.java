package com.hookprobe.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Seals other modules' data at rest (event payloads, weights) with AES-256-GCM keys that lie in the {@link Keystore}, so
 * that the data itself may lie anywhere. (identity.md, section 8.)
 *
 * <p>Sealed form: Tink's, 5 bytes prefix (01 || key id) || 12 bytes nonce || ciphertext || 16 bytes tag; so
 * {@link #OVERHEAD_BYTES} more than the plaintext. Nonces are random: keep below 2^32 payloads per key, see {@link #rotate}.
 *
 * <p>The label names what is sealed, and must be the same at opening: "dsm.payload" or, better, with the payload's own name
 * in it, so that two sealed payloads cannot change places.
 *
 * <p>Safe for use by many threads; stays usable after the keystore is closed.
 */
public final class Vault {
    /** How many bytes longer than the plaintext the sealed form is. */
    public static final int OVERHEAD_BYTES = 5 + 12 + 16;

    private static final String KEYSET = "vault.keyset";

    /** Tink's keyset grows by some 100 bytes a key, and each is tried at opening. */
    private static final int KEYS_MAX = 256;

    private final DataKeys keys;

    private Vault(DataKeys keys) {
        this.keys = keys;
    }

    /**
     * Opens the keystore's vault; makes its first key when there is none.
     *
     * @throws KeystoreException DAMAGED, CHANGED or STORAGE
     */
    public static Vault open(Keystore keystore) throws KeystoreException {
        Optional<Secret> stored = keystore.get(KEYSET);
        if (stored.isEmpty()) {
            return store(keystore, DataKeys.generate());
        }
        try (Secret serialised = stored.get()) {
            return new Vault(DataKeys.insecureParse(serialised));
        } catch (GeneralSecurityException e) {
            throw KeystoreFormat.damaged("the secret " + KEYSET + " is not a keyset");
        }
    }

    /**
     * Adds a key that seals from now on; what older keys sealed still opens.
     *
     * @return the vault with the new key; this one goes on sealing with the old one
     * @throws KeystoreException CHANGED or STORAGE
     */
    public Vault rotate(Keystore keystore) throws KeystoreException {
        Checks.state(keys.size() < KEYS_MAX, "vault: expected fewer than " + KEYS_MAX + " keys");
        return store(keystore, keys.rotated());
    }

    /** Returns the id of the key that seals, 1..2^32-1; it stands in bytes 1..4 of what it sealed. */
    public long sealingKeyId() {
        return keys.sealingKeyId();
    }

    /** Returns the ids of all keys that open, the oldest first. */
    public List<Long> keyIds() {
        return keys.keyIds();
    }

    /** Seals a payload of any length under a label. */
    public byte[] seal(String label, byte[] plaintext) {
        return keys.seal(plaintext, associatedData(label));
    }

    /**
     * Opens what {@link #seal} gave under the same label.
     *
     * @return a new array
     * @throws RecordException SEALED when bytes, label or key are not the same
     */
    public byte[] open(String label, byte[] sealed) throws RecordException {
        try {
            return keys.open(sealed, associatedData(label));
        } catch (GeneralSecurityException e) {
            throw new RecordException(
                    RecordException.Kind.SEALED,
                    "vault: expected a payload that this vault sealed under '" + label
                            + "', found another or a changed one",
                    e);
        }
    }

    private static Vault store(Keystore keystore, DataKeys keys) throws KeystoreException {
        Map<String, Secret> secrets = new LinkedHashMap<>();
        try (Secret serialised = keys.insecureSerialise()) {
            secrets.put(KEYSET, serialised);
            KeyTimes.load(keystore).with(KeyTimes.VAULT, keys.sealingKeyId()).store(keystore, secrets);
        }
        return new Vault(keys);
    }

    private static byte[] associatedData(String label) {
        return Bytes.labelled(IdentityLabels.VAULT, label.getBytes(StandardCharsets.UTF_8));
    }
}
