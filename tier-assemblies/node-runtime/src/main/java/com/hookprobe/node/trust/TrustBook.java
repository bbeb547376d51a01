package com.hookprobe.node.trust;

import com.hookprobe.identity.NodeId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The trust of all nodes that a verifier follows; bounded by those that were enrolled. What it knows of nodes that it does not
 * follow now it keeps, so that a node that was away is not new when it comes back; they are silent meanwhile.
 * Thread-safe: the loop writes, and those who serve a node ask for its band.
 */
public final class TrustBook {
    /** Nodes of which something is known; of those that are not followed, the one that is known longest goes first. */
    public static final int NODES_MAX = 131_072;

    private final double start;
    private final Map<NodeId, TrustScore> scores = new LinkedHashMap<>();
    private final Set<NodeId> followed = new HashSet<>();

    /** @param start where enrolled nodes begin, 0 to 1 */
    public TrustBook(double start) {
        this.start = start;
    }

    /**
     * Goes on from what was known; before any node is followed.
     *
     * @param awayNs how long ago that was
     * @param epochNs length of a resonance epoch, above zero
     */
    public synchronized void restore(Map<NodeId, TrustState> known, long awayNs, long epochNs, long nowNs) {
        known.forEach((node, state) -> scores.put(node, TrustScore.of(state.after(awayNs, epochNs), nowNs)));
    }

    /** What is known of every node. */
    public synchronized SortedMap<NodeId, TrustState> states(long nowNs) {
        SortedMap<NodeId, TrustState> states = new TreeMap<>();
        scores.forEach((node, score) -> states.put(node, score.state(nowNs)));
        return states;
    }

    /** From now on that node has a score; it keeps the one that it has. */
    public synchronized void follow(NodeId node, long nowNs) {
        followed.add(node);
        if (!scores.containsKey(node)) {
            makeRoom();
            scores.put(node, new TrustScore(start, nowNs));
        }
    }

    private void makeRoom() {
        if (scores.size() >= NODES_MAX) {
            scores.keySet().stream()
                    .filter(node -> !followed.contains(node))
                    .findFirst()
                    .ifPresent(scores::remove);
        }
    }

    /** True for a node that lost its trust for good, followed or not. */
    public synchronized boolean revoked(NodeId node) {
        TrustScore score = scores.get(node);
        return score != null && score.revoked();
    }

    /** A node loses its trust for good, followed or not; one of which nothing is known begins anew if it comes back. */
    public synchronized void revoke(NodeId node) {
        scores.computeIfPresent(node, (id, score) -> {
            score.onRevoked();
            return score;
        });
    }

    /** An operator lets a node begin anew that was revoked; others keep their scores. */
    public synchronized void reinstate(NodeId node, long nowNs) {
        scores.computeIfPresent(node, (id, score) -> score.revoked() ? new TrustScore(start, nowNs) : score);
    }

    /** Does something with the score of a node that is followed, and nothing for others. */
    public synchronized void with(NodeId node, Consumer<TrustScore> what) {
        TrustScore score = scoreOf(node);
        if (score != null) {
            what.accept(score);
        }
    }

    /** What others are told of a node's trust, 0 to 1; 0 for one that is not followed. */
    public synchronized double granted(NodeId node) {
        TrustScore score = scoreOf(node);
        return score == null ? 0 : score.granted();
    }

    /** The band of a node; {@link TrustBand#QUARANTINE} for one that is not followed. */
    public synchronized TrustBand band(NodeId node) {
        TrustScore score = scoreOf(node);
        return score == null ? TrustBand.QUARANTINE : score.band();
    }

    private @Nullable TrustScore scoreOf(NodeId node) {
        return followed.contains(node) ? scores.get(node) : null;
    }

    /** An epoch is over: the new terms of each node that is followed. */
    public synchronized void onEpoch(long nowNs, BiConsumer<NodeId, TrustTerms> each) {
        scores.forEach((node, score) -> {
            TrustTerms terms = score.onEpoch(nowNs);
            if (followed.contains(node)) {
                each.accept(node, terms);
            }
        });
    }
}
