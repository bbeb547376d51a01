package com.hookprobe.htp.file;

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
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The journal of one transfer: notes which chunks are safe. A note is written only after the chunk's bytes were synced, so
 * a journal never promises more than the disk holds. The file is made when there is something to note: a transfer that is
 * short has none.
 */
final class ChunkJournal implements Closeable {
    /** HTP 5: "fsync every 1 MiB or 1 s". */
    static final long CHECKPOINT_BYTES = 1 << 20;

    static final long CHECKPOINT_NS = 1_000_000_000L;

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
    private final Map<Integer, Long> unsafe = new LinkedHashMap<>();
    private final long createdMillis;
    private final byte[] header;
    private @Nullable FileChannel file;
    private long endBytes;
    private long unsafeBytes;
    private long checkedNs;
    private int safe;
    private @Nullable Recheck recheck;

    private ChunkJournal(
            ResumeKey key, long createdMillis, FileChannel data, Maker maker, StoreSteps steps, LongSupplier clockNs) {
        this.key = key;
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
            ResumeKey key, long createdMillis, FileChannel data, Maker maker, StoreSteps steps, LongSupplier clockNs) {
        return new ChunkJournal(key, createdMillis, data, maker, steps, clockNs);
    }

    /** For a transfer that goes on: {@code file} holds {@code found}, and is this object's to close from now on. */
    static ChunkJournal resumed(
            Journal found, FileChannel file, FileChannel data, StoreSteps steps, LongSupplier clockNs)
            throws IOException {
        Maker never = () -> {
            throw new IllegalStateException("a journal that exists is not made");
        };
        ChunkJournal journal = new ChunkJournal(found.key(), found.createdMillis(), data, never, steps, clockNs);
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

    /** True once the journal's file exists. */
    boolean exists() {
        return file != null;
    }

    /** Chunks that a later try need not send. */
    int safe() {
        return safe;
    }

    /** A chunk is written, if that is one whole chunk; notes it, at the latest with the next checkpoint. */
    void written(long offset, byte[] chunk) throws IOException {
        int index = (int) (offset / plan.chunkSize());
        if (plan.offset(index) != offset || plan.length(index) != chunk.length) {
            return;
        }
        unsafe.put(index, Journal.prefix(Digests.sha256().digest(chunk)));
        unsafeBytes += chunk.length;
        if (unsafeBytes >= CHECKPOINT_BYTES) {
            checkpoint();
        } else {
            keepSafe();
        }
    }

    /** Notes what is written if the last time was a second ago. */
    void keepSafe() throws IOException {
        if (clockNs.getAsLong() - checkedNs >= CHECKPOINT_NS) {
            checkpoint();
        }
    }

    /** Makes all that is written safe, and notes it. */
    void checkpoint() throws IOException {
        checkedNs = clockNs.getAsLong();
        if (unsafe.isEmpty()) {
            return;
        }
        steps.before("force-data");
        data.force(false);
        FileChannel to = opened();
        ByteBuffer records = ByteBuffer.allocate(unsafe.size() * Journal.RECORD_BYTES);
        unsafe.forEach((index, prefix) -> records.put(Journal.record(header, index, prefix)));
        steps.before("write-journal");
        write(to, records.flip());
        steps.before("force-journal");
        to.force(false);
        safe += unsafe.size();
        unsafe.clear();
        unsafeBytes = 0;
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
        WholeIo.read(file, 0, bytes, bytes.length);
        return Journal.parse(bytes).orElse(null);
    }

    @Override
    public void close() throws IOException {
        FileChannel open = file;
        if (open != null) {
            open.close();
        }
    }

    /** HTP 5: "on resume re-hash present chunks (per-chunk SHA-256 prefix kept in the journal)". */
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
                    WholeIo.read(data, plan.offset(at), chunk, chunk.length);
                }
                if (there && Journal.prefix(Digests.sha256().digest(chunk)) == journal.prefix(at)) {
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
