package com.hookprobe.htp.core;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.DropReason;
import com.hookprobe.htp.SessionStats;
import com.hookprobe.htp.TransmissionMode;
import com.hookprobe.htp.core.meet.MeetMessage;
import com.hookprobe.htp.core.meet.RelayAddress;
import com.hookprobe.htp.core.message.Frame;
import com.hookprobe.htp.core.message.Inbox;
import com.hookprobe.htp.core.message.Outbox;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import java.net.InetSocketAddress;
import java.util.Arrays;

/**
 * One session after its handshake (HTP 3.4, 3.5, 4): what comes in and what it changes, and the timers of its life. What
 * goes out is {@link SessionSender}'s. Half-open sessions of a responder wait silently for the initiator's first valid
 * packet.
 */
final class Session extends TimerHeap.Timed {
    /** HTP 3.4. */
    enum State {
        HALF_OPEN,
        OPEN,
        /** We closed: answer with CLOSE, at most once per probe timeout. */
        CLOSING,
        /** The peer closed, or all is said: silence. */
        DRAINING,
        GONE
    }

    /** Told what the machine must know at once, before anything else that the same packet leads to. */
    interface Observer {
        /** The first authentic packet of the peer. */
        void onConfirmed(Session session, long nowNs, EffectSink out);

        /** A message of HTP 3.7 that the peer may say. */
        default void onMeeting(Session session, MeetMessage message, long nowNs, EffectSink out) {}

        /** Something on the relay channel; the array is the observer's. */
        default void onRelayed(Session session, byte[] data, long nowNs) {}
    }

    /** HTP 3.4: "HALF_OPEN (ACCEPT cached 60 s)". */
    static final long HALF_OPEN_NS = 60_000_000_000L;
    /** HTP 3.4: "dead after ... 15 s with unacked data". */
    static final long DEAD_NS = 15_000_000_000L;
    /** HTP 3.4: "dead after 3 missed" heartbeats. */
    private static final int HEARTBEATS_MISSED_MAX = 3;
    /** HTP 3.7: a circuit ends when nothing passes for 60 s. */
    private static final long RELAYED_HEARTBEAT_NS = 20_000_000_000L;
    /** A peer that gives no credit for our answers must not make them pile up. */
    private static final int CONTROL_WAITING_MAX = 64;
    /** HTP 3.4: "Failed AEAD 2^36 -> close". */
    private static final long AEAD_FAILURES_MAX = 1L << 36;

    final long id;
    final SessionInfo info;
    final byte[] localNodeId;
    /** Names the responder's KEM key that the handshake was made with. */
    final byte[] kemKeyId;
    /** True while the machine has this session on its list of those to look at. */
    boolean touched;

    private final MachineContext context;
    private final Observer observer;
    private final TokenMap<Session> tokenMap;
    private final long startNs;
    private final long idleTimeoutNs;
    private final long heartbeatNs;
    private final long peerMaxMessage;
    private final SessionKeys keys;
    private final Path path;
    private final FlowTokens tokens;
    private final PacketOpener opener;
    private final Outbox outbox;
    private final Inbox inbox;
    private final SessionSender sender;
    private final SessionControl control;
    private final SessionFrames frames;
    private final Heartbeats heartbeats;

    private State state;
    /** True once a valid packet of the peer came under these keys. */
    private boolean peerConfirmed;

    private long largestReceived = -1;
    private long lastReceivedNs;
    private long endNs = Long.MAX_VALUE;
    private long closeAnswerNs;
    private CloseBody closing = new CloseBody(CloseCode.NORMAL, "");
    private long packetsReceived;
    private byte[] evidence = new byte[0];
    private long evidenceNumber = -1;
    private boolean peerSaves;
    private EffectSink out = EffectSink.NONE;

    Session(
            long id,
            SessionSetup setup,
            MachineContext context,
            Observer observer,
            TokenMap<Session> tokenMap,
            long nowNs) {
        this.id = id;
        this.info = setup.info();
        this.localNodeId = setup.localNodeId();
        this.kemKeyId = setup.kemKeyId();
        this.context = context;
        this.observer = observer;
        this.tokenMap = tokenMap;
        this.startNs = nowNs;
        this.idleTimeoutNs = setup.idleTimeoutNs();
        long silenceNs = context.config().heartbeatNs();
        boolean relayed = info.peerAddress() instanceof RelayAddress;
        this.heartbeatNs = relayed ? Math.min(silenceNs, RELAYED_HEARTBEAT_NS) : silenceNs;
        this.peerMaxMessage = setup.peerMaxMessage();
        this.path = new Path(info.peerAddress());
        this.keys = setup.keys();
        this.tokens = new FlowTokens(keys.receive);
        this.opener = new PacketOpener(keys.receive, keys.first.receive(), context.scratch(), context.counters());
        this.outbox = new Outbox(context.config().limits(), setup.peerMaxData(), setup.peerMaxChannelData());
        this.frames = new SessionFrames(this, context, observer, outbox);
        this.inbox = frames.inbox();
        int datagramMax = Math.min(context.config().limits().datagramBytesMax(), setup.peerMaxDatagram());
        PacketSealer sealer = new PacketSealer(keys.send, keys.first.send(), context.scratch());
        this.sender = new SessionSender(id, sealer, path, tokens, outbox, inbox, context, datagramMax, nowNs);
        Rekey rekey = new Rekey(info, keys, setup.mixesWeights(), context, nowNs);
        this.control = new SessionControl(this, context, observer, opener, sender, rekey);
        frames.connect(sender, control);
        // HTP 3.10.3: as long as the responder gives a message (3.4.11) and a circuit lives (3.7.9).
        long silenceMaxNs = Math.min(idleTimeoutNs * 3 / 4, HEARTBEATS_MISSED_MAX * heartbeatNs);
        long longestNs = relayed ? heartbeatNs : Math.max(heartbeatNs, silenceMaxNs);
        this.heartbeats = new Heartbeats(info.initiator(), heartbeatNs, longestNs, context.random());
        this.heartbeats.saving(context.energy().low());
        this.state = info.initiator() ? State.OPEN : State.HALF_OPEN;
        this.lastReceivedNs = nowNs;
        tokens.register(tokenMap, this);
        if (info.initiator()) {
            // HTP 3.4: "ESTABLISHED (send HEARTBEAT at once = key confirmation)"
            sender.wantHeartbeat();
        }
    }

    State state() {
        return state;
    }

    boolean peerConfirmed() {
        return peerConfirmed;
    }

    long peerMaxMessage() {
        return peerMaxMessage;
    }

    /** For tests: packets of ours that are not decided. */
    int packetsInFlight() {
        return sender.recovery().packetsInFlight();
    }

    /** For tests: what takes messages in. */
    SessionFrames frames() {
        return frames;
    }

    InetSocketAddress remote() {
        return path.validatedRemote();
    }

    SessionStats stats() {
        return new SessionStats(
                sender.packetsSent(),
                packetsReceived,
                sender.recovery().packetsLost(),
                outbox.messagesDone(),
                frames.messagesDelivered(),
                outbox.bytesQueued(),
                sender.recovery().rtt().smoothedNs() / 1000,
                sender.recovery().windowBytes(),
                sender.datagramBytes(),
                control.generation());
    }

    void send(int channel, byte[] message, long sendId, long nowNs) {
        if (!outbox.hasUnacked()) {
            sender.progress(nowNs);
        }
        outbox.add(channel, message, sendId);
    }

    /** The largest datagram that a packet on this path holds. */
    int datagramRoom() {
        return sender.datagramBytes() - Wire.SESSION_OVERHEAD_BYTES - Frame.DGRAM_HEADER_BYTES;
    }

    /** True while the peer is reached through a relay circuit. */
    boolean relayed() {
        return path.remote() instanceof RelayAddress;
    }

    /** Bytes of messages that are not wholly acknowledged. */
    long bytesQueued() {
        return outbox.bytesQueued();
    }

    /** An unreliable datagram; the oldest waiting ones go when there are too many. */
    void sendDatagram(int channel, byte[] data) {
        outbox.addDatagram(channel, data);
    }

    /** The user is done with a delivered message. */
    void consumed(int channel, int length) {
        inbox.onConsumed(channel, length);
    }

    /** True when what others cause should not be added to what already waits for the peer. */
    boolean controlQueueLong() {
        return outbox.waiting(Channels.CONTROL) >= CONTROL_WAITING_MAX / 2;
    }

    /** Something of HTP's own for the peer. */
    void sendControl(byte[] message, long nowNs) {
        if (state != State.OPEN) {
            return;
        }
        if (outbox.waiting(Channels.CONTROL) >= CONTROL_WAITING_MAX) {
            protocolError("answers are asked for and not taken", nowNs);
            return;
        }
        send(Channels.CONTROL, message, Outbox.NO_SEND_ID, nowNs);
    }

    /** Our own address changed, as far as we know: go on under a token that was not seen on the old network. */
    void moved() {
        if (state == State.OPEN && peerConfirmed) {
            tokens.rotate();
            sender.wantHeartbeat();
        }
    }

    /** How packets of both directions shall look. */
    void shape(TransmissionMode mode, long nowNs) {
        control.shape(mode, nowNs);
    }

    /** This node began to save energy, or need not any more. */
    void energyChanged() {
        sender.shape().saving(context.energy().low());
        heartbeats.saving(context.energy().low());
    }

    /** True while the peer says that it saves energy. */
    boolean peerSaves() {
        return peerSaves;
    }

    /** The peer told where it sees us. */
    void onSeenAt(InetSocketAddress address) {
        heartbeats.onSeenAt(address);
    }

    /** Evidence of this resonance epoch for the peer. */
    void evidence(byte[] rdvAndPosf) {
        sender.evidence(rdvAndPosf);
    }

    /** Begins new keys at once if we are the initiator, else asks for them. */
    void renewKeys(long nowNs) {
        control.renewKeys(nowNs);
    }

    /** A datagram with our token. What it leads to is sent by the next {@link #tick}, so that a batch shares packets. */
    void onDatagram(byte[] buffer, int offset, int length, InetSocketAddress from, long nowNs, EffectSink effects) {
        if (state == State.DRAINING || state == State.GONE) {
            context.counters().drop(DropReason.CLOSED);
            return;
        }
        bind(effects);
        long token = Bytes.i64(buffer, offset + Wire.TOKEN_OFFSET);
        if (!opener.open(buffer, offset, length)) {
            if (opener.failures() >= AEAD_FAILURES_MAX) {
                close(CloseCode.INTEGRITY_LIMIT, "", nowNs, effects);
            }
            return;
        }
        packetsReceived++;
        lastReceivedNs = nowNs;
        if (state == State.CLOSING) {
            answerClosing(nowNs);
            return;
        }
        boolean newest = opener.number() > largestReceived;
        largestReceived = Math.max(largestReceived, opener.number());
        tokens.onReceived(token, tokenMap, this);
        InetSocketAddress before = path.validatedRemote();
        onPath(path.onPacket(from, length, newest, sender.probeTimeoutNs(), context.random(), nowNs), before, nowNs);
        if (state == State.HALF_OPEN) {
            state = State.OPEN;
        }
        if (!peerConfirmed) {
            peerConfirmed = true;
            control.onConfirmed(nowNs);
            observer.onConfirmed(this, nowNs, effects);
            if (!info.initiator()) {
                tellAddress(nowNs);
            }
        }
        if (state != State.OPEN) {
            // An older session of the node outranks this one.
            return;
        }
        control.onHeard(nowNs);
        onPacket(from, nowNs);
    }

    /** Runs timers and sends what may be sent. */
    void tick(long nowNs, EffectSink effects) {
        bind(effects);
        switch (state) {
            case GONE -> {}
            case CLOSING, DRAINING -> {
                if (nowNs >= endNs) {
                    erase();
                }
            }
            case HALF_OPEN -> {
                if (nowNs - startNs >= HALF_OPEN_NS) {
                    erase();
                }
            }
            case OPEN -> tickOpen(nowNs);
        }
    }

    /** When {@link #tick} has something to do, or {@link Long#MAX_VALUE}. */
    long nextDeadlineNs(long nowNs) {
        return switch (state) {
            case GONE -> Long.MAX_VALUE;
            case CLOSING, DRAINING -> endNs;
            case HALF_OPEN -> startNs + HALF_OPEN_NS;
            case OPEN -> openDeadlineNs(nowNs);
        };
    }

    /** Ends the session from our side; a half-open one just vanishes. */
    void close(CloseCode code, String reason, long nowNs, EffectSink effects) {
        if (state == State.HALF_OPEN) {
            erase();
            return;
        }
        if (state != State.OPEN) {
            return;
        }
        bind(effects);
        closing = new CloseBody(code, reason);
        answerWithClose(nowNs);
        end(State.CLOSING, closing, nowNs);
    }

    /** Forgets keys and buffers. */
    void erase() {
        if (state != State.GONE) {
            state = State.GONE;
            inbox.clear();
            outbox.abandon();
            sender.close();
            opener.close();
            control.close();
            tokens.unregister(tokenMap, this);
            keys.close();
        }
    }

    private void bind(EffectSink effects) {
        out = effects;
        sender.bind(effects);
    }

    private void tickOpen(long nowNs) {
        if (nowNs - lastReceivedNs >= idleTimeoutNs) {
            close(CloseCode.IDLE, "nothing heard", nowNs, out);
            return;
        }
        if (!sender.recovery().idle() && nowNs - sender.lastProgressNs() >= deadAfterNs()) {
            close(CloseCode.IDLE, "nothing acknowledged", nowNs, out);
            return;
        }
        if (inbox.deadlineNs() <= nowNs) {
            close(CloseCode.PROTOCOL, "a message never became whole", nowNs, out);
            return;
        }
        control.tick(nowNs, out);
        if (state != State.OPEN) {
            return;
        }
        if (path.deadlineNs() <= nowNs) {
            InetSocketAddress before = path.validatedRemote();
            onPath(path.onTimer(nowNs), before, nowNs);
        }
        sender.onTimer(nowNs);
        if (heartbeats.take(sender.recovery().idle(), nowNs)) {
            sender.wantHeartbeat();
        }
        sender.flush(nowNs);
        heartbeats.onSent(sender.lastElicitingNs());
    }

    private long openDeadlineNs(long nowNs) {
        long earliest = Math.min(sender.deadlineNs(nowNs), Math.min(path.deadlineNs(), inbox.deadlineNs()));
        earliest = Math.min(earliest, Math.min(lastReceivedNs + idleTimeoutNs, control.deadlineNs()));
        earliest = Math.min(earliest, heartbeats.dueNs());
        if (!sender.recovery().idle()) {
            earliest = Math.min(earliest, sender.lastProgressNs() + deadAfterNs());
        }
        return earliest;
    }

    private long deadAfterNs() {
        // In GHOST an outage must not show whether anything waited to be acknowledged.
        if (peerConfirmed && (!outbox.hasUnacked() || sender.shape().ghost())) {
            return HEARTBEATS_MISSED_MAX * heartbeatNs;
        }
        // An initiator whose NAT changed its mapping does not know; its responder reaches it again only after its next
        // heartbeat.
        return info.initiator() ? DEAD_NS : DEAD_NS + (peerSaves ? HEARTBEATS_MISSED_MAX : 1) * heartbeatNs;
    }

    // ---- packets

    private void onPacket(InetSocketAddress from, long nowNs) {
        int flags = opener.flags();
        boolean eliciting = (flags & Wire.FLAG_ACK_ELICITING) != 0;
        peerSaves = (flags & Wire.FLAG_LOW_ENERGY) != 0;
        control.peerSaves(peerSaves);
        if ((flags & Wire.FLAG_REKEY_REQUEST) != 0) {
            control.onRenewalAsked(nowNs);
        }
        boolean acknowledge = switch (opener.type()) {
            case DATA, ACK -> frames.read(opener, eliciting, nowNs, out);
            case HEARTBEAT -> onHeartbeat(flags, eliciting, from, nowNs);
            case CLOSE -> {
                onClose(nowNs);
                yield false;
            }
            default -> false;
        };
        if (acknowledge && state == State.OPEN) {
            if ((flags & Wire.FLAG_RESONANCE_FRESH) != 0) {
                onEvidence();
            }
            boolean atOnce = opener.type() == PacketType.HEARTBEAT || frames.urgent();
            if (eliciting && opener.type() == PacketType.DATA) {
                heartbeats.onData(nowNs);
            }
            sender.onReceived(opener.number(), opener.timestampMillis(), opener.bodyLength(), eliciting, atOnce, nowNs);
        }
    }

    /** HTP 3.9: told once, however often it comes, and never after a newer one. */
    private void onEvidence() {
        byte[] came = Bytes.slice(opener.plain(), 0, Wire.RESONANCE_BYTES);
        boolean overtaken = opener.number() < evidenceNumber;
        evidenceNumber = Math.max(evidenceNumber, opener.number());
        if (!overtaken && !Arrays.equals(came, evidence)) {
            evidence = came;
            out.then(new Effect.Evidence(id, came));
        }
    }

    private boolean onHeartbeat(int flags, boolean eliciting, InetSocketAddress from, long nowNs) {
        int pathFlags = flags & (Wire.FLAG_PATH_CHALLENGE | Wire.FLAG_PATH_RESPONSE);
        int zerosAt = pathFlags == 0 ? 0 : Long.BYTES;
        boolean sound = eliciting
                && pathFlags != (Wire.FLAG_PATH_CHALLENGE | Wire.FLAG_PATH_RESPONSE)
                && opener.bodyLength() >= zerosAt
                && Bytes.allZero(opener.plain(), opener.bodyAt() + zerosAt, opener.bodyLength() - zerosAt);
        if (!sound) {
            protocolError("heartbeat", nowNs);
            return false;
        }
        if (pathFlags == Wire.FLAG_PATH_CHALLENGE) {
            int bytes = Wire.SESSION_OVERHEAD_BYTES + opener.bodyLength();
            sender.respond(Bytes.i64(opener.plain(), opener.bodyAt()), bytes, from, nowNs);
        } else if (pathFlags == Wire.FLAG_PATH_RESPONSE) {
            InetSocketAddress before = path.validatedRemote();
            onPath(path.onResponse(Bytes.i64(opener.plain(), opener.bodyAt())), before, nowNs);
        }
        return true;
    }

    // ---- path

    private void onPath(Path.Change change, InetSocketAddress before, long nowNs) {
        if (change == Path.Change.OTHER_NETWORK) {
            sender.onPathChanged();
        }
        InetSocketAddress now = path.validatedRemote();
        if (!now.equals(before)) {
            out.then(new Effect.PeerMoved(id, now));
            if (!info.initiator()) {
                tellAddress(nowNs);
            }
        }
    }

    private void tellAddress(long nowNs) {
        if (path.validatedRemote() instanceof RelayAddress) {
            // It would tell the peer nothing of its address.
            return;
        }
        sendControl(new ControlMessage.Address(path.validatedRemote()).encode(), nowNs);
    }

    // ---- close

    /** The peer broke the protocol: CLOSE 2. */
    void protocolError(String what, long nowNs) {
        close(CloseCode.PROTOCOL, what, nowNs, out);
    }

    private void onClose(long nowNs) {
        CloseBody body = CloseBody.decode(opener.plain(), opener.bodyAt(), opener.bodyLength());
        if (body == null) {
            protocolError("close", nowNs);
            return;
        }
        end(State.DRAINING, body, nowNs);
    }

    private void answerClosing(long nowNs) {
        if (opener.type() == PacketType.CLOSE) {
            state = State.DRAINING;
        } else if (nowNs >= closeAnswerNs) {
            answerWithClose(nowNs);
        }
    }

    /** HTP 3.4: "sender CLOSING 3 PTO (answers at most 1 per PTO)"; each answer is a packet of its own. */
    private void answerWithClose(long nowNs) {
        closeAnswerNs = nowNs + sender.probeTimeoutNs();
        sender.close(closing, nowNs);
    }

    private void end(State next, CloseBody why, long nowNs) {
        state = next;
        endNs = nowNs + 3 * sender.probeTimeoutNs();
        inbox.clear();
        outbox.abandon();
        if (peerConfirmed) {
            // Only what was announced is reported as closed.
            out.then(new Effect.SessionClosed(id, why.code(), why.reason()));
        }
    }
}
