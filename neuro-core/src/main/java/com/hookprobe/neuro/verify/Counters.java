package com.hookprobe.neuro.verify;

import com.hookprobe.neuro.verify.core.Reason;
import com.hookprobe.neuro.verify.core.Verdict;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts for the statistics, and the one bound over all workers. Thread-safe. */
final class Counters {
    final LongAdder visits = new LongAdder();
    final LongAdder recordsReplayed = new LongAdder();
    final LongAdder commits = new LongAdder();
    final LongAdder evictions = new LongAdder();
    private final LongAdder cacheHits = new LongAdder();
    private final LongAdder authenticated = new LongAdder();
    private final LongAdder missing = new LongAdder();
    private final LongAdder held = new LongAdder();
    private final Map<Reason, LongAdder> quarantined = new EnumMap<>(Reason.class);
    private final AtomicLong requestsWaiting = new AtomicLong();
    private final AtomicLong recordsWaiting = new AtomicLong();
    private final int recordsMax;

    Counters(int recordsMax) {
        this.recordsMax = recordsMax;
        for (Reason reason : Reason.values()) {
            quarantined.put(reason, new LongAdder());
        }
    }

    /** Takes the request in when there is room; a request without records needs room as well. */
    boolean enter(int records) {
        if (recordsWaiting.addAndGet(records) > recordsMax) {
            recordsWaiting.addAndGet(-records);
            return false;
        }
        if (requestsWaiting.incrementAndGet() > recordsMax) {
            leave(records);
            return false;
        }
        return true;
    }

    void leave(int records) {
        recordsWaiting.addAndGet(-records);
        requestsWaiting.decrementAndGet();
    }

    void count(Verdict verdict) {
        if (verdict instanceof Verdict.Authenticated told) {
            authenticated.increment();
            if (told.fromCache()) {
                cacheHits.increment();
            }
        } else if (verdict instanceof Verdict.Quarantine told) {
            Objects.requireNonNull(quarantined.get(told.reason())).increment();
        } else if (verdict instanceof Verdict.Held) {
            held.increment();
        } else {
            missing.increment();
        }
    }

    VerifierStatistics snapshot() {
        Map<Reason, Long> byReason = new EnumMap<>(Reason.class);
        quarantined.forEach((reason, count) -> byReason.put(reason, count.sum()));
        return new VerifierStatistics(
                visits.sum(),
                recordsReplayed.sum(),
                cacheHits.sum(),
                commits.sum(),
                evictions.sum(),
                requestsWaiting.get(),
                recordsWaiting.get(),
                authenticated.sum(),
                missing.sum(),
                held.sum(),
                byReason);
    }
}
