package com.hookprobe.htp.core;

import com.hookprobe.htp.core.meet.RelayAddress;
import com.hookprobe.htp.core.message.Inbox;
import com.hookprobe.htp.core.message.Outbox;
import com.hookprobe.htp.core.message.PacketContents;
import com.hookprobe.htp.core.recovery.Cubic;
import com.hookprobe.htp.core.recovery.FlightPacket;
import com.hookprobe.htp.core.recovery.LossRecovery;
import com.hookprobe.htp.core.recovery.PathMtu;
import com.hookprobe.htp.core.shape.TrafficShape;
import com.hookprobe.htp.core.wire.AckRanges;
import com.hookprobe.htp.core.wire.Wire;
import java.net.InetSocketAddress;

/**
 * The sending half of a session: when packets may leave, and what becomes of them (HTP 4, 3.8). What goes into each is {@link
 * SessionPackets}'.
 */
final class SessionSender implements LossRecovery.Listener<PacketContents>, Outbox.SentSink, AutoCloseable {
    /** HTP 4.8: from so many probe timeouts in a row on, so many heartbeats leave with the probes. */
    private static final int CALLS_FROM_PROBES = 3;

    private static final int CALLS = 2;
    /** HTP 3.10.2: when so much waits it leaves. */
    private static final int BATCH_BYTES = 64 << 10;
    /** As many packets may be in flight before what may leave outside the window waits for it too. */
    private static final int OUTSIDE_WINDOW_MAX = 256;

    private final long sessionId;
    private final Path path;
    private final Outbox outbox;
    private final Inbox inbox;
    private final PathMtu mtu;
    private final TrafficShape shape;
    private final LossRecovery<PacketContents> recovery;
    private final SessionPackets packets;
    private EffectSink out = EffectSink.NONE;
    private boolean heartbeatWanted;
    /** Probes that wait for a slot of GHOST. */
    private int probesWaiting;

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
        this.path = path;
        this.outbox = outbox;
        this.inbox = inbox;
        this.shape = new TrafficShape(context.random());
        this.shape.saving(context.energy().low());
        boolean loopback = path.remote().getAddress().isLoopbackAddress();
        // HTP 3.7: what is relayed is a frame of another session's packet, so it is smaller and never grows.
        boolean relayed = path.remote() instanceof RelayAddress;
        int base = relayed ? RelayAddress.DATAGRAM_BYTES : Wire.DATAGRAM_BYTES;
        this.mtu = new PathMtu(base, relayed ? base : datagramBytesMax, loopback);
        this.recovery = new LossRecovery<>(PacketContents::new, new Cubic(), base);
        this.packets = new SessionPackets(sealer, path, tokens, outbox, inbox, mtu, shape, recovery, context, nowNs);
    }

    void bind(EffectSink effects) {
        out = effects;
        packets.bind(effects);
    }

    LossRecovery<PacketContents> recovery() {
        return recovery;
    }

    /** Lengths and times; after a change call {@link #shapeChanged}. */
    TrafficShape shape() {
        return shape;
    }

    void shapeChanged() {
        recovery.answerDelayNs(shape.answerDelayNs());
    }

    /** HTP 3.9: evidence of resonance for the peer, RDV 32 | PoSF 32. */
    void evidence(byte[] rdvAndPosf) {
        packets.resonance().offer(rdvAndPosf);
        heartbeatWanted = true;
    }

    long packetsSent() {
        return packets.sealer().nextNumber();
    }

    int datagramBytes() {
        return packets.fullBytes();
    }

    long probeTimeoutNs() {
        return recovery.probeTimeoutNs();
    }

    /** When something was acknowledged last, or there was nothing to acknowledge. */
    long lastProgressNs() {
        return packets.lastProgressNs();
    }

    /** When the last packet left that the peer must answer. */
    long lastElicitingNs() {
        return packets.lastElicitingNs();
    }

    void wantHeartbeat() {
        heartbeatWanted = true;
    }

    /** Ask the initiator for new keys, in every packet until they come. */
    void wantRekey(boolean wanted) {
        packets.wantRekey(wanted);
    }

    void progress(long nowNs) {
        packets.progress(nowNs);
    }

    /** Packets under the keys of this generation. */
    long packetsInGeneration() {
        return packets.sealer().sealedInGeneration();
    }

    void nextGeneration(PacketKeys keys) {
        packets.sealer().nextGeneration(keys);
    }

    /** A packet that counts as received. */
    void onReceived(long number, long timestampMillis, int bytes, boolean eliciting, boolean atOnce, long nowNs) {
        packets.onReceived(number, timestampMillis, bytes, eliciting, atOnce, nowNs);
    }

    /** False when the peer acknowledges what was never sent. */
    boolean onAck(AckRanges ack, long nowNs) {
        ackNs = nowNs;
        return recovery.onAck(ack, packetsSent(), nowNs, this);
    }

    @Override
    public void onAcked(FlightPacket<PacketContents> packet) {
        packets.progress(ackNs);
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
        recovery.datagramBytes(packets.fullBytes());
    }

    /** When there is something to send or to notice, or {@link Long#MAX_VALUE}. */
    long deadlineNs(long nowNs) {
        long earliest = recovery.deadlineNs();
        if (shape.ghost()) {
            return Math.min(earliest, shape.slotNs());
        }
        if (!path.maySend(packets.smallBytes())) {
            return earliest;
        }
        if (heartbeatWanted || creditsMayLeave()) {
            return nowNs;
        }
        earliest = Math.min(earliest, packets.acksDueNs());
        earliest = Math.min(earliest, mtu.deadlineNs());
        if (recovery.windowOpen() && path.maySend(mtu.current()) && outbox.sendable()) {
            earliest = Math.min(earliest, Math.max(recovery.pacedNs(nowNs), shape.startNs(nowNs)));
        }
        return earliest;
    }

    /** Sends what may be sent now. */
    void flush(long nowNs) {
        // A path that gave us little must be provable all the same.
        int challengeBytes = path.maySend(packets.challengeBytes()) ? packets.challengeBytes() : packets.numberBytes();
        if (path.takeChallenge(challengeBytes)) {
            packets.pathNumber(Wire.FLAG_PATH_CHALLENGE, path.challenge(), challengeBytes, path.remote(), nowNs);
        }
        if (shape.ghost()) {
            probesWaiting = Math.max(probesWaiting, recovery.takeProbes());
            while (shape.slotNs() <= nowNs) {
                slot(nowNs);
                shape.slotTaken(nowNs);
            }
        } else {
            flushNow(nowNs);
        }
    }

    /** One packet, whatever there is to say; none on a path that is not proven and got its share. */
    private void slot(long nowNs) {
        if (!path.maySend(packets.fullBytes())) {
            return;
        }
        boolean probe = probesWaiting > 0;
        // HTP 3.8.3: the window does not count here. The packet leaves anyway; what it says is no load more.
        if ((probe || mayExceedWindow()) && packets.data(nowNs)) {
            probesWaiting -= probe ? 1 : 0;
        } else if (heartbeatWanted || (probe && !recovery.idle())) {
            heartbeatWanted = false;
            probesWaiting -= probe ? 1 : 0;
            packets.heartbeat(nowNs);
        } else {
            probesWaiting = 0;
            packets.cover(nowNs);
        }
    }

    private void flushNow(long nowNs) {
        int probes = recovery.takeProbes();
        if (creditsMayLeave() || (shape.saves() && (heartbeatWanted || probes > 0 || presses()))) {
            // What leaves takes along what waits, and a message that has begun goes on.
            shape.hurry();
        }
        int calls = probes > 0 && recovery.probeCount() >= CALLS_FROM_PROBES ? CALLS : 0;
        boolean empty = false;
        while (path.maySend(mtu.current()) && (probes > 0 || mayBegin(nowNs))) {
            if (!packets.data(nowNs)) {
                empty = true;
                break;
            }
            probes--;
        }
        if (empty) {
            shape.silent();
            if (recovery.windowOpen()) {
                recovery.onApplicationLimited();
            }
        }
        // A probe with nothing to carry is a heartbeat.
        while (path.maySend(packets.smallBytes()) && ((probes > 0 && !recovery.idle()) || heartbeatWanted)) {
            heartbeatWanted = false;
            packets.heartbeat(nowNs);
            probes--;
        }
        // Each is acknowledged at once and by itself: more chances for a path that loses much both ways.
        for (; calls > 0 && path.maySend(packets.smallBytes()); calls--) {
            packets.heartbeat(nowNs);
        }
        if (!path.maySend(packets.smallBytes())) {
            return;
        }
        int probeBytes = mtu.probeBytes(nowNs);
        if (probeBytes > 0 && path.validated() && recovery.probeCount() == 0) {
            packets.mtuProbe(probeBytes, nowNs);
        }
        if (creditsMayLeave()) {
            // The congestion window must not keep the peer waiting for credit.
            packets.data(nowNs);
        }
        if (packets.acksDueNs() <= nowNs) {
            packets.acknowledgement(nowNs);
        }
    }

    /** True when something that waits to be sent should not wait for company (HTP 3.10.2). */
    private boolean presses() {
        return outbox.datagramSendable()
                || outbox.urgentSendable()
                || outbox.lostSendable()
                || outbox.hasBegun()
                || outbox.bytesQueued() >= BATCH_BYTES;
    }

    /** True when window, pacer and shape let data go. */
    private boolean mayBegin(long nowNs) {
        return recovery.windowOpen()
                && recovery.pacedNs(nowNs) <= nowNs
                && (!shape.delays() || !outbox.sendable() || shape.startNs(nowNs) <= nowNs);
    }

    /**
     * HTP 3.4: the answer to a path challenge goes where the challenge came from, and is no longer than it. A peer that
     * acknowledges nothing gets no more of them, or it could make us remember packets without end.
     */
    void respond(long challenge, int challengeBytes, InetSocketAddress to, long nowNs) {
        if (mayExceedWindow()) {
            int bytes = Math.min(packets.challengeBytes(), challengeBytes);
            packets.pathNumber(Wire.FLAG_PATH_RESPONSE, challenge, bytes, to, nowNs);
        }
    }

    private boolean creditsMayLeave() {
        return inbox.creditsDue() && mayExceedWindow() && path.maySend(packets.fullBytes());
    }

    /** For what must leave although the congestion window is closed: it is small, but not without bound. */
    private boolean mayExceedWindow() {
        return recovery.windowOpen() || recovery.packetsInFlight() < OUTSIDE_WINDOW_MAX;
    }

    /**
     * A CLOSE; before it what must still be acknowledged, or the peer's sends would fail. In GHOST something leaves before it in
     * any case: who watches sees no difference.
     */
    void close(CloseBody closing, long nowNs) {
        if (shape.ghost() && path.maySend(packets.fullBytes())) {
            packets.cover(nowNs);
        } else if (packets.acksPending() && path.maySend(packets.smallBytes())) {
            packets.acknowledgement(nowNs);
        }
        packets.close(closing, nowNs);
    }

    @Override
    public void close() {
        recovery.abandon();
        packets.sealer().close();
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
        packets.resonance().onLost(contents);
        heartbeatWanted |= packets.resonance().due();
    }
}
