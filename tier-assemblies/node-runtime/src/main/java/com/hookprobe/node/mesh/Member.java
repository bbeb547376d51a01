package com.hookprobe.node.mesh;

import com.hookprobe.identity.NodeCard;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Tier;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * One node of the mesh as all others know it.
 *
 * @param card its signed public keys
 * @param htp where it listens for HTP; empty for a node that only connects out
 * @param dsm where a validator listens for the other validators
 */
public record Member(NodeCard card, Optional<InetSocketAddress> htp, Optional<InetSocketAddress> dsm) {
    public NodeId id() {
        return card.nodeId();
    }

    public String name() {
        return card.name();
    }

    public Tier tier() {
        return card.tier();
    }

    public boolean validator() {
        return tier() == Tier.SENTINEL;
    }

    /** Replays the others' histories and decides for the mesh. */
    public boolean verifier() {
        return tier() == Tier.MSSP;
    }

    /** Detects and blocks. */
    public boolean site() {
        return tier() == Tier.GUARDIAN || tier() == Tier.FORTRESS || tier() == Tier.NEXUS;
    }
}
