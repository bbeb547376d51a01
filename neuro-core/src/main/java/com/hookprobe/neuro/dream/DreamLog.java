package com.hookprobe.neuro.dream;

import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.NeuroException.Kind;
import com.hookprobe.neuro.PackedTers;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import com.hookprobe.neuro.TerFault;
import com.hookprobe.neuro.WeightEvolution;
import com.hookprobe.neuro.WeightState;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The records of a device on disk, so that an edge that was offline can upload them later, and so that weights can be
 * brought up to date after a crash. NEURO 10.
 *
 * <p>A directory of segment files, 40 bytes a record. Appending is crash-safe: a torn end is cut when the log is opened,
 * and damage to what was durable is reported with file and byte, never repaired in silence. One object at a time has a log
 * open; a lock file guards that. {@link #inspect} and {@link DreamReader} read without it.
 *
 * <p>Thread-safe: every method holds the object's lock, also while it waits for the disk. After an input or output error
 * the log takes no more records until it is opened again, because after a failed sync nobody knows what is on the disk.
 * Interrupting a thread that is in here closes the files, which is such an error.
 */
public final class DreamLog implements AutoCloseable {
    /** Most slots between two syncs. */
    public static final int SYNC_EVERY_MAX = 1024;

    /** Most records of one {@link #range}. */
    public static final int RANGE_MAX = 16_384;

    private final FileChannel lock;
    private final Segments segments;
    private int slotsCut;
    private boolean failed;
    private boolean closed;

    private DreamLog(FileChannel lock, Segments segments) {
        this.lock = lock;
        this.segments = segments;
    }

    /**
     * Opens a log, or makes an empty one. Reads the newest segment, and only the headers of the others.
     *
     * @param path a directory, made when missing, for this log alone
     * @param start the place of the first record, with a count of at most 2^62 and a timestamp below 2^63; only used when
     *     the directory holds no log
     * @throws IllegalArgumentException when the place is out of range
     * @throws NeuroException of kind LOG_LOCKED, LOG_CORRUPT, LOG_VERSION or IO
     */
    public static DreamLog open(Path path, TerChain start, DreamLogOptions options) throws NeuroException {
        if (start.count() > SegmentHeader.COUNT_MAX || start.lastTimestampMicros() < 0) {
            throw new IllegalArgumentException(
                    "a log at " + start + ", expected a count of at most 2^62 and a timestamp below 2^63");
        }
        try {
            Directory directory = Directory.open(path);
            DreamLog log = new DreamLog(directory.lock(), new Segments(directory, options));
            try {
                log.segments.load(start);
                log.slotsCut = log.segments.slotsCut();
                return log;
            } catch (IOException | NeuroException | RuntimeException e) {
                log.release();
                throw e;
            }
        } catch (IOException e) {
            throw new NeuroException(Kind.IO, "cannot open the dream log in " + path, e);
        }
    }

    /**
     * Reads all of a log without its lock and without changing anything, past any damage. Of a log that is being written
     * the newest record may show as a torn tail; one that is being trimmed may give IO.
     *
     * @throws NeuroException of kind LOG_VERSION, or IO, also when there is no log
     */
    public static DreamInspection inspect(Path path) throws NeuroException {
        return Inspector.inspect(path);
    }

    /** Count of the oldest record that is kept; equal to {@link #nextCount} when there is none. */
    public synchronized long firstCount() {
        requireOpen();
        return segments.start().count();
    }

    /** Count that the next record will have. */
    public synchronized long nextCount() {
        requireOpen();
        return segments.end().count();
    }

    /** The place after the newest record: what the next one has to continue. */
    public synchronized TerChain chain() {
        requireOpen();
        return segments.end();
    }

    /**
     * The place before a record that is kept, or after the newest one.
     *
     * @param count from {@link #firstCount} to {@link #nextCount}
     * @throws IllegalArgumentException when it is after that
     * @throws NeuroException of kind LOG_TRIMMED, LOG_CORRUPT or IO
     */
    public synchronized TerChain chainAt(long count) throws NeuroException {
        requireKept(count, 0);
        try {
            return segments.chainAt(count);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Slots of a torn end that were cut when the log was opened: records, and now and then a head. */
    public synchronized int slotsCut() {
        requireOpen();
        return slotsCut;
    }

    /** Facts about the log. */
    public synchronized DreamLogInfo info() throws NeuroException {
        requireOpen();
        try {
            return segments.info();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * Adds a record; durable as {@link DreamLogOptions#syncEvery} says.
     *
     * @param count its number, which has to be {@link #nextCount}
     * @throws IllegalArgumentException when it is not
     * @throws NeuroException of kind RECORD_NOT_NEXT when it does not continue {@link #chain}, or LOG_FULL, and nothing
     *     was written; or IO, and the log has to be opened again
     */
    public synchronized void append(long count, Ter ter) throws NeuroException {
        requireOpen();
        if (failed) {
            throw new NeuroException(Kind.IO, "the dream log failed before; it has to be opened again");
        }
        if (count != nextCount()) {
            throw new IllegalArgumentException("record " + count + ", expected " + nextCount());
        }
        Optional<TerFault> fault = segments.end().check(ter);
        if (fault.isPresent()) {
            throw new NeuroException(
                    Kind.RECORD_NOT_NEXT,
                    "record " + count + " does not continue the history of the dream log: " + fault.get()
                            + ", expected one after " + segments.end() + ", found " + ter + " with chain "
                            + ter.chain());
        }
        try {
            segments.append(ter);
        } catch (IOException e) {
            throw failure("cannot append record " + count, e);
        }
    }

    /** Makes all records durable now. */
    public synchronized void sync() throws NeuroException {
        requireOpen();
        try {
            segments.sync();
        } catch (IOException e) {
            throw failure("cannot sync", e);
        }
    }

    /**
     * Records from {@code fromCount} on, at most {@code n}, fewer at the end of the log. Reads at most 255 records more
     * than it gives, and checks all that it reads.
     *
     * @param fromCount not after {@link #nextCount}
     * @param n in 0..{@link #RANGE_MAX}
     * @throws IllegalArgumentException when a number is out of range
     * @throws NeuroException of kind LOG_TRIMMED, LOG_CORRUPT or IO
     */
    public synchronized List<Ter> range(long fromCount, int n) throws NeuroException {
        requireKept(fromCount, n);
        try {
            return segments.range(fromCount, n);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * As {@link #range}, packed for an upload; what it gives is durable, as NEURO 10.7 asks.
     *
     * @throws IllegalArgumentException when a number is out of range
     * @throws NeuroException of kind LOG_TRIMMED, LOG_CORRUPT or IO
     */
    public synchronized PackedRange packed(long fromCount, int n) throws NeuroException {
        sync();
        List<Ter> ters = range(fromCount, n);
        TerChain start = chainAt(fromCount);
        return new PackedRange(start, fromCount + ters.size(), PackedTers.encode(start, ters));
    }

    /**
     * Drops records before {@code count}, in whole segments: some of them may stay. For records that the verifier has
     * confirmed and that lie behind the saved weights.
     */
    public synchronized void trimBefore(long count) throws NeuroException {
        requireOpen();
        try {
            segments.trimBefore(count);
        } catch (IOException e) {
            throw failure("cannot trim", e);
        }
    }

    /** Reads and checks every record, also those that opening does not look at; the first damage is thrown. */
    public synchronized void scan() throws NeuroException {
        requireOpen();
        try {
            segments.scan();
        } catch (IOException e) {
            throw unreadable(e);
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
                Optional<TerFault> fault = state.chain().check(ter);
                if (fault.isPresent()) {
                    throw stranger("record " + state.count() + " is a " + fault.get());
                }
                WeightEvolution.step(state, ter);
            }
        }
        if (!state.chain().equals(chain())) {
            throw stranger("the log is at " + chain() + ", the weights are at " + state.chain());
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
                segments.sync();
            }
        } catch (IOException e) {
            throw failure("cannot sync while closing", e);
        } finally {
            release();
        }
    }

    private void requireKept(long fromCount, int n) throws NeuroException {
        requireOpen();
        if (n < 0 || n > RANGE_MAX || fromCount < 0 || fromCount > nextCount()) {
            throw new IllegalArgumentException("range of " + n + " from " + fromCount + ", expected at most "
                    + RANGE_MAX + " from at most " + nextCount());
        }
        if (fromCount < firstCount()) {
            throw new NeuroException(
                    Kind.LOG_TRIMMED, "record " + fromCount + " is gone, the oldest one is " + firstCount());
        }
    }

    private static NeuroException stranger(String what) {
        return new NeuroException(
                Kind.LOG_CORRUPT, "the dream log does not continue the history of the weights: " + what);
    }

    private static NeuroException unreadable(IOException cause) {
        return new NeuroException(Kind.IO, "cannot read the dream log: " + cause.getMessage(), cause);
    }

    /** Remembers the failure; what an append has half written is cut by the next opening if not now. */
    private NeuroException failure(String what, IOException cause) {
        failed = true;
        try {
            segments.cutToRecords();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        return new NeuroException(Kind.IO, what + ": " + cause.getMessage(), cause);
    }

    private void release() {
        closed = true;
        segments.close();
        Segments.closeQuietly(lock);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this dream log was closed");
        }
    }
}
