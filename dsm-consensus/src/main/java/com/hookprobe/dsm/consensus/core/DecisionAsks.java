package com.hookprobe.dsm.consensus.core;

import com.hookprobe.identity.NodeId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whom to ask for the next decisions (rule R8). One request is open at a time, and the next one leaves as soon as its answer is here,
 * so that a node that was away for a thousand epochs need not wait for others to speak again. What a peer has reached is its own
 * word: a liar costs one request that nobody answers, then the next peer has its turn.
 */
final class DecisionAsks {
    static final int PEERS_MAX = 256;

    /** What each peer is said to have reached; those whose turn is next come first. */
    private final Map<NodeId, Long> reached = new LinkedHashMap<>();

    private Optional<NodeId> asked = Optional.empty();
    private long againNs;

    /** A request to send. */
    record Ask(NodeId peer, long theirHeight) {}

    /** A peer has shown something of a height. */
    void heard(NodeId peer, long height) {
        if (reached.size() < PEERS_MAX || reached.containsKey(peer)) {
            reached.merge(peer, height, Math::max);
        }
    }

    /**
     * Whom to ask now, if anybody.
     *
     * @param first the lowest height of which the decision is not here
     */
    Optional<Ask> next(long first, long nowNs, long waitNs) {
        if (asked.isPresent()) {
            if (nowNs < againNs) {
                return Optional.empty();
            }
            // Nothing useful came in time. It is asked again when it speaks again.
            reached.remove(asked.get());
            asked = Optional.empty();
        }
        reached.values().removeIf(height -> height < first);
        Iterator<Map.Entry<NodeId, Long>> turn = reached.entrySet().iterator();
        if (!turn.hasNext()) {
            return Optional.empty();
        }
        Map.Entry<NodeId, Long> peer = turn.next();
        Ask ask = new Ask(peer.getKey(), peer.getValue());
        turn.remove();
        reached.put(ask.peer(), ask.theirHeight());
        asked = Optional.of(ask.peer());
        againNs = nowNs + waitNs;
        return Optional.of(ask);
    }

    /** A peer has sent something that was not here before. */
    void answered(NodeId peer) {
        if (asked.filter(peer::equals).isPresent()) {
            asked = Optional.empty();
        }
    }

    /** What could not be used before may be useful now: ask at once. */
    void again() {
        asked = Optional.empty();
    }
}
