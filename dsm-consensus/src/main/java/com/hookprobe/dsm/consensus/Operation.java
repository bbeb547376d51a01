package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A change of the validator set as a checkpoint carries it: with the approval of a quorum where it needs one (DSM 3.6).
 *
 * <pre>change | u8 0, or 1 and: n u16 | bitmap, (n+7)/8 bytes | aggregate BLS signature 96</pre>
 *
 * @param approvals exactly when {@link SetChange#needsApproval}
 */
public record Operation(SetChange change, Optional<Approvals> approvals) {
    /** Largest encoding. */
    public static final int BYTES_MAX = 1_024;

    public Operation {
        Checks.that(change.needsApproval() == approvals.isPresent(), "approvals for kind", change.code());
    }

    /** A change that needs nobody but its author. */
    public static Operation of(SetChange change) {
        return new Operation(change, Optional.empty());
    }

    /**
     * A change with the verified approvals of a quorum, by signer index.
     *
     * @throws IllegalArgumentException when there are fewer than q
     */
    public static Operation of(SetChange change, ValidatorSet set, SortedMap<Integer, byte[]> signatures) {
        Checks.that(signatures.size() >= set.quorum(), "number of approvals", signatures.size());
        return new Operation(
                change,
                Optional.of(new Approvals(
                        set.size(),
                        SignerBitmap.of(set.size(), signatures.keySet()),
                        set.aggregate(List.copyOf(signatures.values())))));
    }

    /**
     * Who approved. Immutable; arrays are copied in and out.
     *
     * @param validators n of the set that approved
     * @param bitmap as in {@link Certificate}
     * @param signature aggregate over {@link Operation#signingBytes}
     */
    public record Approvals(int validators, byte[] bitmap, byte[] signature) {
        public Approvals {
            Checks.that(validators >= 1 && validators <= Quorum.VALIDATORS_MAX, "number of validators", validators);
            bitmap = SignerBitmap.checked(validators, bitmap);
            signature = Checks.sized(signature, Bls.SIGNATURE_BYTES, "approval signature");
        }

        @Override
        public byte[] bitmap() {
            return bitmap.clone();
        }

        @Override
        public byte[] signature() {
            return signature.clone();
        }

        /** Indices of those who approved, rising. */
        public List<Integer> signers() {
            return SignerBitmap.signers(validators, bitmap);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Approvals that
                    && validators == that.validators
                    && Arrays.equals(bitmap, that.bitmap)
                    && Arrays.equals(signature, that.signature);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(signature);
        }
    }

    /** What an approving validator signs with its vote key: label 16, network id 32, validators_hash 32, hash of the change 32. */
    public static byte[] signingBytes(Hash32 networkId, Hash32 setHash, Hash32 change) {
        return new WireWriter(112)
                .bytes(ConsensusLabels.APPROVAL.getBytes(StandardCharsets.US_ASCII))
                .hash(networkId)
                .hash(setHash)
                .hash(change)
                .toBytes();
    }

    /** True when it needs no approvals, or a quorum of this set gave them. */
    public boolean isApproved(ValidatorSet set, Hash32 networkId) {
        if (approvals.isEmpty()) {
            return true;
        }
        Approvals given = approvals.get();
        List<Integer> signers = given.signers();
        return given.validators == set.size()
                && signers.size() >= set.quorum()
                && set.verifyAggregate(signers, signingBytes(networkId, set.hash(), change.hash()), given.signature);
    }

    /** The canonical bytes. */
    public byte[] encode() {
        WireWriter out = new WireWriter(BYTES_MAX).bytes(change.encode()).u8(approvals.isPresent() ? 1 : 0);
        approvals.ifPresent(
                given -> out.u16(given.validators).bytes(given.bitmap).bytes(given.signature));
        return out.toBytes();
    }

    /** Reads exactly one operation; nothing is verified but its form. */
    public static Operation decode(byte[] bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        SetChange change = SetChange.read(in);
        int flag = in.u8();
        if (flag > 1) {
            throw new MalformedException("flag must be 0 or 1, is " + flag);
        }
        Optional<Approvals> approvals = Optional.empty();
        if (flag == 1) {
            int validators = in.u16();
            byte[] bitmap = in.bytes(SignerBitmap.bytes(validators));
            byte[] signature = in.bytes(Bls.SIGNATURE_BYTES);
            approvals = Optional.of(Checks.canonical(() -> new Approvals(validators, bitmap, signature)));
        }
        in.end();
        Optional<Approvals> given = approvals;
        return Checks.canonical(() -> new Operation(change, given));
    }
}
