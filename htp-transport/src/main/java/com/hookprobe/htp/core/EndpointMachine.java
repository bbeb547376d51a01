package com.hookprobe.htp.core;

import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.DropReason;
import com.hookprobe.htp.HtpClosedException;
import com.hookprobe.htp.HtpRejectedException;
import com.hookprobe.htp.HtpTimeoutException;
import com.hookprobe.htp.RejectCode;
import com.hookprobe.htp.RemotePeer;
import com.hookprobe.htp.SessionStats;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All of HTP at one socket, as a state machine: datagrams, commands and time in; effects out. Not thread-safe. After any
 * input the owner calls {@link #tick}, which does what is due and sends what may be sent.
 */
public final class EndpointMachine {
    private final MachineContext context;
    private final @Nullable Responder responder;
    private final SessionTable sessions = new SessionTable();
    private final Map<Long, Connect> connectsByToken = new HashMap<>();
    /** Connects that were accepted, by session; they are done when the responder's first packet shows the same keys. */
    private final Map<Long, Connect> connectsBySession = new HashMap<>();

    private final Map<Long, AnswerCache.Answer> answersOfHalfOpen = new HashMap<>();
    private final Deadlines deadlines = new Deadlines();
    private final Set<Long> touched = new LinkedHashSet<>();
    private long nextSessionId = 1;
    private long nextConnectId = 1;

    public EndpointMachine(MachineConfig config, RandomGenerator random, long nowNs) {
        this.context = new MachineContext(
                config, random, new Counters(), new MemoryBudget(config.limits().reassemblyBytesMax()));
        this.responder =
                config.accepting().map(a -> new Responder(a, context, nowNs)).orElse(null);
    }

    /** What happened so far. */
    public Counters counters() {
        return context.counters();
    }

    /** Sessions open now, without half-open ones. */
    public long sessionsOpen() {
        return sessions.count(Session.State.OPEN);
    }

    /** Sessions that wait for the initiator's first packet. */
    public long sessionsHalfOpen() {
        return sessions.count(Session.State.HALF_OPEN);
    }

    /** What the machine holds now; all zero again some minutes after the last session ended. Call {@link #tick} before. */
    public MachineHoldings holdings() {
        return new MachineHoldings(
                sessions.size(),
                connectsByToken.size() + connectsBySession.size(),
                answersOfHalfOpen.size(),
                responder == null ? 0 : responder.reassemblies(),
                responder == null ? 0 : responder.answersKept(),
                context.budget().used());
    }

    /** The counters of a session that is still known. */
    public Optional<SessionStats> sessionStats(long sessionId) {
        return Optional.ofNullable(sessions.byId(sessionId)).map(Session::stats);
    }

    /** A datagram from the network: a slice of a buffer, which may be overwritten, and is the caller's again afterwards. */
    public void onDatagram(InetSocketAddress from, byte[] buffer, int offset, int length, long nowNs, EffectSink out) {
        if (length < Wire.PAYLOAD_OFFSET) {
            drop(DropReason.TOO_SHORT);
            return;
        }
        if (length > Wire.DATAGRAM_BYTES_MAX) {
            drop(DropReason.TOO_LONG);
            return;
        }
        Session session = sessions.byToken(Bytes.i64(buffer, offset + Wire.TOKEN_OFFSET));
        byte[] datagram = Bytes.slice(buffer, offset, length);
        if (session != null) {
            onSessionDatagram(session, from, datagram, nowNs, out);
            return;
        }
        HandshakePacket packet = HandshakePacket.parse(datagram, context.counters());
        if (packet == null) {
            return;
        }
        switch (packet.type()) {
            case HELLO, ATTEST -> onForResponder(packet, from, nowNs, out);
            default -> onForInitiator(packet, from, nowNs, out);
        }
    }

    /** Starts to connect; ends in {@link Effect.Connected} or {@link Effect.ConnectFailed} with the returned id. */
    public long connect(RemotePeer peer, long nowNs, EffectSink out) {
        long id = nextConnectId++;
        long terSequence = context.config().binding().terSequence();
        long deadlineNs = nowNs + context.config().limits().connectTimeout().toNanos();
        try {
            Connect connect = new Connect(id, peer, deadlineNs, terSequence, handshake(peer, terSequence, nowNs));
            begin(connect, out);
        } catch (RuntimeException e) {
            out.then(new Effect.ConnectFailed(id, e));
        }
        return id;
    }

    /** Queues a message; false when the session is not open or the message is larger than the peer takes. */
    public boolean send(long sessionId, int channel, byte[] message, long sendId, long nowNs) {
        Session session = sessions.byId(sessionId);
        if (session == null || session.state() != Session.State.OPEN || message.length > session.peerMaxMessage()) {
            return false;
        }
        session.send(channel, message, sendId, nowNs);
        touched.add(sessionId);
        return true;
    }

    /** Ends a session; nothing happens when it is over already. */
    public void close(long sessionId, CloseCode code, String reason, long nowNs, EffectSink out) {
        Session session = sessions.byId(sessionId);
        if (session != null) {
            session.close(code, reason, nowNs, out);
            touched.add(sessionId);
        }
    }

    /** Ends all sessions and connects. */
    public void closeAll(CloseCode code, String reason, long nowNs, EffectSink out) {
        for (Session session : List.copyOf(sessions.all())) {
            session.close(code, reason, nowNs, out);
        }
        for (Connect connect : connectsByToken.values()) {
            connect.handshake.erase();
            out.then(new Effect.ConnectFailed(connect.id, new HtpClosedException(code, reason)));
        }
        connectsByToken.clear();
        for (Connect connect : connectsBySession.values()) {
            out.then(new Effect.ConnectFailed(connect.id, new HtpClosedException(code, reason)));
        }
        connectsBySession.clear();
    }

    /** Erases the keys of all sessions; the machine is of no use afterwards. */
    public void erase() {
        sessions.all().forEach(Session::erase);
    }

    /** Does what is due. */
    public void tick(long nowNs, EffectSink out) {
        touched.addAll(deadlines.due(nowNs));
        for (long id : List.copyOf(touched)) {
            Session session = sessions.byId(id);
            if (session != null) {
                session.tick(nowNs, out);
                settle(session, nowNs);
            }
        }
        touched.clear();
        for (long id : List.copyOf(connectsBySession.keySet())) {
            Session session = sessions.byId(id);
            if (session == null || session.state() != Session.State.OPEN) {
                unconfirmed(Objects.requireNonNull(connectsBySession.remove(id)), nowNs, out);
            }
        }
        for (Connect connect : List.copyOf(connectsByToken.values())) {
            tickConnect(connect, nowNs, out);
        }
        if (responder != null) {
            responder.expire(nowNs);
        }
    }

    /** When {@link #tick} must be called at the latest, or {@link Long#MAX_VALUE}. */
    public long nextDeadlineNs() {
        long earliest = deadlines.nextNs();
        for (Connect connect : connectsByToken.values()) {
            earliest = Math.min(earliest, Math.min(connect.handshake.nextDeadlineNs(), connect.deadlineNs));
        }
        return earliest;
    }

    private void onSessionDatagram(
            Session session, InetSocketAddress from, byte[] datagram, long nowNs, EffectSink out) {
        session.onDatagram(datagram, from, nowNs, out);
        touched.add(session.id);
    }

    /** The first authentic packet of the peer; announced before anything that the same packet delivers. */
    private void onConfirmed(Session session, long nowNs, EffectSink out) {
        out.then(new Effect.SessionUp(session.id, session.info));
        Connect connect = connectsBySession.remove(session.id);
        if (connect != null) {
            out.then(new Effect.Connected(connect.id, session.id));
        }
        AnswerCache.Answer answer = answersOfHalfOpen.remove(session.id);
        if (answer != null) {
            answer.drop();
        }
        // HTP 3.4: the old session of the node is closed with REPLACED only now that the new one is confirmed.
        for (Session loser : sessions.closeReplaced(session, nowNs, out)) {
            touched.add(loser.id);
        }
    }

    private void onForResponder(HandshakePacket packet, InetSocketAddress from, long nowNs, EffectSink out) {
        if (responder == null) {
            drop(DropReason.NOT_ACCEPTING);
            return;
        }
        if (packet.type() == PacketType.HELLO) {
            responder.onHello(packet, from, nowNs, out);
            return;
        }
        var limits = context.config().limits();
        boolean room = answersOfHalfOpen.size() < limits.halfOpenMax() && sessions.size() < limits.sessionsMax();
        Responder.Accepted accepted = responder.onAttest(packet, from, nowNs, room, sessions::tokenFree, out);
        if (accepted == null) {
            return;
        }
        for (Session tooMany : sessions.halfOpenTooMany(accepted.setup().info().peerNodeId())) {
            tooMany.erase();
            settle(tooMany, nowNs);
        }
        Session session = add(accepted.setup(), nowNs);
        answersOfHalfOpen.put(session.id, accepted.answer());
    }

    private void onForInitiator(HandshakePacket packet, InetSocketAddress from, long nowNs, EffectSink out) {
        Connect connect = connectsByToken.get(packet.token());
        if (connect == null) {
            drop(DropReason.UNKNOWN_TOKEN);
            return;
        }
        if (!from.equals(connect.peer.address())) {
            drop(DropReason.ADDRESS);
            return;
        }
        Initiator.Outcome outcome;
        try {
            outcome = connect.handshake.onPacket(packet, nowNs, out);
        } catch (RuntimeException e) {
            // Our own signer failed: no handshake can succeed.
            fail(connect, e, out);
            return;
        }
        if (outcome instanceof Initiator.Outcome.Accepted accepted) {
            onAccepted(connect, accepted.setup(), nowNs);
        } else if (outcome instanceof Initiator.Outcome.Rejected rejected) {
            onRejected(connect, rejected.body(), nowNs, out);
        }
    }

    private void onAccepted(Connect connect, SessionSetup setup, long nowNs) {
        if (!sessions.tokenFree(setup.receiveKeys().token)) {
            drop(DropReason.HANDSHAKE_LIMIT);
            return;
        }
        end(connect);
        Session session = add(setup, nowNs);
        connectsBySession.put(session.id, connect);
    }

    /**
     * The responder accepted but never showed the session's keys: the path died, or the two sides do not have the same
     * weight secret.
     */
    private void unconfirmed(Connect connect, long nowNs, EffectSink out) {
        if (nowNs >= connect.deadlineNs) {
            context.counters().handshakesTimedOut++;
            String text = connect.peer.address() + " accepted but did not confirm the session's keys";
            out.then(new Effect.ConnectFailed(connect.id, new HtpTimeoutException(text)));
        } else {
            again(connect, nowNs, out);
        }
    }

    /** A fresh handshake for a connect whose last one is over. */
    private void again(Connect connect, long nowNs, EffectSink out) {
        try {
            connect.handshake = handshake(connect.peer, connect.terSequence, nowNs);
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

    private void tickConnect(Connect connect, long nowNs, EffectSink out) {
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
            connect.handshake.tick(nowNs, out);
        }
    }

    private boolean mixes(RemotePeer peer) {
        return context.config().binding().mixesWeights() && peer.mixWeights();
    }

    private boolean holds(RemotePeer peer, long terSequence) {
        return mixes(peer) && context.config().binding().wSecret(terSequence).isPresent();
    }

    private Initiator handshake(RemotePeer peer, long terSequence, long nowNs) {
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
        HelloParams hello = new HelloParams(Wire.DATAGRAM_BYTES_MAX, seconds(config.heartbeatNs()), 0);
        EdgeParams params =
                new EdgeParams(hello, seconds(config.idleTimeoutNs()), mixes, (int) (Inbox.SESSION_WINDOW >> 10), (int)
                        (Inbox.CHANNEL_WINDOW >> 10));
        var secrets = new InitiatorSecrets(
                config.identity(), nodeId, opening, fingerprint, terSequence, wSecret.clone(), params);
        long token = context.random().nextLong();
        while (connectsByToken.containsKey(token) || !sessions.tokenFree(token)) {
            token = context.random().nextLong();
        }
        return new Initiator(token, peer, secrets, context, nowNs);
    }

    private static int seconds(long ns) {
        return (int) Math.max(1, Math.min(0xffff, ns / 1_000_000_000L));
    }

    private void begin(Connect connect, EffectSink out) {
        connectsByToken.put(connect.handshake.token, connect);
        connect.handshake.start(out);
    }

    private void end(Connect connect) {
        connectsByToken.remove(connect.handshake.token);
        connect.handshake.erase();
    }

    private void fail(Connect connect, Exception why, EffectSink out) {
        end(connect);
        out.then(new Effect.ConnectFailed(connect.id, why));
    }

    private Session add(SessionSetup setup, long nowNs) {
        Session session = new Session(nextSessionId++, setup, context, this::onConfirmed, nowNs);
        sessions.add(session);
        touched.add(session.id);
        context.counters().handshakesCompleted++;
        return session;
    }

    /** Notes when the session wants to be looked at again, or forgets it. */
    private void settle(Session session, long nowNs) {
        if (session.state() == Session.State.GONE) {
            sessions.remove(session);
            deadlines.remove(session.id);
            AnswerCache.Answer answer = answersOfHalfOpen.remove(session.id);
            if (answer != null) {
                answer.drop();
            }
        } else {
            deadlines.set(session.id, session.nextDeadlineNs(nowNs));
        }
    }

    private void drop(DropReason reason) {
        context.counters().drop(reason);
    }

    /** For tests: the states of all sessions. */
    List<Session.State> states() {
        List<Session.State> states = new ArrayList<>();
        sessions.all().forEach(s -> states.add(s.state()));
        return states;
    }
}
