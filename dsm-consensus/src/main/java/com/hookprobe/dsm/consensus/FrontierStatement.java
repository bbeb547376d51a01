package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.SignedFrontier;
import com.hookprobe.dsm.ledger.WireWriter;
import java.nio.charset.StandardCharsets;

/** What a validator signs when it reports which blocks it holds (DSM 3.4 FRONTIER). */
public final class FrontierStatement {
    private FrontierStatement() {}

    /** "HP-DSM-FRNT-V1" 16, network id 32, validators_hash 32, height 8, H(entries) 32. */
    public static byte[] signingBytes(Hash32 networkId, Hash32 setHash, long height, Hash32 entriesHash) {
        return new WireWriter(120)
                .bytes(ConsensusLabels.FRONTIER.getBytes(StandardCharsets.US_ASCII))
                .hash(networkId)
                .hash(setHash)
                .u64(height)
                .hash(entriesHash)
                .toBytes();
    }

    /** True when the signer is in the set and signed this report for this network and set. */
    public static boolean verify(SignedFrontier report, ValidatorSet set, Hash32 networkId) {
        byte[] message = signingBytes(networkId, set.hash(), report.height(), report.entriesHash());
        return set.verifyIdentity(report.signer(), message, report.signature());
    }
}
