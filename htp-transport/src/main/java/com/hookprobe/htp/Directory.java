package com.hookprobe.htp;

import java.util.Optional;

/**
 * What a responder knows about the nodes that may connect. Called on the endpoint's thread; must not block. To keep
 * unknown and known nodes alike for an observer, a look-up should take the same time whether it finds something or not. What it
 * throws is logged and counted in {@link HtpStats#listenerErrors}, and drops the packet at hand or ends its session; only a
 * {@link VirtualMachineError} ends the endpoint.
 */
public interface Directory {
    /**
     * The node's Ed25519 public key, 32 bytes, if it is enrolled. Empty leads to REJECT AUTH. A revoked node keeps its
     * key here, so that only the node itself learns that it is revoked.
     */
    Optional<byte[]> ed25519Key(byte[] nodeId);

    /** True leads to REJECT REVOKED. Asked only after a valid signature of the node. */
    boolean revoked(byte[] nodeId);

    /** Asked last, only for an authenticated node that is not revoked. */
    ResonanceVerdict resonance(ResonanceQuery query);
}
