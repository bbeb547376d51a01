package com.hookprobe.htp.core;

import com.hookprobe.htp.IntroductionLimits;
import com.hookprobe.htp.KemBundle;
import com.hookprobe.htp.core.meet.Circuits;
import com.hookprobe.htp.core.meet.MeetMessage;
import com.hookprobe.htp.core.meet.MeetMessage.Refused;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * HTP 3.7 at a validator: who offered what, who may seek whom, and the circuits between them. A node that is not sought
 * hears nothing, and one that may not seek does not learn whether the other is there.
 */
final class Introducer {
    private static final long MINUTE_NS = 60_000_000_000L;
    private static final int NODES_MAX = 16_384;

    private final MachineConfig.Introducing introducing;
    private final MachineContext context;
    private final SessionTable sessions;
    private final Circuits circuits;
    private final KeyedBuckets<ByteBuffer> seeks;
    private final KeyedBuckets<ByteBuffer> offers;
    /** By session; one each. */
    private final Map<Long, byte[]> bundles = new HashMap<>();

    Introducer(MachineConfig.Introducing introducing, MachineContext context, SessionTable sessions, long nowNs) {
        IntroductionLimits limits = introducing.limits();
        this.introducing = introducing;
        this.context = context;
        this.sessions = sessions;
        this.circuits = new Circuits(limits, nowNs);
        int perMinute = limits.seeksPerNodeMinute();
        this.seeks = new KeyedBuckets<>(perMinute, MINUTE_NS, perMinute, NODES_MAX);
        this.offers = new KeyedBuckets<>(perMinute, MINUTE_NS, perMinute, NODES_MAX);
    }

    Circuits circuits() {
        return circuits;
    }

    int size() {
        return bundles.size() + circuits.size();
    }

    /** The node's newest offer replaces the one before; one that is wrong, or one too many, changes nothing. */
    void onOffer(Session from, byte[] bytes, long nowNs) {
        byte[] nodeId = from.info.peerNodeId();
        if (from.relayed() || !offers.tryTake(ByteBuffer.wrap(nodeId), nowNs)) {
            return;
        }
        boolean sound = KemBundle.decode(bytes)
                .filter(bundle -> Arrays.equals(bundle.nodeId(), nodeId) && signed(bundle))
                .isPresent();
        if (sound) {
            bundles.put(from.id, bytes);
        }
    }

    /** Tells the two of each other and returns the target, whose session has something to send; null when refused. */
    @Nullable Session onSeek(Session from, MeetMessage.Seek seek, long nowNs) {
        int refusal = 0;
        byte[] callerId = from.info.peerNodeId();
        Session target = null;
        byte[] bundle = null;
        if (!seeks.tryTake(ByteBuffer.wrap(callerId), nowNs)) {
            refusal = Refused.TOO_OFTEN;
        } else if (from.relayed()
                || !introducing.policy().allow(callerId.clone(), seek.nodeId().clone())) {
            refusal = Refused.NOT_ALLOWED;
        } else {
            target = Arrays.equals(callerId, seek.nodeId())
                    ? null
                    : sessions.newestOpen(seek.nodeId(), bundles::containsKey);
            bundle = target == null || target.relayed() ? null : bundles.get(target.id);
            if (target == null || bundle == null) {
                refusal = Refused.UNKNOWN;
            } else if (!circuits.room(from.id, target.id) || target.controlQueueLong()) {
                refusal = Refused.TOO_OFTEN;
            }
        }
        if (refusal != 0 || target == null || bundle == null) {
            from.sendControl(new Refused(seek.nonce(), refusal).encode(), nowNs);
            return null;
        }
        Circuits.End caller = circuits.open(from.id, target.id, nowNs);
        byte[] none = new byte[0];
        target.sendControl(
                new MeetMessage.Meet(callerId, seek.nonce(), from.remote(), false, caller.other().number, none)
                        .encode(),
                nowNs);
        from.sendControl(
                new MeetMessage.Meet(seek.nodeId(), seek.nonce(), target.remote(), true, caller.number, bundle)
                        .encode(),
                nowNs);
        return target;
    }

    /** Where a datagram on a circuit goes; null: nowhere. A circuit ends when the policy does not allow it any more. */
    Circuits.@Nullable End forward(Session from, long number, int bytes, long nowNs) {
        return circuits.forward(from.id, number, bytes, nowNs, this::stillAllowed);
    }

    private boolean stillAllowed(long callerSession, long calledSession) {
        Session caller = sessions.byId(callerSession);
        Session called = sessions.byId(calledSession);
        return caller != null
                && called != null
                && introducing
                        .policy()
                        .allow(
                                caller.info.peerNodeId().clone(),
                                called.info.peerNodeId().clone());
    }

    void gone(Session session) {
        bundles.remove(session.id);
        circuits.sessionGone(session.id);
    }

    /** A directory that does not know the key leaves the judgement to the seeker, who needs the key anyway. */
    private boolean signed(KemBundle bundle) {
        return context.config()
                .accepting()
                .flatMap(accepting -> accepting.directory().ed25519Key(bundle.nodeId()))
                .map(bundle::signedBy)
                .orElse(true);
    }
}
