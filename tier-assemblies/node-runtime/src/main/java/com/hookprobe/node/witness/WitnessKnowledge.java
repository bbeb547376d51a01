package com.hookprobe.node.witness;

import com.hookprobe.identity.NodeId;
import com.hookprobe.qsecbit.federation.Bytes32;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a witness knows by itself. Nothing of it comes from the correlator's request. */
public interface WitnessKnowledge {
    /** The enrolled Ed25519 key of a site of the mesh; empty for any other node. */
    Optional<byte[]> siteKey(NodeId node);

    /** The trust that the newest certificate of a node says, 0 to 1; empty without a valid one. */
    OptionalDouble trust(NodeId node, long nowMicros);

    /** True when this is the hash of a microblock of that node, here in the ledger, that seals an alert. */
    boolean sealedAlert(Bytes32 evidence, NodeId by);
}
