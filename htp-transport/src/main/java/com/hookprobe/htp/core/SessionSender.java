package com.hookprobe.htp.core;

import com.hookprobe.htp.core.meet.RelayAddress;
import com.hookprobe.htp.core.message.FrameWriter;
import com.hookprobe.htp.core.message.Inbox;
import com.hookprobe.htp.core.message.Outbox;
import com.hookprobe.htp.core.message.PacketContents;
import com.hookprobe.htp.core.recovery.AckTracker;
import com.hookprobe.htp.core.recovery.Cubic;
import com.hookprobe.htp.core.recovery.FlightPacket;
import com.hookprobe.htp.core.recovery.LossRecovery;
import com.hookprobe.htp.core.recovery.PathMtu;
import com.hookprobe.htp.core.wire.AckRanges;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import java.net.InetSocketAddress;
import java.util.Arrays;

/**
 * The sending half of a session: what goes into which packet, and when it may leave (HTP 4). Reads the outbox, the credits
 * that the inbox owes, and the acknowledgements that are due; knows the path's limits.
 */
final class SessionSender implements LossRecovery.Listener<PacketContents>, Outbox.SentSink, AutoCloseable {
    private static final int CHALLENGE_BYTES = 8;
    /** HTP 4.8: from so many probe timeouts in a row on, so many heartbeats leave with the probes. */
    private static final int CALLS_FROM_PROBES = 3;

    private static final int CALLS = 2;
    /** As many packets may be in flight before what may leave outside the window waits for it too. */
    private static final int OUTSIDE_WINDOW_MAX = 256;
    /** So long an ACK that was sent is said again in packets with data: the first may be lost. */
    private static final long REPEAT_ACKS_PTOS = 3;
    /** Room for an ACK, a heartbeat or a CLOSE. */
    private static final int SMALL_BYTES = Wire.SESSION_OVERHEAD_BYTES + 160;

    private final long sessionId;
    private final long startNs;
    private final Path path;
    private final FlowTokens tokens;
    private final Outbox outbox;
    private final Inbox inbox;
    private final PacketSealer sealer;
    private final FrameWriter writer = new FrameWriter();
    private final AckTracker acks = new AckTracker();
    private final AckRanges ranges;
    private final byte[] datagram;
    private final PathMtu mtu;
    private final LossRecovery<PacketContents> recovery;
    private EffectSink out = EffectSink.NONE;
    private boolean heartbeatWanted;
    private boolean rekeyWanted;
    private long lastProgressNs;
    private long lastElicitingNs;
    /** When something came that must be acknowledged. */
    private long elicitedNs;

    private int tokenIndex;
    /** The time of the acknowledgement or timer that is dealt with. */
    private long ackNs;

    SessionSender(
            long sessionId,
            PacketSealer sealer,
            Path path,
            FlowTokens tokens,
            Outbox outbox,
            Inbox inbox,
            MachineContext context,
            int datagramBytesMax,
            long nowNs) {
        this.sessionId = sessionId;
        this.sealer = sealer;
        this.path = path;
        this.tokens = tokens;
        this.outbox = outbox;
        this.inbox = inbox;
        this.datagram = context.scratch().datagram;
        this.ranges = context.scratch().ranges;
        this.startNs = nowNs;
        this.lastProgressNs = nowNs;
        this.elicitedNs = nowNs;
        boolean loopback = path.remote().getAddress().isLoopbackAddress();
        // HTP 3.7: what is relayed is a frame of another session's packet, so it is smaller and never grows.
        boolean relayed = path.remote() instanceof RelayAddress;
        int base = relayed ? RelayAddress.DATAGRAM_BYTES : Wire.DATAGRAM_BYTES;
        this.mtu = new PathMtu(base, relayed ? base : datagramBytesMax, loopback);
        this.recovery = new LossRecovery<>(PacketContents::new, new Cubic(), base);
    }

    void bind(EffectSink effects) {
        out = effects;
    }

    LossRecovery<PacketContents> recovery() {
        return recovery;
    }

    long packetsSent() {
        return sealer.nextNumber();
    }

    int datagramBytes() {
        return mtu.current();
    }

    long probeTimeoutNs() {
        return recovery.rtt().probeTimeoutNs();
    }

    /** When something was acknowledged last, or there was nothing to acknowledge. */
    long lastProgressNs() {
        return lastProgressNs;
    }

    /** When the last packet left that the peer must answer. */
    long lastElicitingNs() {
        return lastElicitingNs;
    }

    void wantHeartbeat() {
        heartbeatWanted = true;
    }

    /** Ask the initiator for new keys, in every packet until they come. */
    void wantRekey(boolean wanted) {
        rekeyWanted = wanted;
    }

    void progress(long nowNs) {
        lastProgressNs = nowNs;
    }

    /** Packets under the keys of this generation. */
    long packetsInGeneration() {
        return sealer.sealedInGeneration();
    }

    void nextGeneration(PacketKeys keys) {
        sealer.nextGeneration(keys);
    }

    /** A packet that counts as received. */
    void onReceived(long number, long timestampMillis, int bytes, boolean eliciting, boolean atOnce, long nowNs) {
        acks.onPacket(number, timestampMillis, bytes, eliciting, atOnce, nowNs);
        if (eliciting) {
            elicitedNs = nowNs;
        }
    }

    /** False when the peer acknowledges what was never sent. */
    boolean onAck(AckRanges ack, long nowNs) {
        ackNs = nowNs;
        return recovery.onAck(ack, sealer.nextNumber(), nowNs, this);
    }

    @Override
    public void onAcked(FlightPacket<PacketContents> packet) {
        lastProgressNs = ackNs;
        if (packet.mtuProbe()) {
            mtu.onProbeAcked(packet.number());
        } else {
            mtu.onAcked(packet.number(), packet.bytes());
            outbox.onAcked(packet.contents(), this);
        }
    }

    @Override
    public void onLost(FlightPacket<PacketContents> packet) {
        if (packet.mtuProbe()) {
            mtu.onProbeLost(packet.number());
        } else {
            mtu.onLost(packet.number(), packet.bytes(), ackNs);
            sendAgain(packet.contents());
        }
    }

    @Override
    public boolean onProbe(FlightPacket<PacketContents> packet) {
        boolean carried = !packet.contents().isEmpty();
        sendAgain(packet.contents());
        return carried;
    }

    void onPathChanged() {
        recovery.onPathChanged();
        mtu.onPathChanged();
    }

    void onTimer(long nowNs) {
        if (recovery.deadlineNs() <= nowNs) {
            ackNs = nowNs;
            int before = recovery.probeCount();
            recovery.onTimer(nowNs, this);
            if (recovery.probeCount() > before) {
                mtu.onProbeTimeout(recovery.probeCount(), nowNs);
            }
        }
        recovery.datagramBytes(mtu.current());
    }

    /** When there is something to send or to notice, or {@link Long#MAX_VALUE}. */
    long deadlineNs(long nowNs) {
        long earliest = recovery.deadlineNs();
        if (!path.maySend(SMALL_BYTES)) {
            return earliest;
        }
        if (heartbeatWanted || creditsMayLeave()) {
            return nowNs;
        }
        earliest = Math.min(earliest, acks.deadlineNs());
        earliest = Math.min(earliest, mtu.deadlineNs());
        if (recovery.windowOpen() && path.maySend(mtu.current()) && outbox.sendable()) {
            earliest = Math.min(earliest, recovery.pacedNs(nowNs));
        }
        return earliest;
    }

    /** Sends what may be sent now. */
    void flush(long nowNs) {
        if (path.takeChallenge(Wire.SESSION_OVERHEAD_BYTES + CHALLENGE_BYTES)) {
            pathPacket(Wire.FLAG_PATH_CHALLENGE, path.challenge(), path.remote(), nowNs);
        }
        int probes = recovery.takeProbes();
        int calls = probes > 0 && recovery.probeCount() >= CALLS_FROM_PROBES ? CALLS : 0;
        boolean empty = false;
        while (path.maySend(mtu.current())
                && (probes > 0 || (recovery.windowOpen() && recovery.pacedNs(nowNs) <= nowNs))) {
            if (!data(nowNs)) {
                empty = true;
                break;
            }
            probes--;
        }
        if (empty && recovery.windowOpen()) {
            recovery.onApplicationLimited();
        }
        // A probe with nothing to carry is a heartbeat.
        while (path.maySend(SMALL_BYTES) && ((probes > 0 && !recovery.idle()) || heartbeatWanted)) {
            heartbeatWanted = false;
            heartbeat(0, 0, nowNs);
            probes--;
        }
        // Each is acknowledged at once and by itself: more chances for a path that loses much both ways.
        for (; calls > 0 && path.maySend(SMALL_BYTES); calls--) {
            heartbeat(0, 0, nowNs);
        }
        if (!path.maySend(SMALL_BYTES)) {
            return;
        }
        int probeBytes = mtu.probeBytes(nowNs);
        if (probeBytes > 0 && path.validated() && recovery.probeCount() == 0) {
            heartbeat(Wire.FLAG_COVER, probeBytes, nowNs);
        }
        if (creditsMayLeave()) {
            // The congestion window must not keep the peer waiting for credit.
            data(nowNs);
        }
        if (acks.deadlineNs() <= nowNs) {
            ackOnly(nowNs);
        }
    }

    /**
     * HTP 3.4: the answer to a path challenge goes where the challenge came from. A peer that acknowledges nothing gets no
     * more of them, or it could make us remember packets without end.
     */
    void respond(long challenge, InetSocketAddress to, long nowNs) {
        if (mayExceedWindow()) {
            pathPacket(Wire.FLAG_PATH_RESPONSE, challenge, to, nowNs);
        }
    }

    private boolean creditsMayLeave() {
        return inbox.creditsDue() && mayExceedWindow() && path.maySend(mtu.current());
    }

    /** For what must leave although the congestion window is closed: it is small, but not without bound. */
    private boolean mayExceedWindow() {
        return recovery.windowOpen() || recovery.packetsInFlight() < OUTSIDE_WINDOW_MAX;
    }

    /** A CLOSE under a number of its own; before it what must still be acknowledged, or the peer's sends would fail. */
    void close(CloseBody closing, long nowNs) {
        if (acks.pending() && path.maySend(SMALL_BYTES)) {
            ackOnly(nowNs);
        }
        byte[] body = closing.encode();
        System.arraycopy(body, 0, sealer.plain(), PacketSealer.BODY_AT, body.length);
        if (path.maySend(Wire.SESSION_OVERHEAD_BYTES + body.length)) {
            transmit(PacketType.CLOSE, 0, body.length, path.remote(), nowNs);
        }
    }

    @Override
    public void close() {
        recovery.abandon();
        sealer.close();
    }

    @Override
    public void sent(long sendId) {
        if (sendId != Outbox.NO_SEND_ID) {
            out.then(new Effect.Sent(sessionId, sendId));
        }
    }

    private void sendAgain(PacketContents contents) {
        outbox.onLost(contents);
        inbox.onLost(contents);
    }

    /** False when there was nothing to send. */
    private boolean data(long nowNs) {
        FlightPacket<PacketContents> packet = recovery.obtain();
        PacketContents contents = packet.contents();
        contents.clear();
        int room = mtu.current() - Wire.SESSION_OVERHEAD_BYTES;
        writer.attach(sealer.plain(), PacketSealer.BODY_AT, room);
        boolean acknowledges = acks.pending() || nowNs - elicitedNs <= REPEAT_ACKS_PTOS * probeTimeoutNs();
        if (acknowledges) {
            acks.fill(ranges, nowNs);
            acknowledges = writer.ack(ranges);
        }
        int before = writer.length();
        inbox.writeCredits(writer, contents);
        outbox.fill(writer, contents);
        if (acknowledges && writer.length() == before) {
            // A datagram that fills a packet has no room beside an ACK, which then leaves in a packet of its own.
            acknowledges = false;
            before = 0;
            writer.attach(sealer.plain(), PacketSealer.BODY_AT, room);
            outbox.fill(writer, contents);
        }
        if (writer.length() == before) {
            recovery.giveBack(packet);
            return false;
        }
        if (acknowledges) {
            acks.sent();
        }
        eliciting(PacketType.DATA, 0, writer.length(), packet, false, nowNs);
        return true;
    }

    private void ackOnly(long nowNs) {
        acks.fill(ranges, nowNs);
        writer.attach(sealer.plain(), PacketSealer.BODY_AT, Wire.DATAGRAM_BYTES - Wire.SESSION_OVERHEAD_BYTES);
        writer.ack(ranges);
        acks.sent();
        transmit(PacketType.ACK, 0, writer.length(), path.remote(), nowNs);
    }

    /** With a size, a probe for a larger path MTU: zeros up to it. */
    private void heartbeat(int flags, int datagramBytes, long nowNs) {
        FlightPacket<PacketContents> packet = recovery.obtain();
        packet.contents().clear();
        int body = Math.max(0, datagramBytes - Wire.SESSION_OVERHEAD_BYTES);
        Arrays.fill(sealer.plain(), PacketSealer.BODY_AT, PacketSealer.BODY_AT + body, (byte) 0);
        if (datagramBytes > 0) {
            mtu.onProbeSent(sealer.nextNumber(), nowNs);
        }
        eliciting(PacketType.HEARTBEAT, flags, body, packet, datagramBytes > 0, nowNs);
    }

    private void pathPacket(int flag, long number, InetSocketAddress to, long nowNs) {
        FlightPacket<PacketContents> packet = recovery.obtain();
        packet.contents().clear();
        Bytes.put64(sealer.plain(), PacketSealer.BODY_AT, number);
        long packetNumber = sealer.nextNumber();
        int bytes = transmit(PacketType.HEARTBEAT, flag | Wire.FLAG_ACK_ELICITING, CHALLENGE_BYTES, to, nowNs);
        track(packet, packetNumber, bytes, false, nowNs);
    }

    private void eliciting(
            PacketType type,
            int flags,
            int bodyLength,
            FlightPacket<PacketContents> packet,
            boolean mtuProbe,
            long nowNs) {
        long number = sealer.nextNumber();
        int bytes = transmit(type, flags | Wire.FLAG_ACK_ELICITING, bodyLength, path.remote(), nowNs);
        track(packet, number, bytes, mtuProbe, nowNs);
    }

    private void track(FlightPacket<PacketContents> packet, long number, int bytes, boolean mtuProbe, long nowNs) {
        if (recovery.idle()) {
            lastProgressNs = nowNs;
        }
        recovery.onSent(packet, number, bytes, mtuProbe, nowNs);
        lastElicitingNs = nowNs;
    }

    private int transmit(PacketType type, int flags, int bodyLength, InetSocketAddress to, long nowNs) {
        int all = rekeyWanted ? flags | Wire.FLAG_REKEY_REQUEST : flags;
        long millis = (nowNs - startNs) / 1_000_000;
        if (tokenIndex != tokens.sendIndex()) {
            tokenIndex = tokens.sendIndex();
            sealer.useToken(tokenIndex);
        }
        int bytes = sealer.seal(type, millis, all, bodyLength, datagram, 0);
        path.onSent(bytes);
        out.transmit(to, datagram, 0, bytes);
        return bytes;
    }
}
