package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import com.hookprobe.identity.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Who wants to be a validator: its keys, and its own signature that it wants to be one in this network (DSM 3.6). Immutable; arrays are
 * copied in and out.
 *
 * <pre>
 * size field                      all integers big-endian
 *   32 id
 *   32 Ed25519 key
 *   48 BLS key
 *   96 proof of possession of the BLS key
 *    1 length of the name, 0..64
 *    . name, UTF-8
 *    8 bond
 *   64 Ed25519 signature over {@link #signingBytes}
 * </pre>
 */
public record Candidate(
        NodeId id, byte[] ed25519, byte[] blsKey, byte[] pop, String name, long bond, byte[] signature) {
    private static final int SIGNATURE_BYTES = 64;

    /** Checks lengths and ranges; throws {@link IllegalArgumentException}. */
    public Candidate {
        ed25519 = Checks.sized(ed25519, 32, "Ed25519 key");
        blsKey = Checks.sized(blsKey, BlsPublicKey.BYTES, "BLS key");
        pop = Checks.sized(pop, Bls.SIGNATURE_BYTES, "proof of possession");
        int nameBytes = name.getBytes(StandardCharsets.UTF_8).length;
        Checks.that(nameBytes <= Validator.NAME_BYTES_MAX, "name bytes", nameBytes);
        Checks.that(bond >= 0, "bond", bond);
        signature = Checks.sized(signature, SIGNATURE_BYTES, "registration signature");
    }

    /** The candidacy of a node, signed by its own identity key. */
    public static Candidate sign(Validator keys, long bond, Hash32 networkId, ValidatorSigner signer) {
        Candidate draft = new Candidate(
                keys.id(), keys.ed25519(), keys.blsKey(), keys.pop(), keys.name(), bond, new byte[SIGNATURE_BYTES]);
        return new Candidate(
                draft.id,
                draft.ed25519,
                draft.blsKey,
                draft.pop,
                draft.name,
                bond,
                signer.signIdentity(draft.signingBytes(networkId)));
    }

    /** Label 16, network id 32, and all fields but the signature. The network in it binds the proof of possession to one network. */
    public byte[] signingBytes(Hash32 networkId) {
        WireWriter out = new WireWriter(400)
                .bytes(ConsensusLabels.REGISTRATION.getBytes(StandardCharsets.US_ASCII))
                .hash(networkId);
        writeFields(out);
        return out.toBytes();
    }

    /** True when the signature is this candidate's, and its vote key is proven; under the scheme of the set. */
    public boolean verify(ValidatorSet set, Hash32 networkId) {
        return set.verifyIdentityKey(ed25519, signingBytes(networkId), signature) && set.isProvenKey(blsKey, pop);
    }

    /** The member that it becomes. */
    public Validator member(long joinedHeight, long attestedEpoch) {
        return new Validator(id, ed25519, blsKey, pop, name, joinedHeight, attestedEpoch, bond);
    }

    @Override
    public byte[] ed25519() {
        return ed25519.clone();
    }

    @Override
    public byte[] blsKey() {
        return blsKey.clone();
    }

    @Override
    public byte[] pop() {
        return pop.clone();
    }

    @Override
    public byte[] signature() {
        return signature.clone();
    }

    private void writeFields(WireWriter out) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        out.node(id).bytes(ed25519).bytes(blsKey).bytes(pop);
        out.u8(utf8.length).bytes(utf8).u64(bond);
    }

    void write(WireWriter out) {
        writeFields(out);
        out.bytes(signature);
    }

    static Candidate read(WireReader in) throws MalformedException {
        NodeId id = in.node();
        byte[] ed25519 = in.bytes(32);
        byte[] blsKey = in.bytes(BlsPublicKey.BYTES);
        byte[] pop = in.bytes(Bls.SIGNATURE_BYTES);
        String name = Validator.text(in.bytes(in.u8()));
        long bond = in.u64();
        byte[] signature = in.bytes(SIGNATURE_BYTES);
        return Checks.canonical(() -> new Candidate(id, ed25519, blsKey, pop, name, bond, signature));
    }

    private byte[] bytes() {
        WireWriter out = new WireWriter(400);
        write(out);
        return out.toBytes();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Candidate that && Arrays.equals(bytes(), that.bytes());
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "candidate " + name + " " + id;
    }
}
