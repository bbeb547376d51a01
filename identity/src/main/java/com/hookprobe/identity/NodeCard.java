package com.hookprobe.identity;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a node says of itself, signed by its device key: id, name, tier and public keys. (identity.md, section 3.)
 *
 * <pre>
 * offset  size  field
 *      0     4  magic "HPNC"
 *      4     1  version = 1
 *      5     1  tier code
 *      6    32  node id
 *     38    32  Ed25519 public key
 *     70    32  hardware fingerprint
 *    102     1  length n of the name, 1..63
 *    103     n  name, ASCII
 *  103+n     2  length k of the X-Wing public key, 0 or 1216, big-endian
 *  105+n     k  X-Wing public key
 *      .     1  length b of the BLS public key, 0 or 48
 *      .     b  BLS public key
 *      .     1  length p of the BLS proof of possession, 96 when b is 48, else 0
 *      .     p  BLS proof of possession
 *      .    64  Ed25519 signature over label || 00 || everything before
 * </pre>
 *
 * <p>Each card in memory carries a good signature of the key in it. That alone does not bind the key to the node id: either
 * {@link #provesNodeId} holds (first key), or the device registry knows the key as the node's current one. The X-Wing
 * and BLS fields are opaque here; whoever uses the BLS key must check the proof of possession.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class NodeCard {
    /** Length of an X-Wing public key in bytes. */
    public static final int KEM_PUBLIC_KEY_BYTES = 1216;

    /** Length of a compressed BLS12-381 public key (min-pk) in bytes. */
    public static final int BLS_PUBLIC_KEY_BYTES = 48;

    /** Length of a BLS proof of possession in bytes. */
    public static final int BLS_POP_BYTES = 96;

    /** Length of the longest card in bytes. */
    static final int BYTES_MAX =
            166 + NodeName.CHARS_MAX + 5 + KEM_PUBLIC_KEY_BYTES + BLS_PUBLIC_KEY_BYTES + BLS_POP_BYTES;

    private static final byte[] MAGIC = Bytes.ascii("HPNC");
    private static final int VERSION = 1;
    private static final TextArmour TEXT = new TextArmour("NODE CARD", BYTES_MAX);

    private final Fields fields;
    private final byte[] encoded;

    private NodeCard(Fields fields, byte[] encoded) {
        this.fields = fields;
        this.encoded = encoded;
    }

    /** The fields that the signature covers; arrays are not shared outside. */
    private record Fields(
            NodeId nodeId,
            String name,
            Tier tier,
            byte[] ed25519,
            byte[] hardware,
            byte[] kem,
            byte[] blsKey,
            byte[] blsPop) {

        byte[] encode() {
            return new RecordWriter()
                    .bytes(MAGIC)
                    .u8(VERSION)
                    .u8(tier.code())
                    .bytes(nodeId.bytes())
                    .bytes(ed25519)
                    .bytes(hardware)
                    .u8(name.length())
                    .bytes(Bytes.ascii(name))
                    .u16(kem.length)
                    .bytes(kem)
                    .u8(blsKey.length)
                    .bytes(blsKey)
                    .u8(blsPop.length)
                    .bytes(blsPop)
                    .toBytes();
        }
    }

    /** Starts a card without KEM and BLS keys. */
    public static Builder builder(NodeId nodeId, String name, Tier tier, byte[] hardwareFingerprint) {
        return new Builder(nodeId, name, tier, hardwareFingerprint);
    }

    /** Collects the fields of a card; {@link #sign} checks and signs them. Not safe for use by many threads. */
    public static final class Builder {
        private final NodeId nodeId;
        private final String name;
        private final Tier tier;
        private final byte[] hardware;
        private byte[] kem = {};
        private byte[] blsKey = {};
        private byte[] blsPop = {};

        private Builder(NodeId nodeId, String name, Tier tier, byte[] hardware) {
            this.nodeId = nodeId;
            this.name = NodeName.check(name);
            this.tier = tier;
            Checks.length("hardware fingerprint", hardware, HardwareFingerprint.BYTES);
            this.hardware = hardware.clone();
        }

        /** Adds the X-Wing public key: 1216 bytes, copied. */
        public Builder kemPublicKey(byte[] publicKey) {
            Checks.length("X-Wing public key", publicKey, KEM_PUBLIC_KEY_BYTES);
            this.kem = publicKey.clone();
            return this;
        }

        /** Adds the BLS public key (48 bytes) and its proof of possession (96 bytes); both copied. */
        public Builder blsKey(byte[] publicKey, byte[] proofOfPossession) {
            Checks.length("BLS public key", publicKey, BLS_PUBLIC_KEY_BYTES);
            Checks.length("BLS proof of possession", proofOfPossession, BLS_POP_BYTES);
            this.blsKey = publicKey.clone();
            this.blsPop = proofOfPossession.clone();
            return this;
        }

        /** Signs the fields with the node's current device key. */
        public NodeCard sign(DeviceKey key) {
            Fields fields = new Fields(nodeId, name, tier, key.publicKey(), hardware, kem, blsKey, blsPop);
            byte[] body = fields.encode();
            return new NodeCard(fields, Bytes.concat(body, key.sign(signedInput(body))));
        }
    }

    /**
     * Reads and verifies a card.
     *
     * @throws RecordException FORMAT, VERSION or SIGNATURE
     */
    public static NodeCard decode(byte[] record) throws RecordException {
        RecordReader in = new RecordReader("node card", record, BYTES_MAX);
        in.header(MAGIC, VERSION);
        int code = in.u8("tier");
        Tier tier = Tier.ofCode(code).orElseThrow(() -> in.malformed("tier: expected 1..5, found " + code));
        NodeId nodeId = NodeId.of(in.bytes("node id", NodeId.BYTES));
        byte[] ed25519 = in.bytes("Ed25519 public key", Ed25519.PUBLIC_KEY_BYTES);
        byte[] hardware = in.bytes("hardware fingerprint", HardwareFingerprint.BYTES);
        String name = readName(in);
        byte[] kem = in.optionalBytes("X-Wing public key", in.u16("length"), KEM_PUBLIC_KEY_BYTES);
        byte[] blsKey = in.optionalBytes("BLS public key", in.u8("length"), BLS_PUBLIC_KEY_BYTES);
        byte[] blsPop = in.optionalBytes("BLS proof of possession", in.u8("length"), BLS_POP_BYTES);
        // identity 3.4: "a BLS key and its proof MUST come together"
        if ((blsKey.length == 0) != (blsPop.length == 0)) {
            throw in.malformed("expected BLS key and proof of possession both or neither");
        }
        byte[] body = Arrays.copyOf(record, in.position());
        byte[] signature = in.bytes("signature", Ed25519.SIGNATURE_BYTES);
        in.end();
        // identity 2.2: "a key that is not of the prime-order group MUST NOT be taken in"
        if (!Ed25519.isValidPublicKey(ed25519)) {
            throw in.malformed("Ed25519 public key: expected a point of the prime-order group");
        }
        // identity 3.2: "a card whose signature is not one of its own key MUST be refused"
        if (!Ed25519.verify(ed25519, signedInput(body), signature)) {
            throw new RecordException(
                    RecordException.Kind.SIGNATURE,
                    "node card: expected a signature of the key in it, found another; get the card anew from the node");
        }
        return new NodeCard(new Fields(nodeId, name, tier, ed25519, hardware, kem, blsKey, blsPop), record.clone());
    }

    /**
     * Reads and verifies the text form.
     *
     * @throws RecordException FORMAT, VERSION or SIGNATURE
     */
    public static NodeCard fromText(String text) throws RecordException {
        return decode(TEXT.fromText(text));
    }

    /** Returns the canonical record; a new copy. */
    public byte[] encode() {
        return encoded.clone();
    }

    /** Returns the text form: a line {@code -----BEGIN HOOKPROBE NODE CARD-----}, base64, a last line. */
    public String toText() {
        return TEXT.toText(encoded);
    }

    /** Tells whether the key in the card is the one that the node id was derived from. */
    public boolean provesNodeId() {
        return NodeId.derive(fields.ed25519).equals(fields.nodeId);
    }

    /** Returns the node's id. */
    public NodeId nodeId() {
        return fields.nodeId;
    }

    /** Returns the human name: 1..63 ASCII characters. */
    public String name() {
        return fields.name;
    }

    /** Returns the tier. */
    public Tier tier() {
        return fields.tier;
    }

    /** Returns the 32-byte Ed25519 public key that signed this card; a new copy. */
    public byte[] ed25519() {
        return fields.ed25519.clone();
    }

    /** Returns the 32-byte hardware fingerprint; a new copy. */
    public byte[] hardwareFingerprint() {
        return fields.hardware.clone();
    }

    /** Returns the 1216-byte X-Wing public key, if the node has one; a new copy. */
    public Optional<byte[]> kemPublicKey() {
        return present(fields.kem);
    }

    /** Returns the 48-byte BLS public key, if the node has one; a new copy. */
    public Optional<byte[]> blsPublicKey() {
        return present(fields.blsKey);
    }

    /** Returns the 96-byte BLS proof of possession, there exactly when there is a BLS key; a new copy. */
    public Optional<byte[]> blsPop() {
        return present(fields.blsPop);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NodeCard card && Arrays.equals(encoded, card.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        return "NodeCard[" + fields.nodeId.shortHex() + " '" + fields.name + "' " + fields.tier.text() + "]";
    }

    private static String readName(RecordReader in) throws RecordException {
        byte[] bytes = in.bytes("name", in.u8("length of the name"));
        String name = new String(bytes, StandardCharsets.ISO_8859_1);
        if (!NodeName.isValid(name)) {
            throw in.malformed("name: expected 1 to " + NodeName.CHARS_MAX + " ASCII letters, digits and inner marks");
        }
        return name;
    }

    private static byte[] signedInput(byte[] body) {
        return Bytes.labelled(IdentityLabels.NODE_CARD, body);
    }

    private static Optional<byte[]> present(byte[] value) {
        return value.length == 0 ? Optional.empty() : Optional.of(value.clone());
    }
}
