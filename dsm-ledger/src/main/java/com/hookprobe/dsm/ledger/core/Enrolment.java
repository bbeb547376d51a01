package com.hookprobe.dsm.ledger.core;

import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.PublicKeyBytes;
import com.hookprobe.identity.NodeId;
import java.util.Optional;

/** Who may write: the key of an enrolled source in one incarnation. */
@FunctionalInterface
public interface Enrolment {
    Optional<PublicKeyBytes> key(NodeId source, long incarnation);

    /** Verifies a block. A simulator that has verified the same bytes before may answer from memory; nobody else overrides it. */
    default boolean verify(Microblock block, PublicKeyBytes key) {
        return block.verify(key);
    }
}
