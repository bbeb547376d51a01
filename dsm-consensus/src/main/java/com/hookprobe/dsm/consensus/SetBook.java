package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.consensus.core.SetHistory;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The changes of the validator set on the disk, an append-only file: each with the header that decided it, signed by the set before it. So
 * it holds nothing secret and proves itself: a node that lost it may take another node's.
 *
 * <pre>per change: length u32 | CRC-32C of the rest u32 | header 458 | u32 length, certificate | validator set</pre>
 *
 * <p>A last record that is short or damaged is cut off: its checkpoint was not stored, since the record is on the disk before. Owned by
 * one thread.
 */
public final class SetBook implements SetHistory, AutoCloseable {
    private static final int HEADER_BYTES = 8;
    private static final int RECORD_BYTES_MAX = 1 << 20;

    private final FileChannel channel;
    private final List<SetPath.Step> steps = new ArrayList<>();
    private final TreeMap<Long, ValidatorSet> reigns = new TreeMap<>();

    private SetBook(Genesis genesis, FileChannel channel) {
        this.channel = channel;
        reigns.put(1L, genesis.validators());
    }

    /**
     * Opens the book, or makes an empty one. Every change is verified: a certificate for each.
     *
     * @param tipHeight height of the ledger's tip: a change above it was not committed, and is dropped
     * @throws IOException when the disk fails, or a record before the last is damaged or not signed by the set before it
     */
    public static SetBook open(Path file, Genesis genesis, long tipHeight) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean kept = false;
        try {
            SetBook book = new SetBook(genesis, channel);
            long good = book.load(file, genesis, tipHeight);
            if (good < channel.size()) {
                channel.truncate(good);
                channel.force(true);
            }
            Durable.directory(file.toAbsolutePath().getParent());
            kept = true;
            return book;
        } finally {
            if (!kept) {
                channel.close();
            }
        }
    }

    /**
     * The changes that a file holds, without changing it, also while its node runs; none when there is no file.
     *
     * @throws IOException as {@link #open}
     */
    public static SetPath read(Path file, Genesis genesis) throws IOException {
        if (!Files.exists(file)) {
            return SetPath.NONE;
        }
        try (SetBook book = new SetBook(genesis, FileChannel.open(file, StandardOpenOption.READ))) {
            book.load(file, genesis, Long.MAX_VALUE);
            return book.path();
        }
    }

    private long load(Path file, Genesis genesis, long tipHeight) throws IOException {
        byte[] all = Files.readAllBytes(file);
        int at = 0;
        while (at < all.length) {
            Optional<byte[]> record = record(all, at);
            if (record.isEmpty()) {
                if (isLast(all, at)) {
                    break;
                }
                throw damaged(file, at, "its checksum does not fit");
            }
            try {
                SetPath.Step step = read(new WireReader(record.get()), genesis);
                if (step.decided().height() > tipHeight) {
                    break;
                }
                keep(step);
            } catch (MalformedException e) {
                throw damaged(file, at, String.valueOf(e.getMessage()));
            }
            at += HEADER_BYTES + record.get().length;
        }
        return at;
    }

    private static IOException damaged(Path file, int at, String why) {
        return new IOException(file + ": the record at byte " + at + " is damaged: " + why
                + "; replace the file by that of another node of the network");
    }

    private static Optional<byte[]> record(byte[] all, int at) throws IOException {
        if (all.length - at < HEADER_BYTES) {
            return Optional.empty();
        }
        ByteBuffer header = ByteBuffer.wrap(all, at, HEADER_BYTES);
        int length = header.getInt();
        int crc = header.getInt();
        if (length < 1 || length > RECORD_BYTES_MAX || all.length - at - HEADER_BYTES < length) {
            return Optional.empty();
        }
        byte[] record = java.util.Arrays.copyOfRange(all, at + HEADER_BYTES, at + HEADER_BYTES + length);
        return crc == crc(record) ? Optional.of(record) : Optional.empty();
    }

    /** True when nothing that could be a whole record follows: a torn write, not damage. */
    private static boolean isLast(byte[] all, int at) {
        if (all.length - at < HEADER_BYTES) {
            return true;
        }
        int length = ByteBuffer.wrap(all, at, HEADER_BYTES).getInt();
        if (length < 1 || length > RECORD_BYTES_MAX) {
            // A file that grew before its bytes came is zero to the end; any other wild length is damage.
            for (int i = at; i < all.length; i++) {
                if (all[i] != 0) {
                    return false;
                }
            }
            return true;
        }
        return (long) at + HEADER_BYTES + length >= all.length;
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private SetPath.Step read(WireReader in, Genesis genesis) throws MalformedException {
        CheckpointHeader header = CheckpointHeader.decode(in.bytes(CheckpointHeader.BYTES));
        byte[] certificate = in.sized(DecidedCheckpoint.CERTIFICATE_BYTES_MAX);
        ValidatorSet before = reigns.lastEntry().getValue();
        if (header.height() < reigns.lastKey() || !SetPath.isFinal(genesis, before, header, certificate)) {
            throw new MalformedException("it is not signed by the validators before it");
        }
        ValidatorSet next = ValidatorSet.readAfter(before, in);
        in.end();
        if (!next.hash().equals(header.nextValidatorsHash())) {
            throw new MalformedException("its set is not the one that its header names");
        }
        return new SetPath.Step(DecidedCheckpoint.headerOnly(header, certificate), next);
    }

    private void keep(SetPath.Step step) {
        steps.add(step);
        reigns.put(step.decided().height() + 1, step.next());
    }

    /** Puts a change on the disk before it returns; one that is there already is not written again. */
    public void append(DecidedCheckpoint decided, ValidatorSet next) throws IOException {
        if (decided.height() < reigns.lastKey() && steps.size() > 0) {
            return;
        }
        SetPath.Step step = new SetPath.Step(decided, next);
        byte[] record = new WireWriter(4_096)
                .bytes(decided.header().encode())
                .sized(decided.certificate())
                .bytes(next.encode())
                .toBytes();
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + record.length);
        out.putInt(record.length).putInt(crc(record)).put(record).flip();
        channel.position(channel.size());
        while (out.hasRemaining()) {
            channel.write(out);
        }
        channel.force(true);
        keep(step);
    }

    @Override
    public Optional<ValidatorSet> at(long height) {
        Map.Entry<Long, ValidatorSet> since = reigns.floorEntry(height);
        return since == null ? Optional.empty() : Optional.of(since.getValue());
    }

    @Override
    public List<SetPath.Step> changes(long from, int max) {
        return steps.stream()
                .filter(step -> step.decided().height() >= from)
                .limit(max)
                .toList();
    }

    /** The whole way from the genesis, for evidence and light clients. */
    public SetPath path() {
        return new SetPath(steps);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
