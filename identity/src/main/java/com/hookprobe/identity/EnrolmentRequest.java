package com.hookprobe.identity;

import java.util.Arrays;

/**
 * A node's request to be registered: its card, its NEURO seed sealed to one verifier, and the hash of its software as it
 * was enrolled. (identity.md, section 5.)
 *
 * <pre>
 * offset  size  field
 *      0     4  magic "HPER"
 *      4     1  version = 1
 *      5     2  length c of the node card
 *      7     c  node card
 *    7+c    20  baseline integrity hash (opaque here)
 *   27+c    32  id of the verifier's key: SHA-256(label || 00 || X-Wing public key)
 *   59+c  1168  sealed seed: encapsulation 1120 || ciphertext 32 || tag 16
 * 1227+c    64  Ed25519 signature of the card's key over label || 00 || everything before
 * </pre>
 *
 * <p>The sealed seed's associated data is everything before it, so it opens only beside this card. The signature is needed
 * as well: anybody can seal to a public key, and a stranger must not be able to give a device another seed.
 *
 * <p>Each request in memory carries good signatures, its own and the card's, and a card that proves its node id.
 * Immutable; safe for use by many threads.
 */
public final class EnrolmentRequest {
    /** Length of the baseline integrity hash in bytes. */
    public static final int BASELINE_BYTES = 20;

    /** Length of a NEURO seed in bytes. */
    public static final int NEURO_SEED_BYTES = SeedSeal.SEED_BYTES;

    /** Length of an X-Wing private key, which is a seed, in bytes. */
    public static final int KEM_SEED_BYTES = SeedSeal.KEM_SEED_BYTES;

    static final int BYTES_MAX = NodeCard.BYTES_MAX + 1291;

    private static final byte[] MAGIC = Bytes.ascii("HPER");
    private static final int VERSION = 1;
    private static final TextArmour TEXT = new TextArmour("ENROLMENT REQUEST", BYTES_MAX);

    private final NodeCard card;
    private final byte[] baselineIntegrity;
    private final byte[] verifierKeyId;
    private final byte[] sealedSeed;
    private final byte[] encoded;

    private EnrolmentRequest(NodeCard card, byte[] baseline, byte[] keyId, byte[] sealedSeed, byte[] encoded) {
        this.card = card;
        this.baselineIntegrity = baseline;
        this.verifierKeyId = keyId;
        this.sealedSeed = sealedSeed;
        this.encoded = encoded;
    }

    /**
     * Makes a request. The seed is sealed at once and not kept.
     *
     * @param card the node's card; it must prove its node id, since enrolment fixes the id
     * @param key the device key that signed the card
     * @param neuroSeed 32 bytes; the caller overwrites its copy
     * @param verifierKemPublicKey the verifier's X-Wing public key, 1216 bytes
     * @param baselineIntegrity 20 bytes
     * @throws IllegalArgumentException for a wrong length, a card of another key, a card that does not prove its id, or a
     *     verifier's key that is not a valid one
     */
    public static EnrolmentRequest create(
            NodeCard card, DeviceKey key, byte[] neuroSeed, byte[] verifierKemPublicKey, byte[] baselineIntegrity) {
        Checks.length("NEURO seed", neuroSeed, NEURO_SEED_BYTES);
        Checks.length("verifier's X-Wing public key", verifierKemPublicKey, NodeCard.KEM_PUBLIC_KEY_BYTES);
        Checks.length("baseline integrity hash", baselineIntegrity, BASELINE_BYTES);
        if (!Arrays.equals(card.ed25519(), key.publicKey())) {
            throw new IllegalArgumentException("enrolment request: expected the device key that signed the card");
        }
        if (!card.provesNodeId()) {
            throw new IllegalArgumentException("enrolment request: expected a card of the node's first key");
        }
        byte[] keyId = verifierKeyId(verifierKemPublicKey);
        byte[] head = head(card, baselineIntegrity, keyId);
        byte[] sealed = SeedSeal.seal(verifierKemPublicKey, head, neuroSeed);
        byte[] body = Bytes.concat(head, sealed);
        byte[] encoded = Bytes.concat(body, key.sign(signedInput(body)));
        return new EnrolmentRequest(card, baselineIntegrity.clone(), keyId, sealed, encoded);
    }

    /**
     * Reads and verifies a request.
     *
     * @throws RecordException FORMAT, VERSION or SIGNATURE
     */
    public static EnrolmentRequest decode(byte[] record) throws RecordException {
        RecordReader in = new RecordReader("enrolment request", record, BYTES_MAX);
        in.header(MAGIC, VERSION);
        NodeCard card = NodeCard.decode(in.bytes("node card", in.u16("length of the card")));
        byte[] baseline = in.bytes("baseline integrity hash", BASELINE_BYTES);
        byte[] keyId = in.bytes("id of the verifier's key", Bytes.SHA256_BYTES);
        byte[] sealed = in.bytes("sealed seed", SeedSeal.BYTES);
        byte[] body = Arrays.copyOf(record, in.position());
        byte[] signature = in.bytes("signature", Ed25519.SIGNATURE_BYTES);
        in.end();
        // identity 5.2: "a request whose card does not prove its node id MUST be refused"
        if (!card.provesNodeId()) {
            throw new RecordException(
                    RecordException.Kind.SIGNATURE,
                    "enrolment request: expected a card whose node id comes from its key, found another id");
        }
        // identity 5.3: "a request that its card's key did not sign MUST be refused"
        if (!Ed25519.verify(card.ed25519(), signedInput(body), signature)) {
            throw new RecordException(
                    RecordException.Kind.SIGNATURE,
                    "enrolment request: expected a signature of the card's key, found another");
        }
        return new EnrolmentRequest(card, baseline, keyId, sealed, record.clone());
    }

    /**
     * Reads and verifies the text form.
     *
     * @throws RecordException FORMAT, VERSION or SIGNATURE
     */
    public static EnrolmentRequest fromText(String text) throws RecordException {
        return decode(TEXT.fromText(text));
    }

    /**
     * Opens the sealed NEURO seed, on the verifier's side.
     *
     * @param kemSeed the verifier's X-Wing private key: 32 bytes
     * @return 32 bytes; the caller overwrites them when done
     * @throws RecordException WRONG_KEY when the seed was sealed to another key, SEALED when it does not open
     */
    public byte[] open(byte[] kemSeed) throws RecordException {
        Checks.length("X-Wing private key", kemSeed, KEM_SEED_BYTES);
        if (!Arrays.equals(verifierKeyId(SeedSeal.publicKey(kemSeed)), verifierKeyId)) {
            throw new RecordException(
                    RecordException.Kind.WRONG_KEY,
                    "enrolment request: expected a seed sealed to this verifier's key, found one for another;"
                            + " let the node make a new request with this verifier's card");
        }
        return SeedSeal.open(kemSeed, head(card, baselineIntegrity, verifierKeyId), sealedSeed);
    }

    /**
     * Gives the public key of an X-Wing private key.
     *
     * @param kemSeed 32 bytes
     * @return 1216 bytes
     */
    public static byte[] kemPublicKey(byte[] kemSeed) {
        Checks.length("X-Wing private key", kemSeed, KEM_SEED_BYTES);
        return SeedSeal.publicKey(kemSeed);
    }

    /** Returns the canonical record; a new copy. */
    public byte[] encode() {
        return encoded.clone();
    }

    /** Returns the text form: a line {@code -----BEGIN HOOKPROBE ENROLMENT REQUEST-----}, base64, a last line. */
    public String toText() {
        return TEXT.toText(encoded);
    }

    /** Returns the node's card. */
    public NodeCard card() {
        return card;
    }

    /** Returns the 20-byte hash of the software as enrolled; a new copy. */
    public byte[] baselineIntegrity() {
        return baselineIntegrity.clone();
    }

    /** Returns the 1168 bytes of the sealed seed; a new copy. Without the verifier's key they are of no use. */
    public byte[] sealedNeuroSeed() {
        return sealedSeed.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EnrolmentRequest that && Arrays.equals(encoded, that.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        return "EnrolmentRequest[" + card + "]";
    }

    private static byte[] head(NodeCard card, byte[] baseline, byte[] keyId) {
        byte[] cardBytes = card.encode();
        return new RecordWriter()
                .bytes(MAGIC)
                .u8(VERSION)
                .u16(cardBytes.length)
                .bytes(cardBytes)
                .bytes(baseline)
                .bytes(keyId)
                .toBytes();
    }

    private static byte[] verifierKeyId(byte[] kemPublicKey) {
        return Bytes.sha256(Bytes.labelled(IdentityLabels.VERIFIER_KEY, kemPublicKey));
    }

    private static byte[] signedInput(byte[] body) {
        return Bytes.labelled(IdentityLabels.ENROLMENT_REQUEST, body);
    }
}
