package com.hookprobe.node.trust;

import com.hookprobe.identity.NodeId;
import java.util.Optional;

/** The band of each peer at this moment. Asked on any thread. */
@FunctionalInterface
public interface Bands {
    /** Empty for one that has shown no valid certificate. */
    Optional<TrustBand> of(NodeId peer);
}
