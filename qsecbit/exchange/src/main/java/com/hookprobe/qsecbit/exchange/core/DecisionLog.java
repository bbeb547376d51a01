package com.hookprobe.qsecbit.exchange.core;

import com.hookprobe.qsecbit.exchange.Change;
import com.hookprobe.qsecbit.exchange.Decided;
import com.hookprobe.qsecbit.exchange.DecisionEdit;
import com.hookprobe.qsecbit.exchange.DecisionEdit.Cause;
import com.hookprobe.qsecbit.exchange.DecisionFeed.Page;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decisions in force and the latest changes, numbered without a gap (EXCHANGE 3). Both are bounded: the decision that ends first makes
 * room, and a reader that stands before the oldest change kept begins anew. Pure: the time is an argument. For one thread.
 */
public final class DecisionLog {
    private static final Comparator<Decided> BY_END =
            Comparator.comparingLong(Decided::untilMicros).thenComparingLong(Decided::id);

    private final int inForceMax;
    private final int keptMax;
    private final Map<String, Decided> byName = new HashMap<>();
    private final TreeMap<Long, Decided> byId = new TreeMap<>();
    private final TreeSet<Decided> byEnd = new TreeSet<>(BY_END);
    private final TreeMap<Long, Change> kept = new TreeMap<>();

    private Page.@Nullable Reset snapshot;
    private @Nullable List<Change> keptList;
    private long head;
    private long nextId = 1;
    private long lastMicros = -1;

    /**
     * An empty log.
     *
     * @param inForceMax decisions in force, from 1
     * @param keptMax changes that are kept, from 1
     */
    public DecisionLog(int inForceMax, int keptMax) {
        if (inForceMax < 1 || keptMax < 1) {
            throw new IllegalArgumentException("expected room for at least one, found " + inForceMax + ", " + keptMax);
        }
        this.inForceMax = inForceMax;
        this.keptMax = keptMax;
    }

    /** All there is, for a file. */
    public record State(long head, long nextId, long lastMicros, List<Decided> inForce, List<Change> kept) {}

    /**
     * A log as it was.
     *
     * @throws IllegalArgumentException when the parts do not fit each other
     */
    public static DecisionLog of(State state, int inForceMax, int keptMax) {
        DecisionLog log = new DecisionLog(inForceMax, keptMax);
        log.head = state.head();
        log.nextId = state.nextId();
        log.lastMicros = state.lastMicros();
        for (Decided decided : state.inForce()) {
            require(decided.id() < state.nextId() && !log.byName.containsKey(decided.name()), "decisions with own ids");
            log.enter(decided);
        }
        long expected = state.head() - state.kept().size() + 1;
        for (Change change : state.kept()) {
            require(change.sequence() == expected++, "changes without a gap up to the head");
            log.keep(change);
        }
        return log;
    }

    /** All there is. */
    public State state() {
        return new State(head, nextId, lastMicros, List.copyOf(byId.values()), List.copyOf(kept.values()));
    }

    /** Takes an edit; what changed, in order. */
    public List<Change> apply(DecisionEdit edit, long nowMicros) {
        List<Change> changes = new ArrayList<>();
        if (edit instanceof DecisionEdit.Put put) {
            put(put, nowMicros, changes);
        } else if (edit instanceof DecisionEdit.Delete delete) {
            Decided known = byName.get(delete.name());
            if (known != null) {
                changes.add(end(known, delete.cause(), nowMicros));
            }
        }
        return changes;
    }

    /** Ends what is not wanted, and adds or renews what is not there or has another end; what is as wanted is left alone. */
    public List<Change> reconcile(List<DecisionEdit.Put> wanted, long nowMicros) {
        Set<String> names = new HashSet<>();
        wanted.forEach(put -> names.add(put.name()));
        List<Change> changes = new ArrayList<>();
        for (Decided decided : List.copyOf(byId.values())) {
            if (!names.contains(decided.name())) {
                changes.add(end(decided, Cause.WITHDRAWN, nowMicros));
            }
        }
        for (DecisionEdit.Put put : wanted) {
            Decided known = byName.get(put.name());
            if (known == null || !put.isAs(known, nowMicros)) {
                put(put, nowMicros, changes);
            }
        }
        return changes;
    }

    /** Ends what is over. */
    public List<Change> expire(long nowMicros) {
        List<Change> changes = new ArrayList<>();
        while (!byEnd.isEmpty() && byEnd.first().untilMicros() <= nowMicros) {
            changes.add(end(byEnd.first(), Cause.EXPIRED, nowMicros));
        }
        return changes;
    }

    /**
     * Does once more what a change did.
     *
     * @throws IllegalArgumentException when it is not the next one
     */
    public void replay(Change change) {
        require(change.sequence() == head + 1, "the change " + (head + 1));
        require(change.atMicros() > lastMicros, "a change after the one before");
        Decided decision = change.decision();
        Decided known = byName.get(decision.name());
        if (change instanceof Change.Added) {
            require(known == null ? decision.id() == nextId : decision.id() == known.id(), "an id of its own");
            nextId = Math.max(nextId, decision.id() + 1);
            enter(decision);
        } else {
            require(known != null && known.id() == decision.id(), "the end of what is in force");
            leave(decision.name());
        }
        told(change);
    }

    /** See {@link com.hookprobe.qsecbit.exchange.DecisionFeed#read}. */
    public Page read(long after, int max) {
        long oldest = head - kept.size();
        if (after > head || after < oldest) {
            return snapshot();
        }
        List<Change> changes = new ArrayList<>();
        for (Change change : kept.tailMap(after, false).values()) {
            if (changes.size() == max) {
                break;
            }
            changes.add(change);
        }
        return new Page.Changes(changes, after + changes.size());
    }

    /** All in force; made once between two changes, for bouncers ask often and decisions change seldom. */
    public Page.Reset snapshot() {
        Page.Reset made = snapshot;
        if (made == null) {
            made = new Page.Reset(List.copyOf(byId.values()), head);
            snapshot = made;
        }
        return made;
    }

    /** The changes that are kept, oldest first. */
    public List<Change> kept() {
        List<Change> made = keptList;
        if (made == null) {
            made = List.copyOf(kept.values());
            keptList = made;
        }
        return made;
    }

    /** The number of the latest change; 0 before the first. */
    public long head() {
        return head;
    }

    /** How many are in force. */
    public int inForce() {
        return byId.size();
    }

    private void put(DecisionEdit.Put put, long nowMicros, List<Change> changes) {
        @Nullable Decided known = byName.get(put.name());
        long created = -1;
        if (known != null && !put.renews(known)) {
            // Who reads under a filter may have seen the old one and never see the new one: it must hear that it is
            // gone.
            boolean goesOn = put.subject().equals(known.subject());
            created = goesOn ? known.createdMicros() : -1;
            changes.add(end(known, goesOn ? Cause.REPLACED : Cause.WITHDRAWN, nowMicros));
            known = null;
        }
        if (known == null && byId.size() >= inForceMax) {
            changes.add(end(byEnd.first(), Cause.DISPLACED, nowMicros));
        }
        long at = next(nowMicros);
        Decided decided = known == null
                ? put.decided(nextId++, created < 0 ? at : created, at)
                : put.decided(known.id(), known.createdMicros(), at);
        enter(decided);
        Change.Added added = new Change.Added(head + 1, decided);
        told(added);
        changes.add(added);
    }

    private Change end(Decided decided, Cause cause, long nowMicros) {
        leave(decided.name());
        Change.Deleted deleted = new Change.Deleted(head + 1, decided, cause, next(nowMicros));
        told(deleted);
        return deleted;
    }

    /** No two changes have the same time, also when the clock stands or goes back: TAXII asks by time (EXCHANGE 3.4). */
    private long next(long nowMicros) {
        return Math.max(nowMicros, lastMicros + 1);
    }

    private void told(Change change) {
        head = change.sequence();
        lastMicros = change.atMicros();
        snapshot = null;
        keptList = null;
        keep(change);
    }

    private void keep(Change change) {
        kept.put(change.sequence(), change);
        if (kept.size() > keptMax) {
            kept.pollFirstEntry();
        }
    }

    private void enter(Decided decided) {
        leave(decided.name());
        byName.put(decided.name(), decided);
        byId.put(decided.id(), decided);
        byEnd.add(decided);
    }

    private void leave(String name) {
        Decided known = byName.remove(name);
        if (known != null) {
            byId.remove(known.id());
            byEnd.remove(known);
        }
    }

    private static void require(boolean holds, String expected) {
        if (!holds) {
            throw new IllegalArgumentException("expected " + expected + ", found another state");
        }
    }
}
