package com.hookprobe.qsecbit.metric;

import java.util.function.Consumer;

/**
 * A score whose inputs and results are written down, a line each, so that anybody can compute every score again
 * ({@link ScoreReplay}). Not thread-safe: one owner thread.
 */
public final class ScoreRecorder {
    private final Qsecbit qsecbit;
    private final Consumer<String> lines;

    /**
     * Begins a recording: its first line holds the weights and all that the score remembers.
     *
     * @param lines takes each line, without a line feed, before the call that makes it returns
     */
    public ScoreRecorder(Qsecbit qsecbit, Consumer<String> lines) {
        this.qsecbit = qsecbit;
        this.lines = lines;
        begin();
    }

    /** Writes the first line of a recording again: what follows can be replayed without what was before. */
    public void begin() {
        lines.accept(ScoreLine.begin(qsecbit.profile(), qsecbit.state()));
    }

    /** As {@link Qsecbit#observe}. */
    public void observe(HostReading reading) {
        lines.accept(ScoreLine.read(reading));
        qsecbit.observe(reading);
    }

    /** As {@link Qsecbit#record}. */
    public void record(AttackEvidence evidence, long nowMicros) {
        lines.accept(ScoreLine.seen(evidence, nowMicros));
        qsecbit.record(evidence, nowMicros);
    }

    /** As {@link Qsecbit#score}. */
    public Score score(long nowMicros) {
        Score score = qsecbit.score(nowMicros);
        lines.accept(ScoreLine.score(score, nowMicros));
        return score;
    }

    /** As {@link Qsecbit#state}. */
    public byte[] state() {
        return qsecbit.state();
    }
}
