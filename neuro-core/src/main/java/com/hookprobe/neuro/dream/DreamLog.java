package com.hookprobe.neuro.dream;

import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.NeuroException.Kind;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.WeightEvolution;
import com.hookprobe.neuro.WeightState;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The records of this device on disk, so that an edge that was offline can upload them later, and so that weights can be
 * brought up to date after a crash. NEURO 10.
 *
 * <p>A directory of segment files. Appending is crash-safe: a torn end is cut when the log is opened, and damage to what
 * was durable is reported with file and byte, never repaired in silence. One object at a time has a log open; a lock file
 * guards that.
 *
 * <p>Thread-safe: every method holds the object's lock, also while it waits for the disk. After an input or output error
 * the log takes no more records until it is opened again, because after a failed sync nobody knows what is on the disk.
 * Interrupting a thread that is in here closes the files, which is such an error.
 */
public final class DreamLog implements AutoCloseable {
    /** Most records between two syncs. */
    public static final int SYNC_EVERY_MAX = 1024;

    /** Most records of one {@link #range}. */
    public static final int RANGE_MAX = 16_384;

    private final Directory directory;
    private final DreamLogOptions options;
    private final FileChannel lock;
    private final Deque<Segment> segments = new ArrayDeque<>();
    private int recordsCut;
    private boolean failed;
    private boolean closed;

    private DreamLog(Directory directory, DreamLogOptions options, FileChannel lock) {
        this.directory = directory;
        this.options = options;
        this.lock = lock;
    }

    /**
     * Opens a log, or makes an empty one.
     *
     * @param path a directory, made when missing, for this log alone
     * @param firstCount count of the first record, not negative; only used when the directory holds no log
     * @throws NeuroException of kind LOG_LOCKED, LOG_CORRUPT or IO
     */
    public static DreamLog open(Path path, long firstCount, DreamLogOptions options) throws NeuroException {
        if (firstCount < 0) {
            throw new IllegalArgumentException("firstCount is " + firstCount + ", expected 0 or more");
        }
        try {
            Directory directory = new Directory(path);
            DreamLog log = new DreamLog(directory, options, lock(directory));
            try {
                log.load(firstCount);
                return log;
            } catch (IOException | NeuroException | RuntimeException e) {
                log.release();
                throw e;
            }
        } catch (IOException e) {
            throw new NeuroException(Kind.IO, "cannot open the dream log in " + path, e);
        }
    }

    /** Count of the oldest record that is kept; equal to {@link #nextCount} when there is none. */
    public synchronized long firstCount() {
        requireOpen();
        return segments.getFirst().firstCount();
    }

    /** Count that the next record will have. */
    public synchronized long nextCount() {
        requireOpen();
        return segments.getLast().endCount();
    }

    /** Records of a torn end that were cut when the log was opened. */
    public synchronized int recordsCut() {
        return recordsCut;
    }

    /**
     * Adds a record; durable as {@link DreamLogOptions#syncEvery} says.
     *
     * @param count its number, which has to be {@link #nextCount}
     * @throws IllegalArgumentException when it is not
     * @throws NeuroException of kind LOG_FULL, and nothing was written; or IO, and the log has to be opened again
     */
    public synchronized void append(long count, Ter ter) throws NeuroException {
        requireOpen();
        if (failed) {
            throw new NeuroException(Kind.IO, "the dream log failed before; it has to be opened again");
        }
        if (count != nextCount()) {
            throw new IllegalArgumentException("record " + count + ", expected " + nextCount());
        }
        try {
            if (segments.getLast().records() >= options.recordsPerSegment()) {
                roll();
            }
            if (segments.getLast().append(ter)) {
                segments.getLast().sync();
            }
        } catch (IOException e) {
            throw failure("cannot append record " + count, e);
        }
    }

    /** Makes all records durable now. */
    public synchronized void sync() throws NeuroException {
        requireOpen();
        try {
            segments.getLast().sync();
        } catch (IOException e) {
            throw failure("cannot sync", e);
        }
    }

    /**
     * Records from {@code fromCount} on, at most {@code n}, fewer at the end of the log.
     *
     * @param fromCount not after {@link #nextCount}
     * @param n in 0..{@link #RANGE_MAX}
     * @throws IllegalArgumentException when a number is out of range
     * @throws NeuroException of kind LOG_TRIMMED, LOG_CORRUPT or IO
     */
    public synchronized List<Ter> range(long fromCount, int n) throws NeuroException {
        requireOpen();
        if (n < 0 || n > RANGE_MAX || fromCount < 0 || fromCount > nextCount()) {
            throw new IllegalArgumentException("range of " + n + " from " + fromCount + ", expected at most "
                    + RANGE_MAX + " from at most " + nextCount());
        }
        if (fromCount < firstCount()) {
            throw new NeuroException(
                    Kind.LOG_TRIMMED, "record " + fromCount + " is gone, the oldest one is " + firstCount());
        }
        List<Ter> found = new ArrayList<>();
        try {
            for (Segment segment : segments) {
                long next = fromCount + found.size();
                if (next < segment.endCount() && found.size() < n) {
                    found.addAll(segment.range(next, n - found.size()));
                }
            }
        } catch (IOException e) {
            throw new NeuroException(Kind.IO, "cannot read the dream log", e);
        }
        return found;
    }

    /**
     * Drops records before {@code count}, in whole segments: some of them may stay. For records that the verifier has
     * confirmed and that lie behind the saved weights.
     */
    public synchronized void trimBefore(long count) throws NeuroException {
        requireOpen();
        try {
            while (segments.size() > 1 && segments.getFirst().endCount() <= count) {
                Segment oldest = segments.removeFirst();
                oldest.close();
                directory.delete(oldest.file());
            }
        } catch (IOException e) {
            throw failure("cannot trim", e);
        }
    }

    /** Reads and checks every record, also those that opening does not look at. */
    public synchronized void scan() throws NeuroException {
        requireOpen();
        try {
            for (Segment segment : segments) {
                segment.scan();
            }
        } catch (IOException e) {
            throw new NeuroException(Kind.IO, "cannot read the dream log", e);
        }
    }

    /**
     * Moves weights that were saved earlier up to the end of the log.
     *
     * @return the number of steps
     * @throws NeuroException of kind LOG_CORRUPT when the log ends before the weights do or does not continue their
     *     history (the state may have moved then: load it again), LOG_TRIMMED or IO
     */
    public synchronized long catchUp(WeightState state) throws NeuroException {
        requireOpen();
        long start = state.count();
        if (start > nextCount()) {
            throw new NeuroException(
                    Kind.LOG_CORRUPT, "the dream log ends at " + nextCount() + ", the weights are at " + start);
        }
        while (state.count() < nextCount()) {
            for (Ter ter : range(state.count(), RANGE_MAX)) {
                var fault = state.chain().check(ter);
                if (fault.isPresent()) {
                    throw new NeuroException(
                            Kind.LOG_CORRUPT,
                            "record " + state.count() + " does not continue the history of the weights: "
                                    + fault.get());
                }
                WeightEvolution.step(state, ter);
            }
        }
        return state.count() - start;
    }

    /** Makes all durable and lets go of the files. May be called again. */
    @Override
    public synchronized void close() throws NeuroException {
        if (closed) {
            return;
        }
        try {
            if (!failed) {
                segments.getLast().sync();
            }
        } catch (IOException e) {
            throw failure("cannot sync while closing", e);
        } finally {
            release();
        }
    }

    private static FileChannel lock(Directory directory) throws IOException, NeuroException {
        FileChannel channel = directory.openLock();
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new NeuroException(Kind.LOG_LOCKED, "this process has the dream log open already", e);
        }
        channel.close();
        throw new NeuroException(Kind.LOG_LOCKED, "another process has the dream log open");
    }

    private void load(long firstCount) throws IOException, NeuroException {
        for (Path file : directory.segments()) {
            Segment before = segments.peekLast();
            Segment segment = Segment.open(file);
            segments.addLast(segment);
            if (!file.equals(directory.segment(segment.firstCount()))) {
                throw Segment.corrupt(file, 0, "a header that does not belong to the file's name");
            }
            if (before != null) {
                before.requireRecords(segment.firstCount() - before.firstCount());
            }
        }
        if (segments.isEmpty()) {
            create(firstCount);
        } else {
            recordsCut = segments.getLast().cutTornTail();
        }
    }

    private void roll() throws IOException, NeuroException {
        if (segments.size() >= options.segmentsMax()) {
            throw new NeuroException(
                    Kind.LOG_FULL,
                    "the dream log has its limit of " + options.segmentsMax() + " segments, from record " + firstCount()
                            + " to " + nextCount() + "; a verifier has to confirm some");
        }
        segments.getLast().sync();
        create(nextCount());
    }

    private void create(long firstCount) throws IOException, NeuroException {
        segments.addLast(Segment.open(directory.create(new SegmentHeader(firstCount, options.syncEvery()))));
    }

    /** Remembers the failure; what an append has half written is cut by the next opening if not now. */
    private NeuroException failure(String what, IOException cause) {
        failed = true;
        try {
            segments.getLast().cutToRecords();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        return new NeuroException(Kind.IO, what + ": " + cause.getMessage(), cause);
    }

    private void release() {
        closed = true;
        List<AutoCloseable> all = new ArrayList<>(segments);
        all.add(lock);
        for (AutoCloseable one : all) {
            closeQuietly(one);
        }
    }

    /** All was synced or has failed before: closing a descriptor cannot lose anything. */
    private static void closeQuietly(AutoCloseable one) {
        try {
            one.close();
        } catch (Exception e) {
            System.getLogger(DreamLog.class.getName()).log(System.Logger.Level.DEBUG, "closing failed", e);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this dream log was closed");
        }
    }
}
