package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A change of the validator set as a checkpoint carries it: with the approval of a quorum where it needs one (DSM 3.6).
 *
 * <pre>change | u8 0, or 1 and a {@link QuorumSignature}</pre>
 *
 * @param approvals over {@link #signingBytes}; exactly when {@link SetChange#needsApproval}
 */
public record Operation(SetChange change, Optional<QuorumSignature> approvals) {
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
        return new Operation(change, Optional.of(QuorumSignature.of(set, signatures)));
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
        byte[] message = signingBytes(networkId, set.hash(), change.hash());
        return approvals.map(given -> given.verify(set, message)).orElse(true);
    }

    /** The canonical bytes. */
    public byte[] encode() {
        WireWriter out = new WireWriter(BYTES_MAX).bytes(change.encode()).u8(approvals.isPresent() ? 1 : 0);
        approvals.ifPresent(given -> given.write(out));
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
        Optional<QuorumSignature> approvals = flag == 1 ? Optional.of(QuorumSignature.read(in)) : Optional.empty();
        in.end();
        return Checks.canonical(() -> new Operation(change, approvals));
    }
}
