package com.hookprobe.qsecbit.federation;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * The keys that the members of one sharing group hold for one key epoch, and the correlator does not (FEDERATION 3).
 *
 * <p>The tag of a value is the same at all members, so it can be counted; without the key it says nothing, so whoever
 * counts learns no address. A plain hash would not do: all 2^32 IPv4 addresses are hashed in seconds.
 *
 * <p>Not thread-safe while being closed; otherwise thread-safe.
 */
public final class GroupKeys implements AutoCloseable {
    /** The length of a group secret. */
    public static final int SECRET_BYTES = 32;

    /** The length of a site's pseudonym. */
    public static final int PSEUDONYM_BYTES = 16;

    private static final int KEY_BYTES = 32;

    private final long epoch;
    private final byte[] tagKey;
    private final byte[] sealKey;
    private final byte[] pseudonymKey;
    private boolean closed;

    private GroupKeys(long epoch, byte[] tagKey, byte[] sealKey, byte[] pseudonymKey) {
        this.epoch = epoch;
        this.tagKey = tagKey;
        this.sealKey = sealKey;
        this.pseudonymKey = pseudonymKey;
    }

    /**
     * Derives the keys of a group secret and key epoch: HKDF-SHA256 without salt, info = label, 0, epoch u64.
     *
     * @param secret 32 bytes; the caller wipes them
     * @param epoch 0 to 2^63 - 1
     * @throws IllegalArgumentException for another length or a negative epoch
     */
    public static GroupKeys derive(byte[] secret, long epoch) {
        if (secret.length != SECRET_BYTES) {
            throw new IllegalArgumentException("a group secret has 32 bytes, got " + secret.length);
        }
        if (epoch < 0) {
            throw new IllegalArgumentException("a key epoch is not negative, got " + epoch);
        }
        return new GroupKeys(
                epoch,
                expand(secret, FederationLabels.TAG_KEY, epoch),
                expand(secret, FederationLabels.SEAL_KEY, epoch),
                expand(secret, FederationLabels.PSEUDONYM_KEY, epoch));
    }

    /** The key epoch. */
    public long epoch() {
        return epoch;
    }

    /** The tag of a value: HMAC-SHA256(K_tag, type u8, canonical value). */
    public Bytes32 tag(IndicatorValue value) {
        requireOpen();
        byte[] type = {(byte) value.type().code()};
        return Bytes32.of(hmac(tagKey, type, value.canonical()));
    }

    /**
     * Seals a value.
     *
     * @param random a cryptographic source, such as {@link java.security.SecureRandom}
     */
    public SealedValue seal(IndicatorValue value, RandomGenerator random) {
        requireOpen();
        byte[] nonce = new byte[SealedValue.NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] canonical = value.canonical();
        int blocks = (1 + canonical.length + SealedValue.BLOCK_BYTES - 1) / SealedValue.BLOCK_BYTES;
        byte[] padded = new byte[blocks * SealedValue.BLOCK_BYTES];
        padded[0] = (byte) canonical.length;
        System.arraycopy(canonical, 0, padded, 1, canonical.length);
        byte[] sealed = Arrays.copyOf(nonce, nonce.length + padded.length + SealedValue.MAC_BYTES);
        ChaCha20Poly1305 cipher = cipher(true, nonce, value.type(), tag(value));
        int written = cipher.processBytes(padded, 0, padded.length, sealed, nonce.length);
        try {
            cipher.doFinal(sealed, nonce.length + written);
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException("sealing cannot fail", e);
        }
        return SealedValue.ofOwned(sealed);
    }

    /**
     * Opens a sealed value and checks that the tag is its tag.
     *
     * @return empty when it was not sealed with these keys for this type and tag, or is no canonical value
     */
    public Optional<IndicatorValue> open(IndicatorType type, Bytes32 tag, SealedValue sealed) {
        requireOpen();
        byte[] bytes = sealed.bytes();
        byte[] nonce = Arrays.copyOf(bytes, SealedValue.NONCE_BYTES);
        byte[] padded = new byte[bytes.length - SealedValue.NONCE_BYTES - SealedValue.MAC_BYTES];
        ChaCha20Poly1305 cipher = cipher(false, nonce, type, tag);
        try {
            int written = cipher.processBytes(bytes, nonce.length, bytes.length - nonce.length, padded, 0);
            cipher.doFinal(padded, written);
            IndicatorValue value = IndicatorValue.ofCanonical(type, unpad(padded));
            // FEDERATION 3.4: a member that lies may seal one value under the tag of another.
            return tag(value).equals(tag) ? Optional.of(value) : Optional.empty();
        } catch (InvalidCipherTextException | MalformedException e) {
            return Optional.empty();
        }
    }

    /** The name of a node among the members, for this key epoch only: HMAC-SHA256(K_pseudonym, node id), first 16 bytes. */
    public byte[] pseudonym(Bytes32 node) {
        requireOpen();
        return Arrays.copyOf(hmac(pseudonymKey, node.bytes()), PSEUDONYM_BYTES);
    }

    /** Wipes the keys; the object cannot be used afterwards. */
    @Override
    public void close() {
        closed = true;
        Arrays.fill(tagKey, (byte) 0);
        Arrays.fill(sealKey, (byte) 0);
        Arrays.fill(pseudonymKey, (byte) 0);
    }

    @Override
    public String toString() {
        return "GroupKeys[epoch " + epoch + "]";
    }

    private ChaCha20Poly1305 cipher(boolean forSealing, byte[] nonce, IndicatorType type, Bytes32 tag) {
        byte[] head = Hashing.head(FederationLabels.SEALED_VALUE);
        byte[] associated = ByteBuffer.allocate(head.length + Long.BYTES + 1 + Bytes32.LENGTH)
                .put(head)
                .putLong(epoch)
                .put((byte) type.code())
                .put(tag.bytes())
                .array();
        ChaCha20Poly1305 cipher = new ChaCha20Poly1305();
        cipher.init(
                forSealing,
                new AEADParameters(new KeyParameter(sealKey), 8 * SealedValue.MAC_BYTES, nonce, associated));
        return cipher;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("these group keys are closed");
        }
    }

    private static byte[] unpad(byte[] padded) throws MalformedException {
        int length = padded[0] & 0xff;
        int blocks = (1 + length + SealedValue.BLOCK_BYTES - 1) / SealedValue.BLOCK_BYTES;
        if (blocks * SealedValue.BLOCK_BYTES != padded.length) {
            throw new MalformedException("padding is not minimal");
        }
        for (int i = 1 + length; i < padded.length; i++) {
            if (padded[i] != 0) {
                throw new MalformedException("padding is not zero");
            }
        }
        return Arrays.copyOfRange(padded, 1, 1 + length);
    }

    private static byte[] expand(byte[] secret, String label, long epoch) {
        byte[] head = Hashing.head(label);
        byte[] info = ByteBuffer.allocate(head.length + Long.BYTES)
                .put(head)
                .putLong(epoch)
                .array();
        HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
        hkdf.init(new HKDFParameters(secret, null, info));
        byte[] key = new byte[KEY_BYTES];
        hkdf.generateBytes(key, 0, key.length);
        return key;
    }

    private static byte[] hmac(byte[] key, byte[]... parts) {
        HMac hmac = new HMac(new SHA256Digest());
        hmac.init(new KeyParameter(key));
        for (byte[] part : parts) {
            hmac.update(part, 0, part.length);
        }
        byte[] mac = new byte[hmac.getMacSize()];
        hmac.doFinal(mac, 0);
        return mac;
    }
}
