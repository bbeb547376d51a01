package com.hookprobe.htp.core;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.DropReason;
import com.hookprobe.htp.RemotePeer;
import com.hookprobe.htp.SessionStats;
import com.hookprobe.htp.TransmissionMode;
import com.hookprobe.htp.core.meet.MeetMessage;
import com.hookprobe.htp.core.meet.RelayAddress;
import com.hookprobe.htp.core.message.FrameReader;
import com.hookprobe.htp.core.message.MemoryBudget;
import com.hookprobe.htp.core.shape.GhostBudget;
import com.hookprobe.htp.core.wire.Addresses;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import com.hookprobe.htp.crypto.XWing;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All of HTP at one socket, as a state machine: datagrams, commands and time in; effects out. Not thread-safe. After any
 * input the owner calls {@link #tick}, which does what is due and sends what may be sent.
 */
public final class EndpointMachine implements Session.Observer {
    private final MachineContext context;
    private final @Nullable Responder responder;
    private final SessionTable sessions = new SessionTable();
    private final Connects connects;
    private final Meetings meetings;
    private final Map<Long, AnswerCache.Answer> answersOfHalfOpen = new HashMap<>();
    private final TimerHeap<Session> timers = new TimerHeap<>();
    private final ArrayDeque<Session> touched = new ArrayDeque<>();
    /** A signed KEM key that initiators should use from now on; empty: none. */
    private byte[] bundle = new byte[0];

    private byte[] bundleKeyId = new byte[0];
    private long nextSessionId = 1;
    /** What a session's user threw; thrown again when all else of the next tick is done. */
    private @Nullable RuntimeException failure;

    public EndpointMachine(MachineConfig config, RandomGenerator random, long nowNs) {
        this.context = new MachineContext(
                config,
                random,
                new Counters(),
                new MemoryBudget(config.limits().reassemblyBytesMax()),
                new GhostBudget(config.limits().ghostRateTotal()),
                new EnergyState(),
                new PacketScratch(),
                new FrameReader());
        this.connects = new Connects(context, sessions::tokenFree);
        this.meetings = new Meetings(context, sessions, connects, this::touch, nowNs);
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
                sessions.tokens().size(),
                connects.size(),
                answersOfHalfOpen.size(),
                responder == null ? 0 : responder.reassemblies(),
                responder == null ? 0 : responder.answersKept(),
                context.budget().used(),
                meetings.size(),
                context.ghosts().used());
    }

    /** The counters of a session that is still known. */
    public Optional<SessionStats> sessionStats(long sessionId) {
        return Optional.ofNullable(sessions.byId(sessionId)).map(Session::stats);
    }

    /** A datagram from the network: a slice of a buffer, which may be overwritten, and is the caller's again afterwards. */
    public void onDatagram(InetSocketAddress from, byte[] buffer, int offset, int length, long nowNs, EffectSink out) {
        if (Addresses.isCircuit(from)) {
            // HTP 3.7.8: no true sender has an address of the discard prefix; circuits do.
            drop(DropReason.ADDRESS);
            return;
        }
        EffectSink sink = meetings.before(out, nowNs);
        read(from, buffer, offset, length, nowNs, sink);
        for (Meetings.Arrived a = meetings.poll(); a != null; a = meetings.poll()) {
            int header = RelayAddress.HEADER_BYTES;
            read(a.from(), a.data(), header, a.data().length - header, nowNs, sink);
        }
    }

    private void read(InetSocketAddress from, byte[] buffer, int offset, int length, long nowNs, EffectSink out) {
        if (length < Wire.PAYLOAD_OFFSET) {
            if (!meetings.onShort(from, buffer, offset, length)) {
                drop(DropReason.TOO_SHORT);
            }
            return;
        }
        if (length > context.config().limits().datagramBytesMax()) {
            drop(DropReason.TOO_LONG);
            return;
        }
        Session session = sessions.byToken(Bytes.i64(buffer, offset + Wire.TOKEN_OFFSET));
        if (session != null) {
            touch(session);
            try {
                session.onDatagram(buffer, offset, length, from, nowNs, out);
            } catch (RuntimeException e) {
                session.close(CloseCode.INTERNAL, "internal error", nowNs, out);
                failure = e;
            }
            return;
        }
        if (length > Wire.DATAGRAM_BYTES) {
            drop(DropReason.TOO_LONG);
            return;
        }
        HandshakePacket packet = HandshakePacket.parse(Bytes.slice(buffer, offset, length), context.counters());
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
        return connects.start(peer, nowNs, meetings.before(out, nowNs));
    }

    /**
     * Tells the validator at the other end of that session the key for those who seek us (HTP 3.7); nothing happens when
     * the session is not open or not ours.
     */
    public void offer(long validatorSessionId, byte[] bundle, long nowNs) {
        Session session = open(validatorSessionId);
        if (session != null) {
            meetings.before(EffectSink.NONE, nowNs);
            meetings.offer(session, bundle);
        }
    }

    /**
     * Connects to a node whose address only the validator at the other end of that session knows (HTP 3.7); ends like
     * {@link #connect}.
     *
     * @param identityKey the node's Ed25519 device key, by which the key it offered is checked
     * @param unixSecond the time, at which that key must be valid
     */
    public long seek(
            long validatorSessionId, byte[] nodeId, byte[] identityKey, long unixSecond, long nowNs, EffectSink out) {
        meetings.before(out, nowNs);
        return meetings.seek(open(validatorSessionId), nodeId, identityKey, unixSecond);
    }

    /**
     * Queues a message; false when the session is not open or the message is larger than the peer takes.
     *
     * @throws IllegalArgumentException for the channels that are HTP's own
     */
    public boolean send(long sessionId, int channel, byte[] message, long sendId, long nowNs) {
        if (channel == Channels.CONTROL || channel == Channels.RELAY) {
            throw new IllegalArgumentException(
                    "channels 0 and " + Channels.RELAY + " are HTP's own; users have the others up to " + Channels.MAX);
        }
        Session session = open(sessionId);
        if (session == null || message.length > session.peerMaxMessage()) {
            return false;
        }
        session.send(channel, message, sendId, nowNs);
        touch(session);
        return true;
    }

    /** Queues an unreliable datagram; false when the session is not open or no packet on its path holds as much. */
    public boolean sendDatagram(long sessionId, int channel, byte[] data) {
        Session session = open(sessionId);
        if (session == null || data.length > session.datagramRoom()) {
            return false;
        }
        session.sendDatagram(channel, data);
        touch(session);
        return true;
    }

    /** The user is done with a delivered message of that length; for {@link MachineConfig#creditByHand}. */
    public void consumed(long sessionId, int channel, int length) {
        Session session = open(sessionId);
        if (session != null) {
            session.consumed(channel, length);
            touch(session);
        }
    }

    /** Our own address changed, as far as we know: all sessions tell their peers, under new tokens. */
    public void moved() {
        for (Session session : sessions.all()) {
            session.moved();
            touch(session);
        }
    }

    /**
     * How a session's packets shall look, ours and the peer's (HTP 3.8); what the peer does comes as {@link Effect.Shaped}.
     * False when it is not open.
     */
    public boolean shape(long sessionId, TransmissionMode mode, long nowNs) {
        Session session = open(sessionId);
        if (session == null) {
            return false;
        }
        session.shape(mode, nowNs);
        touch(session);
        return true;
    }

    /** Whether this node saves energy (HTP 3.10): holds for all sessions, those that come too. */
    public void lowEnergy(boolean low, long nowNs) {
        context.energy().low(low);
        for (Session session : sessions.all()) {
            session.energyChanged();
            touch(session);
        }
    }

    /** Evidence of this resonance epoch for the peer (HTP 3.9), RDV 32 | PoSF 32; nothing happens when it is not open. */
    public void evidence(long sessionId, byte[] rdvAndPosf) {
        Session session = open(sessionId);
        if (session != null) {
            session.evidence(rdvAndPosf);
            touch(session);
        }
    }

    /** Renews a session's keys as soon as may be; nothing happens when it is not open. */
    public void renewKeys(long sessionId, long nowNs) {
        Session session = open(sessionId);
        if (session != null) {
            session.renewKeys(nowNs);
            touch(session);
        }
    }

    /**
     * The KEM keys that we answer to from now on, the newest first, and a signed bundle of the newest for initiators that
     * came by an older one.
     *
     * @throws IllegalStateException when this machine accepts no sessions
     */
    public void kemKeys(List<XWing.SecretKey> keys, byte[] newBundle, long nowNs) {
        if (responder == null) {
            throw new IllegalStateException("this endpoint accepts no sessions, so it has no KEM key to rotate");
        }
        responder.keys(keys);
        bundle = newBundle.clone();
        bundleKeyId = KeySchedule.kemKeyId(keys.get(0).publicKey());
        for (Session session : sessions.all()) {
            if (session.state() == Session.State.OPEN) {
                offerBundle(session, nowNs);
            }
        }
    }

    /** Ends a session; nothing happens when it is over already. */
    public void close(long sessionId, CloseCode code, String reason, long nowNs, EffectSink out) {
        Session session = sessions.byId(sessionId);
        if (session != null) {
            session.close(code, reason, nowNs, meetings.before(out, nowNs));
            touch(session);
        }
    }

    /** Ends all sessions and connects; what a session's user threw meanwhile is thrown when all of them are ended. */
    public void closeAll(CloseCode code, String reason, long nowNs, EffectSink out) {
        EffectSink sink = meetings.before(out, nowNs);
        // First those whose CLOSE must leave through another session.
        List<Session> all = List.copyOf(sessions.all());
        for (Session session : all) {
            if (session.relayed()) {
                session.close(code, reason, nowNs, sink);
            }
        }
        flushTouched(nowNs, sink);
        for (Session session : all) {
            session.close(code, reason, nowNs, sink);
        }
        connects.closeAll(code, reason, sink);
        meetings.closeAll(code, reason);
        throwFailure();
    }

    /** Erases the keys of all sessions; the machine is of no use afterwards. */
    public void erase() {
        List.copyOf(sessions.all()).forEach(Session::erase);
        context.scratch().close();
    }

    /** Does what is due. */
    public void tick(long nowNs, EffectSink out) {
        EffectSink sink = meetings.before(out, nowNs);
        meetings.tick();
        connects.tick(nowNs, sink);
        for (Session due = timers.due(nowNs); due != null; due = timers.due(nowNs)) {
            timers.remove(due);
            touch(due);
        }
        flushTouched(nowNs, sink);
        if (responder != null) {
            responder.expire(nowNs);
        }
        throwFailure();
    }

    /** Sessions that are carried touch those that carry them, so these come after them. */
    private void flushTouched(long nowNs, EffectSink out) {
        for (Session session = touched.poll(); session != null; session = touched.poll()) {
            session.touched = false;
            try {
                session.tick(nowNs, out);
            } catch (RuntimeException e) {
                // The user's weights or directory failed: this session ends, the others go on, and the owner is told.
                session.close(CloseCode.INTERNAL, "internal error", nowNs, out);
                failure = e;
            }
            settle(session, nowNs, out);
        }
    }

    private void throwFailure() {
        RuntimeException failed = failure;
        if (failed != null) {
            failure = null;
            throw failed;
        }
    }

    /** When {@link #tick} must be called at the latest, or {@link Long#MAX_VALUE}. */
    public long nextDeadlineNs() {
        return Math.min(Math.min(timers.nextNs(), connects.nextDeadlineNs()), meetings.nextDeadlineNs());
    }

    /** Announced before anything that the same packet delivers. */
    @Override
    public void onConfirmed(Session session, long nowNs, EffectSink out) {
        out.then(new Effect.SessionUp(session.id, session.info));
        Connect connect = connects.confirmed(session.id);
        if (connect != null) {
            out.then(new Effect.Connected(connect.id, session.id));
        }
        forgetAnswer(session);
        if (responder != null && !session.info.initiator()) {
            responder.onConfirmed(session.remote());
        }
        offerBundle(session, nowNs);
        // HTP 3.4: the old session of the node is closed with REPLACED only now that the new one is confirmed.
        for (Session loser : sessions.closeReplaced(session, nowNs, out)) {
            touch(loser);
        }
    }

    @Override
    public void onMeeting(Session session, MeetMessage message, long nowNs, EffectSink out) {
        meetings.onMessage(session, message);
    }

    @Override
    public void onRelayed(Session session, byte[] data, long nowNs) {
        meetings.onRelayed(session, data);
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
        Responder.Accepted accepted = responder.onAttest(packet, from, nowNs, room, sessions.tokens(), out);
        if (accepted == null) {
            return;
        }
        for (Session tooMany : sessions.halfOpenTooMany(
                accepted.setup().info().peerNodeId(), accepted.setup().info().path())) {
            tooMany.erase();
            touch(tooMany);
        }
        Session session = add(accepted.setup(), nowNs);
        answersOfHalfOpen.put(session.id, accepted.answer());
    }

    private void onForInitiator(HandshakePacket packet, InetSocketAddress from, long nowNs, EffectSink out) {
        Connects.Accepted accepted = connects.onPacket(packet, from, nowNs, out);
        if (accepted == null) {
            return;
        }
        if (!FlowTokens.free(accepted.setup().keys().receive, sessions.tokens())) {
            drop(DropReason.HANDSHAKE_LIMIT);
            return;
        }
        Session session = add(accepted.setup(), nowNs);
        connects.made(accepted.connect(), session.id);
    }

    private Session add(SessionSetup setup, long nowNs) {
        Session session = new Session(nextSessionId++, setup, context, this, sessions.tokens(), nowNs);
        sessions.add(session);
        touch(session);
        context.counters().handshakesCompleted++;
        return session;
    }

    /** An initiator that came by an older key of ours should know the newest. */
    private void offerBundle(Session session, long nowNs) {
        if (bundle.length > 0 && !session.info.initiator() && !Arrays.equals(session.kemKeyId, bundleKeyId)) {
            session.sendControl(new ControlMessage.Bundle(bundle).encode(), nowNs);
            touch(session);
        }
    }

    private @Nullable Session open(long sessionId) {
        Session session = sessions.byId(sessionId);
        return session != null && session.state() == Session.State.OPEN ? session : null;
    }

    private void touch(Session session) {
        if (!session.touched) {
            session.touched = true;
            touched.add(session);
        }
    }

    /** Notes when the session wants to be looked at again, or forgets it. */
    private void settle(Session session, long nowNs, EffectSink out) {
        if (session.state() == Session.State.GONE) {
            sessions.remove(session);
            timers.remove(session);
            forgetAnswer(session);
        } else {
            timers.set(session, session.nextDeadlineNs(nowNs));
        }
        if (session.state() != Session.State.OPEN) {
            meetings.gone(session);
            connects.gone(session.id, nowNs, out);
        }
    }

    private void forgetAnswer(Session session) {
        AnswerCache.Answer answer = answersOfHalfOpen.remove(session.id);
        if (answer != null) {
            answer.drop();
        }
    }

    private void drop(DropReason reason) {
        context.counters().drop(reason);
    }

    /** For tests: how many flow tokens lead to sessions. */
    int tokens() {
        return sessions.tokens().size();
    }

    /** For tests: the states of all sessions. */
    List<Session.State> states() {
        List<Session.State> states = new ArrayList<>();
        sessions.all().forEach(s -> states.add(s.state()));
        return states;
    }
}
