package com.hookprobe.node.learning;

import com.hookprobe.qsecbit.learning.RolloutOrder;
import java.io.IOException;
import java.util.Optional;

/** What a site's learning does outside of itself. Every call may wait. */
public interface SiteEdge {
    /** True when the ledger shows that the aggregator has sealed an order; false also while nobody knows. */
    boolean sealed(RolloutOrder order) throws IOException;

    /**
     * Puts a file below the site's own folder at the aggregator, in the place of one that is there; returns when it is durable there.
     *
     * @param name such as {@code learning/health.bin}
     */
    void put(String name, byte[] content) throws IOException;

    /** From now on the site judges by this; by nothing when it is empty. */
    void use(Optional<Judging> judging);
}
