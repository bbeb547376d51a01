package com.hookprobe.node.role;

import com.hookprobe.htp.DropReason;
import com.hookprobe.htp.HtpEndpoint;
import com.hookprobe.htp.HtpStats;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The line of counters that a node logs from time to time. */
final class NodeStats {
    private final NodeContext node;
    private final List<HtpEndpoint> endpoints;
    private @Nullable Turnstile turnstile;

    /** @param endpoints those that are open; read each time */
    NodeStats(NodeContext node, List<HtpEndpoint> endpoints) {
        this.node = node;
        this.endpoints = endpoints;
    }

    void refusedBy(Turnstile owner) {
        turnstile = owner;
    }

    /** Messages that a peer's band does not allow. */
    long refused() {
        return turnstile == null ? 0 : turnstile.refused();
    }

    void log(long malformed) {
        Map<String, Object> drops = new TreeMap<>();
        long in = 0;
        long out = 0;
        for (HtpEndpoint endpoint : endpoints) {
            HtpStats stats = endpoint.stats();
            in += stats.datagramsIn();
            out += stats.datagramsOut();
            for (DropReason reason : DropReason.values()) {
                long count = stats.dropped(reason);
                if (count > 0) {
                    drops.merge(reason.toString(), count, (a, b) -> (Long) a + (Long) b);
                }
            }
        }
        node.log()
                .event(
                        "stats",
                        "datagrams_in",
                        in,
                        "datagrams_out",
                        out,
                        "dropped",
                        drops,
                        "malformed_messages",
                        malformed,
                        "refused_messages",
                        refused(),
                        "peers",
                        node.links().peers().size());
    }
}
