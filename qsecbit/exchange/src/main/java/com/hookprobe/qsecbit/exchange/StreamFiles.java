package com.hookprobe.qsecbit.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.hookprobe.qsecbit.exchange.core.DecisionLog;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stream on disk (EXCHANGE 3.5): {@code decisions.snapshot}, replaced as a whole, and {@code decisions.log} with what came since, a
 * line a change. Changes that the snapshot holds may still be in the log. For one thread.
 */
final class StreamFiles implements AutoCloseable {
    private static final int VERSION = 1;

    private final Path snapshot;
    private final Path log;
    private final FileChannel channel;
    private long logged;

    private StreamFiles(Path snapshot, Path log, FileChannel channel) {
        this.snapshot = snapshot;
        this.log = log;
        this.channel = channel;
    }

    static StreamFiles open(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path log = folder.resolve("decisions.log");
        return new StreamFiles(folder.resolve("decisions.snapshot"), log, WholeFile.log(log));
    }

    /** Reads both, cuts off a last line that a crash left unfinished, and stands behind the last change. */
    DecisionLog load(int inForceMax, int keptMax) throws IOException {
        DecisionLog decisions = Files.exists(snapshot)
                ? DecisionLog.of(readSnapshot(), inForceMax, keptMax)
                : new DecisionLog(inForceMax, keptMax);
        byte[] bytes = Files.readAllBytes(log);
        int from = 0;
        int number = 0;
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == '\n') {
                number++;
                replay(decisions, new String(bytes, from, at - from, StandardCharsets.UTF_8), number);
                from = at + 1;
                logged++;
            }
        }
        channel.truncate(from);
        channel.position(from);
        return decisions;
    }

    /** Writes changes and has them on the disk. */
    void append(List<Change> changes) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (Change change : changes) {
            lines.append(Json.text(ChangeCodec.json(change))).append('\n');
        }
        WholeFile.append(channel, lines.toString().getBytes(StandardCharsets.UTF_8));
        logged += changes.size();
    }

    /** Lines in the log: they are read one by one at the next start. */
    long logged() {
        return logged;
    }

    /** Replaces the snapshot, then empties the log; a crash in between leaves changes that are known already. */
    void compact(DecisionLog.State state) throws IOException {
        WholeFile.replace(snapshot, out -> {
            line(
                    out,
                    Json.object()
                            .put("exchange", VERSION)
                            .put("head", state.head())
                            .put("next_id", state.nextId())
                            .put("last_us", state.lastMicros())
                            .put("decisions", state.inForce().size())
                            .put("kept", state.kept().size()));
            for (Decided decided : state.inForce()) {
                line(out, ChangeCodec.json(decided));
            }
            for (Change change : state.kept()) {
                line(out, ChangeCodec.json(change));
            }
        });
        channel.truncate(0);
        channel.position(0);
        channel.force(true);
        logged = 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static void line(OutputStream out, JsonNode json) throws IOException {
        out.write(Json.bytes(json));
        out.write('\n');
    }

    private void replay(DecisionLog decisions, String line, int number) throws IOException {
        try {
            Change change = ChangeCodec.change(Json.parse(line.getBytes(StandardCharsets.UTF_8)));
            if (change.sequence() > decisions.head()) {
                decisions.replay(change);
            }
        } catch (RefusedException | IllegalArgumentException e) {
            throw broken(log, number, e);
        }
    }

    private DecisionLog.State readSnapshot() throws IOException {
        int number = 0;
        try (BufferedReader in = Files.newBufferedReader(snapshot)) {
            number++;
            Fields head = Fields.of(next(in), "the snapshot's head");
            head.number("exchange", VERSION, VERSION);
            List<Decided> inForce = new ArrayList<>();
            for (long left = head.number("decisions", 0, Integer.MAX_VALUE); left > 0; left--) {
                number++;
                inForce.add(ChangeCodec.decided(next(in)));
            }
            List<Change> kept = new ArrayList<>();
            for (long left = head.number("kept", 0, Integer.MAX_VALUE); left > 0; left--) {
                number++;
                kept.add(ChangeCodec.change(next(in)));
            }
            return new DecisionLog.State(
                    head.number("head", 0, Long.MAX_VALUE),
                    head.number("next_id", 1, Long.MAX_VALUE),
                    head.number("last_us", -1, Long.MAX_VALUE),
                    inForce,
                    kept);
        } catch (RefusedException | IllegalArgumentException e) {
            throw broken(snapshot, number, e);
        }
    }

    private static JsonNode next(BufferedReader in) throws IOException, RefusedException {
        @Nullable String line = in.readLine();
        if (line == null) {
            throw new RefusedException("another line", "the end");
        }
        return Json.parse(line.getBytes(StandardCharsets.UTF_8));
    }

    private static IOException broken(Path file, int line, Exception why) {
        return new IOException(
                file + ", line " + line + ": " + why.getMessage()
                        + ": put the folder back from a backup, or move it away; then numbers begin anew and every reader is reset",
                why);
    }
}
