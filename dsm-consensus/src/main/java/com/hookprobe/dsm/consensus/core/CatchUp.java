package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.core.ConsensusMessage.Decision;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Verified decisions above the current height, and the bodies that were asked for. Always on, also while voting: a node that fell
 * behind needs no mode to get back.
 */
final class CatchUp {
    /** Heights above the tip that are remembered: two answers, so that the next one comes while this one is worked off. */
    static final int WINDOW = 2 * ConsensusCodec.DECISIONS_MAX;

    /** Bodies asked for ahead of the tip. */
    static final int PREFETCH = 8;

    private final TreeMap<Long, Decision> ahead = new TreeMap<>();
    private final Map<Hash32, ProposalBuilder.Content> bodies = new HashMap<>();
    private final Map<Hash32, Ask> asks = new LinkedHashMap<>();

    /** Who let a request for a body wait, and has not answered one since. */
    private final Set<NodeId> silent = new HashSet<>();

    /** @param of empty while nobody has been asked yet */
    private record Ask(Optional<NodeId> of, long againNs, int turn) {}

    boolean knows(long height) {
        return ahead.containsKey(height);
    }

    /** The lowest height from here on whose decision is not here. */
    long firstUnknown(long from) {
        long height = from;
        while (ahead.containsKey(height)) {
            height++;
        }
        return height;
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
        if (ahead.isEmpty()) {
            return List.of();
        }
        return ahead.values().stream()
                .limit(PREFETCH)
                .filter(decision -> !bodies.containsKey(decision.certificate().value()))
                .toList();
    }

    /** Keeps a body that was asked for; false when nobody asked. */
    boolean offer(Hash32 value, ProposalBuilder.Content content) {
        Ask ask = asks.remove(value);
        if (ask == null) {
            return false;
        }
        ask.of().ifPresent(silent::remove);
        if (ahead.values().stream()
                .anyMatch(decision -> decision.certificate().value().equals(value))) {
            bodies.put(value, content);
        }
        return true;
    }

    /**
     * Whom to ask for a body now; empty while it or an answer is still awaited. Takes the holders in turn, but for those who were
     * silent: or each body of many would wait for the same dead node.
     *
     * @param waitNs how long a body that is lacking may still come by itself
     */
    Optional<NodeId> askBody(Hash32 value, List<NodeId> holders, long waitNs, long nowNs, long againNs) {
        if (holders.isEmpty()) {
            return Optional.empty();
        }
        Ask before = asks.getOrDefault(value, new Ask(Optional.empty(), nowNs + waitNs, 0));
        if (before.againNs() > nowNs) {
            asks.put(value, before);
            return Optional.empty();
        }
        before.of().ifPresent(silent::add);
        if (silent.containsAll(holders) || silent.size() > DecisionAsks.PEERS_MAX) {
            silent.clear();
        }
        int turn = before.turn();
        while (silent.contains(holders.get(turn % holders.size()))) {
            turn++;
        }
        NodeId holder = holders.get(turn % holders.size());
        asks.put(value, new Ask(Optional.of(holder), nowNs + againNs, turn + 1));
        return Optional.of(holder);
    }

    /** Forgets requests that nobody repeated: their values are not needed any more. Call it after all requests of an input. */
    void dropStale(long nowNs) {
        asks.values().removeIf(ask -> ask.againNs() <= nowNs);
    }

    /** When an unanswered body request is due again. */
    long nextAskNs() {
        long next = Long.MAX_VALUE;
        for (Ask ask : asks.values()) {
            next = Math.min(next, ask.againNs());
        }
        return next;
    }

    /** Forgets the request for the value of a height that is decided, and all of them when there are suspiciously many. */
    void heightDone(Hash32 value) {
        asks.remove(value);
        if (asks.size() > 4 * PREFETCH) {
            asks.clear();
        }
    }
}
