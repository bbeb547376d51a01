package com.hookprobe.qsecbit.learning;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.FieldReader;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.SignatureSigner;
import com.hookprobe.qsecbit.federation.SignatureVerifier;
import com.hookprobe.qsecbit.federation.Signed;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * How a model does at a site (LEARNING 7.4): counts since the site judges by it.
 *
 * @param node who tells it
 * @param model the model's id
 * @param flows connections that it has judged, 0 to 2^48
 * @param vetoes of its detections, those that the site's own benign history contradicted, at most {@code flows}
 * @param errors of its detections, those that a person or a later sight took back, at most {@code flows}
 * @param signature Ed25519, 64 bytes
 */
public record ModelHealth(Bytes32 node, Bytes32 model, long flows, long vetoes, long errors, byte[] signature) {
    /** Length of an encoding. */
    public static final int BYTES = 1 + 32 + 32 + 3 * Long.BYTES + 64;

    private static final int VERSION = 1;
    private static final long FLOWS_MAX = 1L << 48;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException for a value out of range
     */
    public ModelHealth {
        Objects.requireNonNull(node);
        Objects.requireNonNull(model);
        if (flows < 0 || flows > FLOWS_MAX || vetoes < 0 || vetoes > flows || errors < 0 || errors > flows) {
            throw new IllegalArgumentException(
                    "expected up to 2^48 flows, and no more vetoes or errors than these; found " + flows + ", " + vetoes
                            + ", " + errors);
        }
        signature = Signed.checked(signature);
    }

    /** Makes and signs a report. */
    public static ModelHealth sign(
            Bytes32 node, Bytes32 model, long flows, long vetoes, long errors, SignatureSigner signer) {
        byte[] body = body(node, model, flows, vetoes, errors);
        return new ModelHealth(node, model, flows, vetoes, errors, Signed.sign(LearningLabels.HEALTH, body, signer));
    }

    /**
     * Reads an encoding. The signature is not checked yet: {@link #verify}.
     *
     * @throws MalformedException when it is not the encoding of a report
     */
    public static ModelHealth decode(byte[] bytes) throws MalformedException {
        FieldReader in = new FieldReader(bytes);
        in.number("version", 1, VERSION, VERSION);
        Bytes32 node = in.bytes32("node");
        Bytes32 model = in.bytes32("model");
        long flows = in.signed64("flows", 0, FLOWS_MAX);
        long vetoes = in.signed64("vetoes", 0, flows);
        long errors = in.signed64("errors", 0, flows);
        byte[] signature = in.bytes("signature", Signed.SIGNATURE_BYTES);
        in.end();
        return new ModelHealth(node, model, flows, vetoes, errors, signature);
    }

    /** The encoding, a new array. */
    public byte[] encode() {
        return Signed.join(body(node, model, flows, vetoes, errors), signature);
    }

    /** True when the node behind the verifier signed it. */
    public boolean verify(SignatureVerifier verifier) {
        return Signed.verify(LearningLabels.HEALTH, body(node, model, flows, vetoes, errors), signature, verifier);
    }

    /** The signature, a new array. */
    @Override
    public byte[] signature() {
        return signature.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModelHealth health && Arrays.equals(health.encode(), encode());
    }

    @Override
    public int hashCode() {
        return Objects.hash(node, model, flows);
    }

    private static byte[] body(Bytes32 node, Bytes32 model, long flows, long vetoes, long errors) {
        ByteBuffer to = ByteBuffer.allocate(BYTES - Signed.SIGNATURE_BYTES);
        to.put((byte) VERSION).put(node.bytes()).put(model.bytes());
        to.putLong(flows).putLong(vetoes).putLong(errors);
        return to.array();
    }
}
