package com.hookprobe.qsecbit.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.metric.AttackEvidence;
import com.hookprobe.qsecbit.metric.HostReading;
import com.hookprobe.qsecbit.metric.Qsecbit;
import com.hookprobe.qsecbit.metric.ScoreRecorder;
import com.hookprobe.qsecbit.metric.Severity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreReplayCommandTest {
    @TempDir
    Path folder;

    @Test
    void aTrueRecordingIsConfirmedAndAChangedOneIsNot() throws Exception {
        List<String> lines = new ArrayList<>();
        ScoreRecorder recorder = new ScoreRecorder(Qsecbit.create(), lines::add);
        for (int i = 0; i < 60; i++) {
            long now = 1_777_000_000_000_000L + i * 1_000_000L;
            recorder.observe(HostReading.of(0.1, 0.4, 0.01, 0.02));
            if (i == 40) {
                recorder.record(new AttackEvidence("SYN_FLOOD", Severity.CRITICAL, 0.95, now), now);
            }
            recorder.score(now);
        }
        Path file = folder.resolve("recording");
        Files.write(file, lines);
        Shell good = Shell.run("qsecbit", "replay", "--explain", file.toString());
        assertThat(good.exitCode()).isZero();
        assertThat(good.out()).contains("60 scores computed again, 0 different", "AMBER", "p_attack");

        int at = lines.size() - 1;
        lines.set(at, lines.get(at).replaceFirst("score (\\d+) \\S+", "score $1 0.99"));
        Files.write(file, lines);
        Shell bad = Shell.run("qsecbit", "replay", "--json", file.toString());
        assertThat(bad.exitCode()).isEqualTo(1);
        assertThat(bad.out()).contains("\"different\":1", "0.99");

        Files.writeString(file, "nothing of the kind\nat all\n");
        Shell none = Shell.run("qsecbit", "replay", file.toString());
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.errors()).contains("line 1 is not a line of a recording");
    }
}
