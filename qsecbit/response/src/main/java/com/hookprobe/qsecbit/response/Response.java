package com.hookprobe.qsecbit.response;

import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The site's answer: holds the allowlist and the decisions in force, and has them enforced. Thread-safe; a call holds the
 * lock while the enforcer works, some milliseconds. Times are microseconds since the epoch.
 *
 * <p>When the enforcer fails, the table stays the truth, and what the machine did not do is sent again with the next call.
 */
public final class Response {
    /** The default bound on decisions: more than the largest public list of bad addresses (120,430). */
    public static final int DECISIONS_MAX = 131_072;

    /** Times to live are whole seconds: a decision that is sent again ends up to a second from where it ended. */
    private static final long SAME_END_MICROS = 1_000_000;

    private final Allowlist allowlist;
    private final DecisionTable table;
    private final UndoneTable undone = new UndoneTable();
    private final Enforcer enforcer;
    private final Delivery delivery;
    private LockoutGuard guard = LockoutGuard.none();
    private Consumer<List<JournalEntry>> journal = entries -> {};
    private List<JournalEntry> changes = new ArrayList<>();

    /** With the default bound. */
    public Response(Allowlist allowlist, Enforcer enforcer) {
        this(allowlist, enforcer, DECISIONS_MAX);
    }

    /**
     * With a bound on decisions.
     *
     * @throws IllegalArgumentException when the bound is below 1
     */
    public Response(Allowlist allowlist, Enforcer enforcer, int decisionsMax) {
        this.allowlist = allowlist;
        this.enforcer = enforcer;
        this.table = new DecisionTable(decisionsMax);
        this.delivery = new Delivery(table, enforcer, 2 * decisionsMax);
    }

    /** Applies one decision. */
    public Outcome apply(Decision decision, long nowMicros) {
        return applyAll(List.of(decision), nowMicros).get(0);
    }

    /** Applies decisions as one batch; the outcomes are in the same order. */
    public synchronized List<Outcome> applyAll(List<Decision> decisions, long nowMicros) {
        expireInTable(nowMicros);
        List<Outcome> outcomes = record(decisions, nowMicros);
        tell();
        return delivery.flush(nowMicros) ? outcomes : failed(decisions, outcomes);
    }

    /**
     * Puts a decision in the place of what its origin has decided about the same indicator, also when that was stronger or lasts
     * longer: the origin has changed its mind (FEDERATION 8.6). One batch, so that the indicator is not free in between. When the
     * new one is refused, the old one is gone all the same. One that ends within a second of the old one is no other.
     */
    public synchronized Outcome replace(Decision decision, long nowMicros) {
        expireInTable(nowMicros);
        if (table.isAsGood(decision, SAME_END_MICROS)) {
            return Outcome.ALREADY;
        }
        List<Decision> gone = table.lift(decision.indicator(), decision.origin());
        markEnforced(gone);
        gone.forEach(old -> changes.add(new JournalEntry.Lifted(old.indicator(), old.origin())));
        List<Outcome> outcomes = record(List.of(decision), nowMicros);
        tell();
        return (delivery.flush(nowMicros) ? outcomes : failed(List.of(decision), outcomes)).get(0);
    }

    /**
     * Starts from the decisions of an earlier run: the machine enforces exactly these afterwards. Call it once at the
     * start, with an empty collection when there are none, because the kernel may still hold what an earlier run set.
     */
    public List<Outcome> restore(Collection<Decision> decisions, long nowMicros) {
        return restore(new ResponseState(List.copyOf(decisions), List.of(), List.of()), nowMicros);
    }

    /**
     * Starts from all that an earlier run knew; the outcomes are those of its decisions, in order. Set the guard before,
     * and the journal afterwards.
     */
    public synchronized List<Outcome> restore(ResponseState state, long nowMicros) {
        state.allowed().forEach(entry -> allowlist.add(entry.prefix(), entry.reason()));
        List<Outcome> outcomes = record(state.decisions(), nowMicros);
        state.undone().forEach(undone::put);
        undone.expire(nowMicros);
        changes.clear();
        delivery.startOver();
        return delivery.flush(nowMicros) ? outcomes : failed(state.decisions(), outcomes);
    }

    /** Tells every change from now on, before the enforcer has carried it out; called with the lock held. */
    public synchronized void journal(Consumer<List<JournalEntry>> journal) {
        this.journal = journal;
    }

    /** Everything on the allowlist, own infrastructure first. */
    public synchronized List<AllowEntry> allowlist() {
        return allowlist.all();
    }

    /** What would be lost with this process. */
    public synchronized ResponseState state(long nowMicros) {
        undone.expire(nowMicros);
        return new ResponseState(active(nowMicros), List.copyOf(undone.all()), allowlist.added());
    }

    /**
     * Guards these from now on in the place of those before, and lifts what would cut them off (RESPONSE 3.6).
     *
     * @return what was lifted
     */
    public synchronized List<Decision> guard(LockoutGuard guard, long nowMicros) {
        boolean same = guard.equals(this.guard);
        this.guard = guard;
        if (same) {
            return List.of();
        }
        return lifted(
                table.liftIf(decision -> decision.action().isEnforced()
                        && guard.objection(decision.indicator()).isPresent()),
                nowMicros);
    }

    /**
     * Other own infrastructure from now on, in the place of what the allowlist began with, and lifts every decision that touches it
     * (RESPONSE 3.2, 3.4). What was added stays.
     *
     * @param own each with what it is
     * @return what was lifted
     * @throws IllegalArgumentException for more than {@link Allowlist#ENTRIES_MAX}; then nothing has changed
     */
    public synchronized List<Decision> own(Map<Cidr, String> own, long nowMicros) {
        allowlist.own(own);
        List<Decision> lifted = new ArrayList<>();
        own.keySet().forEach(prefix -> lifted.addAll(table.liftTouching(prefix)));
        return lifted(lifted, nowMicros);
    }

    /** What of the site a decision about this indicator would cut off. */
    public synchronized Optional<String> guarded(Indicator indicator) {
        return guard.objection(indicator);
    }

    /** Ends what is over and repeats what failed; call it about once a second. Returns what ended. */
    public synchronized List<Decision> expire(long nowMicros) {
        List<Decision> ended = expireInTable(nowMicros);
        undone.expire(nowMicros);
        delivery.check(nowMicros);
        delivery.flush(nowMicros);
        return ended;
    }

    /**
     * The clock whose times are given here has moved: what was decided, or taken back, holds as long as it would have.
     *
     * @param byMicros what the clock moved by; 0 and less too
     */
    public synchronized void clockMoved(long byMicros) {
        table.shift(byMicros);
        undone.shift(byMicros);
        delivery.shift(byMicros);
    }

    /** Lifts all decisions about exactly this indicator, whoever made them; returns them. */
    public synchronized List<Decision> lift(Indicator indicator, long nowMicros) {
        return lifted(table.lift(indicator, null), nowMicros);
    }

    /**
     * Takes back, for a person, all decisions about exactly this indicator, whoever made them; until they would have
     * ended, only a person or something worse brings them back (RESPONSE 4.4).
     */
    public List<Decision> undo(Indicator indicator, long nowMicros) {
        return undoAll(List.of(indicator), nowMicros);
    }

    /** The same for many as one batch. */
    public synchronized List<Decision> undoAll(Collection<Indicator> indicators, long nowMicros) {
        List<Decision> lifted = new ArrayList<>();
        for (Indicator indicator : indicators) {
            List<Decision> gone = table.lift(indicator, null);
            for (Decision decision : gone) {
                Undone before = undone.get(indicator).orElse(new Undone(indicator, Action.WATCH, 0));
                undone.put(new Undone(
                        indicator,
                        before.action().atLeast(decision.action()) ? before.action() : decision.action(),
                        Math.max(before.untilMicros(), decision.endsMicros())));
            }
            undone.get(indicator)
                    .filter(entry -> !gone.isEmpty())
                    .ifPresent(entry -> changes.add(new JournalEntry.TakenBack(entry)));
            lifted.addAll(gone);
        }
        return lifted(lifted, nowMicros);
    }

    /** Lifts the decision of one origin about exactly this indicator. */
    public synchronized List<Decision> lift(Indicator indicator, Origin origin, long nowMicros) {
        return lifted(table.lift(indicator, origin), nowMicros);
    }

    /**
     * Allows addresses from now on, and lifts every decision that touches them (RESPONSE 3.4).
     *
     * @return what was lifted
     * @throws IllegalStateException when the allowlist is full
     */
    public List<Decision> allow(Cidr prefix, String reason, long nowMicros) {
        return allowAll(List.of(prefix), reason, nowMicros);
    }

    /**
     * The same for many at once.
     *
     * @throws IllegalStateException when the allowlist is full; those before the one without room are allowed
     */
    public synchronized List<Decision> allowAll(Collection<Cidr> prefixes, String reason, long nowMicros) {
        List<Decision> lifted = new ArrayList<>();
        try {
            for (Cidr prefix : prefixes) {
                if (!allowlist.add(prefix, reason)) {
                    throw new IllegalStateException("the allowlist is full with " + allowlist.size() + " entries");
                }
                allowlist.get(prefix).ifPresent(entry -> changes.add(new JournalEntry.Allowed(entry)));
                lifted.addAll(table.liftTouching(prefix));
            }
        } finally {
            // Also when it is full: what was allowed before must not stay banned.
            lifted(lifted, nowMicros);
        }
        return lifted;
    }

    /** Takes an entry off the allowlist; false when it is not there or is own infrastructure. */
    public synchronized boolean disallow(Cidr prefix) {
        boolean removed = allowlist.remove(prefix);
        if (removed) {
            changes.add(new JournalEntry.Disallowed(prefix));
            tell();
        }
        return removed;
    }

    /** The allowlist entry that keeps an indicator from being acted upon. */
    public synchronized Optional<AllowEntry> allowed(Indicator indicator) {
        return allowlist.conflict(indicator);
    }

    /** The decisions in force whose indicator holds an address, the strongest first. */
    public synchronized List<Decision> about(IpAddress address, long nowMicros) {
        return table.about(address).stream()
                .filter(decision -> decision.endsMicros() > nowMicros)
                .toList();
    }

    /** All decisions in force, the first to end first. */
    public synchronized List<Decision> active(long nowMicros) {
        return table.all().stream()
                .filter(decision -> decision.endsMicros() > nowMicros)
                .toList();
    }

    /** How many decisions are held. */
    public synchronized int size() {
        return table.size();
    }

    /** How many indicators wait for the enforcer. */
    public synchronized int pending() {
        return delivery.pending();
    }

    /** How often the enforcer has failed. */
    public synchronized long failures() {
        return delivery.failures();
    }

    /** Why the enforcer failed, while it does. */
    public synchronized Optional<String> lastFailure() {
        return delivery.lastFailure();
    }

    /** What enforces here. */
    public String describeEnforcer() {
        return enforcer.describe();
    }

    private List<Outcome> record(List<Decision> decisions, long nowMicros) {
        List<Outcome> outcomes = new ArrayList<>(decisions.size());
        for (Decision decision : decisions) {
            outcomes.add(record(decision, nowMicros));
        }
        return outcomes;
    }

    private Outcome record(Decision decision, long nowMicros) {
        // RESPONSE 3.1: the allowlist wins over every origin.
        if (allowlist.conflict(decision.indicator()).isPresent()) {
            return Outcome.ALLOWLISTED;
        }
        if (decision.action().isEnforced()
                && guard.objection(decision.indicator()).isPresent()) {
            return Outcome.GUARDED;
        }
        // RESPONSE 4.1: a clock that runs ahead must not lengthen a decision.
        Decision timely = decision.createdMicros() <= nowMicros ? decision : decision.createdAt(nowMicros);
        if (timely.endsMicros() <= nowMicros) {
            return Outcome.EXPIRED;
        }
        if (undone.against(timely, nowMicros).isPresent()) {
            return Outcome.UNDONE;
        }
        Change before = delivery.change(timely.indicator());
        DecisionTable.Put put = table.put(timely);
        if (put == DecisionTable.Put.HELD) {
            changes.add(new JournalEntry.Decided(timely));
            undone.remove(timely.indicator());
            if (!before.equals(delivery.change(timely.indicator()))) {
                delivery.mark(timely.indicator());
            }
            return Outcome.ENFORCED;
        }
        return put == DecisionTable.Put.KNOWN ? Outcome.ALREADY : Outcome.REFUSED_FULL;
    }

    private void tell() {
        if (!changes.isEmpty()) {
            journal.accept(changes);
            changes = new ArrayList<>();
        }
    }

    private List<Decision> lifted(List<Decision> decisions, long nowMicros) {
        markEnforced(decisions);
        decisions.forEach(decision -> changes.add(new JournalEntry.Lifted(decision.indicator(), decision.origin())));
        tell();
        delivery.flush(nowMicros);
        return decisions;
    }

    private List<Decision> expireInTable(long nowMicros) {
        List<Decision> ended = table.expire(nowMicros);
        markEnforced(ended);
        return ended;
    }

    private void markEnforced(List<Decision> gone) {
        for (Decision decision : gone) {
            if (decision.action().isEnforced()) {
                delivery.mark(decision.indicator());
            }
        }
    }

    /** What does not hold because the enforcer failed, now or before, is not reported as holding. */
    private List<Outcome> failed(List<Decision> decisions, List<Outcome> outcomes) {
        List<Outcome> failed = new ArrayList<>(outcomes);
        for (int i = 0; i < failed.size(); i++) {
            boolean holds = failed.get(i) == Outcome.ENFORCED || failed.get(i) == Outcome.ALREADY;
            Decision decision = decisions.get(i);
            if (holds && decision.action().isEnforced() && delivery.inDoubt(decision.indicator())) {
                failed.set(i, Outcome.FAILED);
            }
        }
        return failed;
    }
}
