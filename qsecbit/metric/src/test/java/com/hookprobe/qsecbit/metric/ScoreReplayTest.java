package com.hookprobe.qsecbit.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ScoreReplayTest {
    private static final long SECOND = 1_000_000;

    @Test
    void everyScoreIsComputedAgainToTheLastBit() throws Exception {
        List<Score> scores = new ArrayList<>();
        List<String> lines = record(WeightProfile.GUARDIAN, 1, 2_000, scores);

        List<Score> again = new ArrayList<>();
        ScoreReplay.Result result = replay(lines, again);

        assertThat(result.same()).isTrue();
        assertThat(result.scores()).isEqualTo(2_000);
        assertThat(again).isEqualTo(scores);
    }

    @Test
    void aChangedInputGivesAnotherScoreAndIsNamed() throws Exception {
        List<String> lines = record(WeightProfile.STANDARD, 2, 200, new ArrayList<>());
        int seen = indexOf(lines, "seen ");
        lines.set(seen, lines.get(seen).replaceFirst("(HIGH|LOW|MEDIUM)", "CRITICAL"));

        ScoreReplay.Result result = replay(lines, new ArrayList<>());

        assertThat(result.same()).isFalse();
        assertThat(result.firstDifference()).startsWith("line ").contains("recorded 'score ", "computed 'score ");
    }

    @Test
    void aChangedResultIsFound() throws Exception {
        List<String> lines = record(WeightProfile.STANDARD, 3, 50, new ArrayList<>());
        int at = indexOf(lines, "score ");
        lines.set(at, lines.get(at).replaceFirst("GREEN", "AMBER"));
        assertThat(replay(lines, new ArrayList<>()).different()).isEqualTo(1);
    }

    @Test
    void aRecordingCutByACrashIsReadToItsEnd() throws Exception {
        List<String> lines = record(WeightProfile.STANDARD, 4, 100, new ArrayList<>());
        String text = String.join("\n", lines);
        for (int cut = text.length() - 60; cut < text.length(); cut++) {
            ScoreReplay.Result result =
                    ScoreReplay.run(new BufferedReader(new StringReader(text.substring(0, cut))), (now, score) -> {});
            assertThat(result.scores()).isBetween(98L, 100L);
        }
    }

    @Test
    void whatIsNoRecordingIsRefusedWithItsLine() {
        assertThatThrownBy(() -> replay(List.of("score 1 0.0 GREEN 0.0 0.0 0.0 0.0 0.0", "x"), new ArrayList<>()))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("line 1")
                .hasMessageContaining("'begin'");
        assertThatThrownBy(() -> replay(List.of("begin 2 x", "x"), new ArrayList<>()))
                .hasMessageContaining("expected 14 words, found 3");
    }

    @Test
    void aScoreGoesOnWhereItStood() throws Exception {
        List<String> lines = new ArrayList<>();
        Qsecbit first = Qsecbit.create(WeightProfile.NEXUS);
        play(new ScoreRecorder(first, line -> {}), 7, 0, 500, new ArrayList<>());
        Qsecbit second = Qsecbit.resume(WeightProfile.NEXUS, first.state());
        List<Score> expected = new ArrayList<>();
        List<Score> found = new ArrayList<>();
        play(new ScoreRecorder(first, lines::add), 8, 500, 300, expected);
        play(new ScoreRecorder(second, line -> {}), 8, 500, 300, found);
        assertThat(found).isEqualTo(expected);
        // And a recording that begins in the middle can be replayed by itself.
        assertThat(replay(lines, new ArrayList<>()).same()).isTrue();
    }

    @Test
    void aDamagedStateIsRefused() throws Exception {
        Qsecbit qsecbit = Qsecbit.create();
        play(new ScoreRecorder(qsecbit, line -> {}), 9, 0, 40, new ArrayList<>());
        byte[] good = qsecbit.state();
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            assertThatThrownBy(() -> Qsecbit.resume(WeightProfile.STANDARD, bad))
                    .isInstanceOf(StateException.class);
        }
        assertThatThrownBy(() -> Qsecbit.resume(WeightProfile.STANDARD, new byte[0]))
                .isInstanceOf(StateException.class);
    }

    // QSECBIT 1.5: the same calls give the same scores on every machine; this hash is the one of all of them.
    @Test
    void theScoresAreTheSameOnEveryMachine() throws Exception {
        List<String> lines = record(WeightProfile.FORTRESS, 6, 1_000, new ArrayList<>());
        byte[] hash = MessageDigest.getInstance("SHA-256")
                .digest(String.join("\n", lines).getBytes(StandardCharsets.US_ASCII));
        assertThat(HexFormat.of().formatHex(hash))
                .isEqualTo("32f8e7a65af62d413e7ede6955faea064184c1516a5293db0eeb1d0c8ec9ec72");
    }

    private static List<String> record(WeightProfile profile, long seed, int steps, List<Score> scores) {
        List<String> lines = new ArrayList<>();
        play(new ScoreRecorder(Qsecbit.create(profile), lines::add), seed, 0, steps, scores);
        return lines;
    }

    private static void play(ScoreRecorder recorder, long seed, int from, int steps, List<Score> scores) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = from; i < from + steps; i++) {
            long now = 1_700_000_000 * SECOND + i * SECOND;
            recorder.observe(reading(random));
            if (random.nextInt(10) == 0) {
                Severity severity = Severity.values()[1 + random.nextInt(3)];
                recorder.record(
                        new AttackEvidence("KIND_" + random.nextInt(5), severity, random.nextDouble(), now), now);
            }
            scores.add(recorder.score(now));
        }
    }

    private static HostReading reading(SplittableRandom random) {
        return new HostReading(
                0.1 + 0.1 * random.nextDouble(),
                0.4 + 0.02 * random.nextDouble(),
                0.05 * random.nextDouble(),
                0.1 * random.nextDouble(),
                random.nextInt(20) == 0 ? OptionalDouble.empty() : OptionalDouble.of(9 + random.nextDouble()));
    }

    private static ScoreReplay.Result replay(List<String> lines, List<Score> scores)
            throws IOException, StateException {
        return ScoreReplay.run(
                new BufferedReader(new StringReader(String.join("\n", lines))), (now, score) -> scores.add(score));
    }

    private static int indexOf(List<String> lines, String prefix) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(prefix)) {
                return i;
            }
        }
        throw new AssertionError("no line begins with " + prefix);
    }
}
