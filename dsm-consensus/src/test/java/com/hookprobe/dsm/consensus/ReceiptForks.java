package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.MicroblockDraft;
import java.util.Optional;

/** Blocks of a source that signs whatever it likes. */
final class ReceiptForks {
    private ReceiptForks() {}

    /** One of many first blocks of an incarnation. */
    static Microblock first(Genesis genesis, Fixtures.TestSource source, long incarnation, int branch) {
        return new MicroblockDraft(
                        genesis.networkId(),
                        source.id(),
                        incarnation,
                        1,
                        Microblock.genesisPrev(genesis.networkId(), source.id(), incarnation),
                        0,
                        Hash32.ZERO,
                        0,
                        EventType.IDS_ALERT,
                        Hash32.sha256("branch", new byte[] {(byte) branch}),
                        Optional.empty())
                .sign(source.signer());
    }
}
