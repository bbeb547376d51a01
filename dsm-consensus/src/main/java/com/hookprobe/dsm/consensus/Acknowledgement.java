package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import java.util.Arrays;

/**
 * One validator's word that it holds a block durably, and no other block at its place. Immutable; the array is copied in and out.
 *
 * <pre>
 * offset size field                      all integers big-endian
 *      0   32 source
 *     32    4 incarnation
 *     36    8 seq (from 1)
 *     44   32 block hash
 *     76   32 validators_hash
 *    108    2 signer, index in the set
 *    110   96 BLS signature over {@link SealedPlace#signingBytes}
 * </pre>
 */
public record Acknowledgement(SealedPlace place, Hash32 setHash, int signer, byte[] signature) {
    /** Size of the encoding. */
    public static final int BYTES = 206;

    /** Checks ranges; throws {@link IllegalArgumentException}. */
    public Acknowledgement {
        Checks.that(signer >= 0 && signer < Quorum.VALIDATORS_MAX, "signer", signer);
        signature = Checks.sized(signature, Bls.SIGNATURE_BYTES, "acknowledgement signature");
    }

    /** True when it names this set and its signer is a member who signed it for this network. Costs two pairings. */
    public boolean verify(ValidatorSet set, Hash32 networkId) {
        return setHash.equals(set.hash()) && set.verifyVote(signer, place.signingBytes(networkId, setHash), signature);
    }

    @Override
    public byte[] signature() {
        return signature.clone();
    }

    /** The 206 canonical bytes. */
    public byte[] encode() {
        WireWriter out = new WireWriter(BYTES);
        place.write(out);
        return out.hash(setHash).u16(signer).bytes(signature).toBytes();
    }

    /** Reads the next one; its signature is not verified. */
    public static Acknowledgement read(WireReader in) throws MalformedException {
        SealedPlace place = SealedPlace.read(in);
        Hash32 setHash = in.hash();
        int signer = in.u16();
        byte[] signature = in.bytes(Bls.SIGNATURE_BYTES);
        return Checks.canonical(() -> new Acknowledgement(place, setHash, signer, signature));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Acknowledgement that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(signature);
    }

    @Override
    public String toString() {
        return "ACK(" + place + ") by " + signer;
    }
}
