package com.hookprobe.qsecbit.correlation.kafka;

import com.hookprobe.qsecbit.correlation.core.InputCodec;
import com.hookprobe.qsecbit.correlation.core.Shard;
import com.hookprobe.qsecbit.correlation.core.Sharding;
import com.hookprobe.qsecbit.federation.MalformedException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * A shard in a Kafka Streams store, which writes a changelog in the same transaction as the outputs and the offsets
 * (CORRELATION 5.3): a snapshot in pieces, and the inputs since then. Big-endian:
 *
 * <pre>
 * key                      value
 * 0                        head: length u32 of the snapshot, number u64 of the first input behind it
 * 1, piece u32             a piece of the snapshot
 * 2, number u64            an input
 * </pre>
 */
final class ShardStore {
    /** Below a broker's default limit of a message, 1 MiB. */
    static final int PIECE_BYTES = 512 << 10;

    /** A new snapshot is worth its bytes when so many of inputs came, and more than the last one had. */
    static final int TAIL_BYTES = 4 << 20;

    private static final byte HEAD = 0;
    private static final byte PIECE = 1;
    private static final byte INPUT = 2;

    private final KeyValueStore<Bytes, byte[]> store;
    private final int tailBytesMin;
    private int snapshotBytes;
    private long firstInput;
    private long nextInput;
    private long tailBytes;

    ShardStore(KeyValueStore<Bytes, byte[]> store, int tailBytesMin) {
        this.store = store;
        this.tailBytesMin = tailBytesMin;
    }

    /**
     * The shard as it was when the last transaction was committed.
     *
     * @throws MalformedException when the changelog holds something else
     */
    Shard load(Sharding sharding, int number) throws MalformedException {
        byte[] head = store.get(key(HEAD));
        Shard shard;
        if (head == null) {
            snapshotBytes = 0;
            firstInput = 0;
            shard = new Shard(sharding, number);
        } else {
            ByteBuffer from = ByteBuffer.wrap(head);
            snapshotBytes = from.getInt();
            firstInput = from.getLong();
            shard = Shard.restore(sharding, number, pieces());
        }
        nextInput = firstInput;
        tailBytes = 0;
        try (KeyValueIterator<Bytes, byte[]> tail = store.range(key(INPUT, firstInput), key(INPUT, Long.MAX_VALUE))) {
            while (tail.hasNext()) {
                KeyValue<Bytes, byte[]> input = tail.next();
                if (!input.key.equals(key(INPUT, nextInput))) {
                    throw new MalformedException("input " + nextInput + " is missing in the changelog");
                }
                // What it decided is in the outputs: it was committed with this input.
                shard.take(InputCodec.decode(input.value));
                nextInput++;
                tailBytes += input.value.length;
            }
        }
        return shard;
    }

    /** Keeps an input that the shard has taken. */
    void keep(byte[] input, Shard shard) {
        store.put(key(INPUT, nextInput++), input);
        tailBytes += input.length;
        if (tailBytes >= Math.max(tailBytesMin, snapshotBytes)) {
            snapshot(shard.snapshot());
        }
    }

    private void snapshot(byte[] snapshot) {
        int pieces = pieces(snapshot.length);
        for (int piece = 0; piece < pieces; piece++) {
            int from = piece * PIECE_BYTES;
            store.put(key(piece), Arrays.copyOfRange(snapshot, from, Math.min(snapshot.length, from + PIECE_BYTES)));
        }
        for (int piece = pieces; piece < pieces(snapshotBytes); piece++) {
            store.delete(key(piece));
        }
        for (long input = firstInput; input < nextInput; input++) {
            store.delete(key(INPUT, input));
        }
        store.put(
                key(HEAD),
                ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
                        .putInt(snapshot.length)
                        .putLong(nextInput)
                        .array());
        snapshotBytes = snapshot.length;
        firstInput = nextInput;
        tailBytes = 0;
    }

    private byte[] pieces() throws MalformedException {
        ByteBuffer to = ByteBuffer.allocate(snapshotBytes);
        for (int piece = 0; piece < pieces(snapshotBytes); piece++) {
            byte[] bytes = store.get(key(piece));
            if (bytes == null || bytes.length > to.remaining()) {
                throw new MalformedException("piece " + piece + " of a snapshot is missing in the changelog");
            }
            to.put(bytes);
        }
        return to.array();
    }

    private static int pieces(int bytes) {
        return (bytes + PIECE_BYTES - 1) / PIECE_BYTES;
    }

    private static Bytes key(byte kind) {
        return Bytes.wrap(new byte[] {kind});
    }

    private static Bytes key(int piece) {
        return Bytes.wrap(
                ByteBuffer.allocate(1 + Integer.BYTES).put(PIECE).putInt(piece).array());
    }

    private static Bytes key(byte kind, long number) {
        return Bytes.wrap(
                ByteBuffer.allocate(1 + Long.BYTES).put(kind).putLong(number).array());
    }
}
