package com.hookprobe.neuro.verify;

import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.NeuroException.Kind;
import com.hookprobe.neuro.verify.core.DeviceId;
import com.hookprobe.neuro.verify.core.JournalEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One journal for all devices: a row of segments, and where the entries of each device lie that no saved state holds yet.
 *
 * <p>Why one: making a small change durable costs a sync of a file, whatever its size. A journal of all devices shares
 * one sync among all changes that wait, where a file for each device would need one each, and a saved state 168 kB.
 *
 * <p>The lock guards what is in memory. Files are read outside of it: a segment is deleted only when no device needs it.
 */
final class Journal implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("(\\d{19})\\.journal");

    private final Path folder;
    private final Disk disk;
    private final StateSeal seal;
    private final FileVerifierOptions options;
    private final Deque<JournalSegment> segments = new ArrayDeque<>();
    private final Map<DeviceId, Deque<Place>> places = new HashMap<>();
    private long nextNumber;
    /** A segment of an earlier process is never written again: its key has sealed what may have been cut. */
    private boolean writable;

    private boolean failed;

    private record Place(JournalSegment segment, JournalFrame frame, long revision) {}

    private Journal(Path folder, Disk disk, StateSeal seal, FileVerifierOptions options) {
        this.folder = folder;
        this.disk = disk;
        this.seal = seal;
        this.options = options;
    }

    static Journal open(Path folder, Disk disk, StateSeal seal, StateFiles states, FileVerifierOptions options)
            throws IOException, NeuroException {
        Journal journal = new Journal(folder, disk, seal, options);
        try {
            journal.load(states);
            return journal;
        } catch (IOException | NeuroException | RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    /** The entries of a device that are in no saved state, in order. */
    List<JournalEntry> entries(DeviceId device) throws IOException, NeuroException {
        List<Place> mine;
        synchronized (this) {
            mine = List.copyOf(places.getOrDefault(device, new ArrayDeque<>()));
        }
        List<JournalEntry> entries = new ArrayList<>(mine.size());
        for (Place place : mine) {
            entries.add(place.segment().read(place.frame()));
        }
        return entries;
    }

    /** Called by one thread. */
    void append(List<JournalEntry> entries) throws IOException, NeuroException {
        if (failed) {
            throw new NeuroException(Kind.IO, "the verifier's journal failed before; the store has to be opened again");
        }
        failed = true;
        List<JournalEntry> group = new ArrayList<>();
        List<byte[]> encoded = new ArrayList<>();
        int bytes = 0;
        for (JournalEntry entry : entries) {
            byte[] one = entry.encode();
            if (bytes + JournalSegment.frameBytes(one) > JournalSegment.GROUP_BYTES_MAX) {
                write(group, encoded);
                bytes = 0;
            }
            group.add(entry);
            encoded.add(one);
            bytes += JournalSegment.frameBytes(one);
        }
        write(group, encoded);
        failed = false;
    }

    /** A state of this revision was saved: entries up to it are not needed. */
    synchronized void saved(DeviceId device, long revision) throws IOException {
        Deque<Place> mine = places.getOrDefault(device, new ArrayDeque<>());
        while (!mine.isEmpty() && mine.getFirst().revision() <= revision) {
            mine.removeFirst().segment().needed.computeIfPresent(device, (id, n) -> n == 1 ? null : n - 1);
        }
        if (mine.isEmpty()) {
            places.remove(device);
        }
        dropUnneeded();
    }

    synchronized Optional<DeviceId> overdue(Predicate<DeviceId> mine) {
        return segments.size() <= options.segments()
                ? Optional.empty()
                : segments.getFirst().needed.keySet().stream().filter(mine).findFirst();
    }

    synchronized boolean crowded() {
        return segments.size() > 2 * options.segments();
    }

    @Override
    public synchronized void close() throws IOException {
        for (JournalSegment segment : segments) {
            segment.close();
        }
    }

    private void dropUnneeded() throws IOException {
        while (segments.size() > 1 && segments.getFirst().needed.isEmpty()) {
            JournalSegment oldest = segments.removeFirst();
            oldest.close();
            disk.delete(oldest.file());
        }
    }

    private void write(List<JournalEntry> group, List<byte[]> encoded) throws IOException {
        if (group.isEmpty()) {
            return;
        }
        JournalSegment segment = current();
        List<JournalSegment.Placed> placed = segment.append(group, encoded);
        synchronized (this) {
            placed.forEach(one -> index(segment, one));
        }
        group.clear();
        encoded.clear();
    }

    private JournalSegment current() throws IOException {
        JournalSegment last;
        synchronized (this) {
            last = segments.peekLast();
        }
        if (writable && last != null && last.bytes() < options.segmentBytes()) {
            return last;
        }
        Path file = folder.resolve("%019d.journal".formatted(nextNumber));
        JournalSegment segment = JournalSegment.create(file, disk, seal, nextNumber, last == null ? 0 : last.bytes());
        synchronized (this) {
            segments.addLast(segment);
        }
        nextNumber++;
        writable = true;
        return segment;
    }

    private void index(JournalSegment segment, JournalSegment.Placed placed) {
        DeviceId device = placed.entry().device();
        places.computeIfAbsent(device, id -> new ArrayDeque<>())
                .addLast(new Place(segment, placed.frame(), placed.entry().revision()));
        segment.needed.merge(device, 1, Integer::sum);
    }

    private void load(StateFiles states) throws IOException, NeuroException {
        List<Path> files = files();
        Map<DeviceId, Long> saved = new HashMap<>();
        long bytesMax = (long) FileVerifierOptions.SEGMENT_BYTES_MAX + JournalSegment.GROUP_BYTES_MAX;
        for (int i = 0; i < files.size(); i++) {
            boolean newest = i == files.size() - 1;
            long number = number(files.get(i));
            if (i > 0 && number != nextNumber) {
                throw JournalSegment.corrupt(
                        files.get(i), 0, "no segment " + nextNumber + " before the one that is read");
            }
            JournalSegment segment = JournalSegment.open(files.get(i), seal, number);
            JournalSegment before = segments.peekLast();
            segments.addLast(segment);
            nextNumber = number + 1;
            if (before != null && before.bytes() != segment.previousBytes()) {
                throw JournalSegment.corrupt(
                        before.file(), before.bytes(), "an end, expected one at byte " + segment.previousBytes() + ",");
            }
            for (JournalSegment.Placed placed : segment.scan(newest, bytesMax)) {
                DeviceId device = placed.entry().device();
                if (!saved.containsKey(device)) {
                    saved.put(device, states.savedRevision(device));
                }
                if (placed.entry().revision() > saved.get(device)) {
                    index(segment, placed);
                }
            }
        }
        dropUnneeded();
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(Disk.TEMPORARY)) {
                    Files.delete(file);
                } else if (NAME.matcher(name).matches()) {
                    files.add(file);
                }
            }
        }
        return files;
    }

    private static long number(Path file) {
        Matcher matcher = NAME.matcher(file.getFileName().toString());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a segment: " + file);
        }
        return Long.parseLong(matcher.group(1));
    }
}
