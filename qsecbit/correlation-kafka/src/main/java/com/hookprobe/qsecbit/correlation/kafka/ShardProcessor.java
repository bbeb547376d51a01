package com.hookprobe.qsecbit.correlation.kafka;

import com.hookprobe.qsecbit.correlation.core.Input;
import com.hookprobe.qsecbit.correlation.core.InputCodec;
import com.hookprobe.qsecbit.correlation.core.Output;
import com.hookprobe.qsecbit.correlation.core.Shard;
import com.hookprobe.qsecbit.correlation.core.Sharding;
import com.hookprobe.qsecbit.federation.MalformedException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The shard of one partition. Kafka Streams calls it from one thread, and anew after every rebalance or abort. */
final class ShardProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    private final Sharding sharding;
    private final int tailBytes;
    private final Progress progress;
    private @Nullable ProcessorContext<byte[], byte[]> context;
    private @Nullable Shard shard;
    private @Nullable ShardStore store;
    private int number;

    ShardProcessor(Sharding sharding, int tailBytes, Progress progress) {
        this.sharding = sharding;
        this.tailBytes = tailBytes;
        this.progress = progress;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> streams) {
        context = streams;
        number = streams.taskId().partition();
        KeyValueStore<Bytes, byte[]> kept = streams.getStateStore(CorrelatorTopology.STORE);
        // Always from the store: after an abort this object still holds what was never committed.
        ShardStore opened = new ShardStore(kept, tailBytes);
        try {
            shard = opened.load(sharding, number);
        } catch (MalformedException e) {
            throw new IllegalStateException(
                    "the changelog of shard " + number + " cannot be read: " + e.getMessage()
                            + "; expected what the same version wrote. See correlation.md 5.6 for how to begin anew",
                    e);
        }
        store = opened;
    }

    @Override
    public void process(Record<byte[], byte[]> message) {
        Shard counts = shard;
        ShardStore keeps = store;
        ProcessorContext<byte[], byte[]> to = context;
        if (counts == null || keeps == null || to == null) {
            throw new IllegalStateException("a message before the start");
        }
        Input input = read(message.value());
        if (input == null) {
            progress.refused();
            return;
        }
        if (input.isEarly(TimeUnit.MILLISECONDS.toMicros(message.timestamp()))) {
            // By the log's own time, so that whoever reads it leaves out the same (CORRELATION 1.6).
            progress.tooEarly();
            return;
        }
        for (Output output : counts.take(input)) {
            byte[] key = ByteBuffer.allocate(1 + Long.BYTES)
                    .put((byte) output.shard())
                    .putLong(output.sequence())
                    .array();
            to.forward(new Record<>(key, output.encode(), message.timestamp(), basis(output, counts)));
        }
        keeps.keep(message.value(), counts);
        progress.taken();
    }

    private static Headers basis(Output output, Shard shard) {
        Headers headers = new RecordHeaders();
        if (output.kind() == Output.Kind.DECISION) {
            try {
                headers.add(
                        BasisHeader.NAME,
                        BasisHeader.encode(shard.basis(output.decision().draft())));
            } catch (MalformedException e) {
                throw new IllegalStateException("a shard reads its own decision", e);
            }
        }
        return headers;
    }

    /** Null for what no edge of ours writes here: it is left out by every host in the same way. */
    private @Nullable Input read(byte @Nullable [] value) {
        if (value == null) {
            return null;
        }
        try {
            Input input = InputCodec.decode(value);
            return sharding.concerns(number, input) ? input : null;
        } catch (MalformedException e) {
            return null;
        }
    }
}
