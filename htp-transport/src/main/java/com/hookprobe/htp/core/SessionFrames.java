package com.hookprobe.htp.core;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.DropReason;
import com.hookprobe.htp.core.message.FrameReader;
import com.hookprobe.htp.core.message.FrameSink;
import com.hookprobe.htp.core.message.Inbox;
import com.hookprobe.htp.core.message.Outbox;
import com.hookprobe.htp.core.wire.AckRanges;
import com.hookprobe.htp.core.wire.PacketType;
import com.hookprobe.htp.core.wire.Wire;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The frames of a session's packets, and where each goes: messages to the inbox, acknowledgements to the sender (HTP 4). */
final class SessionFrames implements FrameSink, Inbox.Sink {
    private final Session session;
    private final MachineContext context;
    private final Session.Observer observer;
    private final FrameReader reader;
    private final Inbox inbox;
    private final Outbox outbox;
    private @Nullable SessionSender sender;
    private @Nullable SessionControl control;
    private long messagesDelivered;

    // Of the packet at hand.
    private EffectSink out = EffectSink.NONE;
    private long packetNs;
    private boolean urgent;

    SessionFrames(Session session, MachineContext context, Session.Observer observer, Outbox outbox) {
        this.session = session;
        this.context = context;
        this.observer = observer;
        this.outbox = outbox;
        this.reader = context.reader();
        MachineConfig config = context.config();
        this.inbox = new Inbox(config.limits(), context.budget(), this, config.creditByHand());
    }

    /** The two that are made of the inbox. */
    void connect(SessionSender newSender, SessionControl newControl) {
        sender = newSender;
        control = newControl;
    }

    Inbox inbox() {
        return inbox;
    }

    long messagesDelivered() {
        return messagesDelivered;
    }

    /** True when the packet carried a message of an urgent channel: its sender should not wait for the ACK. */
    boolean urgent() {
        return urgent;
    }

    /** True when the packet counts as received. */
    boolean read(PacketOpener packet, boolean eliciting, long nowNs, EffectSink effects) {
        out = effects;
        packetNs = nowNs;
        urgent = false;
        if ((packet.flags() & (Wire.FLAG_PATH_CHALLENGE | Wire.FLAG_PATH_RESPONSE)) != 0) {
            session.protocolError("path flag", nowNs);
            return false;
        }
        if (!reader.check(packet.plain(), packet.bodyAt(), packet.bodyAt() + packet.bodyLength())) {
            session.protocolError("frames", nowNs);
            return false;
        }
        // HTP 4: a packet is ack-eliciting when it holds anything but ACK and PAD; an ACK packet is one ACK frame.
        boolean single = packet.type() == PacketType.DATA || (reader.frames() == 1 && reader.onlyAcks());
        if (!single || eliciting == reader.onlyAcks()) {
            session.protocolError("ack-eliciting flag", nowNs);
            return false;
        }
        return reader.deliver(this) == FrameReader.Result.OK;
    }

    @Override
    public boolean onMsg(
            boolean ordered, int channel, long messageId, int total, int offset, byte[] source, int start, int length) {
        urgent |= inbox.urgent(channel);
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
                sender().recovery().rtt().smoothedNs());
        return taken(verdict);
    }

    private boolean taken(Inbox.Verdict verdict) {
        switch (verdict) {
            case OK -> {
                return session.state() == Session.State.OPEN;
            }
            case PROTOCOL -> session.protocolError("message", packetNs);
            case FLOW -> session.close(CloseCode.FLOW_CONTROL, "more than the credit", packetNs, out);
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
            observer.onRelayed(session, data, packetNs);
        } else {
            out.then(new Effect.Datagram(session.id, channel, data));
        }
    }

    @Override
    public boolean onAck(AckRanges ack) {
        if (sender().onAck(ack, packetNs)) {
            return true;
        }
        session.protocolError("acknowledged what was never sent", packetNs);
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
            control().onMessage(ControlMessage.decode(message), packetNs, out);
        } else if (channel == Channels.RELAY) {
            observer.onRelayed(session, message, packetNs);
        } else {
            messagesDelivered++;
            out.then(new Effect.Deliver(session.id, channel, message));
        }
    }

    private SessionSender sender() {
        return Objects.requireNonNull(sender);
    }

    private SessionControl control() {
        return Objects.requireNonNull(control);
    }
}
