package com.hookprobe.qsecbit.response;

import com.hookprobe.qsecbit.metric.Cidr;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a {@link Response} knows, in a file: one line of JSON for each change, and now and then all of it anew in a new file
 * that replaces the old one. A process that is killed loses nothing that it has acted upon; after a loss of power the last
 * changes may be missing, as the kernel's own sets are.
 *
 * <p>Not thread-safe: {@link Response} calls it under its lock, and {@link #rewriteIfLong} is for the same thread. Others
 * may {@link #read} the file at any time.
 */
public final class ResponseJournal implements Consumer<List<JournalEntry>>, AutoCloseable {
    private static final int LINE_CHARS_MAX = 4096;
    private static final int LINES_MAX = 4_000_000;
    private static final long BYTES_MIN = 1 << 20;

    /**
     * What was read.
     *
     * @param damaged lines that were no entries, at most one of which a killed writer leaves, the last
     */
    public record Contents(ResponseState state, int damaged) {}

    private record Place(Indicator indicator, Origin origin) {}

    private final Path file;
    private Writer out = Writer.nullWriter();
    private long bytes;
    private long rewriteAt;
    private boolean failed = true;

    /** A journal in this file; {@link #rewrite} begins it. */
    public ResponseJournal(Path file) {
        this.file = file;
    }

    /**
     * Reads what a journal says. What has ended is still in it.
     *
     * @throws IOException when the file is there and cannot be read; no file is an empty journal
     */
    public static Contents read(Path file) throws IOException {
        Map<Place, Decision> decisions = new LinkedHashMap<>();
        Map<Indicator, Undone> undone = new HashMap<>();
        Map<Cidr, AllowEntry> allowed = new LinkedHashMap<>();
        int damaged = 0;
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            int lines = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (++lines > LINES_MAX) {
                    throw new IOException(file + " has more than " + LINES_MAX + " lines");
                }
                JournalEntry entry =
                        line.length() > LINE_CHARS_MAX ? null : JournalCodec.parse(line).orElse(null);
                if (entry instanceof JournalEntry.Decided decided) {
                    Decision decision = decided.decision();
                    decisions.put(new Place(decision.indicator(), decision.origin()), decision);
                    undone.remove(decision.indicator());
                } else if (entry instanceof JournalEntry.Lifted lifted) {
                    decisions.remove(new Place(lifted.indicator(), lifted.origin()));
                } else if (entry instanceof JournalEntry.TakenBack back) {
                    undone.put(back.undone().indicator(), back.undone());
                } else if (entry instanceof JournalEntry.Allowed entered) {
                    allowed.put(entered.entry().prefix(), entered.entry());
                } else if (entry instanceof JournalEntry.Disallowed gone) {
                    allowed.remove(gone.prefix());
                } else {
                    damaged++;
                }
            }
        } catch (NoSuchFileException e) {
            return new Contents(ResponseState.empty(), 0);
        }
        return new Contents(
                new ResponseState(
                        List.copyOf(decisions.values()), List.copyOf(undone.values()), List.copyOf(allowed.values())),
                damaged);
    }

    /** Appends changes. A disk that does not take them is remembered: see {@link #failed}. */
    @Override
    public void accept(List<JournalEntry> changes) {
        if (failed) {
            return;
        }
        try {
            for (JournalEntry change : changes) {
                write(change);
            }
            out.flush();
        } catch (IOException e) {
            failed = true;
        }
    }

    /** True when the file does not hold all that it should; the next {@link #rewrite} makes it good. */
    public boolean failed() {
        return failed;
    }

    /** Writes it anew when it has grown to twice its size, or when writing had failed. */
    public void rewriteIfLong(Response response, long nowMicros) throws IOException {
        if (failed || bytes > rewriteAt) {
            rewrite(response.state(nowMicros));
        }
    }

    /** Replaces the file by one that says this and nothing else. */
    public void rewrite(ResponseState state) throws IOException {
        failed = true;
        out.close();
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        open(fresh);
        for (Decision decision : state.decisions()) {
            write(new JournalEntry.Decided(decision));
        }
        for (Undone undone : state.undone()) {
            write(new JournalEntry.TakenBack(undone));
        }
        for (AllowEntry entry : state.allowed()) {
            write(new JournalEntry.Allowed(entry));
        }
        out.close();
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        long written = bytes;
        open(file);
        bytes = written;
        rewriteAt = Math.max(BYTES_MIN, 2 * bytes);
        failed = false;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private void open(Path path) throws IOException {
        out = new BufferedWriter(Files.newBufferedWriter(
                path, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        bytes = 0;
    }

    private void write(JournalEntry entry) throws IOException {
        String line = JournalCodec.line(entry);
        out.write(line);
        bytes += line.length();
    }
}
