package com.hookprobe.neuro.dream;

import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.NeuroException.Kind;
import com.hookprobe.neuro.Ter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * One file of the log: a header and records of one size.
 *
 * <p>After a crash the end of the newest segment may be torn. What may be torn is known exactly: the file was synced at
 * each multiple of {@code syncEvery} records before a later record was written, so only records behind the last such
 * multiple may be bad. They are cut away. A bad record before it was durable once: that is damage, not a crash, and is
 * reported. NEURO 10.3.
 */
final class Segment implements AutoCloseable {
    private static final int SCAN_RECORDS = 4096;

    private final Path file;
    private final FileChannel channel;
    private final SegmentHeader header;
    private int records;

    private Segment(Path file, FileChannel channel, SegmentHeader header, int records) {
        this.file = file;
        this.channel = channel;
        this.header = header;
        this.records = records;
    }

    /** Opens without looking at the records; {@link #cutTornTail} or {@link #requireRecords} comes next. */
    static Segment open(Path file) throws IOException, NeuroException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            byte[] bytes = read(channel, 0, (int) Math.min(channel.size(), SegmentHeader.BYTES));
            SegmentHeader header = SegmentHeader.decode(bytes).orElseThrow(() -> corrupt(file, 0, "a bad header"));
            long whole = (channel.size() - SegmentHeader.BYTES) / DreamRecord.BYTES;
            if (whole > Integer.MAX_VALUE) {
                throw corrupt(file, channel.size(), "more records than a segment may have");
            }
            return new Segment(file, channel, header, (int) whole);
        } catch (IOException | NeuroException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    Path file() {
        return file;
    }

    long firstCount() {
        return header.firstCount();
    }

    /** Count of the record that would come next. */
    long endCount() {
        return header.firstCount() + records;
    }

    int records() {
        return records;
    }

    /** For all segments but the newest: whole, and as long as the next one says. */
    void requireRecords(long expected) throws IOException, NeuroException {
        if (channel.size() != positionOf(0) + expected * DreamRecord.BYTES) {
            throw corrupt(file, channel.size(), "an end there, expected " + expected + " records");
        }
    }

    /** For the newest segment: checks every record and cuts a torn tail; returns how many records it held. */
    int cutTornTail() throws IOException, NeuroException {
        long size = channel.size();
        boolean partial = size != positionOf(records);
        int begun = records + (partial ? 1 : 0);
        int good = firstBad();
        if (good == begun) {
            return 0;
        }
        int durable = (begun - 1) / header.syncEvery() * header.syncEvery();
        if (good < durable) {
            throw corrupt(file, positionOf(good), "a bad record, durable once,");
        }
        channel.truncate(positionOf(good));
        channel.force(true);
        records = good;
        return begun - good;
    }

    /** Checks every record. */
    void scan() throws IOException, NeuroException {
        int good = firstBad();
        if (good != records) {
            throw corrupt(file, positionOf(good), "a bad record");
        }
    }

    /** Appends without a sync of its own; true when the policy asks for one now. */
    boolean append(Ter ter) throws IOException {
        writeFully(channel, DreamRecord.encode(endCount(), ter), positionOf(records));
        records++;
        return records % header.syncEvery() == 0;
    }

    /** Undoes what an append that failed may have left. */
    void cutToRecords() throws IOException {
        channel.truncate(positionOf(records));
    }

    void sync() throws IOException {
        channel.force(false);
    }

    /** The records from {@code fromCount}, at most {@code n}, as far as this segment goes. */
    List<Ter> range(long fromCount, int n) throws IOException, NeuroException {
        int first = (int) (fromCount - header.firstCount());
        int wanted = Math.min(n, records - first);
        byte[] bytes = read(channel, positionOf(first), wanted * DreamRecord.BYTES);
        List<Ter> found = new ArrayList<>(wanted);
        for (int i = 0; i < wanted; i++) {
            long position = positionOf(first + i);
            found.add(DreamRecord.decode(bytes, i * DreamRecord.BYTES, fromCount + i)
                    .orElseThrow(() -> corrupt(file, position, "a bad record")));
        }
        return found;
    }

    /** Index of the first bad record, or the number of whole records. */
    private int firstBad() throws IOException, NeuroException {
        for (int from = 0; from < records; from += SCAN_RECORDS) {
            int n = Math.min(SCAN_RECORDS, records - from);
            byte[] bytes = read(channel, positionOf(from), n * DreamRecord.BYTES);
            for (int i = 0; i < n; i++) {
                if (DreamRecord.decode(bytes, i * DreamRecord.BYTES, firstCount() + from + i)
                        .isEmpty()) {
                    return from + i;
                }
            }
        }
        return records;
    }

    private static long positionOf(int index) {
        return SegmentHeader.BYTES + (long) index * DreamRecord.BYTES;
    }

    static void writeFully(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    private static byte[] read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw new IOException("the file ended at " + (position + bytes.position()) + " while it was read");
            }
        }
        return bytes.array();
    }

    static NeuroException corrupt(Path file, long position, String what) {
        return new NeuroException(
                Kind.LOG_CORRUPT,
                "the dream log has " + what + " at byte " + position + " of " + file.getFileName()
                        + "; it is not repaired by itself");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
