package com.hookprobe.htp.core;

import com.hookprobe.htp.TransmissionMode;
import com.hookprobe.htp.core.message.FrameWriter;
import com.hookprobe.htp.core.message.Inbox;
import com.hookprobe.htp.core.message.Outbox;
import com.hookprobe.htp.core.message.PacketContents;
import com.hookprobe.htp.core.recovery.AckTracker;
import com.hookprobe.htp.core.recovery.FlightPacket;
import com.hookprobe.htp.core.recovery.LossRecovery;
import com.hookprobe.htp.core.recovery.PathMtu;
import com.hookprobe.htp.core.shape.TrafficShape;
import com.hookprobe.htp.core.wire.AckRanges;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import java.net.InetSocketAddress;
import java.util.Arrays;

/**
 * What goes into a session's packets: reads the outbox, the credits that the inbox owes, and the acknowledgements that are
 * due; gives each packet the length that the session's shape wants (HTP 4, 3.8). When one may leave is {@link SessionSender}'s.
 */
final class SessionPackets {
    private static final int NUMBER_BYTES = 8;
    private static final int SMALL_BODY_BYTES = 160;
    /** So long an ACK that was sent is said again in packets with data: the first may be lost. */
    private static final long REPEAT_ACKS_PTOS = 3;

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
    private final TrafficShape shape;
    private final LossRecovery<PacketContents> recovery;
    private final EnergyState energy;
    private final ResonanceNews resonance = new ResonanceNews();
    private EffectSink out = EffectSink.NONE;
    private boolean rekeyWanted;
    private int tokenIndex;
    private long lastElicitingNs;
    private long lastProgressNs;
    /** When something came that must be acknowledged. */
    private long elicitedNs;

    SessionPackets(
            PacketSealer sealer,
            Path path,
            FlowTokens tokens,
            Outbox outbox,
            Inbox inbox,
            PathMtu mtu,
            TrafficShape shape,
            LossRecovery<PacketContents> recovery,
            MachineContext context,
            long nowNs) {
        this.sealer = sealer;
        this.path = path;
        this.tokens = tokens;
        this.outbox = outbox;
        this.inbox = inbox;
        this.mtu = mtu;
        this.shape = shape;
        this.recovery = recovery;
        this.energy = context.energy();
        this.datagram = context.scratch().datagram;
        this.ranges = context.scratch().ranges;
        this.startNs = nowNs;
        this.elicitedNs = nowNs;
        this.lastProgressNs = nowNs;
    }

    void bind(EffectSink effects) {
        out = effects;
    }

    /** The RDV and PoSF that the peer has not got yet. */
    ResonanceNews resonance() {
        return resonance;
    }

    PacketSealer sealer() {
        return sealer;
    }

    /** When the last packet left that the peer must answer. */
    long lastElicitingNs() {
        return lastElicitingNs;
    }

    /** When something was acknowledged last, or there was nothing to acknowledge. */
    long lastProgressNs() {
        return lastProgressNs;
    }

    void progress(long nowNs) {
        lastProgressNs = nowNs;
    }

    /** Ask the initiator for new keys, in every packet until they come. */
    void wantRekey(boolean wanted) {
        rekeyWanted = wanted;
    }

    /** A packet that counts as received. */
    void onReceived(long number, long timestampMillis, int bytes, boolean eliciting, boolean atOnce, long nowNs) {
        acks.onPacket(number, timestampMillis, bytes, eliciting, atOnce, nowNs);
        if (eliciting) {
            elicitedNs = nowNs;
        }
    }

    /** When acknowledgements must be told, or {@link Long#MAX_VALUE}. */
    long acksDueNs() {
        return acks.deadlineNs();
    }

    boolean acksPending() {
        return acks.pending();
    }

    /** The length of a full datagram. */
    int fullBytes() {
        return shape.ghost() ? mtu.base() : mtu.current();
    }

    /** Room for an ACK, a heartbeat or a CLOSE. */
    int smallBytes() {
        return Wire.SESSION_OVERHEAD_BYTES + shape.padded(SMALL_BODY_BYTES, fullBytes() - Wire.SESSION_OVERHEAD_BYTES);
    }

    /** The length of a heartbeat that carries so many bytes. */
    int heartbeatBytes(int bodyBytes) {
        int least = shape.mode() == TransmissionMode.BURST ? bodyBytes : Math.max(bodyBytes, 1);
        return Wire.SESSION_OVERHEAD_BYTES + shape.padded(least, fullBytes() - Wire.SESSION_OVERHEAD_BYTES);
    }

    /** The length of a heartbeat with the number of a path. */
    int challengeBytes() {
        return heartbeatBytes(NUMBER_BYTES);
    }

    /** The same, as short as may be. */
    int numberBytes() {
        return Wire.SESSION_OVERHEAD_BYTES + NUMBER_BYTES;
    }

    /** False when there was nothing to send. */
    boolean data(long nowNs) {
        FlightPacket<PacketContents> packet = recovery.obtain();
        PacketContents contents = packet.contents();
        contents.clear();
        int room = fullBytes() - Wire.SESSION_OVERHEAD_BYTES;
        writer.attach(sealer.plain(), PacketSealer.BODY_AT, room);
        boolean acknowledges = acksWorthSaying(nowNs);
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
        eliciting(PacketType.DATA, 0, pad(writer.length(), room), packet, false, nowNs);
        return true;
    }

    /** Says what came, and nothing else. */
    void acknowledgement(long nowNs) {
        int room = Wire.DATAGRAM_BYTES - Wire.SESSION_OVERHEAD_BYTES;
        acks.fill(ranges, nowNs);
        writer.attach(sealer.plain(), PacketSealer.BODY_AT, Math.min(room, fullBytes() - Wire.SESSION_OVERHEAD_BYTES));
        writer.ack(ranges);
        acks.sent();
        if (shape.mode() == TransmissionMode.BURST) {
            transmit(PacketType.ACK, 0, writer.length(), path.remote(), nowNs);
        } else {
            // HTP 4: an ACK packet has no place for zeros.
            transmit(PacketType.DATA, 0, pad(writer.length(), writer.capacity()), path.remote(), nowNs);
        }
    }

    /** HTP 3.8.3: a packet that says nothing, or only what came; the peer need not answer it. */
    void cover(long nowNs) {
        int room = fullBytes() - Wire.SESSION_OVERHEAD_BYTES;
        writer.attach(sealer.plain(), PacketSealer.BODY_AT, room);
        if (acksWorthSaying(nowNs)) {
            acks.fill(ranges, nowNs);
            writer.ack(ranges);
            acks.sent();
        }
        transmit(PacketType.DATA, Wire.FLAG_COVER, pad(writer.length(), room), path.remote(), nowNs);
    }

    void heartbeat(long nowNs) {
        FlightPacket<PacketContents> packet = recovery.obtain();
        packet.contents().clear();
        int body = heartbeatBytes(0) - Wire.SESSION_OVERHEAD_BYTES;
        zeros(0, body);
        eliciting(PacketType.HEARTBEAT, 0, body, packet, false, nowNs);
    }

    /** A probe for a larger path MTU: zeros up to it. */
    void mtuProbe(int datagramBytes, long nowNs) {
        FlightPacket<PacketContents> packet = recovery.obtain();
        packet.contents().clear();
        int body = datagramBytes - Wire.SESSION_OVERHEAD_BYTES;
        zeros(0, body);
        mtu.onProbeSent(sealer.nextNumber(), nowNs);
        eliciting(PacketType.HEARTBEAT, Wire.FLAG_COVER, body, packet, true, nowNs);
    }

    /** The number of a path, asked or answered. */
    void pathNumber(int flag, long number, int datagramBytes, InetSocketAddress to, long nowNs) {
        FlightPacket<PacketContents> packet = recovery.obtain();
        packet.contents().clear();
        int body = datagramBytes - Wire.SESSION_OVERHEAD_BYTES;
        Bytes.put64(sealer.plain(), PacketSealer.BODY_AT, number);
        zeros(NUMBER_BYTES, body);
        long packetNumber = sealer.nextNumber();
        int bytes = transmit(PacketType.HEARTBEAT, flag | Wire.FLAG_ACK_ELICITING, body, to, nowNs);
        track(packet, packetNumber, bytes, false, nowNs);
    }

    /** A CLOSE under a number of its own. */
    void close(CloseBody closing, long nowNs) {
        byte[] body = closing.encode();
        System.arraycopy(body, 0, sealer.plain(), PacketSealer.BODY_AT, body.length);
        int length = pad(body.length, fullBytes() - Wire.SESSION_OVERHEAD_BYTES);
        if (!path.maySend(Wire.SESSION_OVERHEAD_BYTES + length)) {
            length = body.length;
        }
        if (path.maySend(Wire.SESSION_OVERHEAD_BYTES + length)) {
            transmit(PacketType.CLOSE, 0, length, path.remote(), nowNs);
        }
    }

    private boolean acksWorthSaying(long nowNs) {
        return acks.pending() || nowNs - elicitedNs <= REPEAT_ACKS_PTOS * recovery.probeTimeoutNs();
    }

    /** Fills the body with PAD up to the length that the shape wants. */
    private int pad(int written, int room) {
        int padded = shape.padded(written, room);
        zeros(written, padded);
        return padded;
    }

    private void zeros(int from, int to) {
        Arrays.fill(sealer.plain(), PacketSealer.BODY_AT + from, PacketSealer.BODY_AT + to, (byte) 0);
    }

    private void eliciting(
            PacketType type,
            int flags,
            int bodyLength,
            FlightPacket<PacketContents> packet,
            boolean mtuProbe,
            long nowNs) {
        int fresh = 0;
        if (resonance.take(sealer.plain(), packet.contents())) {
            fresh = Wire.FLAG_RESONANCE_FRESH;
        }
        long number = sealer.nextNumber();
        int bytes = transmit(type, flags | fresh | Wire.FLAG_ACK_ELICITING, bodyLength, path.remote(), nowNs);
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
        int all = flags | (rekeyWanted ? Wire.FLAG_REKEY_REQUEST : 0) | (energy.low() ? Wire.FLAG_LOW_ENERGY : 0);
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
