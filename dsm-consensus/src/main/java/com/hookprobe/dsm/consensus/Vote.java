package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One validator's signed vote (DSM 3.4). Immutable; the array is copied in and out.
 *
 * <pre>
 * offset size field                      all integers big-endian
 *      0    1 kind
 *      1    8 height (from 1)
 *      9    4 view (from 1)
 *     13   32 value; zero for NULLIFY, and for nothing else
 *     45    2 signer, index in the set
 *     47   96 BLS signature over {@link #signingBytes}
 * </pre>
 */
public record Vote(VoteKind kind, long height, long view, Hash32 value, int signer, byte[] signature) {
    /** Size of the encoding. */
    public static final int BYTES = 143;

    /** Largest view. */
    public static final long VIEW_MAX = 0xFFFF_FFFFL;

    /** Checks ranges; throws {@link IllegalArgumentException}. */
    public Vote {
        checkPlace(kind, height, view, value);
        Checks.that(signer >= 0 && signer < Quorum.VALIDATORS_MAX, "signer", signer);
        signature = Checks.sized(signature, Bls.SIGNATURE_BYTES, "vote signature");
    }

    static void checkPlace(VoteKind kind, long height, long view, Hash32 value) {
        Checks.that(height >= 1, "height", height);
        Checks.that(view >= 1 && view <= VIEW_MAX, "view", view);
        Checks.that((kind == VoteKind.NULLIFY) == value.equals(Hash32.ZERO), "value for kind", kind.code());
    }

    /** The 125 signed bytes: label 16, network id 32, validators_hash 32, height 8, view 4, kind 1, value 32. */
    public static byte[] signingBytes(
            Hash32 networkId, Hash32 setHash, VoteKind kind, long height, long view, Hash32 value) {
        return new WireWriter(125)
                .bytes(ConsensusLabels.VOTE.getBytes(StandardCharsets.US_ASCII))
                .hash(networkId)
                .hash(setHash)
                .u64(height)
                .u32(view)
                .u8(kind.code())
                .hash(value)
                .toBytes();
    }

    /** True when the signer is in the set and signed this vote for this network and set. */
    public boolean verify(ValidatorSet set, Hash32 networkId) {
        return set.verifyVote(signer, signingBytes(networkId, set.hash(), kind, height, view, value), signature);
    }

    @Override
    public byte[] signature() {
        return signature.clone();
    }

    /** The 143 canonical bytes. */
    public byte[] encode() {
        return new WireWriter(BYTES)
                .u8(kind.code())
                .u64(height)
                .u32(view)
                .hash(value)
                .u16(signer)
                .bytes(signature)
                .toBytes();
    }

    /** Reads the next vote; its signature is not verified. */
    public static Vote read(WireReader in) throws MalformedException {
        VoteKind kind = VoteKind.ofCode(in.u8());
        long height = in.u64();
        long view = in.u32();
        Hash32 value = in.hash();
        int signer = in.u16();
        byte[] signature = in.bytes(Bls.SIGNATURE_BYTES);
        return Checks.canonical(() -> new Vote(kind, height, view, value, signer, signature));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Vote that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(signature);
    }

    @Override
    public String toString() {
        return kind + "(" + height + "," + view + "," + value.hex().substring(0, 8) + ") by " + signer;
    }
}
