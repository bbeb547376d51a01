package com.hookprobe.qsecbit.learning;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.FieldReader;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.SignatureSigner;
import com.hookprobe.qsecbit.federation.SignatureVerifier;
import com.hookprobe.qsecbit.federation.Signed;
import java.util.Arrays;

/**
 * A model as its aggregator issues it (LEARNING 2): body, id 32, Ed25519 signature 64. Equal models are equal files.
 *
 * @param model what is signed
 * @param signature 64 bytes over the label, 0 and the body
 */
public record SignedModel(LearnedModel model, byte[] signature) {
    /** Copies the signature. */
    public SignedModel {
        signature = Signed.checked(signature);
    }

    /** Signs a model. */
    public static SignedModel sign(LearnedModel model, SignatureSigner signer) {
        return new SignedModel(model, Signed.sign(LearningLabels.MODEL, model.body(), signer));
    }

    /**
     * Reads a file. The signature is not checked yet: {@link #verify}.
     *
     * @throws MalformedException when it is not the encoding of a model, or its hash is another one
     */
    public static SignedModel decode(byte[] bytes) throws MalformedException {
        if (bytes.length > LearnedModel.BYTES_MAX) {
            throw new MalformedException("a model has at most " + LearnedModel.BYTES_MAX + " bytes");
        }
        FieldReader in = new FieldReader(bytes);
        LearnedModel model = LearnedModel.read(in);
        if (!in.bytes32("id").equals(model.id())) {
            throw new MalformedException("id: the hash of the content is another one; the file is damaged");
        }
        byte[] signature = in.bytes("signature", Signed.SIGNATURE_BYTES);
        in.end();
        return new SignedModel(model, signature);
    }

    /** The encoding, a new array. */
    public byte[] encode() {
        return Signed.join(model.body(), id().bytes(), signature);
    }

    /** True when the aggregator behind the verifier signed it. */
    public boolean verify(SignatureVerifier verifier) {
        return Signed.verify(LearningLabels.MODEL, model.body(), signature, verifier);
    }

    /** The name of the model. */
    public Bytes32 id() {
        return model.id();
    }

    /** The signature, a new array. */
    @Override
    public byte[] signature() {
        return signature.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignedModel signed && Arrays.equals(signed.encode(), encode());
    }

    @Override
    public int hashCode() {
        return model.hashCode();
    }
}
