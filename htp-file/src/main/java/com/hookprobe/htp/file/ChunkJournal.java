package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.ChunkBytes;
import com.hookprobe.htp.file.core.ChunkPlan;
import com.hookprobe.htp.file.core.ChunkRanges;
import com.hookprobe.htp.file.core.DiskResult;
import com.hookprobe.htp.file.core.Journal;
import com.hookprobe.htp.file.core.ResumeKey;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The journal of one transfer: notes which chunks are safe. A note is written only after the chunk's bytes were synced, so
 * a journal never promises more than the disk holds. The file is made when there is something to note: a transfer that is
 * short has none.
 *
 * <p>A sync takes as long as several chunks take to arrive, so it is done elsewhere, one at a time; the thread that writes
 * waits for it only when {@link #BEHIND_BYTES_MAX} are not safe. Everything else is confined to that thread.
 */
final class ChunkJournal implements Closeable {
    /** HTP 5: "fsync every 1 MiB or 1 s". */
    static final long CHECKPOINT_BYTES = 1 << 20;

    static final long CHECKPOINT_NS = 1_000_000_000L;

    /** A disk that is slower than the line holds it back here, before there is much to lose, or to sync at the end. */
    static final long BEHIND_BYTES_MAX = 4 << 20;

    /** Makes the journal's file, new and empty. */
    interface Maker {
        FileChannel make() throws IOException;
    }

    private final ResumeKey key;
    private final ChunkPlan plan;
    private final FileChannel data;
    private final Maker maker;
    private final StoreSteps steps;
    private final LongSupplier clockNs;
    private final Executor syncing;
    private Map<Integer, Long> unsafe = new LinkedHashMap<>();
    private @Nullable FutureTask<Integer> underWay;
    private final long createdMillis;
    private final byte[] header;
    private @Nullable FileChannel file;
    private long endBytes;
    private long unsafeBytes;
    private long checkedNs;
    private int safe;
    private @Nullable Recheck recheck;

    private ChunkJournal(
            ResumeKey key,
            long createdMillis,
            FileChannel data,
            Maker maker,
            StoreSteps steps,
            LongSupplier clockNs,
            Executor syncing) {
        this.key = key;
        this.syncing = syncing;
        this.plan = ChunkPlan.of(key.size());
        this.createdMillis = createdMillis;
        this.header = Journal.header(key, createdMillis);
        this.data = data;
        this.maker = maker;
        this.steps = steps;
        this.clockNs = clockNs;
        this.checkedNs = clockNs.getAsLong();
    }

    /** For a transfer that starts from nothing. */
    static ChunkJournal fresh(
            ResumeKey key,
            long createdMillis,
            FileChannel data,
            Maker maker,
            StoreSteps steps,
            LongSupplier clockNs,
            Executor syncing) {
        return new ChunkJournal(key, createdMillis, data, maker, steps, clockNs, syncing);
    }

    /** For a transfer that goes on: {@code file} holds {@code found}, and is this object's to close from now on. */
    static ChunkJournal resumed(
            Journal found, FileChannel file, FileChannel data, StoreSteps steps, LongSupplier clockNs, Executor syncing)
            throws IOException {
        Maker never = () -> {
            throw new IllegalStateException("a journal that exists is not made");
        };
        ChunkJournal journal =
                new ChunkJournal(found.key(), found.createdMillis(), data, never, steps, clockNs, syncing);
        journal.file = file;
        journal.endBytes = found.soundBytes();
        journal.safe = found.chunks().cardinality();
        journal.recheck = journal.new Recheck(found);
        if (file.size() > journal.endBytes) {
            steps.before("cut-journal");
            file.truncate(journal.endBytes);
        }
        return journal;
    }

    ResumeKey key() {
        return key;
    }

    long createdMillis() {
        return createdMillis;
    }

    /** True once the journal's file exists; ask only when nothing is under way. */
    boolean exists() {
        return file != null;
    }

    /** Chunks that a later try need not send. */
    int safe() {
        return safe;
    }

    /** A chunk is written, if that is one whole chunk; notes it, at the latest with the next checkpoint. */
    void written(long offset, ChunkBytes chunk) throws IOException {
        int index = (int) (offset / plan.chunkSize());
        if (plan.offset(index) != offset || plan.length(index) != chunk.length()) {
            return;
        }
        unsafe.put(index, Journal.check(chunk));
        unsafeBytes += chunk.length();
        if (unsafeBytes >= BEHIND_BYTES_MAX) {
            settle();
        }
        if (unsafeBytes >= CHECKPOINT_BYTES) {
            startCheckpoint();
        } else {
            keepSafe();
        }
    }

    /** Notes what is written if the last time was a second ago. */
    void keepSafe() throws IOException {
        if (clockNs.getAsLong() - checkedNs >= CHECKPOINT_NS) {
            startCheckpoint();
        }
    }

    /** Makes all that is written safe, and notes it; returns when that is done. */
    void checkpoint() throws IOException {
        settle();
        startCheckpoint();
        settle();
    }

    /** Waits for the sync that is under way; fails as it did. The files may be closed then. */
    void settle() throws IOException {
        FutureTask<Integer> task = underWay;
        if (task == null) {
            return;
        }
        underWay = null;
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    safe += task.get();
                    return;
                } catch (InterruptedException later) {
                    // A sync that was begun ends; files must not be closed under it.
                    interrupted = true;
                }
            }
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            throw cause instanceof IOException known ? known : new IOException("a sync failed", cause);
        } catch (CancellationException never) {
            throw new IllegalStateException("nobody cancels a sync", never);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Begins to make safe what is written, unless the last sync is still under way. */
    private void startCheckpoint() throws IOException {
        FutureTask<Integer> last = underWay;
        if (last != null && !last.isDone()) {
            return;
        }
        settle();
        checkedNs = clockNs.getAsLong();
        if (unsafe.isEmpty()) {
            return;
        }
        Map<Integer, Long> batch = unsafe;
        unsafe = new LinkedHashMap<>();
        unsafeBytes = 0;
        FutureTask<Integer> task = new FutureTask<>(() -> note(batch));
        underWay = task;
        syncing.execute(task);
        if (task.isDone()) {
            settle();
        }
    }

    /** The only thing that is not done by the thread that writes; it waits for the end before it closes anything. */
    private int note(Map<Integer, Long> batch) throws IOException {
        steps.before("force-data");
        data.force(false);
        FileChannel to = opened();
        ByteBuffer records = ByteBuffer.allocate(batch.size() * Journal.RECORD_BYTES);
        batch.forEach((index, check) -> records.put(Journal.record(header, index, check)));
        steps.before("write-journal");
        write(to, records.flip());
        steps.before("force-journal");
        to.force(false);
        return batch.size();
    }

    private FileChannel opened() throws IOException {
        FileChannel open = file;
        if (open == null) {
            steps.before("make-journal");
            open = maker.make();
            file = open;
            write(open, ByteBuffer.wrap(header));
        }
        return open;
    }

    private void write(FileChannel to, ByteBuffer from) throws IOException {
        int bytes = from.remaining();
        WholeIo.write(to, endBytes, from);
        // Only now: what a failure left of a note is written over.
        endBytes += bytes;
    }

    /** Hashes a bounded piece of what an earlier try left: HashMore, or Prepared at the end. */
    DiskResult prepareNext() throws IOException {
        Recheck open = recheck;
        if (open == null) {
            return new DiskResult.Prepared(true, ChunkRanges.NONE);
        }
        return open.next();
    }

    /** Reads a journal from its file; null when it is none that this version can go on with. */
    static @Nullable Journal load(FileChannel file) throws IOException {
        long size = file.size();
        if (size < Journal.HEADER_BYTES || size > Journal.BYTES_MAX) {
            return null;
        }
        byte[] bytes = new byte[(int) size];
        WholeIo.read(file, 0, ByteBuffer.wrap(bytes));
        return Journal.parse(bytes).orElse(null);
    }

    @Override
    public void close() throws IOException {
        try {
            settle();
        } finally {
            FileChannel open = file;
            if (open != null) {
                open.close();
            }
        }
    }

    /** HTP 5: "on resume re-hash present chunks"; with the journal's check, see {@link Journal}. */
    private final class Recheck {
        private static final int PIECE_BYTES = 1 << 20;

        private final Journal journal;
        private final BitSet noted;
        private final BitSet sound = new BitSet();
        private int at;

        Recheck(Journal journal) {
            this.journal = journal;
            this.noted = journal.chunks();
            this.at = noted.nextSetBit(0);
        }

        DiskResult next() throws IOException {
            for (int bytes = 0; at >= 0 && bytes < PIECE_BYTES; at = noted.nextSetBit(at + 1)) {
                byte[] chunk = new byte[plan.length(at)];
                bytes += chunk.length;
                boolean there = data.size() >= plan.offset(at) + chunk.length;
                if (there) {
                    WholeIo.read(data, plan.offset(at), ByteBuffer.wrap(chunk));
                }
                if (there && Journal.check(ChunkBytes.of(chunk)) == journal.check(at)) {
                    sound.set(at);
                }
            }
            if (at >= 0) {
                return new DiskResult.HashMore();
            }
            recheck = null;
            safe = sound.cardinality();
            return new DiskResult.Prepared(true, ChunkRanges.of(sound));
        }
    }
}
