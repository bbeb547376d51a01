package com.hookprobe.identity;

import java.util.Arrays;

/**
 * A node's change from one device key to the next; its node id stays. Signed by both keys: the old one allows the change,
 * the new one shows that the node has it. (identity.md, section 4.)
 *
 * <pre>
 * offset  size  field
 *      0     4  magic "HPKR"
 *      4     1  version = 1
 *      5    32  node id
 *     37     4  index of the new key, big-endian: 1 for the second key and so on
 *     41    32  old Ed25519 public key
 *     73    32  new Ed25519 public key
 *    105    64  signature of the old key over label-old || 00 || bytes 0..104
 *    169    64  signature of the new key over label-new || 00 || bytes 0..168
 * </pre>
 *
 * <p>Each rotation in memory carries good signatures. Whether the old key is the node's current one only the
 * device registry knows. Immutable; safe for use by many threads.
 */
public final class KeyRotation {
    /** Length of the record in bytes. */
    public static final int BYTES = 233;

    private static final byte[] MAGIC = Bytes.ascii("HPKR");
    private static final int VERSION = 1;
    private static final int BODY_BYTES = 105;
    private static final TextArmour TEXT = new TextArmour("KEY ROTATION", BYTES);

    private final NodeId nodeId;
    private final int index;
    private final byte[] oldKey;
    private final byte[] newKey;
    private final byte[] encoded;

    private KeyRotation(NodeId nodeId, int index, byte[] oldKey, byte[] newKey, byte[] encoded) {
        this.nodeId = nodeId;
        this.index = index;
        this.oldKey = oldKey;
        this.newKey = newKey;
        this.encoded = encoded;
    }

    /** Makes and signs a rotation; {@code index} counts the node's keys from 0 and is the new key's, so at least 1. */
    static KeyRotation create(NodeId nodeId, int index, DeviceKey oldKey, DeviceKey newKey) {
        byte[] body = new RecordWriter()
                .bytes(MAGIC)
                .u8(VERSION)
                .bytes(nodeId.bytes())
                .u32(index)
                .bytes(oldKey.publicKey())
                .bytes(newKey.publicKey())
                .toBytes();
        byte[] allowed = Bytes.concat(body, oldKey.sign(oldInput(body)));
        byte[] encoded = Bytes.concat(allowed, newKey.sign(newInput(allowed)));
        return new KeyRotation(nodeId, index, oldKey.publicKey(), newKey.publicKey(), encoded);
    }

    /**
     * Reads and verifies a rotation.
     *
     * @throws RecordException FORMAT, VERSION or SIGNATURE
     */
    public static KeyRotation decode(byte[] record) throws RecordException {
        RecordReader in = new RecordReader("key rotation", record, BYTES);
        in.header(MAGIC, VERSION);
        NodeId nodeId = NodeId.of(in.bytes("node id", NodeId.BYTES));
        long index = in.u32("index");
        if (index < 1 || index > Integer.MAX_VALUE) {
            throw in.malformed("index: expected 1.." + Integer.MAX_VALUE + ", found " + index);
        }
        byte[] oldKey = in.bytes("old key", Ed25519.PUBLIC_KEY_BYTES);
        byte[] newKey = in.bytes("new key", Ed25519.PUBLIC_KEY_BYTES);
        byte[] oldSignature = in.bytes("old key's signature", Ed25519.SIGNATURE_BYTES);
        byte[] newSignature = in.bytes("new key's signature", Ed25519.SIGNATURE_BYTES);
        in.end();
        if (Arrays.equals(oldKey, newKey)) {
            throw in.malformed("expected a new key, found the old one");
        }
        // identity 2.2: "a key that is not of the prime-order group MUST NOT be taken in"
        if (!Ed25519.isValidPublicKey(newKey)) {
            throw in.malformed("new key: expected a point of the prime-order group");
        }
        byte[] body = Arrays.copyOf(record, BODY_BYTES);
        byte[] allowed = Arrays.copyOf(record, BODY_BYTES + Ed25519.SIGNATURE_BYTES);
        // identity 4.2: "both keys MUST have signed"
        if (!Ed25519.verify(oldKey, oldInput(body), oldSignature)
                || !Ed25519.verify(newKey, newInput(allowed), newSignature)) {
            throw new RecordException(
                    RecordException.Kind.SIGNATURE, "key rotation: expected signatures of both keys, found another");
        }
        return new KeyRotation(nodeId, (int) index, oldKey, newKey, record.clone());
    }

    /**
     * Reads and verifies the text form.
     *
     * @throws RecordException FORMAT, VERSION or SIGNATURE
     */
    public static KeyRotation fromText(String text) throws RecordException {
        return decode(TEXT.fromText(text));
    }

    /** Returns the canonical record; a new copy. */
    public byte[] encode() {
        return encoded.clone();
    }

    /** Returns the text form: a line {@code -----BEGIN HOOKPROBE KEY ROTATION-----}, base64, a last line. */
    public String toText() {
        return TEXT.toText(encoded);
    }

    /** Returns the node whose key changes. */
    public NodeId nodeId() {
        return nodeId;
    }

    /** Returns the new key's index: the first key is 0, so at least 1. */
    public int index() {
        return index;
    }

    /** Returns the 32-byte public key that leaves; a new copy. */
    public byte[] oldKey() {
        return oldKey.clone();
    }

    /** Returns the 32-byte public key that comes; a new copy. */
    public byte[] newKey() {
        return newKey.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyRotation that && Arrays.equals(encoded, that.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        return "KeyRotation[" + nodeId.shortHex() + " to key " + index + "]";
    }

    private static byte[] oldInput(byte[] body) {
        return Bytes.labelled(IdentityLabels.KEY_ROTATION_OLD, body);
    }

    private static byte[] newInput(byte[] allowed) {
        return Bytes.labelled(IdentityLabels.KEY_ROTATION_NEW, allowed);
    }
}
