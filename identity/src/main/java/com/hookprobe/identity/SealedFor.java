package com.hookprobe.identity;

import java.util.Arrays;

/**
 * A message that one named reader can open: the owner of a node card's X-Wing key. HPKE (RFC 9180), base mode, one message: KEM
 * X-Wing (0x647a), KDF HKDF-SHA256, AEAD ChaCha20-Poly1305. It does not say who sealed it: put a signature inside.
 *
 * <pre>
 * offset  size  field
 *      0     4  magic "HPSF"
 *      4     1  version = 1
 *      5    32  id of the reader's key: SHA-256(label || 00 || X-Wing public key)
 *     37  1120  encapsulation
 *   1157     n  ciphertext
 * 1157+n    16  tag
 * </pre>
 *
 * <p>Everything before the encapsulation is associated data; HPKE's info is label || 00 || purpose. Stateless; safe for use by many
 * threads. (identity.md, 8.4.)
 */
public final class SealedFor {
    /** How many bytes longer than the plaintext the sealed form is. */
    public static final int OVERHEAD_BYTES = 37 + Hpke.ENCAPSULATION_BYTES + Hpke.TAG_BYTES;

    private static final byte[] MAGIC = Bytes.ascii("HPSF");
    private static final int VERSION = 1;
    private static final int HEAD_BYTES = 37;

    private SealedFor() {}

    /**
     * Seals.
     *
     * @param readerKemPublicKey the reader's X-Wing public key, 1216 bytes
     * @param purpose ASCII; names what is sealed, the same at opening
     * @throws IllegalArgumentException for a key that is none
     */
    public static byte[] seal(byte[] readerKemPublicKey, String purpose, byte[] plaintext) {
        Checks.length("reader's X-Wing public key", readerKemPublicKey, NodeCard.KEM_PUBLIC_KEY_BYTES);
        byte[] head = head(readerKemPublicKey);
        return Bytes.concat(head, Hpke.seal(readerKemPublicKey, info(purpose), head, plaintext, "reader"));
    }

    /**
     * Opens what {@link #seal} gave.
     *
     * @param kemSeed the reader's X-Wing private key, 32 bytes
     * @throws RecordException SEALED when it is for another reader or purpose, was changed, or is no such message
     */
    public static byte[] open(byte[] kemSeed, String purpose, byte[] sealed) throws RecordException {
        Checks.length("X-Wing private key", kemSeed, Hpke.KEM_SEED_BYTES);
        if (sealed.length < OVERHEAD_BYTES
                || !Arrays.equals(Arrays.copyOf(sealed, MAGIC.length), MAGIC)
                || sealed[MAGIC.length] != VERSION) {
            throw refused("expected a message sealed for a reader (HPSF, version 1), found something else");
        }
        byte[] head = Arrays.copyOf(sealed, HEAD_BYTES);
        if (!Arrays.equals(head, head(Hpke.publicKey(kemSeed)))) {
            throw refused("expected a message sealed for this key, found one for another reader");
        }
        return Hpke.open(kemSeed, info(purpose), head, Arrays.copyOfRange(sealed, HEAD_BYTES, sealed.length))
                .orElseThrow(() -> refused("expected a message for this purpose, found a changed or another one"));
    }

    private static RecordException refused(String message) {
        return new RecordException(RecordException.Kind.SEALED, message);
    }

    private static byte[] head(byte[] publicKey) {
        byte[] id = Bytes.sha256(Bytes.labelled(IdentityLabels.READER_KEY, publicKey));
        return Bytes.concat(MAGIC, new byte[] {VERSION}, id);
    }

    private static byte[] info(String purpose) {
        return Bytes.labelled(IdentityLabels.SEALED_FOR, Bytes.ascii(purpose));
    }
}
