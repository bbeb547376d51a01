package com.hookprobe.node.role;

import com.hookprobe.node.witness.ClaimLogCodec;
import com.hookprobe.node.witness.SignedClaim;
import com.hookprobe.node.witness.SignedClaims;
import com.hookprobe.node.witness.WitnessJudge;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * What keeps a witness from signing two claims for a decision, across crashes: an append-only file of {@link ClaimLogCodec}
 * records, each on the disk before its signature leaves (witness 4.5).
 *
 * <p>A last batch that a crash has met is no harm: its signatures were never sent. Any other damage is refused. Owned by one
 * thread; the file is locked against a second process.
 */
final class ClaimLog implements AutoCloseable {
    /** Records after which the file is worth writing anew, without those that have ended. */
    static final int REWRITE_RECORDS = 4_096;

    /** No file of ours is longer: it is written anew after the turn in which it has twice what can be remembered. */
    private static final long BYTES_MAX =
            (2L * SignedClaims.DECISIONS_MAX + WitnessJudge.REPORTS_WAITING_MAX + 2) * ClaimLogCodec.RECORD_BYTES;

    private final Path file;
    private final ClaimLogCodec codec;
    private final WholeFile.Moment moment;
    private FileChannel channel;
    private int records;
    private int rewriteAt;
    private long batch;
    private boolean failed;

    private ClaimLog(
            Path file, ClaimLogCodec codec, WholeFile.Moment moment, FileChannel channel, ClaimLogCodec.Scan scan) {
        this.file = file;
        this.codec = codec;
        this.moment = moment;
        this.channel = channel;
        this.records = scan.signed().size() + 1;
        this.rewriteAt = REWRITE_RECORDS;
        this.batch = scan.batch();
    }

    /** What {@link #open} found. */
    sealed interface Opening {
        /** The log is sound: this witness may sign. */
        record Ready(ClaimLog log, List<SignedClaim> signed, long quietUntilMicros) implements Opening {}

        /** This witness must not sign. The reason names the file and says what to do. */
        record Refused(String reason) implements Opening {}
    }

    /** Makes a log, in which nothing was signed. */
    static void create(Path file, ClaimLogCodec codec, long quietUntilMicros, WholeFile.Moment moment)
            throws IOException {
        WholeFile.replace(file, codec.file(List.of(), quietUntilMicros), moment);
    }

    static Opening open(Path file, ClaimLogCodec codec, WholeFile.Moment moment) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean kept = false;
        try {
            if (!lock(channel)) {
                return new Opening.Refused(file + " is open in another process: two witnesses with one key; stop one");
            }
            if (channel.size() > BYTES_MAX) {
                return damaged(file, "expected at most " + BYTES_MAX + " bytes, found " + channel.size());
            }
            ClaimLogCodec.Scan scan = codec.scan(readAll(channel));
            if (!scan.refusal().isEmpty()) {
                return damaged(file, scan.refusal());
            }
            channel.position(channel.size());
            ClaimLog log = new ClaimLog(file, codec, moment, channel, scan);
            if (scan.torn()) {
                log.rewrite(scan.signed(), scan.quietUntilMicros());
            }
            kept = true;
            return new Opening.Ready(log, scan.signed(), scan.quietUntilMicros());
        } finally {
            if (!kept) {
                channel.close();
            }
        }
    }

    private static Opening damaged(Path file, String what) {
        return new Opening.Refused(
                file + ": " + what + "; restore it from this machine's own disk, or move it away: then"
                        + " nothing is signed for a day and five minutes, until all that may have been signed has ended");
    }

    /** Through the channel that is locked: on some systems a lock ends when any other one of the file is closed. */
    private static byte[] readAll(FileChannel channel) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(channel.size()));
        while (all.hasRemaining()) {
            if (channel.read(all, all.position()) < 0) {
                throw new EOFException("the file became shorter while it was read");
            }
        }
        return all.array();
    }

    /**
     * Puts all of them on the disk before it returns, with one sync for each {@link ClaimLogCodec#BATCH_MAX}.
     *
     * @throws IOException when that is not sure; then every later call fails too, as the disk's state is unknown
     */
    void append(List<SignedClaim> signed) throws IOException {
        requireSound();
        failed = true;
        for (int from = 0; from < signed.size(); from += ClaimLogCodec.BATCH_MAX) {
            List<SignedClaim> together = signed.subList(from, Math.min(signed.size(), from + ClaimLogCodec.BATCH_MAX));
            WholeFile.writeFully(channel, codec.batch(++batch, together));
            moment.reached(WholeFile.Step.WRITTEN);
            channel.force(false);
            moment.reached(WholeFile.Step.SYNCED);
            records += together.size();
        }
        failed = false;
    }

    /** Much of the file is about what has ended, or was said again. */
    boolean worthRewriting() {
        return records >= rewriteAt;
    }

    /** Puts a file of these in the place of the old one. */
    void rewrite(List<SignedClaim> holding, long quietUntilMicros) throws IOException {
        requireSound();
        failed = true;
        WholeFile.replace(file, codec.file(holding, quietUntilMicros), moment);
        FileChannel next = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        next.position(next.size());
        channel.close();
        channel = next;
        if (!lock(next)) {
            throw new IOException(file + " was locked by another process while it was written anew");
        }
        records = holding.size() + 1;
        rewriteAt = Math.max(REWRITE_RECORDS, 2 * records);
        batch = 0;
        failed = false;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void requireSound() throws IOException {
        if (failed) {
            throw new IOException(file + " could not be written before; this witness no longer signs");
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }
}
