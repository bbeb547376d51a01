package com.hookprobe.notify.core;

import com.hookprobe.notify.core.Entry.End;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One channel's part of the queue. */
final class LaneState {
    /**
     * @param queuedNs since when, on the clock that does not jump
     */
    record Pending(long sequence, Severity severity, long queuedNs) {}

    /** A message that was made, until it is known what became of it. */
    record Flight(Message message, List<Pending> items) {}

    final Lane lane;
    final SortedMap<Long, Pending> waiting = new TreeMap<>();
    final Map<End, Long> ends = new EnumMap<>(End.class);

    @Nullable Flight flight;
    /** True while it is known to a sender. */
    boolean sending;

    long untold;
    int failures;
    long nextTryNs;
    String lastError = "";
    long lastErrorMicros;
    long lastDeliveredMicros;

    private final TokenBucket bucket;
    /** Something had to wait, so what waits goes together. */
    private boolean held;

    LaneState(Lane lane, long nowNs) {
        this.lane = lane;
        this.bucket = new TokenBucket(lane.perHour(), lane.burst(), nowNs);
        for (End end : End.values()) {
            ends.put(end, 0L);
        }
    }

    int size() {
        Flight under = flight;
        return waiting.size() + (under == null ? 0 : under.items().size());
    }

    void ended(End end, long count) {
        ends.merge(end, count, Long::sum);
        if (end.loss()) {
            untold += count;
        }
    }

    /** What goes out now, oldest first, out of the waiting; empty when nothing does. */
    List<Pending> take(long nowNs, long nowMicros) {
        if (waiting.isEmpty()) {
            held = false;
            return List.of();
        }
        boolean due = due(nowNs, nowMicros);
        List<Pending> fit = waiting.values().stream()
                .filter(one -> due || one.severity().atLeast(lane.urgent()))
                .limit(held ? lane.together() : 1)
                .toList();
        if (fit.isEmpty() || !bucket.take(nowNs)) {
            held = true;
            return List.of();
        }
        fit.forEach(one -> waiting.remove(one.sequence()));
        held = !waiting.isEmpty() && (held || !due);
        return fit;
    }

    private boolean due(long nowNs, long nowMicros) {
        if (lane.quiet().map(hours -> hours.at(nowMicros)).orElse(false)) {
            return false;
        }
        long oldestNs = oldest().queuedNs();
        return lane.digest().isZero()
                || waiting.size() >= lane.together()
                || nowNs - oldestNs >= lane.digest().toNanos();
    }

    private Pending oldest() {
        return Objects.requireNonNull(waiting.get(waiting.firstKey()), "some wait");
    }

    /** Those of the waiting, and of a message that nobody sends just now, that are older; they are taken out. */
    List<Pending> older(long keepNs, long nowNs) {
        Flight idle = sending ? null : flight;
        if (idle != null && nowNs - idle.items().get(0).queuedNs() > keepNs) {
            // The message as it was is never sent again: those that are young enough make another.
            idle.items().forEach(one -> waiting.put(one.sequence(), one));
            flight = null;
        }
        List<Pending> old = new ArrayList<>();
        while (!waiting.isEmpty()) {
            Pending first = oldest();
            if (nowNs - first.queuedNs() <= keepNs) {
                break;
            }
            waiting.remove(first.sequence());
            old.add(first);
        }
        return old;
    }

    LaneStatus status() {
        return new LaneStatus(
                lane.name(), size(), ends, untold, failures > 0, lastError, lastErrorMicros, lastDeliveredMicros);
    }
}
