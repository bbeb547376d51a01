package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.core.ConsensusMessage.Decision;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Verified decisions above the current height, and the bodies that were asked for. Always on, also while voting: a node that fell
 * behind needs no mode to get back.
 */
final class CatchUp {
    /** Heights above the tip that are remembered. */
    static final int WINDOW = 64;

    /** Bodies asked for ahead of the tip. */
    static final int PREFETCH = 8;

    private final TreeMap<Long, Decision> ahead = new TreeMap<>();
    private final Map<Hash32, ProposalBuilder.Content> bodies = new HashMap<>();
    private final Map<Hash32, Ask> asks = new LinkedHashMap<>();
    private final Map<NodeId, long[]> decidedAsks = new HashMap<>();

    private record Ask(long againNs, int turn) {}

    boolean knows(long height) {
        return ahead.containsKey(height);
    }

    void add(Decision decision) {
        ahead.putIfAbsent(decision.header().height(), decision);
    }

    Optional<Decision> take(long height) {
        ahead.headMap(height).clear();
        return Optional.ofNullable(ahead.remove(height));
    }

    Optional<ProposalBuilder.Content> takeBody(Hash32 value) {
        return Optional.ofNullable(bodies.remove(value));
    }

    /** The next few decisions of which the body is not here. */
    List<Decision> lackingBodies() {
        return ahead.values().stream()
                .limit(PREFETCH)
                .filter(decision -> !bodies.containsKey(decision.certificate().value()))
                .toList();
    }

    /** Keeps a body that was asked for; false when nobody asked. */
    boolean offer(Hash32 value, ProposalBuilder.Content content) {
        if (asks.remove(value) == null) {
            return false;
        }
        if (ahead.values().stream()
                .anyMatch(decision -> decision.certificate().value().equals(value))) {
            bodies.put(value, content);
        }
        return true;
    }

    /**
     * Whom to ask for a body now; empty while it or an answer is still awaited. Takes the holders in turn.
     *
     * @param waitNs how long a body that is lacking may still come by itself
     */
    Optional<NodeId> askBody(Hash32 value, List<NodeId> holders, long waitNs, long nowNs, long againNs) {
        Ask before = asks.getOrDefault(value, new Ask(nowNs + waitNs, 0));
        if (holders.isEmpty()) {
            return Optional.empty();
        }
        if (before.againNs() > nowNs) {
            asks.put(value, before);
            return Optional.empty();
        }
        asks.put(value, new Ask(nowNs + againNs, before.turn() + 1));
        return Optional.of(holders.get(before.turn() % holders.size()));
    }

    /** True when a peer may be asked for decisions again: some time has passed, or the tip has moved. */
    boolean mayAskDecided(NodeId peer, long tipHeight, long nowNs, long againNs) {
        long[] before = decidedAsks.get(peer);
        if (before != null && before[0] == tipHeight && nowNs - before[1] < againNs) {
            return false;
        }
        decidedAsks.put(peer, new long[] {tipHeight, nowNs});
        return true;
    }

    /** Forgets requests that nobody repeated: their values are not needed any more. Call it after all requests of an input. */
    void dropStale(long nowNs) {
        asks.values().removeIf(ask -> ask.againNs() <= nowNs);
    }

    /** When an unanswered body request is due again. */
    long nextAskNs() {
        return asks.values().stream().mapToLong(Ask::againNs).min().orElse(Long.MAX_VALUE);
    }

    /** Forgets the request for the value of a height that is decided, and all of them when there are suspiciously many. */
    void heightDone(Hash32 value) {
        asks.remove(value);
        if (asks.size() > 4 * PREFETCH) {
            asks.clear();
        }
    }
}
