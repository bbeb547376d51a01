package com.hookprobe.qsecbit.detection.read;

import com.hookprobe.qsecbit.detection.NetworkEvent;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows a sensor's file that is being written: one record per line, or one JSON array of them.
 *
 * <p>A last line without its line feed waits for the rest. A file that is renamed is read to its end before the new one
 * of the same name; a file that is cut (copytruncate) is read from its start. Broken and overlong records are counted
 * and skipped, never thrown. With the checkpoint of the run before, nothing is delivered twice and nothing is missed,
 * also when the file was rotated while no one read, as long as the rotated files still lie beside it, compressed with gzip
 * or not. A file that is compressed itself is read to its end.
 *
 * <p>An edge: it reads the disk. It never blocks or sleeps; the caller polls. Not thread-safe.
 */
public final class SensorReader implements Closeable {
    private static final int READ_BYTES = 1 << 16;
    private static final int SIBLINGS_MAX = 1000;
    /** A new file that stays empty may have been made before its writer was told; the old one gets this many polls. */
    private static final int EMPTY_SUCCESSOR_POLLS = 50;

    private final Path path;
    private final RecordParser parser;
    private final ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
    private final Deque<Path> rotatedBefore = new ArrayDeque<>();
    private Optional<ReadCheckpoint> resume;
    private @Nullable TailedFile current;
    private int pollsAtSuccessor;
    private long events;
    private long broken;
    private long overlongBefore;
    private long damagedBefore;
    private long rotations;
    private long truncations;

    private SensorReader(Path path, Optional<ReadCheckpoint> resume, RecordParser parser) {
        this.path = path;
        this.resume = resume;
        this.parser = parser;
    }

    /**
     * A reader of a file, which need not exist yet.
     *
     * @param path the file
     * @param from where the run before has stopped; empty to begin at the start of the file
     * @param parser for the format of the file; it belongs to this reader from now on
     */
    public static SensorReader open(Path path, Optional<ReadCheckpoint> from, RecordParser parser) {
        return new SensorReader(path, from, parser);
    }

    /**
     * Delivers what is there.
     *
     * @param sink takes each event; when it throws, this reader must be closed, and the last checkpoint is the one taken
     *     before this call
     * @param eventsMax stops reading on after so many events; a few hundred more may come from bytes already read
     * @return the number of events delivered; 0 when there is nothing new
     * @throws IOException when the disk fails; a missing file is no failure
     */
    public int poll(Consumer<NetworkEvent> sink, int eventsMax) throws IOException {
        long before = events;
        RecordSplitter.Sink records = records(sink);
        while (events - before < eventsMax) {
            TailedFile file = current == null ? openNext() : current;
            if (file == null) {
                break;
            }
            if (file.wasCut()) {
                file.restart();
                truncations++;
            }
            if (file.read(buffer, records) > 0) {
                pollsAtSuccessor = 0;
                continue;
            }
            if (!hasSuccessor(file)) {
                break;
            }
            file.finish(records);
            damagedBefore += file.isDamaged() ? 1 : 0;
            overlongBefore += file.overlong();
            file.close();
            current = null;
            rotations++;
        }
        return (int) (events - before);
    }

    /**
     * Delivers everything up to the end of the file, and takes a last line without a line feed as complete.
     *
     * @return the number of events delivered
     * @throws NoSuchFileException when there is no file
     * @throws IOException when the disk fails
     */
    public long readToEnd(Consumer<NetworkEvent> sink) throws IOException {
        long before = events;
        if (current == null && !Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        while (poll(sink, Integer.MAX_VALUE) > 0) {
            // poll stops when nothing is left.
        }
        if (current != null) {
            current.finish(records(sink));
        }
        return events - before;
    }

    /** How far the reader is; empty before the first file was opened. */
    public Optional<ReadCheckpoint> checkpoint() {
        return current == null ? resume : Optional.of(current.checkpoint());
    }

    /** The counters so far. */
    public ReadCounters counters() {
        long overlong = overlongBefore + (current == null ? 0 : current.overlong());
        long damaged = damagedBefore + (current != null && current.isDamaged() ? 1 : 0);
        return new ReadCounters(events, broken + damaged, overlong, rotations, truncations);
    }

    @Override
    public void close() throws IOException {
        if (current != null) {
            current.close();
        }
    }

    private RecordSplitter.Sink records(Consumer<NetworkEvent> sink) {
        Consumer<NetworkEvent> counted = event -> {
            events++;
            sink.accept(event);
        };
        return (bytes, from, length) -> broken += parser.parse(bytes, from, length, counted) ? 0 : 1;
    }

    private @Nullable TailedFile openNext() throws IOException {
        pollsAtSuccessor = 0;
        Path next = path;
        try {
            if (resume.isPresent()) {
                findRotated(resume.get());
            }
            next = rotatedBefore.isEmpty() ? path : rotatedBefore.removeFirst();
            current = resume.isPresent()
                    ? TailedFile.resumed(next, parser, resume.get())
                    : TailedFile.fromStart(next, parser);
            resume = Optional.empty();
            return current;
        } catch (NoSuchFileException e) {
            // Between the renaming of the old file and the creation of the new one there is none.
            return null;
        }
    }

    /** Files that were rotated away since the checkpoint: the one that it names and those that came after it. */
    private void findRotated(ReadCheckpoint from) throws IOException {
        rotatedBefore.clear();
        if (Files.exists(path) && TailedFile.isOf(path, from)) {
            return;
        }
        Path folder = path.toAbsolutePath().getParent();
        Path name = path.getFileName();
        if (folder == null || name == null) {
            return;
        }
        List<Path> siblings = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, name + "?*")) {
            for (Path sibling : stream) {
                // While a file is being compressed both are there; the copy is not whole yet.
                String of = sibling.toString();
                boolean copy = of.endsWith(".gz") && Files.exists(Path.of(of.substring(0, of.length() - 3)));
                if (siblings.size() < SIBLINGS_MAX && !copy && Files.isRegularFile(sibling)) {
                    siblings.add(sibling);
                }
            }
        }
        siblings.sort(Comparator.comparing(SensorReader::modifiedMillis));
        int first = indexOf(siblings, from);
        if (first < 0) {
            resume = Optional.empty();
        } else {
            rotatedBefore.addAll(siblings.subList(first, siblings.size()));
        }
    }

    private static int indexOf(List<Path> siblings, ReadCheckpoint from) throws IOException {
        for (int i = 0; i < siblings.size(); i++) {
            if (TailedFile.isOf(siblings.get(i), from)) {
                return i;
            }
        }
        return -1;
    }

    /** True when another file has taken the place of this one, and this one will not grow any more. */
    private boolean hasSuccessor(TailedFile file) throws IOException {
        if (!rotatedBefore.isEmpty()) {
            return true;
        }
        try {
            if (TailedFile.keyOf(path).equals(file.key())) {
                return false;
            }
            return Files.size(path) > 0 || ++pollsAtSuccessor > EMPTY_SUCCESSOR_POLLS;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static long modifiedMillis(Path path) {
        try {
            return Files.getLastModifiedTime(path).toMillis();
        } catch (IOException e) {
            // A file that vanishes while we look is the oldest.
            return Long.MIN_VALUE;
        }
    }
}
