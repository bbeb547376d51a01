package com.hookprobe.htp.core;

import com.hookprobe.htp.CloseCode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** The sessions of a machine by id, by the token of their packets, and by peer. */
final class SessionTable {
    /** HTP 3.4: "HALF_OPEN ... per node 2". */
    static final int HALF_OPEN_PER_NODE = 2;

    private final Map<Long, Session> byId = new LinkedHashMap<>();
    private final TokenMap<Session> byToken = new TokenMap<>();
    private final Map<ByteBuffer, List<Session>> byNode = new HashMap<>();

    @Nullable Session byId(long id) {
        return byId.get(id);
    }

    @Nullable Session byToken(long token) {
        return byToken.get(token);
    }

    boolean tokenFree(long token) {
        return byToken.get(token) == null;
    }

    /** Sessions put their tokens there themselves, since they change. */
    TokenMap<Session> tokens() {
        return byToken;
    }

    Collection<Session> all() {
        return byId.values();
    }

    int size() {
        return byId.size();
    }

    long count(Session.State state) {
        return byId.values().stream().filter(s -> s.state() == state).count();
    }

    void add(Session session) {
        byId.put(session.id, session);
        byNode.computeIfAbsent(node(session), k -> new ArrayList<>(2)).add(session);
    }

    void remove(Session session) {
        byId.remove(session.id);
        byNode.computeIfPresent(node(session), (k, list) -> {
            list.remove(session);
            return list.isEmpty() ? null : list;
        });
    }

    /** The newest session of a node that is open, that the peer has confirmed, and whose id passes. */
    @Nullable Session newestOpen(byte[] nodeId, LongPredicate passes) {
        Session newest = null;
        for (Session session : byNode.getOrDefault(ByteBuffer.wrap(nodeId), List.of())) {
            if (session.state() == Session.State.OPEN && session.peerConfirmed() && passes.test(session.id)) {
                newest = session;
            }
        }
        return newest;
    }

    /** Erases the oldest half-open sessions of the node that are too many; only the node itself can make them. */
    List<Session> halfOpenTooMany(byte[] nodeId, int path) {
        List<Session> waiting = byNode.getOrDefault(ByteBuffer.wrap(nodeId), List.of()).stream()
                .filter(s -> s.state() == Session.State.HALF_OPEN && s.info.path() == path)
                .toList();
        return waiting.subList(0, Math.max(0, waiting.size() - HALF_OPEN_PER_NODE + 1));
    }

    /**
     * HTP 3.4: a confirmed session closes the older one of the node. If each side started one, the one whose initiator
     * has the smaller node id stays, and the other is closed by who started it: when the node has restarted, it knows nothing of
     * the older one, and its new session must live beside what is left of that here.
     */
    List<Session> closeReplaced(Session confirmed, long nowNs, EffectSink out) {
        List<Session> losers = new ArrayList<>();
        for (Session other : List.copyOf(byNode.getOrDefault(node(confirmed), List.of()))) {
            // HTP 3.8.7: another path of the same node.
            if (other.info.path() != confirmed.info.path()) {
                continue;
            }
            if (other == confirmed || other.state() != Session.State.OPEN || !other.peerConfirmed()) {
                continue;
            }
            boolean crossing = other.info.initiator() != confirmed.info.initiator();
            boolean otherStays = crossing && Arrays.compareUnsigned(initiatorOf(other), initiatorOf(confirmed)) < 0;
            Session loser = otherStays ? confirmed : other;
            if (!crossing || loser.info.initiator()) {
                losers.add(loser);
            }
        }
        losers.forEach(s -> s.close(CloseCode.REPLACED, "a newer session of the node", nowNs, out));
        return losers;
    }

    private static byte[] initiatorOf(Session session) {
        return session.info.initiator() ? session.localNodeId : session.info.peerNodeId();
    }

    private static ByteBuffer node(Session session) {
        return ByteBuffer.wrap(session.info.peerNodeId());
    }
}
