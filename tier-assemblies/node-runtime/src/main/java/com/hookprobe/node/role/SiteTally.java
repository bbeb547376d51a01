package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.node.report.core.DayTallies;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.metric.Score;
import com.hookprobe.qsecbit.metric.Severity;
import com.hookprobe.qsecbit.response.Decision;
import com.hookprobe.qsecbit.response.Outcome;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What a site counts of itself for its report. Owned by the node's loop. */
final class SiteTally implements NodeWatcher {
    /** Who was blocked by the word of others and has not been seen; the oldest is forgotten, and then not counted. */
    static final int SPARED_MAX = 16_384;

    /** A machine that slept was not on guard. */
    private static final long GAP_NS = TimeUnit.SECONDS.toNanos(5);

    private static final long DAY_MS = TimeUnit.DAYS.toMillis(1);
    private static final Set<Outcome> UNANSWERED = Set.of(Outcome.FAILED, Outcome.REFUSED_FULL, Outcome.EXPIRED);

    private final TallyBook book;
    private final Map<String, Long> spared = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > SPARED_MAX;
        }
    };
    private final java.util.function.LongSupplier nowNs;
    private long scoredNs;
    private boolean scored;

    /** @param nowNs monotonic */
    SiteTally(TallyBook book, java.util.function.LongSupplier nowNs) {
        this.book = book;
        this.nowNs = nowNs;
    }

    private void count(String name, long value) {
        book.count(DayTallies.HERE, name, value);
    }

    @Override
    public void detected(Detection found, Optional<Decision> decision, Outcome outcome, Hash32 block) {
        String kind = found.kind().name();
        count(TallyNames.seen(kind, found.severity()), 1);
        if (found.hasSource()) {
            Long endsMicros = spared.remove(found.source().toString());
            if (endsMicros != null && found.lastMicros() < endsMicros) {
                count(TallyNames.MET, 1);
            }
        }
        if (decision.isEmpty()) {
            return;
        }
        if (outcome == Outcome.ENFORCED) {
            count(TallyNames.did(kind, decision.get().action().name()), 1);
        } else if (UNANSWERED.contains(outcome) && found.severity().atLeast(Severity.HIGH)) {
            count(TallyNames.UNANSWERED, 1);
        }
    }

    @Override
    public void spared(String attacker, long endsMicros) {
        count(TallyNames.SPARED, 1);
        spared.put(attacker, endsMicros);
    }

    @Override
    public void told(Word word) {
        if (word.fate() == Fate.IN_FORCE) {
            String kind = TallyNames.kind(word.decision().draft().attackType());
            count(TallyNames.told(kind, word.decision().level().name()), 1);
        }
    }

    @Override
    public void warned() {
        count(TallyNames.SHARED, 1);
    }

    @Override
    public void scored(Score score, long micros) {
        long now = nowNs.getAsLong();
        long passedNs = scored ? now - scoredNs : 0;
        if (passedNs > 0 && passedNs < GAP_NS) {
            long millis = TimeUnit.NANOSECONDS.toMillis(passedNs);
            // What is left of a millisecond counts with the next.
            scoredNs += TimeUnit.MILLISECONDS.toNanos(millis);
            count(TallyNames.UP, millis);
            count(TallyNames.band(score.band()), millis);
        } else {
            scoredNs = now;
        }
        scored = true;
        long millionths = Math.round(score.value() * 1_000_000);
        count(TallyNames.SCORES, 1);
        count(TallyNames.SCORE_SUM, millionths);
        count(TallyNames.SCORE_HIGHEST, millionths);
        count(TallyNames.FIRST, Math.floorMod(micros / 1_000, DAY_MS));
    }
}
