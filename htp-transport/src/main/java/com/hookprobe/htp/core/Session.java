package com.hookprobe.htp.core;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.DropReason;
import com.hookprobe.htp.SessionStats;
import com.hookprobe.htp.core.meet.MeetMessage;
import com.hookprobe.htp.core.meet.RelayAddress;
import com.hookprobe.htp.core.message.Frame;
import com.hookprobe.htp.core.message.FrameReader;
import com.hookprobe.htp.core.message.FrameSink;
import com.hookprobe.htp.core.message.Inbox;
import com.hookprobe.htp.core.message.Outbox;
import com.hookprobe.htp.core.wire.AckRanges;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One session after its handshake (HTP 3.4, 3.5, 4): what comes in and what it changes, and the timers of its life. What
 * goes out is {@link SessionSender}'s. Half-open sessions of a responder wait silently for the initiator's first valid
 * packet.
 */
final class Session extends TimerHeap.Timed implements FrameSink, Inbox.Sink {
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
    /** HTP 3.4: "Failed AEAD 2^36 -> close". */
    private static final long AEAD_FAILURES_MAX = 1L << 36;
    /** HTP 3.4: "REKEY_AFTER 120 s or 2^28 packets". */
    private static final long REKEY_PACKETS = 1L << 28;

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
    private final Rekey rekey;
    private final FrameReader reader;
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
    private long messagesDelivered;
    /** The newest that the peer was heard under. */
    private int generation;
    /** The responder's next keys, used from the first packet of that generation on. */
    private @Nullable PacketKeys nextSendKeys;

    private long dropPreviousNs = Long.MAX_VALUE;
    private EffectSink out = EffectSink.NONE;

    // Of the packet at hand.
    private long packetNs;
    /** True when it carried a message of an urgent channel: its sender should not wait for the ACK. */
    private boolean urgentMessage;

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
        this.reader = context.reader();
        this.path = new Path(info.peerAddress());
        this.keys = setup.keys();
        this.tokens = new FlowTokens(keys.receive);
        this.opener = new PacketOpener(keys.receive, keys.first.receive(), context.scratch(), context.counters());
        this.outbox = new Outbox(context.config().limits(), setup.peerMaxData(), setup.peerMaxChannelData());
        this.inbox = new Inbox(
                context.config().limits(),
                context.budget(),
                this,
                context.config().creditByHand());
        int datagramMax = Math.min(context.config().limits().datagramBytesMax(), setup.peerMaxDatagram());
        PacketSealer sealer = new PacketSealer(keys.send, keys.first.send(), context.scratch());
        this.sender = new SessionSender(id, sealer, path, tokens, outbox, inbox, context, datagramMax, nowNs);
        this.rekey = new Rekey(info, keys, setup.mixesWeights(), context, nowNs);
        this.heartbeats = new Heartbeats(info.initiator(), heartbeatNs, context.random());
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

    InetSocketAddress remote() {
        return path.validatedRemote();
    }

    SessionStats stats() {
        return new SessionStats(
                sender.packetsSent(),
                packetsReceived,
                sender.recovery().packetsLost(),
                outbox.messagesDone(),
                messagesDelivered,
                outbox.bytesQueued(),
                sender.recovery().rtt().smoothedNs() / 1000,
                sender.recovery().windowBytes(),
                sender.datagramBytes(),
                rekey.generation());
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

    /** Something of HTP's own for the peer. */
    void sendControl(byte[] message, long nowNs) {
        send(Channels.CONTROL, message, Outbox.NO_SEND_ID, nowNs);
    }

    /** Our own address changed, as far as we know: go on under a token that was not seen on the old network. */
    void moved() {
        if (state == State.OPEN && peerConfirmed) {
            tokens.rotate();
            sender.wantHeartbeat();
        }
    }

    /** Begins new keys at once if we are the initiator, else asks for them. */
    void renewKeys(long nowNs) {
        if (info.initiator()) {
            rekey.hurry(nowNs);
        } else {
            sender.wantRekey(true);
            sender.wantHeartbeat();
        }
    }

    /** A datagram with our token. What it leads to is sent by the next {@link #tick}, so that a batch shares packets. */
    void onDatagram(byte[] buffer, int offset, int length, InetSocketAddress from, long nowNs, EffectSink effects) {
        if (state == State.DRAINING || state == State.GONE) {
            context.counters().drop(DropReason.CLOSED);
            return;
        }
        bind(effects);
        packetNs = nowNs;
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
        onPath(path.onPacket(from, length, newest, sender.probeTimeoutNs(), context.random(), nowNs), before);
        if (state == State.HALF_OPEN) {
            state = State.OPEN;
        }
        if (!peerConfirmed) {
            peerConfirmed = true;
            observer.onConfirmed(this, nowNs, effects);
            if (!info.initiator()) {
                tellAddress(nowNs);
            }
        }
        if (state != State.OPEN) {
            // An older session of the node outranks this one.
            return;
        }
        if (opener.currentGeneration() != generation) {
            generation = opener.currentGeneration();
            onNextGeneration(nowNs);
        }
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
            rekey.erase();
            tokens.unregister(tokenMap, this);
            keys.close();
            if (nextSendKeys != null) {
                nextSendKeys.close();
            }
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
        if (nowNs >= rekey.rejectNs()) {
            close(CloseCode.REKEY, "the keys are too old", nowNs, out);
            return;
        }
        if (path.deadlineNs() <= nowNs) {
            InetSocketAddress before = path.validatedRemote();
            onPath(path.onTimer(nowNs), before);
        }
        if (dropPreviousNs <= nowNs) {
            dropPreviousNs = Long.MAX_VALUE;
            opener.dropPrevious();
        }
        if (mayRekey(nowNs) && !beginRekey(rekey.begin(), nowNs)) {
            return;
        }
        sender.onTimer(nowNs);
        if (heartbeats.take(nowNs)) {
            sender.wantHeartbeat();
        }
        sender.flush(nowNs);
        heartbeats.onSent(sender.lastElicitingNs());
    }

    private long openDeadlineNs(long nowNs) {
        long earliest = Math.min(sender.deadlineNs(nowNs), Math.min(path.deadlineNs(), inbox.deadlineNs()));
        earliest = Math.min(earliest, Math.min(lastReceivedNs + idleTimeoutNs, rekey.rejectNs()));
        earliest = Math.min(earliest, Math.min(dropPreviousNs, heartbeats.dueNs()));
        if (peerConfirmed && !opener.hasNext()) {
            earliest = Math.min(earliest, rekey.dueNs());
        }
        if (!sender.recovery().idle()) {
            earliest = Math.min(earliest, sender.lastProgressNs() + deadAfterNs());
        }
        return earliest;
    }

    private long deadAfterNs() {
        if (peerConfirmed && !outbox.hasUnacked()) {
            return HEARTBEATS_MISSED_MAX * heartbeatNs;
        }
        // An initiator whose NAT changed its mapping does not know; its responder reaches it again only after its next
        // heartbeat.
        return info.initiator() ? DEAD_NS : DEAD_NS + heartbeatNs;
    }

    // ---- packets

    private void onPacket(InetSocketAddress from, long nowNs) {
        urgentMessage = false;
        int flags = opener.flags();
        boolean eliciting = (flags & Wire.FLAG_ACK_ELICITING) != 0;
        if ((flags & Wire.FLAG_REKEY_REQUEST) != 0) {
            rekey.hurry(nowNs);
        }
        boolean acknowledge = switch (opener.type()) {
            case DATA, ACK -> onFrames(eliciting);
            case HEARTBEAT -> onHeartbeat(flags, eliciting, from, nowNs);
            case CLOSE -> {
                onClose(nowNs);
                yield false;
            }
            default -> false;
        };
        if (acknowledge && state == State.OPEN) {
            boolean atOnce = opener.type() == PacketType.HEARTBEAT || urgentMessage;
            if (eliciting && opener.type() == PacketType.DATA) {
                heartbeats.onData(nowNs);
            }
            sender.onReceived(opener.number(), opener.timestampMillis(), opener.bodyLength(), eliciting, atOnce, nowNs);
        }
    }

    private boolean onHeartbeat(int flags, boolean eliciting, InetSocketAddress from, long nowNs) {
        int path2 = flags & (Wire.FLAG_PATH_CHALLENGE | Wire.FLAG_PATH_RESPONSE);
        int zerosAt = path2 == 0 ? 0 : Long.BYTES;
        boolean sound = eliciting
                && path2 != (Wire.FLAG_PATH_CHALLENGE | Wire.FLAG_PATH_RESPONSE)
                && opener.bodyLength() >= zerosAt
                && Bytes.allZero(opener.plain(), opener.bodyAt() + zerosAt, opener.bodyLength() - zerosAt);
        if (!sound) {
            protocolError("heartbeat", nowNs);
            return false;
        }
        if (path2 == Wire.FLAG_PATH_CHALLENGE) {
            sender.respond(Bytes.i64(opener.plain(), opener.bodyAt()), from, nowNs);
        } else if (path2 == Wire.FLAG_PATH_RESPONSE) {
            InetSocketAddress before = path.validatedRemote();
            onPath(path.onResponse(Bytes.i64(opener.plain(), opener.bodyAt())), before);
        }
        return true;
    }

    /** True when the packet counts as received. */
    private boolean onFrames(boolean eliciting) {
        if ((opener.flags() & (Wire.FLAG_PATH_CHALLENGE | Wire.FLAG_PATH_RESPONSE)) != 0) {
            protocolError("path flag", packetNs);
            return false;
        }
        if (!reader.check(opener.plain(), opener.bodyAt(), opener.bodyAt() + opener.bodyLength())) {
            protocolError("frames", packetNs);
            return false;
        }
        // HTP 4: a packet is ack-eliciting when it holds anything but ACK and PAD; an ACK packet is one ACK frame.
        boolean single = opener.type() == PacketType.DATA || (reader.frames() == 1 && reader.onlyAcks());
        if (!single || eliciting == reader.onlyAcks()) {
            protocolError("ack-eliciting flag", packetNs);
            return false;
        }
        return reader.deliver(this) == FrameReader.Result.OK;
    }

    @Override
    public boolean onMsg(
            boolean ordered, int channel, long messageId, int total, int offset, byte[] source, int start, int length) {
        urgentMessage |= inbox.urgent(channel);
        Inbox.Verdict verdict = inbox.onMsg(
                ordered,
                channel,
                messageId,
                total,
                offset,
                source,
                start,
                length,
                packetNs,
                sender.recovery().rtt().smoothedNs());
        return taken(verdict);
    }

    private boolean taken(Inbox.Verdict verdict) {
        switch (verdict) {
            case OK -> {
                return state == State.OPEN;
            }
            case PROTOCOL -> protocolError("message", packetNs);
            case FLOW -> close(CloseCode.FLOW_CONTROL, "more than the credit", packetNs, out);
            case MEMORY -> context.counters().drop(DropReason.MEMORY);
        }
        return false;
    }

    @Override
    public boolean onDatagram(int channel, byte[] source, int start, int length) {
        inbox.onDatagram(channel, source, start, length);
        return true;
    }

    @Override
    public void datagram(int channel, byte[] data) {
        if (channel == Channels.RELAY) {
            observer.onRelayed(this, data, packetNs);
        } else {
            out.then(new Effect.Datagram(id, channel, data));
        }
    }

    @Override
    public boolean onAck(AckRanges ack) {
        if (sender.onAck(ack, packetNs)) {
            return true;
        }
        protocolError("acknowledged what was never sent", packetNs);
        return false;
    }

    @Override
    public boolean onCredit(int channel, long maxBytes) {
        outbox.onCredit(channel, maxBytes);
        return true;
    }

    @Override
    public boolean onReset(int channel, long messageId, int code) {
        return taken(inbox.onReset(channel, messageId));
    }

    @Override
    public void deliver(int channel, byte[] message) {
        if (channel == Channels.CONTROL) {
            onControl(ControlMessage.decode(message), packetNs);
        } else if (channel == Channels.RELAY) {
            observer.onRelayed(this, message, packetNs);
        } else {
            messagesDelivered++;
            out.then(new Effect.Deliver(id, channel, message));
        }
    }

    // ---- path

    private void onPath(Path.Change change, InetSocketAddress before) {
        if (change == Path.Change.OTHER_NETWORK) {
            sender.onPathChanged();
        }
        InetSocketAddress now = path.validatedRemote();
        if (!now.equals(before)) {
            out.then(new Effect.PeerMoved(id, now));
            if (!info.initiator()) {
                tellAddress(packetNs);
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

    // ---- control messages and keys

    private void onControl(@Nullable ControlMessage message, long nowNs) {
        if (message instanceof ControlMessage.Rekey asked) {
            onRekey(asked, nowNs);
        } else if (message instanceof ControlMessage.RekeyAnswer answer) {
            SessionKeys.Generation next = info.initiator() ? rekey.onAnswer(answer, nowNs) : null;
            if (next == null) {
                protocolError("rekey answer", nowNs);
                return;
            }
            // HTP 3.5: the initiator sends under the new keys from here on; its heartbeat tells the responder.
            opener.prepareNext(next.receive());
            sender.nextGeneration(next.send());
            sender.wantHeartbeat();
        } else if (message instanceof ControlMessage.RekeyRefused refused && info.initiator()) {
            beginRekey(rekey.onRefused(refused), nowNs);
        } else if (message instanceof ControlMessage.Bundle bundle && info.initiator()) {
            out.then(new Effect.BundleReceived(id, bundle.bytes()));
        } else if (message instanceof ControlMessage.Address address && info.initiator()) {
            out.then(new Effect.AddressSeen(id, address.seen()));
        } else if (message instanceof ControlMessage.Meeting meeting
                && meeting.message().fromInitiator() != info.initiator()) {
            observer.onMeeting(this, meeting.message(), nowNs, out);
        } else {
            protocolError("control message", nowNs);
        }
    }

    private void onRekey(ControlMessage.Rekey asked, long nowNs) {
        MachineConfig.Accepting accepting = context.config().accepting().orElse(null);
        if (accepting == null || opener.hasNext()) {
            protocolError("rekey", nowNs);
            return;
        }
        Rekey.Judged judged = rekey.onRekey(asked, accepting.directory(), nowNs);
        if (judged instanceof Rekey.Judged.Accepted accepted) {
            opener.prepareNext(accepted.next().receive());
            nextSendKeys = accepted.next().send();
            sendControl(accepted.answer().encode(), nowNs);
        } else if (judged instanceof Rekey.Judged.Refused refused) {
            sendControl(refused.answer().encode(), nowNs);
        } else if (judged instanceof Rekey.Judged.Revoked) {
            close(CloseCode.TRUST_FLOOR, "revoked", nowNs, out);
        } else {
            protocolError("rekey", nowNs);
        }
    }

    private boolean mayRekey(long nowNs) {
        if (sender.packetsInGeneration() >= REKEY_PACKETS) {
            renewKeys(nowNs);
        }
        return rekey.dueNs() <= nowNs && peerConfirmed && !opener.hasNext() && !rekey.waiting();
    }

    /** False when the session ended because the weights are not there. */
    private boolean beginRekey(Optional<ControlMessage.Rekey> share, long nowNs) {
        if (share.isEmpty()) {
            close(CloseCode.RESONANCE_LOST, "no weights that both sides know", nowNs, out);
            return false;
        }
        sendControl(share.get().encode(), nowNs);
        return true;
    }

    /** The first packet under the next keys: the responder answers under them; the old ones live on for what is late. */
    private void onNextGeneration(long nowNs) {
        PacketKeys keys = nextSendKeys;
        if (keys != null) {
            nextSendKeys = null;
            sender.nextGeneration(keys);
            sender.wantRekey(false);
        }
        dropPreviousNs = nowNs + 3 * sender.probeTimeoutNs();
    }

    // ---- close

    private void protocolError(String what, long nowNs) {
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
