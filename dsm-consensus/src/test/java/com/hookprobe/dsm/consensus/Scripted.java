package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.MicroblockDraft;

/** Hand-made pieces for scripted scenarios. */
final class Scripted {
    private Scripted() {}

    /** Another block with the same number as an existing one. */
    static Microblock sibling(Microblock block, Fixtures.TestSource source, int salt) {
        return new MicroblockDraft(
                        block.networkId(),
                        block.source(),
                        block.incarnation(),
                        block.seq(),
                        block.prev(),
                        block.anchorHeight(),
                        block.anchor(),
                        block.timeMicros(),
                        block.eventType(),
                        Hash32.sha256("other payload", new byte[] {(byte) salt}),
                        block.neuro())
                .sign(source.signer());
    }
}
