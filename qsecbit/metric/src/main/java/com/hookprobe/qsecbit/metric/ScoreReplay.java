package com.hookprobe.qsecbit.metric;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.HexFormat;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Computes the scores of a recording again. A recording may be cut at its end, as by a crash; a new {@code begin} line
 * starts anew.
 */
public final class ScoreReplay {
    private static final int LINE_CHARS_MAX = 8192;

    private final BiConsumer<Long, Score> scores;
    private @Nullable Qsecbit qsecbit;
    private long lineNumber;
    private long scored;
    private long different;
    private String firstDifference = "";

    /**
     * What a replay has found.
     *
     * @param scores that were computed again
     * @param different that are not, to the last bit, those of the recording
     * @param firstDifference where and what the first one is, empty without one
     */
    public record Result(long scores, long different, String firstDifference) {
        /** True when there was at least one score, and every one is what was recorded. */
        public boolean same() {
            return scores > 0 && different == 0;
        }
    }

    private ScoreReplay(BiConsumer<Long, Score> scores) {
        this.scores = scores;
    }

    /**
     * Replays a recording.
     *
     * @param scores takes each score with its time in microseconds
     * @throws StateException when a line is not one of a recording; the message says which line and why
     * @throws IOException when it cannot be read
     */
    public static Result run(BufferedReader recording, BiConsumer<Long, Score> scores)
            throws IOException, StateException {
        ScoreReplay replay = new ScoreReplay(scores);
        String line = recording.readLine();
        while (line != null) {
            String next = recording.readLine();
            replay.line(line, next == null);
            line = next;
        }
        return new Result(replay.scored, replay.different, replay.firstDifference);
    }

    private void line(String line, boolean last) throws StateException {
        lineNumber++;
        if (line.length() > LINE_CHARS_MAX) {
            throw new StateException("line " + lineNumber + " has more than " + LINE_CHARS_MAX + " characters");
        }
        try {
            take(line.split(" ", -1));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            if (last) {
                // The writer was stopped in the middle of it.
                return;
            }
            throw new StateException("line " + lineNumber + " is not a line of a recording: " + e.getMessage());
        }
    }

    private void take(String[] words) throws StateException {
        switch (words[0]) {
            case "begin" -> qsecbit = begin(expect(words, 14));
            case "read" -> begun().observe(ScoreLine.reading(expect(words, 6)));
            case "seen" -> begun().record(ScoreLine.evidence(expect(words, 6)), Long.parseLong(words[1]));
            case "score" -> score(expect(words, 9));
            default -> throw new IllegalArgumentException("unknown word '" + words[0] + "'");
        }
    }

    private static Qsecbit begin(String[] words) throws StateException {
        if (!words[1].equals(ScoreLine.VERSION)) {
            throw new IllegalArgumentException("expected version " + ScoreLine.VERSION + ", found " + words[1]);
        }
        WeightProfile profile = ScoreLine.profile(words);
        return Qsecbit.resume(profile, HexFormat.of().parseHex(words[13]));
    }

    private void score(String[] words) {
        long nowMicros = Long.parseLong(words[1]);
        Score score = begun().score(nowMicros);
        scores.accept(nowMicros, score);
        scored++;
        String again = ScoreLine.score(score, nowMicros);
        String recorded = String.join(" ", words);
        if (!again.equals(recorded)) {
            different++;
            if (firstDifference.isEmpty()) {
                firstDifference = "line " + lineNumber + ": recorded '" + recorded + "', computed '" + again + "'";
            }
        }
    }

    private Qsecbit begun() {
        Qsecbit current = qsecbit;
        if (current == null) {
            throw new IllegalArgumentException("a recording starts with 'begin'");
        }
        return current;
    }

    private static String[] expect(String[] words, int count) {
        if (words.length != count) {
            throw new IllegalArgumentException("expected " + count + " words, found " + words.length);
        }
        return words;
    }
}
