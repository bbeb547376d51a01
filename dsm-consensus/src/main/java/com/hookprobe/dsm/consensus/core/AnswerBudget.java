package com.hookprobe.dsm.consensus.core;

import com.hookprobe.identity.NodeId;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many bytes of answers a peer may cause: a small question must not buy an unlimited answer. A bucket per peer; the least
 * recently used is dropped when there are too many.
 */
final class AnswerBudget {
    private static final int PEERS_MAX = 1_024;
    private static final long BURST_BYTES = 8L << 20;
    private static final long BYTES_PER_SECOND = 4L << 20;

    private final Map<NodeId, long[]> buckets = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<NodeId, Long> hints = new LinkedHashMap<>(16, 0.75f, true);

    boolean take(NodeId peer, int bytes, long nowNs) {
        long[] bucket = buckets.computeIfAbsent(peer, p -> new long[] {BURST_BYTES, nowNs});
        long elapsedMicros = Math.max(0, (nowNs - bucket[1]) / 1_000);
        if (elapsedMicros > 0) {
            long earned = Math.min(BURST_BYTES, Math.min(elapsedMicros, 10_000_000L) * BYTES_PER_SECOND / 1_000_000);
            bucket[0] = Math.min(BURST_BYTES, bucket[0] + earned);
            bucket[1] = nowNs;
        }
        trim(buckets);
        if (bucket[0] < bytes) {
            return false;
        }
        bucket[0] -= bytes;
        return true;
    }

    /** True at most once per interval and peer: for answers to messages that did not ask. */
    boolean hint(NodeId peer, long nowNs, long intervalNs) {
        Long before = hints.get(peer);
        if (before != null && nowNs - before < intervalNs) {
            return false;
        }
        hints.put(peer, nowNs);
        trim(hints);
        return true;
    }

    private static void trim(Map<NodeId, ?> map) {
        if (map.size() > PEERS_MAX) {
            map.remove(map.keySet().iterator().next());
        }
    }
}
