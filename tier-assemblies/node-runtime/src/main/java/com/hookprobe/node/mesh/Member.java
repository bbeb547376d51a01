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
 * @param later true for a sentinel that came after the genesis: it is no validator before a quorum has let it join
 */
public record Member(NodeCard card, Optional<InetSocketAddress> htp, Optional<InetSocketAddress> dsm, boolean later) {
    /** A member of the genesis. */
    public Member(NodeCard card, Optional<InetSocketAddress> htp, Optional<InetSocketAddress> dsm) {
        this(card, htp, dsm, false);
    }

    public NodeId id() {
        return card.nodeId();
    }

    public String name() {
        return card.name();
    }

    public Tier tier() {
        return card.tier();
    }

    /** A sentinel: one of the validators, or one that may become one. */
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
