package com.hookprobe.qsecbit.correlation;

import com.hookprobe.qsecbit.correlation.core.Input;
import com.hookprobe.qsecbit.correlation.core.InputCodec;
import com.hookprobe.qsecbit.correlation.core.LiveTag;
import com.hookprobe.qsecbit.correlation.core.Output;
import com.hookprobe.qsecbit.correlation.core.Shard;
import com.hookprobe.qsecbit.correlation.core.Sharding;
import com.hookprobe.qsecbit.federation.MalformedException;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * All shards on one log (CORRELATION 4). Not thread-safe.
 *
 * <p>Each shard has a snapshot of its own. Whenever a segment is full, or an hour old, the shards whose snapshots are the
 * oldest get new ones, as many as the segment's length pays for, and the segments that no shard needs any more go. So small
 * states are always near the log's end, a pause is never much longer than one shard takes, and the disk holds at most
 * shards + 1 segments and the state.
 */
final class DurableShards implements Closeable {
    /**
     * When a segment ends.
     *
     * @param segmentBytes when it is so long
     * @param segmentMicros when its first input is so old, by times of arrival
     */
    record Limits(int segmentBytes, long segmentMicros) {
        static final Limits STANDARD = new Limits(8 << 20, 3_600_000_000L);
    }

    private final Disk disk;
    private final Sharding sharding;
    private final Limits limits;
    private final OutputBuffer outputs;
    private final Shard[] shards;
    private final long[] snapshots;
    private final InputLog log;
    private long segmentSinceMicros = Long.MAX_VALUE;
    private long seenMicros;

    private DurableShards(Disk disk, Sharding sharding, Limits limits, OutputBuffer outputs, LongSupplier salts)
            throws IOException {
        this.disk = disk;
        this.sharding = sharding;
        this.limits = limits;
        this.outputs = outputs;
        this.shards = new Shard[sharding.shards()];
        this.snapshots = new long[sharding.shards()];
        // After a kill a name may be seen that is not durable yet; what it makes needless must not be deleted before it
        // is.
        disk.force();
        Map<Integer, SnapshotFile> files = SnapshotFile.readAll(disk, sharding);
        for (int number = 0; number < shards.length; number++) {
            SnapshotFile file = files.get(number);
            shards[number] = file == null ? new Shard(sharding, number) : file.shard();
            snapshots[number] = file == null ? -1 : file.position();
            for (Output output : file == null ? List.<Output>of() : file.waiting()) {
                outputs.add(output);
            }
        }
        this.log = InputLog.open(disk, sharding, oldest(), salts, this::replay);
    }

    /**
     * Opens the folder and brings every shard to where it was. Outputs that the reader has not confirmed are in the buffer
     * again, with the same names.
     *
     * @throws CorrelationException when files are damaged or missing, or the reader knows of outputs that there are none of
     */
    static DurableShards open(Disk disk, Sharding sharding, Limits limits, OutputBuffer outputs, LongSupplier salts)
            throws IOException {
        DurableShards opened = new DurableShards(disk, sharding, limits, outputs, salts);
        for (int number = 0; number < sharding.shards(); number++) {
            long wanted = outputs.confirmed(number);
            long next = opened.shards[number].nextSequence();
            if (wanted > next) {
                opened.close();
                throw new CorrelationException("the reader wants output " + number + ":" + wanted + ", and the log in "
                        + disk + " ends before it, at " + number + ":" + next
                        + ": it is older than the reader's cursor."
                        + " Put back both from the same backup, or empty the folder and begin with a new cursor");
            }
        }
        return opened;
    }

    /** Every tag's live reports, and the decision in force about it. */
    void live(Consumer<LiveTag> to) {
        for (Shard shard : shards) {
            shard.live(to);
        }
    }

    /** Makes inputs durable, then lets the shards take them; their outputs are in the buffer when it returns. */
    void append(List<Input> inputs) throws IOException {
        List<byte[]> encoded = new ArrayList<>(inputs.size());
        for (Input input : inputs) {
            encoded.add(InputCodec.encode(input));
        }
        long position = log.next();
        log.append(encoded);
        for (Input input : inputs) {
            take(position++, input);
        }
        if (isFull()) {
            roll();
        }
    }

    /** The latest arrival that a shard has seen. */
    long latestMicros() {
        return Arrays.stream(shards).mapToLong(Shard::nowMicros).max().orElse(0);
    }

    /** How many inputs there have ever been. */
    long inputs() {
        return log.next();
    }

    Shard shard(int number) {
        return shards[number];
    }

    @Override
    public void close() throws IOException {
        log.close();
    }

    private void replay(long position, byte[] encoded) throws IOException {
        try {
            take(position, InputCodec.decode(encoded));
        } catch (MalformedException e) {
            throw new CorrelationException("input " + position + " in " + disk + " cannot be read (" + e.getMessage()
                    + "): it was written by a newer version; start that one");
        }
    }

    private void take(long position, Input input) throws IOException {
        int only = input.key().map(sharding::shardOf).orElse(-1);
        for (int number = Math.max(0, only); number < (only < 0 ? shards.length : only + 1); number++) {
            if (position >= snapshots[number]) {
                for (Output output : shards[number].take(input)) {
                    outputs.add(output);
                }
            }
        }
        seenMicros = Math.max(seenMicros, input.arrivalMicros());
        segmentSinceMicros = Math.min(segmentSinceMicros, seenMicros);
    }

    private boolean isFull() {
        return log.segmentBytes() >= limits.segmentBytes() || seenMicros - segmentSinceMicros >= limits.segmentMicros();
    }

    /** CORRELATION 4.4: as many bytes of snapshots as there were of inputs, and at least one shard's. */
    private void roll() throws IOException {
        log.roll();
        segmentSinceMicros = Long.MAX_VALUE;
        long written = 0;
        for (int number = stalest(); written < limits.segmentBytes() && snapshots[number] < log.next(); ) {
            written += SnapshotFile.write(
                    disk, number, log.next(), snapshots[number], shards[number], outputs.waiting(number));
            snapshots[number] = log.next();
            number = stalest();
        }
        log.deleteBelow(oldest());
    }

    private int stalest() {
        int number = 0;
        for (int other = 1; other < shards.length; other++) {
            number = snapshots[other] < snapshots[number] ? other : number;
        }
        return number;
    }

    /** The first input that some shard needs after a restart. */
    private long oldest() {
        return Math.max(0, Arrays.stream(snapshots).min().orElse(0));
    }
}
