package com.hookprobe.htp.core;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.DropReason;
import com.hookprobe.htp.core.meet.Circuits;
import com.hookprobe.htp.core.meet.MeetMessage;
import com.hookprobe.htp.core.meet.RelayAddress;
import com.hookprobe.htp.core.message.Outbox;
import com.hookprobe.htp.core.wire.Bytes;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * HTP 3.7 within a machine: the validator's part, the nodes' part, and the datagrams on relay circuits, which leave
 * through other sessions and come in through them. It stands before the owner's sink: what goes to a {@link RelayAddress}
 * is taken out.
 */
final class Meetings implements EffectSink {
    /** A relayed datagram too large for a packet is a message; so many bytes of them wait in a session at most. */
    private static final int RELAY_QUEUE_BYTES_MAX = 64 << 10;

    /** A datagram that came through a circuit and is to be read. */
    record Arrived(RelayAddress from, byte[] data) {}

    private final MachineContext context;
    private final SessionTable sessions;
    private final Connects connects;
    private final Consumer<Session> touch;
    private final @Nullable Introducer introducer;
    private final Seeker seeker;
    private final ArrayDeque<Arrived> arrived = new ArrayDeque<>();
    private EffectSink owner = EffectSink.NONE;
    private long nowNs;

    Meetings(MachineContext context, SessionTable sessions, Connects connects, Consumer<Session> touch, long nowNs) {
        this.context = context;
        this.sessions = sessions;
        this.connects = connects;
        this.touch = touch;
        this.introducer = context.config()
                .introducing()
                .map(i -> new Introducer(i, context, sessions, nowNs))
                .orElse(null);
        this.seeker = new Seeker(context, connects);
    }

    /** The sink to use instead of the owner's. */
    EffectSink before(EffectSink out, long now) {
        owner = out;
        nowNs = now;
        return this;
    }

    @Override
    public void transmit(InetSocketAddress to, byte[] buffer, int offset, int length) {
        if (to instanceof RelayAddress relay) {
            carry(relay, buffer, offset, length);
        } else {
            owner.transmit(to, buffer, offset, length);
        }
    }

    @Override
    public void then(Effect effect) {
        owner.then(effect);
    }

    /** Things that are held for meetings. */
    int size() {
        return seeker.size() + (introducer == null ? 0 : introducer.size());
    }

    void offer(Session validator, byte[] bundle) {
        if (validator.info.initiator() && !validator.relayed()) {
            seeker.offered(validator);
            validator.sendControl(new MeetMessage.Offer(bundle).encode(), nowNs);
            touch.accept(validator);
        }
    }

    long seek(@Nullable Session validator, byte[] nodeId, byte[] identityKey, long unixSecond) {
        long id = seeker.seek(validator, nodeId, identityKey, unixSecond, nowNs, this);
        if (validator != null) {
            touch.accept(validator);
        }
        return id;
    }

    void onMessage(Session from, MeetMessage message) {
        if (message instanceof MeetMessage.Offer offer) {
            if (introducer != null) {
                introducer.onOffer(from, offer.bundle(), nowNs);
            }
        } else if (message instanceof MeetMessage.Seek seek) {
            onSeek(from, seek);
        } else if (message instanceof MeetMessage.Meet meet) {
            seeker.onMeet(from, meet, nowNs, this);
        } else if (message instanceof MeetMessage.Refused refused) {
            seeker.onRefused(from, refused, this);
        }
        touch.accept(from);
    }

    private void onSeek(Session from, MeetMessage.Seek seek) {
        if (introducer == null) {
            int code = MeetMessage.Refused.NOT_ALLOWED;
            from.sendControl(new MeetMessage.Refused(seek.nonce(), code).encode(), nowNs);
            return;
        }
        Session target = introducer.onSeek(from, seek, nowNs);
        if (target != null) {
            touch.accept(target);
        }
    }

    /** A datagram too short for a packet: maybe the punch of one that we call. */
    boolean onShort(InetSocketAddress from, byte[] buffer, int offset, int length) {
        return length >= Long.BYTES && connects.punched(Bytes.i64(buffer, offset), from, this);
    }

    /** Something on the relay channel of that session: at a validator to be handed on, at a node to be read. */
    void onRelayed(Session from, byte[] data) {
        if (data.length < RelayAddress.HEADER_BYTES || from.relayed()) {
            context.counters().drop(DropReason.CIRCUIT);
            return;
        }
        long number = Bytes.u32(data, 0);
        RelayAddress known = from.info.initiator() ? seeker.circuits().get(from.id, number) : null;
        if (known != null) {
            arrived.add(new Arrived(known, data));
            return;
        }
        Circuits.End to = introducer == null || from.info.initiator()
                ? null
                : introducer.forward(from, number, data.length, nowNs);
        Session next = to == null ? null : sessions.byId(to.session);
        if (to == null || next == null) {
            context.counters().drop(DropReason.CIRCUIT);
            return;
        }
        Bytes.put32(data, 0, (int) to.number);
        put(next, data);
    }

    /** The next datagram out of a circuit, or null. Read only when no packet is at hand. */
    @Nullable Arrived poll() {
        return arrived.poll();
    }

    void gone(Session session) {
        seeker.gone(session, this);
        if (introducer != null) {
            introducer.gone(session);
        }
    }

    void closeAll(CloseCode code, String reason) {
        seeker.closeAll(code, reason, this);
    }

    void tick() {
        seeker.tick(nowNs, this);
        if (introducer != null) {
            introducer.circuits().expire(nowNs);
        }
    }

    long nextDeadlineNs() {
        long earliest = seeker.nextDeadlineNs();
        return introducer == null
                ? earliest
                : Math.min(earliest, introducer.circuits().deadlineNs());
    }

    private void carry(RelayAddress to, byte[] buffer, int offset, int length) {
        Session carrier = sessions.byId(to.carrier());
        if (carrier == null) {
            context.counters().drop(DropReason.CIRCUIT);
            return;
        }
        byte[] data = new byte[RelayAddress.HEADER_BYTES + length];
        Bytes.put32(data, 0, (int) to.circuit());
        System.arraycopy(buffer, offset, data, RelayAddress.HEADER_BYTES, length);
        put(carrier, data);
    }

    private void put(Session carrier, byte[] data) {
        if (carrier.state() != Session.State.OPEN || carrier.relayed()) {
            context.counters().drop(DropReason.CIRCUIT);
        } else if (data.length <= carrier.datagramRoom()) {
            carrier.sendDatagram(Channels.RELAY, data);
            touch.accept(carrier);
        } else if (carrier.bytesQueued() + data.length <= RELAY_QUEUE_BYTES_MAX) {
            carrier.send(Channels.RELAY, data, Outbox.NO_SEND_ID, nowNs);
            touch.accept(carrier);
        } else {
            context.counters().drop(DropReason.CIRCUIT);
        }
    }
}
