package com.hookprobe.node.role;

import com.hookprobe.node.log.EventLog;
import com.hookprobe.qsecbit.metric.AttackEvidence;
import com.hookprobe.qsecbit.metric.HostReading;
import com.hookprobe.qsecbit.metric.Qsecbit;
import com.hookprobe.qsecbit.metric.Score;
import com.hookprobe.qsecbit.metric.ScoreRecorder;
import com.hookprobe.qsecbit.metric.StateException;
import com.hookprobe.qsecbit.metric.WeightProfile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * This node's score over restarts: what it has learnt lies in {@code <data>/qsecbit/state}, and all its inputs and results
 * of about the last day in {@code recording} and {@code recording.1} beside it, for {@code hookprobe qsecbit replay}. A disk that fails costs the
 * recording, never the score.
 */
final class ScoreKeeper implements AutoCloseable {
    private static final long RECORDING_BYTES_MAX = 16L << 20;

    private final Path folder;
    private final EventLog log;
    private ScoreRecorder recorder;
    private @Nullable BufferedWriter recording;
    private long recordedBytes;
    private boolean failed;

    private ScoreKeeper(Path folder, EventLog log, Qsecbit qsecbit) {
        this.folder = folder;
        this.log = log;
        open();
        this.recorder = new ScoreRecorder(qsecbit, this::line);
    }

    /** Goes on with what is stored; a file that is damaged or of another version is put aside, and learning begins anew. */
    static ScoreKeeper open(Path folder, WeightProfile profile, EventLog log) throws IOException {
        Files.createDirectories(folder);
        Path state = folder.resolve("state");
        Qsecbit qsecbit = Qsecbit.create(profile);
        try {
            qsecbit = Qsecbit.resume(profile, Files.readAllBytes(state));
        } catch (NoSuchFileException e) {
            log.event("qsecbit_learning", "reason", "nothing was learnt before");
        } catch (StateException e) {
            Path aside = folder.resolve("state.damaged");
            Files.move(state, aside, StandardCopyOption.REPLACE_EXISTING);
            log.event("qsecbit_learning", "reason", String.valueOf(e.getMessage()), "kept_as", aside.toString());
        }
        return new ScoreKeeper(folder, log, qsecbit);
    }

    /** From now on with other weights; what was learnt stays. A new recording begins. */
    void weigh(WeightProfile profile) {
        closeRecording();
        open();
        try {
            recorder = new ScoreRecorder(Qsecbit.resume(profile, recorder.state()), this::line);
        } catch (StateException e) {
            throw new IllegalStateException("a score reads its own state", e);
        }
    }

    void observe(HostReading reading) {
        recorder.observe(reading);
    }

    void record(AttackEvidence evidence, long nowMicros) {
        recorder.record(evidence, nowMicros);
    }

    Score score(long nowMicros) {
        return recorder.score(nowMicros);
    }

    /** Writes down what was learnt, and a new recording when the present one is full. */
    void save() {
        try {
            WholeFile.replace(folder.resolve("state"), recorder.state(), step -> {});
            if (recording != null) {
                recording.flush();
            }
            failed = false;
        } catch (IOException e) {
            tellOnce(e);
        }
        if (recordedBytes > RECORDING_BYTES_MAX || recording == null) {
            closeRecording();
            open();
            recorder.begin();
        }
    }

    private void open() {
        try {
            Path file = folder.resolve("recording");
            if (Files.exists(file)) {
                Files.move(file, folder.resolve("recording.1"), StandardCopyOption.REPLACE_EXISTING);
            }
            recording = Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW);
            recordedBytes = 0;
        } catch (IOException e) {
            tellOnce(e);
        }
    }

    private void line(String line) {
        BufferedWriter out = recording;
        if (out == null) {
            return;
        }
        try {
            out.write(line);
            out.write('\n');
            recordedBytes += line.length() + 1;
        } catch (IOException e) {
            tellOnce(e);
            closeRecording();
        }
    }

    private void closeRecording() {
        try (BufferedWriter out = recording) {
            recording = null;
        } catch (IOException e) {
            tellOnce(e);
        }
    }

    private void tellOnce(IOException e) {
        if (!failed) {
            log.event("qsecbit_not_saved", "error", e.toString());
        }
        failed = true;
    }

    @Override
    public void close() {
        save();
        closeRecording();
    }
}
