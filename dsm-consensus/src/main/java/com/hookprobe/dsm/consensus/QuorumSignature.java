package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;

/**
 * One message signed by members of a set, as one signature. Immutable; arrays are copied in and out.
 *
 * <pre>n u16 | bitmap, (n+7)/8 bytes, least significant bit first, padding 0 | aggregate BLS signature 96</pre>
 *
 * @param validators n of the set
 * @param bitmap who signed
 */
public record QuorumSignature(int validators, byte[] bitmap, byte[] signature) {
    /** Checks ranges and the padding; throws {@link IllegalArgumentException}. */
    public QuorumSignature {
        Checks.that(validators >= 1 && validators <= Quorum.VALIDATORS_MAX, "number of validators", validators);
        bitmap = SignerBitmap.checked(validators, bitmap);
        signature = Checks.sized(signature, Bls.SIGNATURE_BYTES, "aggregate signature");
    }

    /**
     * Aggregates signatures by signer index; they need not have been verified, so verify what comes out.
     *
     * @throws IllegalArgumentException when there are fewer than q, or one is no signature at all
     */
    public static QuorumSignature of(ValidatorSet set, SortedMap<Integer, byte[]> signatures) {
        Checks.that(signatures.size() >= set.quorum(), "number of signatures", signatures.size());
        return new QuorumSignature(
                set.size(),
                SignerBitmap.of(set.size(), signatures.keySet()),
                set.aggregate(List.copyOf(signatures.values())));
    }

    /** True when at least q members of this set signed the message. Costs two pairings. */
    public boolean verify(ValidatorSet set, byte[] message) {
        List<Integer> signers = signers();
        return validators == set.size()
                && signers.size() >= set.quorum()
                && set.verifyAggregate(signers, message, signature);
    }

    /** Indices of those who signed, rising. */
    public List<Integer> signers() {
        return SignerBitmap.signers(validators, bitmap);
    }

    @Override
    public byte[] bitmap() {
        return bitmap.clone();
    }

    @Override
    public byte[] signature() {
        return signature.clone();
    }

    void write(WireWriter out) {
        out.u16(validators).bytes(bitmap).bytes(signature);
    }

    static QuorumSignature read(WireReader in) throws MalformedException {
        int validators = in.u16();
        byte[] bitmap = in.bytes(SignerBitmap.bytes(validators));
        byte[] signature = in.bytes(Bls.SIGNATURE_BYTES);
        return Checks.canonical(() -> new QuorumSignature(validators, bitmap, signature));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof QuorumSignature that
                && validators == that.validators
                && Arrays.equals(bitmap, that.bitmap)
                && Arrays.equals(signature, that.signature);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(signature);
    }
}
