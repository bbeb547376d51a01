package com.hookprobe.htp.core;

import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.TransmissionMode;
import com.hookprobe.htp.core.meet.MeetMessage;
import com.hookprobe.htp.core.shape.TrafficShape;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What HTP says to itself within a session (HTP 3.5): renewing keys, and handing on what is for others. Knows both halves'
 * generations; the session asks it when something is due.
 */
final class SessionControl implements AutoCloseable {
    /** HTP 3.4: "REKEY_AFTER 120 s or 2^28 packets". */
    private static final long REKEY_PACKETS = 1L << 28;

    private final Session session;
    private final MachineContext context;
    private final Session.Observer observer;
    private final PacketOpener opener;
    private final SessionSender sender;
    private final Rekey rekey;
    /** The newest generation that the peer was heard under. */
    private int generation;
    /** The responder's next keys, used from the first packet of that generation on. */
    private @Nullable PacketKeys nextSendKeys;

    private long dropPreviousNs = Long.MAX_VALUE;
    /** What the peer made us promise of cover, in packets a second. */
    private int ghostRate;

    /** The peer was asked for a shape and did not answer yet. */
    private boolean asking;

    private @Nullable TransmissionMode nextWish;

    SessionControl(
            Session session,
            MachineContext context,
            Session.Observer observer,
            PacketOpener opener,
            SessionSender sender,
            Rekey rekey) {
        this.session = session;
        this.context = context;
        this.observer = observer;
        this.opener = opener;
        this.sender = sender;
        this.rekey = rekey;
    }

    long generation() {
        return rekey.generation();
    }

    /** The peer proved for the first time that it has the keys. */
    void onConfirmed(long nowNs) {
        rekey.onConfirmed(nowNs);
    }

    /** Begins new keys at once if we are the initiator, else asks for them. */
    void renewKeys(long nowNs) {
        if (session.info.initiator()) {
            rekey.hurry(nowNs);
        } else {
            sender.wantRekey(true);
            sender.wantHeartbeat();
        }
    }

    /** The peer said whether it saves energy. */
    void peerSaves(boolean saves) {
        rekey.peerSaves(saves);
    }

    /** The peer asks for new keys. */
    void onRenewalAsked(long nowNs) {
        rekey.hurry(nowNs);
    }

    /** An authentic packet was read, perhaps the first under the next keys. */
    void onHeard(long nowNs) {
        if (opener.currentGeneration() == generation) {
            return;
        }
        generation = opener.currentGeneration();
        // The responder answers under them from here on; the old ones live on for what is late.
        PacketKeys keys = nextSendKeys;
        if (keys != null) {
            nextSendKeys = null;
            sender.nextGeneration(keys);
            sender.wantRekey(false);
        }
        dropPreviousNs = nowNs + 3 * sender.probeTimeoutNs();
    }

    /** When {@link #tick} has something to do, or {@link Long#MAX_VALUE}. */
    long deadlineNs() {
        long dueNs = session.peerConfirmed() && !opener.hasNext() ? rekey.dueNs() : Long.MAX_VALUE;
        return Math.min(Math.min(dueNs, rekey.rejectNs()), dropPreviousNs);
    }

    /** Does what is due; the session may be closing afterwards. */
    void tick(long nowNs, EffectSink out) {
        if (nowNs >= rekey.rejectNs()) {
            session.close(CloseCode.REKEY, "the keys are too old", nowNs, out);
            return;
        }
        if (dropPreviousNs <= nowNs) {
            dropPreviousNs = Long.MAX_VALUE;
            opener.dropPrevious();
        }
        if (sender.packetsInGeneration() >= REKEY_PACKETS) {
            renewKeys(nowNs);
        }
        if (rekey.dueNs() <= nowNs && session.peerConfirmed() && !opener.hasNext() && !rekey.waiting()) {
            begin(rekey.begin(), nowNs, out);
        }
    }

    /** Null is a message that is none. */
    void onMessage(@Nullable ControlMessage message, long nowNs, EffectSink out) {
        boolean initiator = session.info.initiator();
        if (message instanceof ControlMessage.Rekey asked && !initiator) {
            onRekey(asked, nowNs, out);
        } else if (message instanceof ControlMessage.RekeyAnswer answer && initiator) {
            onAnswer(answer, nowNs);
        } else if (message instanceof ControlMessage.RekeyRefused refused && initiator) {
            begin(rekey.onRefused(refused), nowNs, out);
        } else if (message instanceof ControlMessage.Bundle bundle && initiator) {
            out.then(new Effect.BundleReceived(session.id, bundle.bytes()));
        } else if (message instanceof ControlMessage.Address address && initiator) {
            session.onSeenAt(address.seen());
            out.then(new Effect.AddressSeen(session.id, address.seen()));
        } else if (message instanceof ControlMessage.Shape shape) {
            if (shape.done()) {
                onShaped(shape, nowNs, out);
            } else {
                onShape(shape, nowNs);
            }
        } else if (message instanceof ControlMessage.Meeting meeting
                && meeting.message().fromInitiator() != initiator) {
            MeetMessage said = meeting.message();
            observer.onMeeting(session, said, nowNs, out);
        } else {
            session.protocolError("control message", nowNs);
        }
    }

    /**
     * Our user's wish for the looks of both directions. The peer is asked one at a time, or a wish could overtake another and the
     * older one would stay; of those that wait meanwhile only the last counts.
     */
    void shape(TransmissionMode mode, long nowNs) {
        sender.shape().order(mode, ghostRate(mode), nowNs);
        sender.shapeChanged();
        if (asking) {
            nextWish = mode;
        } else {
            ask(mode, nowNs);
        }
    }

    private int ghostRate(TransmissionMode mode) {
        return mode == TransmissionMode.GHOST ? context.config().limits().ghostRate() : 0;
    }

    private void ask(TransmissionMode mode, long nowNs) {
        asking = true;
        session.sendControl(new ControlMessage.Shape(mode, ghostRate(mode), false).encode(), nowNs);
    }

    private void onShaped(ControlMessage.Shape answer, long nowNs, EffectSink out) {
        if (!asking) {
            session.protocolError("an answer to no question", nowNs);
            return;
        }
        asking = false;
        TransmissionMode next = nextWish;
        if (next == null) {
            out.then(new Effect.Shaped(session.id, answer.mode()));
        } else {
            nextWish = null;
            ask(next, nowNs);
        }
    }

    /** HTP 3.8.5: we go along as far as our limits let us, and say how far that is. */
    private void onShape(ControlMessage.Shape wish, long nowNs) {
        context.ghosts().giveBack(ghostRate);
        ghostRate = Math.min(wish.rate(), context.config().limits().ghostRate());
        TransmissionMode mode = wish.mode();
        if (!context.ghosts().tryTake(ghostRate)) {
            ghostRate = 0;
            mode = TransmissionMode.BALANCED;
        }
        TrafficShape shape = sender.shape();
        shape.ask(mode, ghostRate, nowNs);
        sender.shapeChanged();
        session.sendControl(new ControlMessage.Shape(shape.mode(), shape.rate(), true).encode(), nowNs);
    }

    @Override
    public void close() {
        context.ghosts().giveBack(ghostRate);
        ghostRate = 0;
        rekey.erase();
        if (nextSendKeys != null) {
            nextSendKeys.close();
        }
    }

    private void onAnswer(ControlMessage.RekeyAnswer answer, long nowNs) {
        SessionKeys.Generation next = rekey.onAnswer(answer, nowNs);
        if (next == null) {
            session.protocolError("rekey answer", nowNs);
            return;
        }
        // HTP 3.5: the initiator sends under the new keys from here on; its heartbeat tells the responder.
        opener.prepareNext(next.receive());
        sender.nextGeneration(next.send());
        sender.wantHeartbeat();
    }

    private void onRekey(ControlMessage.Rekey asked, long nowNs, EffectSink out) {
        MachineConfig.Accepting accepting = context.config().accepting().orElse(null);
        if (accepting == null || opener.hasNext()) {
            session.protocolError("rekey", nowNs);
            return;
        }
        Rekey.Judged judged = rekey.onRekey(asked, accepting.directory(), nowNs);
        if (judged instanceof Rekey.Judged.Accepted accepted) {
            opener.prepareNext(accepted.next().receive());
            nextSendKeys = accepted.next().send();
            session.sendControl(accepted.answer().encode(), nowNs);
        } else if (judged instanceof Rekey.Judged.Refused refused) {
            session.sendControl(refused.answer().encode(), nowNs);
        } else if (judged instanceof Rekey.Judged.Revoked) {
            session.close(CloseCode.TRUST_FLOOR, "revoked", nowNs, out);
        } else {
            session.protocolError("rekey", nowNs);
        }
    }

    private void begin(Optional<ControlMessage.Rekey> share, long nowNs, EffectSink out) {
        if (share.isEmpty()) {
            session.close(CloseCode.RESONANCE_LOST, "no weights that both sides know", nowNs, out);
        } else {
            session.sendControl(share.get().encode(), nowNs);
        }
    }
}
