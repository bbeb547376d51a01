package com.hookprobe.identity;

import java.util.Arrays;
import java.util.Optional;

/**
 * A node's request to be registered: its card, the hash of its software as it was enrolled, and sealed to one verifier its
 * {@link EnrolmentSecrets}. (identity.md, section 5.)
 *
 * <pre>
 * offset  size  field
 *      0     4  magic "HPER"
 *      4     1  version = 2
 *      5     2  length c of the node card
 *      7     c  node card
 *    7+c    20  baseline integrity hash (opaque here)
 *   27+c     1  r: 1 when the node takes the place of another one, else 0
 *   28+c  32 r  node id of that one
 *      .    32  id of the verifier's key: SHA-256(label || 00 || X-Wing public key)
 *      .     2  length s of the sealed secrets
 *      .     s  sealed secrets: encapsulation 1120 || ciphertext || tag 16
 *      .    64  Ed25519 signature of the card's key over label || 00 || everything before
 * </pre>
 *
 * <p>The sealed secrets' associated data is everything before their length, so they open only beside this card. The signature
 * is needed as well: anybody can seal to a public key, and a stranger must not be able to give a device another seed.
 *
 * <p>Each request in memory carries good signatures, its own and the card's, and a card that proves its node id.
 * Immutable; safe for use by many threads.
 */
public final class EnrolmentRequest {
    /** Length of the baseline integrity hash in bytes. */
    public static final int BASELINE_BYTES = 20;

    /** Length of an X-Wing private key, which is a seed, in bytes. */
    public static final int KEM_SEED_BYTES = EnrolmentSeal.KEM_SEED_BYTES;

    private static final int SEALED_BYTES_MAX = EnrolmentSeal.OVERHEAD_BYTES + EnrolmentSecrets.BYTES_MAX;

    /** Length of the longest request in bytes. */
    public static final int BYTES_MAX = NodeCard.BYTES_MAX + SEALED_BYTES_MAX + 158;

    private static final byte[] MAGIC = Bytes.ascii("HPER");
    private static final int VERSION = 2;
    private static final TextArmour TEXT = new TextArmour("ENROLMENT REQUEST", BYTES_MAX);

    private final Head head;
    private final byte[] sealed;
    private final byte[] encoded;

    private EnrolmentRequest(Head head, byte[] sealed, byte[] encoded) {
        this.head = head;
        this.sealed = sealed;
        this.encoded = encoded;
    }

    /** What everybody may read, and what the secrets are sealed beside; arrays are not shared outside. */
    private record Head(NodeCard card, byte[] baseline, Optional<NodeId> replaces, byte[] verifierKeyId) {
        byte[] encode() {
            byte[] cardBytes = card.encode();
            RecordWriter out = new RecordWriter()
                    .bytes(MAGIC)
                    .u8(VERSION)
                    .u16(cardBytes.length)
                    .bytes(cardBytes)
                    .bytes(baseline)
                    .u8(replaces.isPresent() ? 1 : 0);
            replaces.ifPresent(old -> out.bytes(old.bytes()));
            return out.bytes(verifierKeyId).toBytes();
        }
    }

    /**
     * Makes a request. The secrets are sealed at once and not kept.
     *
     * @param card the node's card; it must prove its node id, since enrolment fixes the id
     * @param key the device key that signed the card
     * @param secrets the caller closes them
     * @param verifierKemPublicKey the verifier's X-Wing public key, 1216 bytes
     * @param baselineIntegrity 20 bytes
     * @throws IllegalArgumentException for a wrong length, a card of another key, a card that does not prove its id, or a
     *     verifier's key that is not a valid one
     */
    public static EnrolmentRequest create(
            NodeCard card,
            DeviceKey key,
            EnrolmentSecrets secrets,
            byte[] verifierKemPublicKey,
            byte[] baselineIntegrity) {
        return create(card, key, secrets, verifierKemPublicKey, baselineIntegrity, Optional.empty());
    }

    /**
     * As the other {@code create}, for a node that takes the place of another one.
     *
     * @param replaces id of the node whose place this one takes: a wish, which the registry may grant
     */
    public static EnrolmentRequest create(
            NodeCard card,
            DeviceKey key,
            EnrolmentSecrets secrets,
            byte[] verifierKemPublicKey,
            byte[] baselineIntegrity,
            Optional<NodeId> replaces) {
        Checks.length("verifier's X-Wing public key", verifierKemPublicKey, NodeCard.KEM_PUBLIC_KEY_BYTES);
        Checks.length("baseline integrity hash", baselineIntegrity, BASELINE_BYTES);
        if (!Arrays.equals(card.ed25519(), key.publicKey())) {
            throw new IllegalArgumentException("enrolment request: expected the device key that signed the card");
        }
        if (!card.provesNodeId()) {
            throw new IllegalArgumentException("enrolment request: expected a card of the node's first key");
        }
        if (replaces.equals(Optional.of(card.nodeId()))) {
            throw new IllegalArgumentException(
                    "enrolment request: expected to replace another node, found the node itself");
        }
        Head head = new Head(card, baselineIntegrity.clone(), replaces, verifierKeyId(verifierKemPublicKey));
        byte[] context = head.encode();
        byte[] content = secrets.encode();
        byte[] sealed;
        try {
            sealed = EnrolmentSeal.seal(verifierKemPublicKey, context, content);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
        byte[] length = new RecordWriter().u16(sealed.length).toBytes();
        byte[] body = Bytes.concat(context, length, sealed);
        return new EnrolmentRequest(head, sealed, Bytes.concat(body, key.sign(signedInput(body))));
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
        Optional<NodeId> replaces = replaces(in, card);
        byte[] keyId = in.bytes("id of the verifier's key", Bytes.SHA256_BYTES);
        int length = in.u16("length of the sealed secrets");
        if (length <= EnrolmentSeal.OVERHEAD_BYTES || length > SEALED_BYTES_MAX) {
            throw in.malformed("sealed secrets: expected more than " + EnrolmentSeal.OVERHEAD_BYTES + " and at most "
                    + SEALED_BYTES_MAX + " bytes, found " + length);
        }
        byte[] sealed = in.bytes("sealed secrets", length);
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
        return new EnrolmentRequest(new Head(card, baseline, replaces, keyId), sealed, record.clone());
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
     * Opens the secrets, on the verifier's side.
     *
     * @param kemSeed the verifier's X-Wing private key: 32 bytes
     * @return the caller closes them
     * @throws RecordException WRONG_KEY when they were sealed to another key, SEALED when they do not open, FORMAT or VERSION
     *     when what is inside is none
     */
    public EnrolmentSecrets open(byte[] kemSeed) throws RecordException {
        Checks.length("X-Wing private key", kemSeed, KEM_SEED_BYTES);
        if (!Arrays.equals(verifierKeyId(EnrolmentSeal.publicKey(kemSeed)), head.verifierKeyId)) {
            throw new RecordException(
                    RecordException.Kind.WRONG_KEY,
                    "enrolment request: expected secrets sealed to this verifier's key, found some for another;"
                            + " let the node make a new request with this verifier's card");
        }
        byte[] content = EnrolmentSeal.open(kemSeed, head.encode(), sealed);
        try {
            return EnrolmentSecrets.decode(content);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /**
     * Gives the public key of an X-Wing private key.
     *
     * @param kemSeed 32 bytes
     * @return 1216 bytes
     */
    public static byte[] kemPublicKey(byte[] kemSeed) {
        Checks.length("X-Wing private key", kemSeed, KEM_SEED_BYTES);
        return EnrolmentSeal.publicKey(kemSeed);
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
        return head.card;
    }

    /** Returns the 20-byte hash of the software as enrolled; a new copy. */
    public byte[] baselineIntegrity() {
        return head.baseline.clone();
    }

    /** Returns the id of the node whose place this one asks to take, if it does. */
    public Optional<NodeId> replaces() {
        return head.replaces;
    }

    /** Returns the sealed secrets, with the NEURO seed in them; a new copy. Without the verifier's key they are of no use. */
    public byte[] sealedSecrets() {
        return sealed.clone();
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
        return "EnrolmentRequest[" + head.card + "]";
    }

    private static Optional<NodeId> replaces(RecordReader in, NodeCard card) throws RecordException {
        int flag = in.u8("replaces");
        if (flag > 1) {
            throw in.malformed("replaces: expected 0 or 1, found " + flag);
        }
        if (flag == 0) {
            return Optional.empty();
        }
        NodeId old = NodeId.of(in.bytes("id of the replaced node", NodeId.BYTES));
        if (old.equals(card.nodeId())) {
            throw in.malformed("replaces: expected another node, found the node itself");
        }
        return Optional.of(old);
    }

    private static byte[] verifierKeyId(byte[] kemPublicKey) {
        return Bytes.sha256(Bytes.labelled(IdentityLabels.VERIFIER_KEY, kemPublicKey));
    }

    private static byte[] signedInput(byte[] body) {
        return Bytes.labelled(IdentityLabels.ENROLMENT_REQUEST, body);
    }
}
