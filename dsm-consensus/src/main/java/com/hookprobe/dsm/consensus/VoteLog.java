package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What keeps a validator from ever signing two things that exclude each other, across crashes: an append-only file of 72-byte
 * records ({@link VoteRecordCodec}), each on the disk before its message leaves (DSM 2.2).
 *
 * <p>How a fresh key is told from a key with a lost log: only {@link #create} makes a file, once, when the node is set up for a
 * genesis. {@link #open} never makes one. So a missing file always means "this key may have voted", and the node stays an
 * observer until an operator runs {@link #create} again with a height below which it never signs.
 *
 * <p>A last record that is short or damaged is cut off: its message was never sent, because each record is on the disk before the
 * next is written. Any other damage is refused.
 *
 * <p>Owned by one thread. The file is locked against a second process.
 */
public final class VoteLog implements AutoCloseable {
    /** Records after which {@link #forget} rewrites the file. */
    static final int COMPACT_RECORDS = 4_096;

    private static final long EXTENT_RECORDS = 1L << 20;

    private final Path file;
    private final VoteRecordCodec codec;
    private final List<VoteRecord> records;
    private FileChannel channel;
    private boolean failed;

    private VoteLog(Path file, VoteRecordCodec codec, List<VoteRecord> records, FileChannel channel) {
        this.file = file;
        this.codec = codec;
        this.records = records;
        this.channel = channel;
    }

    /** What {@link #open} found. */
    public sealed interface Opening {
        /** The log is sound: this node may sign. */
        record Ready(VoteLog log) implements Opening {}

        /** This node must not sign. The reason names the file and what to do. */
        record Refused(String reason) implements Opening {}
    }

    /**
     * Makes the log of a key that has never signed in this network, or whose operator vouches that the network has finalised
     * everything it may have signed.
     *
     * @param signAbove nothing is ever signed at this height or below: 0 for a fresh key; after a loss, at least two heights above
     *     the highest height seen on any node
     * @throws FileAlreadyExistsException when there is a log: it is never replaced
     */
    public static void create(Path file, Genesis genesis, NodeId self, long signAbove) throws IOException {
        VoteRecordCodec codec = new VoteRecordCodec(genesis, self);
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString(), null, "a vote log is never replaced");
        }
        List<VoteRecord> first = new ArrayList<>();
        if (signAbove > 0) {
            first.add(new VoteRecord(VoteRecord.Kind.WATERMARK, signAbove, 0, Hash32.ZERO));
        }
        writeWhole(file, codec, first);
    }

    /**
     * Opens the log of a key.
     *
     * @throws IOException when the disk fails; the node must not sign then either
     */
    public static Opening open(Path file, Genesis genesis, NodeId self) throws IOException {
        return open(file, genesis, self, 0);
    }

    /**
     * The same for a key of which is known how far its log has reached.
     *
     * @param atLeast an earlier {@link #extent}; a log that does not reach so far has lost its end, and is refused
     */
    static Opening open(Path file, Genesis genesis, NodeId self, long atLeast) throws IOException {
        VoteRecordCodec codec = new VoteRecordCodec(genesis, self);
        // DSM 2.2: "missing log on a known key => refuse to sign"
        if (!Files.exists(file)) {
            return new Opening.Refused("no vote log at " + file
                    + ": this key may have voted; restore the file, or create a new one that signs only above a height"
                    + " that the network has passed");
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean kept = false;
        try {
            if (!lock(channel)) {
                return new Opening.Refused(
                        "vote log " + file + " is open in another process: two signers with one key");
            }
            VoteRecordCodec.Scan scan = codec.scan(readAll(channel));
            if (!scan.refusal().isEmpty()) {
                return new Opening.Refused("vote log " + file + ": " + scan.refusal());
            }
            if (extent(scan.records()) < atLeast) {
                return new Opening.Refused("vote log " + file + ": expected one that reaches height "
                        + atLeast / EXTENT_RECORDS + ", found height " + extent(scan.records()) / EXTENT_RECORDS
                        + " or fewer records of it: its end is lost; restore the file from this machine's own disk, or say"
                        + " 'keys confirm --votes-above' with a height that the network has passed");
            }
            if (scan.goodBytes() < channel.size()) {
                channel.truncate(scan.goodBytes());
            }
            // A process that ended between write and sync leaves a record that can be read and is not on the disk yet:
            // what it
            // says is sent again now, so it must not go with the power later.
            channel.force(true);
            channel.position(scan.goodBytes());
            kept = true;
            return new Opening.Ready(new VoteLog(file, codec, new ArrayList<>(scan.records()), channel));
        } finally {
            if (!kept) {
                channel.close();
            }
        }
    }

    /**
     * How far the log reaches: a number that never falls while the log is whole.
     *
     * @return the highest height of a record times 2^20, and the number of records at that height
     */
    long extent() {
        return extent(records);
    }

    private static long extent(List<VoteRecord> records) {
        long height = records.stream().mapToLong(VoteRecord::height).max().orElse(0);
        long count =
                records.stream().filter(record -> record.height() == height).count();
        // What was compacted at this height stands in its watermark.
        boolean compacted = records.stream()
                .anyMatch(record -> record.height() == height && record.kind() == VoteRecord.Kind.WATERMARK);
        return height * EXTENT_RECORDS + (compacted ? EXTENT_RECORDS - 1 : Math.min(count, EXTENT_RECORDS - 1));
    }

    /** Every record since the last compaction, oldest first, without the INIT record. */
    public List<VoteRecord> records() {
        return List.copyOf(records);
    }

    /**
     * Puts a record on the disk before it returns.
     *
     * @throws IOException when that is not sure; then every later call fails too, as the disk's state is unknown
     */
    public void append(VoteRecord record) throws IOException {
        requireSound();
        failed = true;
        writeFully(channel, ByteBuffer.wrap(codec.encode(record)));
        channel.force(false);
        records.add(record);
        failed = false;
    }

    /** Drops records at or below a height that is final and durable, once there are enough of them. */
    public void forget(long decidedHeight) throws IOException {
        requireSound();
        if (records.size() < COMPACT_RECORDS) {
            return;
        }
        failed = true;
        List<VoteRecord> kept = new ArrayList<>();
        // A store restored from an older backup must not make this key vote again on what was dropped.
        kept.add(new VoteRecord(VoteRecord.Kind.WATERMARK, decidedHeight, 0, Hash32.ZERO));
        records.stream().filter(record -> record.height() > decidedHeight).forEach(kept::add);
        writeWhole(file, codec, kept);
        FileChannel next = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        next.position(next.size());
        channel.close();
        channel = next;
        if (!lock(next)) {
            throw new IOException("vote log " + file + " was locked by another process during compaction");
        }
        records.clear();
        records.addAll(kept);
        failed = false;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void requireSound() throws IOException {
        if (failed) {
            throw new IOException("vote log " + file + " failed before; this node no longer signs");
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    private static byte[] readAll(FileChannel channel) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(channel.size()));
        channel.position(0);
        while (all.hasRemaining() && channel.read(all) >= 0) {
            // Reads until the buffer is full: the file is at most a few hundred kilobytes.
        }
        return all.array();
    }

    /** Writes a complete file beside the old one and puts it in its place: there is never half a log. */
    private static void writeWhole(Path file, VoteRecordCodec codec, List<VoteRecord> records) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel out = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            writeFully(out, ByteBuffer.wrap(codec.init()));
            for (VoteRecord record : records) {
                writeFully(out, ByteBuffer.wrap(codec.encode(record)));
            }
            out.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Durable.directory(file.toAbsolutePath().getParent());
    }

    private static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
