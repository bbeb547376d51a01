package com.hookprobe.qsecbit.federation;

import java.util.Arrays;
import java.util.Objects;

/**
 * A site says: this tag is one of those I have good relations with (FEDERATION 5.1). It tells the tag and nothing else.
 * Encoding: {@link TagStatement}.
 *
 * @param key what it is about
 * @param minutes when, minutes since the epoch, u32
 * @param signature Ed25519, 64 bytes
 */
public record Veto(TagKey key, long minutes, byte[] signature) {
    private static final int KIND = 1;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException for a value out of range
     */
    public Veto {
        TagStatement.require(minutes, signature);
        signature = signature.clone();
    }

    /** Makes and signs a veto. */
    public static Veto build(TagKey key, long nowMicros, SignatureSigner signer) {
        long minutes = ReportFacts.minutes(nowMicros);
        byte[] body = TagStatement.body(KIND, key, Bytes32.NONE, minutes);
        return new Veto(key, minutes, Signed.sign(FederationLabels.VETO, body, signer));
    }

    /**
     * Reads an encoding. The signature is not checked yet: {@link #verify}.
     *
     * @throws MalformedException when it is not the encoding of a veto
     */
    public static Veto decode(byte[] bytes) throws MalformedException {
        TagStatement statement = TagStatement.decode(bytes, KIND);
        if (!statement.subject().equals(Bytes32.NONE)) {
            throw new MalformedException("a veto has no subject but its tag");
        }
        return new Veto(statement.key(), statement.minutes(), statement.signature());
    }

    /** The encoding, a new array. */
    public byte[] encode() {
        return Signed.join(body(), signature);
    }

    /** True when the node behind the verifier signed this veto. */
    public boolean verify(SignatureVerifier verifier) {
        return Signed.verify(FederationLabels.VETO, body(), signature, verifier);
    }

    /** The name of this veto: SHA-256(label, 0, the node that signed, body). */
    public Bytes32 id(Bytes32 node) {
        return Hashing.sha256(FederationLabels.VETO_ID, node.bytes(), body());
    }

    /** The signature, a new array. */
    @Override
    public byte[] signature() {
        return signature.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Veto veto && Arrays.equals(veto.encode(), encode());
    }

    @Override
    public int hashCode() {
        return Objects.hash(key, minutes);
    }

    private byte[] body() {
        return TagStatement.body(KIND, key, Bytes32.NONE, minutes);
    }
}
