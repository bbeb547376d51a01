package com.hookprobe.htp.core;

import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.DropReason;
import com.hookprobe.htp.SessionStats;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One session after its handshake (HTP 3.4, 4): packets in and out, timers, close. Half-open sessions of a responder wait
 * silently for the initiator's first valid packet.
 */
final class Session {
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

    /** HTP 3.4: "HALF_OPEN (ACCEPT cached 60 s)". */
    static final long HALF_OPEN_NS = 60_000_000_000L;
    /** HTP 3.4: "dead after ... 15 s with unacked data". */
    static final long DEAD_NS = 15_000_000_000L;
    /** HTP 3.4: "dead after 3 missed" heartbeats. */
    private static final int HEARTBEATS_MISSED_MAX = 3;
    /** HTP 3.4: "Failed AEAD 2^36 -> close". */
    private static final long AEAD_FAILURES_MAX = 1L << 36;

    final long id;
    final SessionInfo info;
    final byte[] localNodeId;
    private final MachineContext context;
    private final Confirmed confirmed;
    private final long startNs;
    private final long idleTimeoutNs;
    private final long heartbeatNs;
    private final long peerMaxMessage;
    private final SessionKeys keys;
    private final PacketSealer sealer;
    private final PacketOpener opener;
    private final Recovery recovery = new Recovery();
    private final AckTracker acks = new AckTracker();
    private final Outbox outbox;
    private final Inbox inbox;
    private final FrameWriter writer = new FrameWriter(Wire.BODY_BYTES);
    private final long receiveToken;

    private State state;
    /** True once a valid packet of the peer came under these keys. */
    private boolean peerConfirmed;

    private long lastReceivedNs;
    private long heartbeatDueNs = Long.MAX_VALUE;
    private boolean heartbeatWanted;
    private long lastProgressNs;
    private long endNs = Long.MAX_VALUE;
    private long closeAnswerNs;
    private CloseBody closing = new CloseBody(CloseCode.NORMAL, "");
    private long packetsReceived;
    /** True when the packet at hand carried a message of an urgent channel: its sender should not wait for the ACK. */
    private boolean urgentMessage;

    private EffectSink out = EffectSink.NONE;

    /** Told of the first authentic packet of the peer, before anything that it leads to. */
    interface Confirmed {
        void onConfirmed(Session session, long nowNs, EffectSink out);
    }

    Session(long id, SessionSetup setup, MachineContext context, Confirmed confirmed, long nowNs) {
        this.id = id;
        this.confirmed = confirmed;
        this.info = setup.info();
        this.localNodeId = setup.localNodeId();
        this.context = context;
        this.startNs = nowNs;
        this.idleTimeoutNs = setup.idleTimeoutNs();
        this.heartbeatNs = context.config().heartbeatNs();
        this.peerMaxMessage = setup.peerMaxMessage();
        this.keys = setup.keys();
        this.sealer = new PacketSealer(keys.send, keys.first.send(), context.scratch());
        this.opener = new PacketOpener(keys.receive, keys.first.receive(), context.scratch(), context.counters());
        this.receiveToken = keys.receive.token(0);
        this.outbox = new Outbox(context.config().limits(), setup.peerMaxData(), setup.peerMaxChannelData());
        this.inbox = new Inbox(
                context.config().limits(),
                context.budget(),
                (channel, message) -> out.then(new Effect.Deliver(id, channel, message)));
        this.state = setup.info().initiator() ? State.OPEN : State.HALF_OPEN;
        this.lastReceivedNs = nowNs;
        this.lastProgressNs = nowNs;
        if (setup.info().initiator()) {
            // HTP 3.4: "ESTABLISHED (send HEARTBEAT at once = key confirmation)"
            heartbeatWanted = true;
            scheduleHeartbeat(nowNs);
        }
    }

    State state() {
        return state;
    }

    long receiveToken() {
        return receiveToken;
    }

    boolean peerConfirmed() {
        return peerConfirmed;
    }

    long peerMaxMessage() {
        return peerMaxMessage;
    }

    SessionStats stats() {
        return new SessionStats(
                sealer.nextNumber(),
                packetsReceived,
                recovery.packetsLost(),
                outbox.messagesDone(),
                inbox.messagesDelivered(),
                outbox.bytesQueued(),
                recovery.rtt().smoothedNs() / 1000,
                recovery.windowBytes());
    }

    void send(int channel, byte[] message, long sendId, long nowNs) {
        if (!outbox.hasUnacked()) {
            lastProgressNs = nowNs;
        }
        outbox.add(channel, message, sendId);
    }

    /** A datagram with our token. What it leads to is sent by the next {@link #tick}, so that a batch shares packets. */
    void onDatagram(byte[] datagram, InetSocketAddress from, long nowNs, EffectSink effects) {
        if (state == State.DRAINING || state == State.GONE) {
            context.counters().drop(DropReason.CLOSED);
            return;
        }
        // Roaming comes later; until then a session lives at one address.
        if (!from.equals(info.peerAddress())) {
            context.counters().drop(DropReason.ADDRESS);
            return;
        }
        out = effects;
        PacketOpener packet = opener;
        if (!packet.open(datagram, 0, datagram.length)) {
            if (opener.failures() >= AEAD_FAILURES_MAX) {
                close(CloseCode.INTEGRITY_LIMIT, "", nowNs, effects);
            }
            return;
        }
        packetsReceived++;
        lastReceivedNs = nowNs;
        if (state == State.CLOSING) {
            answerClosing(packet, nowNs);
            return;
        }
        if (state == State.HALF_OPEN) {
            state = State.OPEN;
        }
        if (!peerConfirmed) {
            peerConfirmed = true;
            confirmed.onConfirmed(this, nowNs, effects);
        }
        if ((packet.flags() & (Wire.FLAG_PATH_CHALLENGE | Wire.FLAG_PATH_RESPONSE | Wire.FLAG_REKEY_REQUEST)) != 0) {
            return;
        }
        if (state != State.OPEN) {
            // An older session of the node outranks this one.
            return;
        }
        onPacket(packet, nowNs);
    }

    /** Runs timers and sends what may be sent. */
    void tick(long nowNs, EffectSink effects) {
        out = effects;
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
        closing = new CloseBody(code, reason);
        transmitClose(nowNs, effects);
        end(State.CLOSING, closing, nowNs, effects);
    }

    /** Forgets keys and buffers. */
    void erase() {
        if (state != State.GONE) {
            state = State.GONE;
            inbox.clear();
            outbox.abandon();
            sealer.close();
            opener.close();
            keys.close();
        }
    }

    private void tickOpen(long nowNs) {
        if (nowNs - lastReceivedNs >= idleTimeoutNs) {
            close(CloseCode.IDLE, "nothing heard", nowNs, out);
            return;
        }
        if (!recovery.idle() && nowNs - lastProgressNs >= deadAfterNs()) {
            close(CloseCode.IDLE, "nothing acknowledged", nowNs, out);
            return;
        }
        if (inbox.deadlineNs() <= nowNs) {
            close(CloseCode.PROTOCOL, "a message never became whole", nowNs, out);
            return;
        }
        if (recovery.deadlineNs() <= nowNs) {
            onRecoveryTimer(nowNs);
        }
        if (heartbeatDueNs <= nowNs) {
            heartbeatWanted = true;
        }
        flush(nowNs);
    }

    private long openDeadlineNs(long nowNs) {
        long earliest = Math.min(acks.deadlineNs(), recovery.deadlineNs());
        earliest = Math.min(earliest, Math.min(heartbeatDueNs, inbox.deadlineNs()));
        earliest = Math.min(earliest, lastReceivedNs + idleTimeoutNs);
        if (!recovery.idle()) {
            earliest = Math.min(earliest, lastProgressNs + deadAfterNs());
        }
        if (heartbeatWanted || inbox.creditsDue()) {
            earliest = nowNs;
        }
        if (recovery.windowOpen() && outbox.sendable()) {
            earliest = Math.min(earliest, recovery.pacedNs(nowNs));
        }
        return earliest;
    }

    private long deadAfterNs() {
        return !peerConfirmed || outbox.hasUnacked() ? DEAD_NS : HEARTBEATS_MISSED_MAX * heartbeatNs;
    }

    private void onPacket(PacketOpener packet, long nowNs) {
        byte[] plain = packet.plain();
        int start = Wire.RESONANCE_BYTES;
        urgentMessage = false;
        boolean eliciting = (packet.flags() & Wire.FLAG_ACK_ELICITING) != 0;
        boolean acknowledge = switch (packet.type()) {
            case DATA, ACK -> onFrames(packet, eliciting, nowNs);
            case HEARTBEAT -> {
                if (!eliciting || !Bytes.allZero(plain, start, packet.bodyLength())) {
                    protocolError("heartbeat", nowNs);
                    yield false;
                }
                yield true;
            }
            case CLOSE -> {
                onClose(packet, nowNs);
                yield false;
            }
            default -> false;
        };
        if (acknowledge && state == State.OPEN) {
            boolean atOnce = packet.type() == PacketType.HEARTBEAT || urgentMessage;
            acks.onPacket(packet.number(), packet.timestampMillis(), eliciting, atOnce, nowNs);
        }
    }

    /** True when the packet counts as received. */
    private boolean onFrames(PacketOpener packet, boolean eliciting, long nowNs) {
        List<Frame> frames = FrameReader.read(packet.plain(), packet.bodyAt(), packet.bodyAt() + packet.bodyLength());
        if (frames == null) {
            protocolError("frames", nowNs);
            return false;
        }
        boolean onlyAcks = frames.stream().allMatch(f -> f instanceof Frame.Ack);
        // HTP 4: a packet is ack-eliciting when it holds anything but ACK and PAD; an ACK packet is one ACK frame.
        boolean single = packet.type() == PacketType.DATA || (frames.size() == 1 && onlyAcks);
        if (!single || eliciting == onlyAcks) {
            protocolError("ack-eliciting flag", nowNs);
            return false;
        }
        boolean acknowledge = true;
        for (Frame frame : frames) {
            acknowledge &= onFrame(frame, nowNs);
            if (state != State.OPEN) {
                return false;
            }
        }
        return acknowledge;
    }

    private boolean onFrame(Frame frame, long nowNs) {
        if (frame instanceof Frame.Ack ack) {
            onAck(ack, nowNs);
        } else if (frame instanceof Frame.Msg msg) {
            urgentMessage |= context.config().limits().channel(msg.channel()).urgent();
            return onVerdict(inbox.onMsg(msg, nowNs), nowNs);
        } else if (frame instanceof Frame.Credit credit) {
            outbox.onCredit(credit.channel(), credit.maxBytes());
        } else if (frame instanceof Frame.ResetMsg reset) {
            inbox.onReset(reset);
        } else {
            context.counters().drop(DropReason.DATAGRAM_FRAME);
        }
        return true;
    }

    private boolean onVerdict(Inbox.Verdict verdict, long nowNs) {
        switch (verdict) {
            case OK -> {
                return true;
            }
            case PROTOCOL -> protocolError("message", nowNs);
            case FLOW -> close(CloseCode.FLOW_CONTROL, "more than the credit", nowNs, out);
            case MEMORY -> context.counters().drop(DropReason.MEMORY);
        }
        return false;
    }

    private void onAck(Frame.Ack ack, long nowNs) {
        List<SentPacket> newly = recovery.onAck(ack, sealer.nextNumber(), nowNs);
        if (newly == null) {
            protocolError("acknowledged what was never sent", nowNs);
            return;
        }
        if (!newly.isEmpty()) {
            lastProgressNs = nowNs;
        }
        for (SentPacket packet : newly) {
            for (SentPacket.Item item : packet.items()) {
                if (item instanceof SentPacket.Fragment fragment) {
                    long sendId = outbox.onAcked(fragment);
                    if (sendId >= 0) {
                        out.then(new Effect.Sent(id, sendId));
                    }
                }
            }
        }
        recovery.detectLost(nowNs).forEach(this::sendAgain);
    }

    private void onRecoveryTimer(long nowNs) {
        for (SentPacket packet : recovery.onProbeTimer(nowNs)) {
            sendAgain(packet);
        }
        recovery.detectLost(nowNs).forEach(this::sendAgain);
    }

    private void sendAgain(SentPacket packet) {
        if (packet.items().isEmpty()) {
            heartbeatWanted |= !peerConfirmed;
        }
        for (SentPacket.Item item : packet.items()) {
            if (item instanceof SentPacket.Fragment fragment) {
                outbox.onLost(fragment);
            } else if (item instanceof SentPacket.CreditItem credit) {
                inbox.onCreditLost(credit.channel());
            }
        }
    }

    private void flush(long nowNs) {
        int probes = recovery.takeProbes();
        while (probes > 0 || (recovery.windowOpen() && recovery.pacedNs(nowNs) <= nowNs)) {
            if (!sendData(nowNs)) {
                break;
            }
            probes--;
        }
        // A probe with nothing to carry is a heartbeat.
        if ((probes > 0 && !recovery.idle()) || heartbeatWanted) {
            heartbeatWanted = false;
            transmit(PacketType.HEARTBEAT, Wire.FLAG_ACK_ELICITING, 0, List.of(), nowNs);
        }
        if (inbox.creditsDue()) {
            // The congestion window must not keep the peer waiting for credit.
            sendData(nowNs);
        }
        if (acks.deadlineNs() <= nowNs) {
            writer.reset();
            writer.ack(acks.frame(nowNs));
            acks.sent();
            transmit(PacketType.ACK, 0, writer.length(), List.of(), nowNs);
        }
    }

    /** False when there was nothing to send. */
    private boolean sendData(long nowNs) {
        List<SentPacket.Item> items = new ArrayList<>(2);
        writer.reset();
        inbox.writeCredits(writer, items);
        outbox.fill(writer, items);
        if (items.isEmpty()) {
            return false;
        }
        if (acks.pending() && writer.ack(acks.frame(nowNs))) {
            acks.sent();
        }
        transmit(PacketType.DATA, Wire.FLAG_ACK_ELICITING, writer.length(), items, nowNs);
        return true;
    }

    private void transmit(PacketType type, int flags, int bodyLength, List<SentPacket.Item> items, long nowNs) {
        long number = sealer.nextNumber();
        byte[] datagram = seal(type, flags, writer.buffer(), bodyLength, nowNs);
        if (flags != 0) {
            if (recovery.idle()) {
                lastProgressNs = nowNs;
            }
            recovery.onSent(new SentPacket(number, nowNs, datagram.length, items));
            scheduleHeartbeat(nowNs);
        }
        out.transmit(info.peerAddress(), datagram);
    }

    private byte[] seal(PacketType type, int flags, byte[] body, int bodyLength, long nowNs) {
        System.arraycopy(body, 0, sealer.plain(), PacketSealer.BODY_AT, bodyLength);
        byte[] datagram = new byte[Wire.SESSION_OVERHEAD_BYTES + bodyLength];
        sealer.seal(type, (nowNs - startNs) / 1_000_000, flags, bodyLength, datagram, 0);
        return datagram;
    }

    /** HTP 3.4: "Heartbeat 30 s max: uniform 24-30 s when idle"; the initiator keeps the path open. */
    private void scheduleHeartbeat(long nowNs) {
        if (info.initiator()) {
            RandomGenerator random = context.random();
            heartbeatDueNs = nowNs + heartbeatNs - random.nextLong(heartbeatNs / 5 + 1);
        }
    }

    private void protocolError(String what, long nowNs) {
        close(CloseCode.PROTOCOL, what, nowNs, out);
    }

    private void onClose(PacketOpener packet, long nowNs) {
        CloseBody body = CloseBody.decode(packet.plain(), Wire.RESONANCE_BYTES, packet.bodyLength());
        if (body == null) {
            protocolError("close", nowNs);
            return;
        }
        end(State.DRAINING, body, nowNs, out);
    }

    private void answerClosing(PacketOpener packet, long nowNs) {
        if (packet.type() == PacketType.CLOSE) {
            state = State.DRAINING;
        } else if (nowNs >= closeAnswerNs) {
            transmitClose(nowNs, out);
        }
    }

    /** HTP 3.4: "sender CLOSING 3 PTO (answers at most 1 per PTO)"; each answer is a packet of its own. */
    private void transmitClose(long nowNs, EffectSink effects) {
        byte[] body = closing.encode();
        byte[] datagram = seal(PacketType.CLOSE, 0, body, body.length, nowNs);
        closeAnswerNs = nowNs + recovery.rtt().probeTimeoutNs();
        effects.transmit(info.peerAddress(), datagram);
    }

    private void end(State next, CloseBody why, long nowNs, EffectSink effects) {
        state = next;
        endNs = nowNs + 3 * recovery.rtt().probeTimeoutNs();
        inbox.clear();
        outbox.abandon();
        if (peerConfirmed) {
            // Only what was announced is reported as closed.
            effects.then(new Effect.SessionClosed(id, why.code(), why.reason()));
        }
    }
}
