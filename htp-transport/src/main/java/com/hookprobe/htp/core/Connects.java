package com.hookprobe.htp.core;

import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.DropReason;
import com.hookprobe.htp.HtpClosedException;
import com.hookprobe.htp.HtpRejectedException;
import com.hookprobe.htp.HtpTimeoutException;
import com.hookprobe.htp.RejectCode;
import com.hookprobe.htp.RemotePeer;
import com.hookprobe.htp.core.meet.RelayAddress;
import com.hookprobe.htp.core.message.Inbox;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The connects that users wait for, each with its handshakes: one after the other until the responder is authenticated and
 * has shown the session's keys, or the time is up.
 */
final class Connects {
    private final MachineContext context;
    private final LongPredicate tokenFree;
    private final Map<Long, Connect> byToken = new HashMap<>();
    /** Those that were accepted, by session; they are done when the responder's first packet shows the same keys. */
    private final Map<Long, Connect> bySession = new HashMap<>();

    private long nextId = 1;

    Connects(MachineContext context, LongPredicate tokenFree) {
        this.context = context;
        this.tokenFree = tokenFree;
    }

    /** Starts to connect; returns its id. */
    long start(RemotePeer peer, long nowNs, EffectSink out) {
        long id = newId();
        start(id, peer, Route.to(peer.address()), deadlineNs(nowNs), nowNs, out);
        return id;
    }

    /** An id for a connect that starts when a validator has introduced us. */
    long newId() {
        return nextId++;
    }

    /** When a connect that the user wants now is given up. */
    long deadlineNs(long nowNs) {
        return nowNs + context.config().limits().connectTimeout().toNanos();
    }

    /** Starts to connect on that route. */
    void start(long id, RemotePeer peer, Route route, long deadlineNs, long nowNs, EffectSink out) {
        long terSequence = context.config().binding().terSequence();
        try {
            Initiator handshake = handshake(peer, route, terSequence, nowNs);
            begin(new Connect(id, peer, route, deadlineNs, terSequence, handshake), out);
        } catch (RuntimeException e) {
            out.then(new Effect.ConnectFailed(id, e));
        }
    }

    /** A punch came from there; whoever waits for one of that meeting tries that address too. */
    boolean punched(long nonce, InetSocketAddress from, EffectSink out) {
        for (Connect connect : byToken.values()) {
            if (connect.route.learn(nonce, from)) {
                connect.handshake.start(from, out);
                return true;
            }
        }
        return false;
    }

    /** What a responder's packet led to: a session to make for the connect, or null. */
    @Nullable Accepted onPacket(HandshakePacket packet, InetSocketAddress from, long nowNs, EffectSink out) {
        Connect connect = byToken.get(packet.token());
        if (connect == null) {
            return drop(DropReason.UNKNOWN_TOKEN);
        }
        if (!connect.route.has(from)) {
            return drop(DropReason.ADDRESS);
        }
        Initiator.Outcome outcome;
        try {
            outcome = connect.handshake.onPacket(packet, from, nowNs, out);
        } catch (RuntimeException e) {
            // Our own signer failed: no handshake can succeed.
            fail(connect, e, out);
            return null;
        }
        if (outcome instanceof Initiator.Outcome.Rejected rejected) {
            onRejected(connect, rejected.body(), nowNs, out);
        }
        return outcome instanceof Initiator.Outcome.Accepted accepted ? new Accepted(connect, accepted.setup()) : null;
    }

    /** A handshake that the responder accepted. */
    record Accepted(Connect connect, SessionSetup setup) {}

    /** The session for it exists; the connect now waits for the responder's first packet. */
    void made(Connect connect, long sessionId) {
        end(connect);
        bySession.put(sessionId, connect);
    }

    /** The connect that this session is for, which is now done; or null. */
    @Nullable Connect confirmed(long sessionId) {
        return bySession.remove(sessionId);
    }

    /**
     * The responder accepted but never showed the session's keys: the path died, or the two sides do not have the same
     * weight secret.
     */
    void gone(long sessionId, long nowNs, EffectSink out) {
        Connect connect = bySession.remove(sessionId);
        if (connect == null) {
            return;
        }
        if (nowNs >= connect.deadlineNs) {
            context.counters().handshakesTimedOut++;
            String text = connect.peer.address() + " accepted but did not confirm the session's keys";
            out.then(new Effect.ConnectFailed(connect.id, new HtpTimeoutException(text)));
        } else {
            again(connect, nowNs, out);
        }
    }

    void tick(long nowNs, EffectSink out) {
        if (byToken.isEmpty()) {
            return;
        }
        for (Connect connect : List.copyOf(byToken.values())) {
            tick(connect, nowNs, out);
        }
    }

    long nextDeadlineNs() {
        long earliest = Long.MAX_VALUE;
        if (!byToken.isEmpty()) {
            for (Connect connect : byToken.values()) {
                earliest = Math.min(earliest, Math.min(connect.handshake.nextDeadlineNs(), connect.deadlineNs));
                earliest = Math.min(earliest, connect.route.deadlineNs());
            }
        }
        return earliest;
    }

    void closeAll(CloseCode code, String reason, EffectSink out) {
        for (Connect connect : byToken.values()) {
            connect.handshake.erase();
            out.then(new Effect.ConnectFailed(connect.id, new HtpClosedException(code, reason)));
        }
        byToken.clear();
        for (Connect connect : bySession.values()) {
            out.then(new Effect.ConnectFailed(connect.id, new HtpClosedException(code, reason)));
        }
        bySession.clear();
    }

    private void tick(Connect connect, long nowNs, EffectSink out) {
        Optional<RejectCode> hint = connect.handshake.hint();
        if (nowNs >= connect.deadlineNs) {
            context.counters().handshakesTimedOut++;
            String said =
                    hint.map(code -> "; someone said " + code + " in clear").orElse("");
            fail(connect, new HtpTimeoutException("no answer from " + connect.peer.address() + said), out);
        } else if (connect.handshake.expired(nowNs)) {
            // HTP 3.4: "give up 30 s, new HELLO with fresh everything"
            end(connect);
            again(connect, nowNs, out);
        } else {
            RelayAddress relay = connect.route.takeRelay(nowNs);
            if (relay != null) {
                connect.handshake.start(relay, out);
            }
            connect.handshake.tick(nowNs, out);
        }
    }

    /** A fresh handshake for a connect whose last one is over. */
    private void again(Connect connect, long nowNs, EffectSink out) {
        try {
            connect.handshake = handshake(connect.peer, connect.route, connect.terSequence, nowNs);
            begin(connect, out);
        } catch (RuntimeException e) {
            out.then(new Effect.ConnectFailed(connect.id, e));
        }
    }

    private void onRejected(Connect connect, RejectBody body, long nowNs, EffectSink out) {
        context.counters().handshakesRejected++;
        boolean resonance = body.code() == RejectCode.RESONANCE || body.code() == RejectCode.STALE_TER;
        boolean other = body.terSequence() != connect.terSequence;
        if (resonance && other && !connect.retried && holds(connect.peer, body.terSequence())) {
            end(connect);
            connect.retried = true;
            connect.terSequence = body.terSequence();
            again(connect, nowNs, out);
            return;
        }
        Duration retryAfter = Duration.ofSeconds(body.retryAfterSeconds());
        fail(connect, new HtpRejectedException(body.code(), retryAfter, body.terSequence()), out);
    }

    private boolean mixes(RemotePeer peer) {
        return context.config().binding().mixesWeights() && peer.mixWeights();
    }

    private boolean holds(RemotePeer peer, long terSequence) {
        return mixes(peer) && context.config().binding().wSecret(terSequence).isPresent();
    }

    private Initiator handshake(RemotePeer peer, Route route, long terSequence, long nowNs) {
        MachineConfig config = context.config();
        boolean mixes = mixes(peer);
        byte[] wSecret = !mixes
                ? new byte[32]
                : config.binding()
                        .wSecret(terSequence)
                        .orElseThrow(() -> new IllegalStateException(
                                "the weight secret at TER count " + terSequence + " is not held"));
        byte[] fingerprint = config.binding().fingerprint(terSequence);
        byte[] nodeId = config.identity().nodeId();
        if (wSecret.length != 32
                || fingerprint.length != AttestBody.FINGERPRINT_BYTES
                || nodeId.length != AttestBody.NODE_ID_BYTES) {
            throw new IllegalStateException("weight secret 32, fingerprint 64, node id 32 bytes wanted, got "
                    + wSecret.length + ", " + fingerprint.length + ", " + nodeId.length);
        }
        byte[] opening = new byte[32];
        context.random().nextBytes(opening);
        HelloParams hello = new HelloParams(config.limits().datagramBytesMax(), seconds(config.heartbeatNs()), 0);
        EdgeParams params = new EdgeParams(
                hello, seconds(config.idleTimeoutNs()), mixes, peer.path(), (int) (Inbox.SESSION_WINDOW >> 10), (int)
                        (Inbox.CHANNEL_WINDOW >> 10));
        var secrets = new InitiatorSecrets(
                config.identity(), nodeId, opening, fingerprint, terSequence, wSecret.clone(), params);
        long token = context.random().nextLong();
        while (byToken.containsKey(token) || !tokenFree.test(token)) {
            token = context.random().nextLong();
        }
        return new Initiator(token, peer, route, secrets, context, nowNs);
    }

    private static int seconds(long ns) {
        return (int) Math.max(1, Math.min(0xffff, ns / 1_000_000_000L));
    }

    private void begin(Connect connect, EffectSink out) {
        byToken.put(connect.handshake.token, connect);
        connect.handshake.start(out);
    }

    private void end(Connect connect) {
        byToken.remove(connect.handshake.token);
        connect.handshake.erase();
    }

    private void fail(Connect connect, Exception why, EffectSink out) {
        end(connect);
        out.then(new Effect.ConnectFailed(connect.id, why));
    }

    private @Nullable Accepted drop(DropReason reason) {
        context.counters().drop(reason);
        return null;
    }

    /** How many are under way. */
    int size() {
        return byToken.size() + bySession.size();
    }
}
