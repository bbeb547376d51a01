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
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a {@link Response} knows, in a file: a sealed block for the changes of each call, and now and then all of it anew in a
 * new file that replaces the old one; so no such file is empty. A block is a line: Base64 of the seal of lines of JSON, one for each change. A process that is killed loses nothing that it has acted upon; after a loss of power the last
 * changes may be missing, as the kernel's own sets are.
 *
 * <p>Not thread-safe: {@link Response} calls it under its lock, and {@link #rewriteIfLong} is for the same thread. Others
 * may {@link #read} the file at any time.
 */
public final class ResponseJournal implements Consumer<List<JournalEntry>>, AutoCloseable {
    private static final int BLOCK_ENTRIES = 512;
    private static final int LINE_CHARS_MAX = 4 << 20;
    private static final int LINES_MAX = 4_000_000;
    private static final long BYTES_MIN = 1 << 20;

    /**
     * What was read.
     *
     * @param damaged blocks and entries that were none; a killed writer leaves one at most, the last
     */
    public record Contents(ResponseState state, int damaged) {}

    private record Place(Indicator indicator, Origin origin) {}

    private final Path file;
    private final JournalSeal seal;
    private Writer out = Writer.nullWriter();
    private long bytes;
    private long rewriteAt;
    private boolean failed = true;

    /** A journal in this file; {@link #rewrite} begins it. */
    public ResponseJournal(Path file, JournalSeal seal) {
        this.file = file;
        this.seal = seal;
    }

    /**
     * Reads what a journal says. What has ended is still in it.
     *
     * @throws IOException when the file is there and cannot be read; no file is an empty journal
     */
    public static Contents read(Path file, JournalSeal seal) throws IOException {
        Replay replay = new Replay();
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            int lines = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (++lines > LINES_MAX) {
                    throw new IOException(file + " has more than " + LINES_MAX + " lines");
                }
                Optional<byte[]> block = line.length() > LINE_CHARS_MAX ? Optional.empty() : decode(line);
                block.flatMap(seal::open)
                        .ifPresentOrElse(
                                bytes -> new String(bytes, StandardCharsets.UTF_8)
                                        .lines()
                                        .forEach(replay::entry),
                                replay::damage);
            }
            if (lines == 0) {
                // A journal of nothing has a block that says so.
                replay.damage();
            }
        } catch (NoSuchFileException e) {
            return new Contents(ResponseState.empty(), 0);
        }
        return replay.contents();
    }

    private static Optional<byte[]> decode(String line) {
        try {
            return Optional.of(Base64.getDecoder().decode(line));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The entries so far come to this. */
    private static final class Replay {
        private final Map<Place, Decision> decisions = new LinkedHashMap<>();
        private final Map<Indicator, Undone> undone = new HashMap<>();
        private final Map<Cidr, AllowEntry> allowed = new LinkedHashMap<>();
        private int damaged;

        void damage() {
            damaged++;
        }

        void entry(String line) {
            JournalEntry entry = JournalCodec.parse(line).orElse(null);
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
                damage();
            }
        }

        Contents contents() {
            return new Contents(
                    new ResponseState(
                            List.copyOf(decisions.values()),
                            List.copyOf(undone.values()),
                            List.copyOf(allowed.values())),
                    damaged);
        }
    }

    /** Appends changes. A disk that does not take them is remembered: see {@link #failed}. */
    @Override
    public void accept(List<JournalEntry> changes) {
        if (failed) {
            return;
        }
        try {
            write(changes);
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
        List<JournalEntry> entries = new ArrayList<>();
        state.decisions().forEach(decision -> entries.add(new JournalEntry.Decided(decision)));
        state.undone().forEach(undone -> entries.add(new JournalEntry.TakenBack(undone)));
        state.allowed().forEach(entry -> entries.add(new JournalEntry.Allowed(entry)));
        write(entries);
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
                path, StandardCharsets.ISO_8859_1, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        bytes = 0;
    }

    private void write(List<JournalEntry> entries) throws IOException {
        for (int from = 0; from == 0 || from < entries.size(); from += BLOCK_ENTRIES) {
            StringBuilder block = new StringBuilder();
            for (JournalEntry entry : entries.subList(from, Math.min(entries.size(), from + BLOCK_ENTRIES))) {
                block.append(JournalCodec.line(entry));
            }
            byte[] sealed = seal.seal(block.toString().getBytes(StandardCharsets.UTF_8));
            String line = Base64.getEncoder().encodeToString(sealed) + "\n";
            out.write(line);
            bytes += line.length();
        }
    }
}
