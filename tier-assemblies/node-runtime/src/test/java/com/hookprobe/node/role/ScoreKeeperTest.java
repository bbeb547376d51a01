package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.node.log.EventLog;
import com.hookprobe.qsecbit.metric.AttackEvidence;
import com.hookprobe.qsecbit.metric.HostReading;
import com.hookprobe.qsecbit.metric.Score;
import com.hookprobe.qsecbit.metric.ScoreReplay;
import com.hookprobe.qsecbit.metric.Severity;
import com.hookprobe.qsecbit.metric.WeightProfile;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreKeeperTest {
    private static final long SECOND = 1_000_000;

    @TempDir
    Path folder;

    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
    private final EventLog log = new EventLog("guardian-1", "test", EventLog.Format.JSON, logged);

    @Test
    void whatWasLearntIsThereAfterARestart() throws Exception {
        try (ScoreKeeper keeper = open()) {
            play(keeper, 0, 100);
        }
        try (ScoreKeeper keeper = open()) {
            Score score = play(keeper, 100, 2);
            assertThat(score.terms().drift().reason()).contains("Mahalanobis");
        }
    }

    @Test
    void everyScoreOfARecordingCanBeComputedAgain() throws Exception {
        try (ScoreKeeper keeper = open()) {
            play(keeper, 0, 50);
        }
        try (ScoreKeeper keeper = open()) {
            play(keeper, 50, 70);
            keeper.save();
        }
        assertThat(replay("recording.1").scores()).isEqualTo(50);
        assertThat(replay("recording").scores()).isEqualTo(70);
    }

    @Test
    void aDamagedStateIsPutAsideAndLearntAnew() throws Exception {
        try (ScoreKeeper keeper = open()) {
            play(keeper, 0, 100);
        }
        byte[] state = Files.readAllBytes(folder.resolve("state"));
        state[20] ^= 1;
        Files.write(folder.resolve("state"), state);
        try (ScoreKeeper keeper = open()) {
            assertThat(play(keeper, 100, 2).terms().drift().reason()).contains("learning the baseline, 0 of");
        }
        assertThat(folder.resolve("state.damaged")).hasBinaryContent(state);
        assertThat(logged.toString(StandardCharsets.UTF_8))
                .contains("qsecbit_learning")
                .contains("damaged");
    }

    private ScoreKeeper open() throws Exception {
        return ScoreKeeper.open(folder, WeightProfile.GUARDIAN, log);
    }

    private ScoreReplay.Result replay(String file) throws Exception {
        try (BufferedReader recording = Files.newBufferedReader(folder.resolve(file))) {
            ScoreReplay.Result result = ScoreReplay.run(recording, (now, score) -> {});
            assertThat(result.same()).as(result.firstDifference()).isTrue();
            return result;
        }
    }

    private static Score play(ScoreKeeper keeper, int from, int steps) {
        SplittableRandom random = new SplittableRandom(from);
        Score score = keeper.score(from * SECOND);
        for (int i = from; i < from + steps - 1; i++) {
            keeper.observe(HostReading.of(0.1 + 0.1 * random.nextDouble(), 0.5, 0.01, 0.02));
            if (i % 20 == 7) {
                keeper.record(new AttackEvidence("PORT_SCAN", Severity.LOW, 0.5, i * SECOND), i * SECOND);
            }
            score = keeper.score((i + 1) * SECOND);
        }
        return score;
    }
}
