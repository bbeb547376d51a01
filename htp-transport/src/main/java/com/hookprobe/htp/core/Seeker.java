package com.hookprobe.htp.core;

import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.HtpClosedException;
import com.hookprobe.htp.HtpNotIntroducedException;
import com.hookprobe.htp.HtpNotIntroducedException.Reason;
import com.hookprobe.htp.HtpTimeoutException;
import com.hookprobe.htp.KemBundle;
import com.hookprobe.htp.RemotePeer;
import com.hookprobe.htp.core.meet.KnownCircuits;
import com.hookprobe.htp.core.meet.MeetMessage;
import com.hookprobe.htp.core.meet.Punches;
import com.hookprobe.htp.core.meet.RelayAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** HTP 3.7 at the two nodes that meet: seeks that wait for an answer, and what a MEET leads to on either side. */
final class Seeker {
    private static final long MINUTE_NS = 60_000_000_000L;
    /** MEETs of one validator that we punch for: what it can make us send to addresses of its choice. */
    static final int CALLS_PER_MINUTE = 60;

    static final int CALLS_BURST = 16;
    private static final int VALIDATORS_MAX = 64;
    /** Seeks that one validator did not answer yet; half of the answers that may wait for us there. */
    static final int UNANSWERED_MAX = 32;

    private record Seek(
            long connectId, long session, byte[] nodeId, byte[] identityKey, long unixSecond, long deadlineNs) {}

    private final MachineContext context;
    private final Connects connects;
    /** By nonce. Only the user makes them. */
    private final Map<Long, Seek> waiting = new HashMap<>();

    /** Sessions on which we may be called. Only the user adds to them. */
    private final Set<Long> offered = new HashSet<>();

    private final KnownCircuits circuits = new KnownCircuits();
    private final Punches punches = new Punches();
    private final KeyedBuckets<Long> calls =
            new KeyedBuckets<>(CALLS_PER_MINUTE, MINUTE_NS, CALLS_BURST, VALIDATORS_MAX);

    Seeker(MachineContext context, Connects connects) {
        this.context = context;
        this.connects = connects;
    }

    KnownCircuits circuits() {
        return circuits;
    }

    int size() {
        return waiting.size() + offered.size() + circuits.size() + punches.size();
    }

    /** From now on that validator may tell us of callers; nobody else can make us send anything to strangers. */
    void offered(Session validator) {
        offered.add(validator.id);
    }

    /** Asks the validator at the other end of that session, which is null when there is none. */
    long seek(
            @Nullable Session validator,
            byte[] nodeId,
            byte[] identityKey,
            long unixSecond,
            long nowNs,
            EffectSink out) {
        long id = connects.newId();
        if (validator == null || !validator.info.initiator()) {
            fail(id, Reason.SESSION_OVER, out);
            return id;
        }
        if (waiting.values().stream()
                        .filter(seek -> seek.session() == validator.id)
                        .count()
                >= UNANSWERED_MAX) {
            fail(id, Reason.TOO_OFTEN, out);
            return id;
        }
        long nonce = context.random().nextLong();
        waiting.put(
                nonce,
                new Seek(
                        id, validator.id, nodeId.clone(), identityKey.clone(), unixSecond, connects.deadlineNs(nowNs)));
        validator.sendControl(new MeetMessage.Seek(nodeId, nonce).encode(), nowNs);
        return id;
    }

    void onMeet(Session validator, MeetMessage.Meet meet, long nowNs, EffectSink out) {
        if (validator.relayed()) {
            return;
        }
        if (!meet.calling()) {
            onCall(validator, meet, nowNs);
            return;
        }
        Seek seek = waiting.get(meet.nonce());
        if (seek == null || seek.session() != validator.id || !Arrays.equals(seek.nodeId(), meet.nodeId())) {
            return;
        }
        waiting.remove(meet.nonce());
        KemBundle bundle = KemBundle.decode(meet.bundle())
                .filter(b -> Arrays.equals(b.nodeId(), seek.nodeId())
                        && b.validAt(Instant.ofEpochSecond(seek.unixSecond()))
                        && b.signedBy(seek.identityKey()))
                .orElse(null);
        if (bundle == null) {
            fail(seek.connectId(), Reason.BAD_KEY, out);
            return;
        }
        RelayAddress relay = circuits.add(validator.id, meet.circuit());
        // Only a verifier can know the weights, and it is reached without a meeting.
        RemotePeer peer = new RemotePeer(meet.address(), seek.nodeId(), bundle.kemPublicKey(), false);
        Route route = Route.met(meet.address(), meet.nonce(), relay, nowNs);
        connects.start(seek.connectId(), peer, route, seek.deadlineNs(), nowNs, out);
    }

    /** Somebody calls: open our NAT for it, and the circuit. What then comes is a HELLO like any other. */
    private void onCall(Session validator, MeetMessage.Meet meet, long nowNs) {
        boolean wanted =
                offered.contains(validator.id) && context.config().accepting().isPresent();
        if (wanted && calls.tryTake(validator.id, nowNs)) {
            circuits.add(validator.id, meet.circuit());
            punches.begin(meet.address(), meet.nonce(), nowNs);
        }
    }

    void onRefused(Session validator, MeetMessage.Refused refused, EffectSink out) {
        Seek seek = waiting.get(refused.nonce());
        if (seek != null && seek.session() == validator.id) {
            waiting.remove(refused.nonce());
            Reason reason = switch (refused.code()) {
                case MeetMessage.Refused.NOT_ALLOWED -> Reason.NOT_ALLOWED;
                case MeetMessage.Refused.TOO_OFTEN -> Reason.TOO_OFTEN;
                default -> Reason.NOT_THERE;
            };
            fail(seek.connectId(), reason, out);
        }
    }

    /** The session is over: nobody answers, and its circuits are gone. */
    void gone(Session session, EffectSink out) {
        circuits.sessionGone(session.id);
        offered.remove(session.id);
        if (waiting.isEmpty()) {
            return;
        }
        waiting.values().removeIf(seek -> {
            boolean over = seek.session() == session.id;
            if (over) {
                fail(seek.connectId(), Reason.SESSION_OVER, out);
            }
            return over;
        });
    }

    void closeAll(CloseCode code, String reason, EffectSink out) {
        for (Seek seek : List.copyOf(waiting.values())) {
            out.then(new Effect.ConnectFailed(seek.connectId(), new HtpClosedException(code, reason)));
        }
        waiting.clear();
    }

    void tick(long nowNs, EffectSink out) {
        if (punches.size() > 0) {
            punches.tick(context.random(), nowNs, out::transmit);
        }
        if (!waiting.isEmpty()) {
            waiting.values().removeIf(seek -> {
                boolean over = nowNs >= seek.deadlineNs();
                if (over) {
                    String text = "the validator did not answer";
                    out.then(new Effect.ConnectFailed(seek.connectId(), new HtpTimeoutException(text)));
                }
                return over;
            });
        }
    }

    long nextDeadlineNs() {
        long earliest = punches.deadlineNs();
        if (!waiting.isEmpty()) {
            for (Seek seek : waiting.values()) {
                earliest = Math.min(earliest, seek.deadlineNs());
            }
        }
        return earliest;
    }

    private static void fail(long connectId, Reason reason, EffectSink out) {
        out.then(new Effect.ConnectFailed(connectId, new HtpNotIntroducedException(reason)));
    }
}
