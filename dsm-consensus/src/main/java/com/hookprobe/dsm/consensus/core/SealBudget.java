package com.hookprobe.dsm.consensus.core;

import com.hookprobe.identity.NodeId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How often this node may be made to sign an acknowledgement. Each costs a wait for the disk and a signature, some milliseconds in
 * all, on the thread that also decides checkpoints: so there is a share for each peer, and one for all of them that leaves most of the
 * thread's time to consensus.
 */
final class SealBudget {
    static final int PEER_BURST = 32;
    static final int PEER_PER_SECOND = 8;
    static final int ALL_BURST = 128;
    static final int ALL_PER_SECOND = 64;

    private static final int PEERS_MAX = 1_024;
    private static final long SECOND_NS = 1_000_000_000L;

    /** A bucket holds seconds' worth of tokens as nanoseconds: no rounding, no overflow. */
    private static final class Bucket {
        private final int perSecond;
        private final long maxNs;
        private long levelNs;
        private long filledNs;

        Bucket(int burst, int perSecond, long nowNs) {
            this.perSecond = perSecond;
            this.maxNs = burst * SECOND_NS / perSecond;
            this.levelNs = maxNs;
            this.filledNs = nowNs;
        }

        boolean has(long nowNs) {
            long elapsedNs = Math.max(0, Math.min(nowNs - filledNs, maxNs));
            levelNs = Math.min(maxNs, levelNs + elapsedNs);
            filledNs = nowNs;
            return levelNs >= SECOND_NS / perSecond;
        }

        void take() {
            levelNs -= SECOND_NS / perSecond;
        }
    }

    private final Map<NodeId, Bucket> peers = new LinkedHashMap<>(16, 0.75f, true);
    private @Nullable Bucket all;

    /** True when this peer may ask once more. */
    boolean takeRequest(NodeId peer, long nowNs) {
        Bucket bucket = peers.computeIfAbsent(peer, p -> new Bucket(PEER_BURST, PEER_PER_SECOND, nowNs));
        if (peers.size() > PEERS_MAX) {
            peers.remove(peers.keySet().iterator().next());
        }
        return take(bucket, nowNs);
    }

    /** True when one more new acknowledgement may be signed. */
    boolean takeSignature(long nowNs) {
        Bucket bucket = all == null ? new Bucket(ALL_BURST, ALL_PER_SECOND, nowNs) : all;
        all = bucket;
        return take(bucket, nowNs);
    }

    private static boolean take(Bucket bucket, long nowNs) {
        boolean may = bucket.has(nowNs);
        if (may) {
            bucket.take();
        }
        return may;
    }
}
