package com.hookprobe.node.role;

import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.HtpEndpoint;
import com.hookprobe.htp.HtpListener;
import com.hookprobe.htp.HtpQueueFullException;
import com.hookprobe.htp.HtpRejectedException;
import com.hookprobe.htp.HtpSession;
import com.hookprobe.htp.RejectCode;
import com.hookprobe.htp.RemotePeer;
import com.hookprobe.htp.SessionStats;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.mesh.MeshFile;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a node: keeps those open that it wants, takes those that others open, and passes messages on to the
 * loop. One session a peer is used for sending, the newest that is open; state belongs to the loop's thread.
 */
public final class Links {
    private static final Duration RETRY_MIN = Duration.ofMillis(200);
    private static final Duration RETRY_MAX = Duration.ofSeconds(5);
    /** Messages of one peer that may wait for the loop. */
    private static final int WAITING_MAX = 16_384;

    private static final Deque<HtpSession> NONE = new ArrayDeque<>(0);

    /** Where sessions and messages go; called on the loop. */
    interface Sink {
        void onPeerUp(NodeId peer) throws Exception;

        void onPeerDown(NodeId peer) throws Exception;

        void onPeerRejected(NodeId peer, long terSequence) throws Exception;

        void onMessage(NodeId from, int channel, byte[] message) throws Exception;

        void onEvidence(NodeId from, byte[] exporter, byte[] rdv, byte[] posf) throws Exception;
    }

    /** A peer that this node connects to by itself. */
    private static final class Want {
        private final HtpEndpoint endpoint;
        private final RemotePeer peer;
        private Duration retry = RETRY_MIN;
        private boolean connecting;

        private Want(HtpEndpoint endpoint, RemotePeer peer) {
            this.endpoint = endpoint;
            this.peer = peer;
        }
    }

    private final NodeLoop loop;
    private final EventLog log;
    private final MeshFile mesh;
    private final Sink sink;
    /** Newest first; a second one lives for a moment, when both sides connect or the older one is dead and does not know it. */
    private final Map<NodeId, Deque<HtpSession>> sessions = new HashMap<>();
    /** Per member of the mesh, since nobody else gets a session; counted on the endpoints' threads. */
    private final Map<NodeId, AtomicInteger> waiting = new ConcurrentHashMap<>();

    private final Map<NodeId, Want> wanted = new HashMap<>();
    private boolean stopped;

    Links(NodeLoop loop, EventLog log, MeshFile mesh, Sink sink) {
        this.loop = loop;
        this.log = log;
        this.mesh = mesh;
        this.sink = sink;
    }

    /** The listener to give to this node's endpoints. */
    HtpListener listener() {
        return new HtpListener() {
            @Override
            public void onSession(HtpSession session) {
                loop.execute(() -> up(session));
            }

            @Override
            public void onMessage(HtpSession session, int channel, byte[] message) {
                NodeId from = NodeId.of(session.peerNodeId());
                handOver(session, from, () -> sink.onMessage(from, channel, message));
            }

            @Override
            public void onEvidence(HtpSession session, byte[] rdv, byte[] posf) {
                NodeId from = NodeId.of(session.peerNodeId());
                byte[] exporter = session.exporter();
                handOver(session, from, () -> sink.onEvidence(from, exporter, rdv, posf));
            }

            @Override
            public void onClosed(HtpSession session, CloseCode code, String reason) {
                loop.execute(() -> down(session, code, reason));
            }
        };
    }

    private void handOver(HtpSession session, NodeId from, NodeLoop.Task task) {
        AtomicInteger mine = waiting.computeIfAbsent(from, id -> new AtomicInteger());
        // HTP's credit ends where the message is handed over: behind it this bound holds.
        if (mine.incrementAndGet() > WAITING_MAX) {
            mine.decrementAndGet();
            session.close(CloseCode.FLOW_CONTROL, "more messages than this node can take");
            return;
        }
        loop.execute(() -> {
            mine.decrementAndGet();
            task.run();
        });
    }

    /** Opens a session with the peer and opens it again whenever it is lost. */
    void keep(HtpEndpoint endpoint, RemotePeer peer) {
        NodeId id = NodeId.of(peer.nodeId());
        if (wanted.putIfAbsent(id, new Want(endpoint, peer)) == null) {
            maintain(id);
        }
    }

    /**
     * Connects once to a peer that keeps the session by itself. After a restart it must not have to notice first that the session
     * of before is dead, which takes it many seconds; when it is just connecting too, one of the two sessions goes.
     */
    void greet(HtpEndpoint endpoint, RemotePeer peer) {
        if (!connected(NodeId.of(peer.nodeId()))) {
            endpoint.connect(peer).whenComplete((session, failure) -> {
                // Not reached: then it connects when it is there.
            });
        }
    }

    private void maintain(NodeId id) {
        Want want = wanted.get(id);
        if (stopped || want == null || want.connecting || connected(id)) {
            return;
        }
        want.connecting = true;
        want.endpoint
                .connect(want.peer)
                .whenComplete((session, failure) -> loop.execute(() -> {
                    want.connecting = false;
                    if (failure == null) {
                        want.retry = RETRY_MIN;
                    } else {
                        rejected(id, failure);
                        loop.after(want.retry, () -> maintain(id));
                        Duration doubled = want.retry.multipliedBy(2);
                        want.retry = doubled.compareTo(RETRY_MAX) > 0 ? RETRY_MAX : doubled;
                    }
                }));
    }

    private void rejected(NodeId id, Throwable failure) throws Exception {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof HtpRejectedException rejection) {
            log.event("peer_rejected_us", "peer", name(id), "code", String.valueOf(rejection.code()));
            if (rejection.code() == RejectCode.RESONANCE || rejection.code() == RejectCode.STALE_TER) {
                sink.onPeerRejected(id, rejection.terSequence());
            }
        }
    }

    private void up(HtpSession session) throws Exception {
        NodeId peer = NodeId.of(session.peerNodeId());
        if (!connected(peer)) {
            log.event("peer_connected", "peer", name(peer), "initiator", session.initiator());
        }
        sessions.computeIfAbsent(peer, id -> new ArrayDeque<>(2)).addFirst(session);
        sink.onPeerUp(peer);
    }

    private void down(HtpSession session, CloseCode code, String reason) throws Exception {
        NodeId peer = NodeId.of(session.peerNodeId());
        Deque<HtpSession> held = sessions.get(peer);
        if (held != null && held.remove(session) && held.isEmpty()) {
            sessions.remove(peer);
            log.event("peer_lost", "peer", name(peer), "code", code.toString(), "reason", reason);
            sink.onPeerDown(peer);
            loop.after(RETRY_MIN, () -> maintain(peer));
        }
    }

    public boolean connected(NodeId peer) {
        return open(peer).isPresent();
    }

    /** True for a peer with which this node keeps a session by itself. */
    boolean keeps(NodeId peer) {
        return wanted.containsKey(peer);
    }

    public Set<NodeId> peers() {
        return Set.copyOf(sessions.keySet());
    }

    /** Hands the message to HTP, which delivers it reliably or closes the session; false when no session is open. */
    public boolean send(NodeId peer, int channel, byte[] message) {
        return send(peer, channel, message, () -> {
            // What was under way when a session ends is lost with it; peer_lost says so once.
        });
    }

    /**
     * The same for what must not be lost.
     *
     * @param lost run on the loop when the session has ended, or had no room, before the peer had acknowledged the message; it
     *     may have it all the same
     */
    boolean send(NodeId peer, int channel, byte[] message, NodeLoop.Task lost) {
        HtpSession session = open(peer).orElse(null);
        if (session == null) {
            return false;
        }
        session.send(channel, message).whenComplete((done, failure) -> {
            if (failure instanceof HtpQueueFullException) {
                log.event("send_queue_full", "peer", name(peer), "channel", channel);
            }
            if (failure != null) {
                loop.execute(lost);
            }
        });
        return true;
    }

    /** The counters of the session that is used with a peer; empty when none is open. */
    Optional<SessionStats> stats(NodeId peer) {
        return open(peer).map(HtpSession::stats);
    }

    /** The session that is used with a peer, if it is open. */
    Optional<HtpSession> open(NodeId peer) {
        return sessions.getOrDefault(peer, NONE).stream()
                .filter(HtpSession::open)
                .findFirst();
    }

    /** Ends the sessions with a node, if there are any. */
    public void close(NodeId peer, CloseCode code, String reason) {
        for (HtpSession session : List.copyOf(sessions.getOrDefault(peer, NONE))) {
            session.close(code, reason);
        }
    }

    void stop() {
        stopped = true;
    }

    String name(@Nullable NodeId peer) {
        return peer == null ? "?" : mesh.member(peer).map(Member::name).orElse(peer.shortHex());
    }
}
