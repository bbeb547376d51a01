package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import com.hookprobe.identity.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Who wants to be a validator: the member that it would be, and its own signature that it wants to be one in this network (DSM 3.6).
 * Immutable; the array is copied in and out.
 *
 * <pre>validator, with joined height and attested epoch 0 | Ed25519 signature 64 over {@link #signingBytes}</pre>
 */
public record Candidate(Validator wished, byte[] signature) {
    private static final int SIGNATURE_BYTES = 64;

    /** Checks lengths and ranges; throws {@link IllegalArgumentException}. */
    public Candidate {
        Checks.that(wished.joinedHeight() == 0, "joined height of a candidate", wished.joinedHeight());
        Checks.that(wished.attestedEpoch() == 0, "attested epoch of a candidate", wished.attestedEpoch());
        signature = Checks.sized(signature, SIGNATURE_BYTES, "registration signature");
    }

    /** The candidacy of a node, signed by its own identity key. */
    public static Candidate sign(Validator keys, long bond, Hash32 networkId, ValidatorSigner signer) {
        Validator wished = keys.as(0, 0, bond);
        return new Candidate(wished, signer.signIdentity(signingBytes(networkId, wished)));
    }

    /** Label 16, network id 32, the validator. The network in it binds the proof of possession to one network. */
    public static byte[] signingBytes(Hash32 networkId, Validator wished) {
        WireWriter out = new WireWriter(400)
                .bytes(ConsensusLabels.REGISTRATION.getBytes(StandardCharsets.US_ASCII))
                .hash(networkId);
        wished.write(out);
        return out.toBytes();
    }

    public NodeId id() {
        return wished.id();
    }

    /** True when the signature is this candidate's, and its vote key is proven; under the scheme of the set. */
    public boolean verify(ValidatorSet set, Hash32 networkId) {
        return set.verifyIdentityKey(wished.ed25519(), signingBytes(networkId, wished), signature)
                && set.isProvenKey(wished.blsKey(), wished.pop());
    }

    /** The member that it becomes. */
    public Validator member(long joinedHeight, long attestedEpoch) {
        return wished.as(joinedHeight, attestedEpoch, wished.bond());
    }

    @Override
    public byte[] signature() {
        return signature.clone();
    }

    void write(WireWriter out) {
        wished.write(out);
        out.bytes(signature);
    }

    static Candidate read(WireReader in) throws MalformedException {
        Validator wished = Validator.read(in);
        byte[] signature = in.bytes(SIGNATURE_BYTES);
        return Checks.canonical(() -> new Candidate(wished, signature));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Candidate that
                && wished.equals(that.wished)
                && Arrays.equals(signature, that.signature);
    }

    @Override
    public int hashCode() {
        return wished.hashCode();
    }
}
