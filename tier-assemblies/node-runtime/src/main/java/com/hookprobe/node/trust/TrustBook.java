package com.hookprobe.node.trust;

import com.hookprobe.identity.NodeId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The trust of all nodes that a verifier follows; bounded by those that were enrolled. One owner thread. */
public final class TrustBook {
    private final double start;
    private final Map<NodeId, TrustScore> scores = new LinkedHashMap<>();

    /** @param start where enrolled nodes begin, 0 to 1 */
    public TrustBook(double start) {
        this.start = start;
    }

    /** From now on that node has a score; it keeps the one that it has. */
    public void follow(NodeId node, long nowNs) {
        scores.computeIfAbsent(node, id -> new TrustScore(start, nowNs));
    }

    /** Does something with the score of a node that is followed, and nothing for others. */
    public void with(NodeId node, Consumer<TrustScore> what) {
        TrustScore score = scores.get(node);
        if (score != null) {
            what.accept(score);
        }
    }

    /** What others are told of a node's trust, 0 to 1; 0 for one that is not followed. */
    public double granted(NodeId node) {
        TrustScore score = scores.get(node);
        return score == null ? 0 : score.granted();
    }

    /** The band of a node; {@link TrustBand#QUARANTINE} for one that is not followed. */
    public TrustBand band(NodeId node) {
        TrustScore score = scores.get(node);
        return score == null ? TrustBand.QUARANTINE : score.band();
    }

    /** An epoch is over: each node's new terms. */
    public void onEpoch(long nowNs, BiConsumer<NodeId, TrustTerms> each) {
        scores.forEach((node, score) -> each.accept(node, score.onEpoch(nowNs)));
    }
}
