package com.hookprobe.node.fleet;

import com.hookprobe.identity.NodeId;
import com.hookprobe.node.learning.SealProof;
import java.io.IOException;
import java.util.Optional;

/** What the MSSP's fleets do outside of themselves. On the loop. */
public interface FleetEdge {
    /**
     * Seals a payload as {@code POLICY_UPDATE} in the MSSP's own chain; returns when it is durable.
     *
     * @return the hash of its block, hexadecimal
     */
    String seal(byte[] payload) throws IOException;

    /** That a block is final; empty while it is not. */
    Optional<SealProof> proof(String block) throws IOException;

    /** Sends an order with its proof to a site that is here. */
    void push(NodeId site, byte[] order, byte[] proof);
}
