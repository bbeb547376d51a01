package com.hookprobe.neuro.dream;

import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.NeuroException.Kind;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The segments of an open log, oldest first; never empty once it is loaded. */
final class Segments implements AutoCloseable {
    private final Directory directory;
    private final DreamLogOptions options;
    private final Deque<Segment> all = new ArrayDeque<>();

    Segments(Directory directory, DreamLogOptions options) {
        this.directory = directory;
        this.options = options;
    }

    /** Reads the headers of all and the whole of the newest; makes one at {@code start} when there is none. */
    void load(TerChain start) throws IOException, NeuroException {
        directory.removeLeftovers();
        List<Path> paths = directory.segments();
        if (paths.isEmpty()) {
            create(new SegmentHeader(start, options.syncEvery(), 0, 0));
            return;
        }
        List<SegmentFile> files = new ArrayList<>();
        try {
            for (Path path : paths) {
                files.add(SegmentFile.openToWrite(path));
            }
            for (int i = 0; i + 1 < files.size(); i++) {
                all.addLast(Segment.complete(files.get(i), files.get(i + 1).header()));
            }
            all.addLast(Segment.newest(files.get(files.size() - 1)));
        } catch (DamageException e) {
            files.forEach(Segments::closeQuietly);
            throw e.reported();
        } catch (IOException | NeuroException | RuntimeException e) {
            files.forEach(Segments::closeQuietly);
            throw e;
        }
    }

    TerChain start() {
        return all.getFirst().start();
    }

    TerChain end() {
        return all.getLast().end();
    }

    int slotsCut() {
        return all.getLast().slotsCut();
    }

    void append(Ter ter) throws IOException, NeuroException {
        if (all.getLast().records() >= options.recordsPerSegment()) {
            roll();
        }
        all.getLast().append(ter);
    }

    void sync() throws IOException {
        all.getLast().sync();
    }

    void cutToRecords() throws IOException {
        all.getLast().cutToRecords();
    }

    List<Ter> range(long fromCount, int n) throws IOException, NeuroException {
        List<Ter> found = new ArrayList<>();
        for (Segment segment : all) {
            long next = fromCount + found.size();
            if (found.size() < n && next < segment.end().count()) {
                segment.range(next, n, found);
            }
        }
        return found;
    }

    /** The place before record {@code count}, which lies between start and end. */
    TerChain chainAt(long count) throws IOException, NeuroException {
        for (Segment segment : all) {
            if (segment.start().count() == count) {
                return segment.start();
            }
            if (segment.end().count() == count) {
                return segment.end();
            }
        }
        Ter before = range(count - 1, 1).get(0);
        return new TerChain(count, before.timestampMicros(), before.crc());
    }

    void trimBefore(long count) throws IOException {
        while (all.size() > 1 && all.getFirst().end().count() <= count) {
            Segment oldest = all.removeFirst();
            oldest.close();
            directory.delete(oldest.file().path());
        }
    }

    void scan() throws IOException, NeuroException {
        for (Segment segment : all) {
            segment.scan();
        }
    }

    DreamLogInfo info() throws IOException, NeuroException {
        long bytes = 0;
        for (Segment segment : all) {
            bytes += SegmentFile.positionOf(segment.slots());
        }
        List<Ter> oldest = range(start().count(), 1);
        return new DreamLogInfo(
                all.size(),
                bytes,
                start().count(),
                end().count(),
                oldest.isEmpty() ? 0 : oldest.get(0).timestampMicros(),
                oldest.isEmpty() ? 0 : end().lastTimestampMicros());
    }

    private void roll() throws IOException, NeuroException {
        if (all.size() >= options.segmentsMax()) {
            throw new NeuroException(
                    Kind.LOG_FULL,
                    "the dream log has its limit of " + options.segmentsMax() + " segments, from record "
                            + start().count() + " to " + end().count() + "; a verifier has to confirm some");
        }
        sync();
        Segment full = all.getLast();
        create(new SegmentHeader(end(), options.syncEvery(), (int) full.records(), full.slots()));
    }

    private void create(SegmentHeader header) throws IOException, NeuroException {
        try {
            all.addLast(Segment.newest(SegmentFile.openToWrite(directory.create(header))));
        } catch (DamageException e) {
            throw e.reported();
        }
    }

    /** Closing a descriptor cannot lose anything: all was synced, or has failed before. */
    @Override
    public void close() {
        all.forEach(Segments::closeQuietly);
    }

    static void closeQuietly(AutoCloseable one) {
        try {
            one.close();
        } catch (Exception e) {
            System.getLogger(DreamLog.class.getName()).log(System.Logger.Level.DEBUG, "closing failed", e);
        }
    }
}
