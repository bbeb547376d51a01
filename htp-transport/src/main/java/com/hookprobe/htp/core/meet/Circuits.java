package com.hookprobe.htp.core.meet;

import com.hookprobe.htp.IntroductionLimits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The validator's relay: pairs of circuits, each in a session of its own, between which datagrams are handed on unread.
 * Bounded in number, in silence and in bytes per second. Not thread-safe.
 */
public final class Circuits {
    /** One side of a circuit: its number within a session. */
    public static final class End {
        /** The machine's number of the session. */
        public final long session;
        /** The circuit's number within that session, u32. */
        public final long number;

        private final Pair pair;

        private End(long session, long number, Pair pair) {
            this.session = session;
            this.number = number;
            this.pair = pair;
        }

        /** The side of the one who is called, if this is the caller's, and the other way round. */
        public End other() {
            return this == pair.caller ? pair.called : pair.caller;
        }
    }

    /** HTP 3.7.8: circuits of the same two; one more takes the place of that which was used least recently. */
    static final int SAME_TWO_MAX = 2;

    /** HTP 3.7.11: how old the answer may get whether two nodes may have a circuit. */
    static final long ALLOWED_NS = 1_000_000_000L;

    /** Whether two nodes may have a circuit, by the machine's numbers of their sessions. */
    @FunctionalInterface
    public interface Permission {
        boolean allow(long callerSession, long calledSession);
    }

    private static final class Pair {
        final End caller;
        final End called;
        final ByteBucket bytes;
        long usedNs;
        long allowedNs;

        Pair(long callerSession, long calledSession, long number, ByteBucket bytes, long nowNs) {
            this.caller = new End(callerSession, number, this);
            this.called = new End(calledSession, number + 1, this);
            this.bytes = bytes;
            this.usedNs = nowNs;
            this.allowedNs = nowNs;
        }
    }

    private final IntroductionLimits limits;
    private final long idleNs;
    private final Set<Pair> pairs = new LinkedHashSet<>();
    private final Map<Long, Map<Long, End>> bySession = new HashMap<>();
    private final ByteBucket all;
    private long nextNumber = 1;
    private long nextExpiryNs = Long.MAX_VALUE;

    public Circuits(IntroductionLimits limits, long nowNs) {
        this.limits = limits;
        this.idleNs = limits.circuitIdle().toNanos();
        this.all = new ByteBucket(limits.relayBytesPerSecond(), nowNs);
    }

    /** Circuits that are open. */
    public int size() {
        return pairs.size();
    }

    /**
     * True while neither the two sessions nor the validator have as many circuits as they may, or one of the two's own
     * would make room.
     */
    public boolean room(long callerSession, long calledSession) {
        return sameTwo(callerSession, calledSession).size() >= SAME_TWO_MAX
                || (pairs.size() < limits.circuitsMax() && room(callerSession) && room(calledSession));
    }

    private boolean room(long session) {
        Map<Long, End> of = bySession.get(session);
        return of == null || of.size() < limits.circuitsPerSession();
    }

    /** Opens a circuit; there must be {@link #room}. Returns the caller's side. */
    public End open(long callerSession, long calledSession, long nowNs) {
        List<Pair> before = sameTwo(callerSession, calledSession);
        if (before.size() >= SAME_TWO_MAX) {
            close(Collections.min(before, Comparator.comparingLong(pair -> pair.usedNs)));
        }
        Pair pair = new Pair(
                callerSession, calledSession, nextNumber, new ByteBucket(limits.circuitBytesPerSecond(), nowNs), nowNs);
        nextNumber = (nextNumber + 2) & 0xffff_ffffL;
        pairs.add(pair);
        of(callerSession).put(pair.caller.number, pair.caller);
        of(calledSession).put(pair.called.number, pair.called);
        nextExpiryNs = Math.min(nextExpiryNs, nowNs + idleNs);
        return pair.caller;
    }

    /** Where a datagram goes that came from a session on that circuit; null: nowhere, there is none or it is too much. */
    public @Nullable End forward(long session, long number, int bytes, long nowNs) {
        Map<Long, End> of = bySession.get(session);
        End from = of == null ? null : of.get(number);
        if (from == null) {
            return null;
        }
        // A circuit that sends too much is not kept alive by it.
        if (!from.pair.bytes.has(bytes, nowNs) || !all.has(bytes, nowNs)) {
            return null;
        }
        from.pair.bytes.take(bytes);
        all.take(bytes);
        from.pair.usedNs = nowNs;
        return from.other();
    }

    /** The same, but first it is asked again whether the two may have the circuit, when that was long ago; if not, it ends. */
    public @Nullable End forward(long session, long number, int bytes, long nowNs, Permission permission) {
        Map<Long, End> of = bySession.get(session);
        End from = of == null ? null : of.get(number);
        if (from != null && nowNs - from.pair.allowedNs >= ALLOWED_NS) {
            if (!permission.allow(from.pair.caller.session, from.pair.called.session)) {
                close(from.pair);
                return null;
            }
            from.pair.allowedNs = nowNs;
        }
        return forward(session, number, bytes, nowNs);
    }

    /** A session is over, and its circuits with it. */
    public void sessionGone(long session) {
        Map<Long, End> of = bySession.get(session);
        if (of != null) {
            List<End> ends = new ArrayList<>(of.values());
            ends.forEach(end -> close(end.pair));
        }
    }

    /** Forgets what nobody used for long. */
    public void expire(long nowNs) {
        if (nowNs < nextExpiryNs) {
            return;
        }
        nextExpiryNs = Long.MAX_VALUE;
        for (Iterator<Pair> i = pairs.iterator(); i.hasNext(); ) {
            Pair pair = i.next();
            if (nowNs - pair.usedNs >= idleNs) {
                i.remove();
                forget(pair);
            } else {
                nextExpiryNs = Math.min(nextExpiryNs, pair.usedNs + idleNs);
            }
        }
    }

    /** When {@link #expire} may have something to do, or {@link Long#MAX_VALUE}. */
    public long deadlineNs() {
        return pairs.isEmpty() ? Long.MAX_VALUE : nextExpiryNs;
    }

    private List<Pair> sameTwo(long one, long two) {
        Map<Long, End> of = bySession.getOrDefault(one, Map.of());
        return of.values().stream()
                .filter(end -> end.other().session == two)
                .map(end -> end.pair)
                .toList();
    }

    private void close(Pair pair) {
        pairs.remove(pair);
        forget(pair);
    }

    private Map<Long, End> of(long session) {
        return bySession.computeIfAbsent(session, k -> new HashMap<>());
    }

    private void forget(Pair pair) {
        forget(pair.caller);
        forget(pair.called);
    }

    private void forget(End end) {
        bySession.computeIfPresent(end.session, (k, of) -> {
            of.remove(end.number);
            return of.isEmpty() ? null : of;
        });
    }
}
