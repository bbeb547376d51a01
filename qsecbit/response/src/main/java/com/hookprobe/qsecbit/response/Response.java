package com.hookprobe.qsecbit.response;

import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The site's answer: holds the allowlist and the decisions in force, and has them enforced. Thread-safe; a call holds the
 * lock while the enforcer works, some milliseconds. Times are microseconds since the epoch.
 *
 * <p>When the enforcer fails, the table stays the truth: the indicators whose state in the machine is not known are
 * remembered and sent again with the next call.
 */
public final class Response {
    private static final long RETRY_MICROS = 10_000_000;
    private static final long CHECK_MICROS = 10_000_000;
    private static final int QUICK_RETRIES = 3;

    /** The default bound on decisions: more than the largest public list of bad addresses (120,430). */
    public static final int DECISIONS_MAX = 131_072;

    private final Allowlist allowlist;
    private final DecisionTable table;
    private final Enforcer enforcer;
    private final int pendingMax;
    private final Set<Indicator> pending = new LinkedHashSet<>();
    private boolean resyncNeeded;
    private long failures;
    private int failuresInARow;
    private long retryMicros;
    private long nextCheckMicros;
    private @Nullable String lastFailure;

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
        this.pendingMax = 2 * decisionsMax;
    }

    /** Applies one decision. */
    public Outcome apply(Decision decision, long nowMicros) {
        return applyAll(List.of(decision), nowMicros).get(0);
    }

    /** Applies decisions as one batch; the outcomes are in the same order. */
    public synchronized List<Outcome> applyAll(List<Decision> decisions, long nowMicros) {
        expireInTable(nowMicros);
        List<Outcome> outcomes = record(decisions, nowMicros);
        return flush(nowMicros) ? outcomes : failed(decisions, outcomes);
    }

    /**
     * Starts from the decisions of an earlier run: the machine enforces exactly these afterwards. Call it once at the
     * start, with an empty collection when there are none, because the kernel may still hold what an earlier run set.
     */
    public synchronized List<Outcome> restore(Collection<Decision> decisions, long nowMicros) {
        List<Decision> list = List.copyOf(decisions);
        List<Outcome> outcomes = record(list, nowMicros);
        resyncNeeded = true;
        return flush(nowMicros) ? outcomes : failed(list, outcomes);
    }

    /** Ends what is over and repeats what failed; call it about once a second. Returns what ended. */
    public synchronized List<Decision> expire(long nowMicros) {
        List<Decision> ended = expireInTable(nowMicros);
        check(nowMicros);
        flush(nowMicros);
        return ended;
    }

    /** Lifts all decisions about exactly this indicator, whoever made them; returns them. */
    public synchronized List<Decision> lift(Indicator indicator, long nowMicros) {
        return lifted(table.lift(indicator, null), nowMicros);
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
        return allowlist.remove(prefix);
    }

    /** The allowlist entry that keeps an indicator from being acted upon. */
    public synchronized Optional<AllowEntry> allowed(Indicator indicator) {
        return allowlist.conflict(indicator.prefix());
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
        return pending.size();
    }

    /** How often the enforcer has failed. */
    public synchronized long failures() {
        return failures;
    }

    /** Why the enforcer failed, while it does. */
    public synchronized Optional<String> lastFailure() {
        return Optional.ofNullable(lastFailure);
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
        if (allowlist.conflict(decision.indicator().prefix()).isPresent()) {
            return Outcome.ALLOWLISTED;
        }
        // RESPONSE 4.1: a clock that runs ahead must not lengthen a decision.
        Decision timely = decision.createdMicros() <= nowMicros ? decision : decision.createdAt(nowMicros);
        if (timely.endsMicros() <= nowMicros) {
            return Outcome.EXPIRED;
        }
        Change before = change(timely.indicator());
        DecisionTable.Put put = table.put(timely);
        if (put == DecisionTable.Put.HELD) {
            if (!before.equals(change(timely.indicator()))) {
                markPending(timely.indicator());
            }
            return Outcome.ENFORCED;
        }
        return put == DecisionTable.Put.KNOWN ? Outcome.ALREADY : Outcome.REFUSED_FULL;
    }

    private List<Decision> lifted(List<Decision> decisions, long nowMicros) {
        markEnforced(decisions);
        flush(nowMicros);
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
                markPending(decision.indicator());
            }
        }
    }

    private void markPending(Indicator indicator) {
        if (pending.size() >= pendingMax) {
            // The machine has refused so much that starting over is shorter than catching up.
            pending.clear();
            resyncNeeded = true;
        }
        if (!resyncNeeded) {
            pending.add(indicator);
        }
    }

    /** Sends what is pending; false when the enforcer failed. */
    private boolean flush(long nowMicros) {
        if (pending.isEmpty() && !resyncNeeded) {
            return true;
        }
        if (failuresInARow >= QUICK_RETRIES && nowMicros < retryMicros) {
            return false;
        }
        try {
            if (resyncNeeded) {
                enforcer.replaceAll(standing(), nowMicros);
            } else {
                enforcer.apply(pending.stream().map(this::change).toList(), nowMicros);
            }
            resyncNeeded = false;
            pending.clear();
            lastFailure = null;
            failuresInARow = 0;
            return true;
        } catch (EnforcementException e) {
            failed(e, nowMicros);
            return false;
        }
    }

    /** Others reset the machine's rules now and then: that must be seen without a change of ours. */
    private void check(long nowMicros) {
        if (nowMicros < nextCheckMicros || resyncNeeded) {
            return;
        }
        nextCheckMicros = nowMicros + CHECK_MICROS;
        try {
            enforcer.check();
        } catch (EnforcementException e) {
            failed(e, nowMicros);
            resyncNeeded = true;
        }
    }

    private void failed(EnforcementException e, long nowMicros) {
        failures++;
        failuresInARow++;
        retryMicros = nowMicros + RETRY_MICROS;
        lastFailure = String.valueOf(e.getMessage());
        if (failuresInARow > 1) {
            // What the machine holds is in doubt; only starting over is sure to end well.
            resyncNeeded = true;
        }
    }

    private List<Change.Enforce> standing() {
        Set<Indicator> indicators = new LinkedHashSet<>();
        table.all().forEach(decision -> indicators.add(decision.indicator()));
        List<Change.Enforce> standing = new ArrayList<>();
        for (Indicator indicator : indicators) {
            if (change(indicator) instanceof Change.Enforce enforce) {
                standing.add(enforce);
            }
        }
        return standing;
    }

    private Change change(Indicator indicator) {
        Optional<Standing> now = table.standing(indicator);
        if (now.isEmpty() || !now.get().action().isEnforced()) {
            return new Change.Release(indicator);
        }
        return new Change.Enforce(indicator, now.get().action(), now.get().untilMicros());
    }

    /** What does not hold because the enforcer failed, now or before, is not reported as holding. */
    private List<Outcome> failed(List<Decision> decisions, List<Outcome> outcomes) {
        List<Outcome> failed = new ArrayList<>(outcomes);
        for (int i = 0; i < failed.size(); i++) {
            boolean holds = failed.get(i) == Outcome.ENFORCED || failed.get(i) == Outcome.ALREADY;
            Decision decision = decisions.get(i);
            if (holds && decision.action().isEnforced() && (resyncNeeded || pending.contains(decision.indicator()))) {
                failed.set(i, Outcome.FAILED);
            }
        }
        return failed;
    }
}
