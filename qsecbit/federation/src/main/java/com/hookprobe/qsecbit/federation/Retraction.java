package com.hookprobe.qsecbit.federation;

import java.util.Arrays;
import java.util.Objects;

/**
 * A node takes back what it reported about a tag (FEDERATION 5.2). Encoding: {@link TagStatement}.
 *
 * @param key what it is about
 * @param reportId the name of the report; earlier reports of the same node about the tag go with it
 * @param minutes when, minutes since the epoch, u32
 * @param signature Ed25519, 64 bytes
 */
public record Retraction(TagKey key, Bytes32 reportId, long minutes, byte[] signature) {
    private static final int KIND = 2;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException for a value out of range
     */
    public Retraction {
        TagStatement.require(minutes, signature);
        signature = signature.clone();
    }

    /** Makes and signs a retraction. */
    public static Retraction build(TagKey key, Bytes32 reportId, long nowMicros, SignatureSigner signer) {
        long minutes = ReportFacts.minutes(nowMicros);
        byte[] body = TagStatement.body(KIND, key, reportId, minutes);
        return new Retraction(key, reportId, minutes, Signed.sign(FederationLabels.RETRACTION, body, signer));
    }

    /**
     * Reads an encoding. The signature is not checked yet: {@link #verify}.
     *
     * @throws MalformedException when it is not the encoding of a retraction
     */
    public static Retraction decode(byte[] bytes) throws MalformedException {
        TagStatement statement = TagStatement.decode(bytes, KIND);
        return new Retraction(statement.key(), statement.subject(), statement.minutes(), statement.signature());
    }

    /** The encoding, a new array. */
    public byte[] encode() {
        return Signed.join(body(), signature);
    }

    /** True when the node behind the verifier signed this retraction. */
    public boolean verify(SignatureVerifier verifier) {
        return Signed.verify(FederationLabels.RETRACTION, body(), signature, verifier);
    }

    /** The signature, a new array. */
    @Override
    public byte[] signature() {
        return signature.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Retraction retraction && Arrays.equals(retraction.encode(), encode());
    }

    @Override
    public int hashCode() {
        return Objects.hash(key, reportId, minutes);
    }

    private byte[] body() {
        return TagStatement.body(KIND, key, reportId, minutes);
    }
}
