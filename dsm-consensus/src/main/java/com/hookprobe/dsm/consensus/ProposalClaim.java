package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.JsonObject;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a leader signs when it proposes: the place, the value and the hash of the justification (DSM 3.4). Small enough to
 * keep as evidence without the proposal itself. Immutable; the array is copied in and out.
 *
 * <pre>height u64 | view u32 | value 32 | H(J) 32 | signer u16 | Ed25519 signature 64      = 142 bytes</pre>
 */
public record ProposalClaim(
        long height, long view, Hash32 value, Hash32 justificationHash, int signer, byte[] signature) {
    /** Size of the encoding. */
    public static final int BYTES = 142;

    private static final int SIGNATURE_BYTES = 64;

    /** Checks ranges; throws {@link IllegalArgumentException}. */
    public ProposalClaim {
        Checks.that(height >= 1, "height", height);
        Checks.that(view >= 1 && view <= Vote.VIEW_MAX, "view", view);
        Checks.that(signer >= 0 && signer < Quorum.VALIDATORS_MAX, "signer", signer);
        signature = Checks.sized(signature, SIGNATURE_BYTES, "proposal signature");
    }

    /** Label 16, network id 32, validators_hash 32, height 8, view 4, value 32, H(J) 32. */
    public static byte[] signingBytes(
            Hash32 networkId, Hash32 setHash, long height, long view, Hash32 value, Hash32 justificationHash) {
        return new WireWriter(156)
                .bytes(ConsensusLabels.PROPOSAL.getBytes(StandardCharsets.US_ASCII))
                .hash(networkId)
                .hash(setHash)
                .u64(height)
                .u32(view)
                .hash(value)
                .hash(justificationHash)
                .toBytes();
    }

    /** True when the signer is in the set and signed this claim for this network and set. */
    public boolean verify(ValidatorSet set, Hash32 networkId) {
        byte[] message = signingBytes(networkId, set.hash(), height, view, value, justificationHash);
        return set.verifyIdentity(signer, message, signature);
    }

    @Override
    public byte[] signature() {
        return signature.clone();
    }

    /** The 142 canonical bytes. */
    public byte[] encode() {
        WireWriter out = new WireWriter(BYTES);
        write(out);
        return out.toBytes();
    }

    JsonObject json() {
        return new JsonObject().text("value", value.hex()).text("justification", justificationHash.hex());
    }

    void write(WireWriter out) {
        out.u64(height)
                .u32(view)
                .hash(value)
                .hash(justificationHash)
                .u16(signer)
                .bytes(signature);
    }

    /** Reads the next claim; its signature is not verified. */
    static ProposalClaim read(WireReader in) throws MalformedException {
        long height = in.u64();
        long view = in.u32();
        Hash32 value = in.hash();
        Hash32 justificationHash = in.hash();
        int signer = in.u16();
        byte[] signature = in.bytes(SIGNATURE_BYTES);
        return Checks.canonical(() -> new ProposalClaim(height, view, value, justificationHash, signer, signature));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ProposalClaim that
                && height == that.height
                && view == that.view
                && signer == that.signer
                && value.equals(that.value)
                && justificationHash.equals(that.justificationHash)
                && Arrays.equals(signature, that.signature);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(signature);
    }
}
