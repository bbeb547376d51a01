package com.hookprobe.qsecbit.response;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings what the table says to the enforcer. When that fails, the table stays the truth: the indicators whose state in
 * the machine is not known are remembered and sent again (RESPONSE 5.1). Not thread-safe.
 */
final class Delivery {
    private static final long RETRY_MICROS = 10_000_000;
    private static final long CHECK_MICROS = 10_000_000;
    private static final int QUICK_RETRIES = 3;

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

    Delivery(DecisionTable table, Enforcer enforcer, int pendingMax) {
        this.table = table;
        this.enforcer = enforcer;
        this.pendingMax = pendingMax;
    }

    /** What the table says about an indicator. */
    Change change(Indicator indicator) {
        Optional<Standing> now = table.standing(indicator);
        if (now.isEmpty() || !now.get().action().isEnforced()) {
            return new Change.Release(indicator);
        }
        return new Change.Enforce(indicator, now.get().action(), now.get().untilMicros());
    }

    /** What the table says about this one has changed. */
    void mark(Indicator indicator) {
        if (pending.size() >= pendingMax) {
            // The machine has refused so much that starting over is shorter than catching up.
            pending.clear();
            resyncNeeded = true;
        }
        if (!resyncNeeded) {
            pending.add(indicator);
        }
    }

    /** Whatever the machine holds, the next flush replaces it. */
    void startOver() {
        resyncNeeded = true;
    }

    /** Sends what is pending; false when the enforcer failed. */
    boolean flush(long nowMicros) {
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
    void check(long nowMicros) {
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

    /** The next retry and the next check are as far away as before. */
    void shift(long byMicros) {
        retryMicros += byMicros;
        nextCheckMicros += byMicros;
    }

    /** True when it is not known whether the machine does what the table says about an indicator. */
    boolean inDoubt(Indicator indicator) {
        return resyncNeeded || pending.contains(indicator);
    }

    int pending() {
        return pending.size();
    }

    long failures() {
        return failures;
    }

    Optional<String> lastFailure() {
        return Optional.ofNullable(lastFailure);
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
}
