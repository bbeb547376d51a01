package com.hookprobe.qsecbit.response;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Records what would be done and touches nothing. Thread-safe. */
public final class DryRunEnforcer implements Enforcer {
    /** How many of the last changes are remembered. */
    public static final int HISTORY_MAX = 4096;

    private final Map<Indicator, Change.Enforce> standing = new LinkedHashMap<>();
    private final Deque<Change> history = new ArrayDeque<>();
    private long batches;

    @Override
    public synchronized void apply(List<Change> changes, long nowMicros) {
        batches++;
        for (Change change : changes) {
            remember(change);
            if (change instanceof Change.Enforce enforce) {
                standing.put(enforce.indicator(), enforce);
            } else {
                standing.remove(change.indicator());
            }
        }
    }

    @Override
    public synchronized void replaceAll(List<Change.Enforce> changes, long nowMicros) {
        batches++;
        standing.clear();
        for (Change.Enforce enforce : changes) {
            remember(enforce);
            standing.put(enforce.indicator(), enforce);
        }
    }

    @Override
    public void check() {
        // Nothing can have been taken away.
    }

    /** What would be enforced at a time. */
    public synchronized List<Change.Enforce> standing(long nowMicros) {
        List<Change.Enforce> holding = new ArrayList<>();
        for (Change.Enforce enforce : standing.values()) {
            if (enforce.untilMicros() > nowMicros) {
                holding.add(enforce);
            }
        }
        return holding;
    }

    /** The last changes, oldest first. */
    public synchronized List<Change> history() {
        return List.copyOf(history);
    }

    /** How many transactions there would have been. */
    public synchronized long batches() {
        return batches;
    }

    @Override
    public String describe() {
        return "dry run: decisions are recorded, nothing is enforced";
    }

    private void remember(Change change) {
        if (history.size() == HISTORY_MAX) {
            history.removeFirst();
        }
        history.addLast(change);
    }
}
