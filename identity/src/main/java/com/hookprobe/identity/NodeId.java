package com.hookprobe.identity;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * The one name of a node in every pillar: HTP's node_id, DSM's source_id and validator_id, and the registry's device_id.
 *
 * <p>Shape: 32 bytes, SHA-256("HOOKPROBE NODE V1" || first Ed25519 public key). It is fixed at enrolment: later keys of the
 * same node do not change it. Text form: 64 lower-case hexadecimal characters, nothing else.
 *
 * <p>Immutable; safe for use by many threads. Ordered as an unsigned big-endian number. (identity.md, section 1.)
 */
public final class NodeId implements Comparable<NodeId> {
    /** Length of a node id in bytes. */
    public static final int BYTES = 32;

    private static final HexFormat HEX = HexFormat.of();

    private final byte[] value;

    private NodeId(byte[] value) {
        this.value = value;
    }

    /**
     * Wraps an id that was read from a record.
     *
     * @param value 32 bytes; copied
     * @throws IllegalArgumentException when the length is not 32
     */
    public static NodeId of(byte[] value) {
        Checks.length("node id", value, BYTES);
        return new NodeId(value.clone());
    }

    /**
     * Reads the text form.
     *
     * @param hex 64 lower-case hexadecimal characters: there is one text form per id, so that text can be compared
     * @throws IllegalArgumentException for any other text
     */
    public static NodeId parse(String hex) {
        if (hex.length() != 2 * BYTES) {
            throw new IllegalArgumentException(
                    "node id: expected " + 2 * BYTES + " hexadecimal characters, found " + hex.length());
        }
        for (int i = 0; i < hex.length(); i++) {
            char c = hex.charAt(i);
            if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) {
                throw new IllegalArgumentException(
                        "node id: expected 0-9 and a-f only, found another character at position " + i);
            }
        }
        return new NodeId(HEX.parseHex(hex));
    }

    /**
     * Names a node after its first device key.
     *
     * @param firstEd25519Public the 32-byte encoding of RFC 8032
     * @throws IllegalArgumentException when the length is not 32
     */
    public static NodeId derive(byte[] firstEd25519Public) {
        Checks.length("Ed25519 public key", firstEd25519Public, Ed25519.PUBLIC_KEY_BYTES);
        // identity 1.1: "NodeId = SHA-256(label || first Ed25519 public key)"; the label is given by the design without
        // an
        // end mark, and the key's length is fixed.
        return new NodeId(Bytes.sha256(Bytes.ascii(IdentityLabels.NODE_ID), firstEd25519Public));
    }

    /** Returns the 32 bytes; a new copy. */
    public byte[] bytes() {
        return value.clone();
    }

    /** Returns the text form that {@link #parse} reads. */
    public String hex() {
        return HEX.formatHex(value);
    }

    /** Returns the first 8 characters of the text form: for people and logs, never a key. */
    public String shortHex() {
        return HEX.formatHex(value, 0, 4);
    }

    @Override
    public int compareTo(NodeId other) {
        return Arrays.compareUnsigned(value, other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NodeId id && Arrays.equals(value, id.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return hex();
    }
}
