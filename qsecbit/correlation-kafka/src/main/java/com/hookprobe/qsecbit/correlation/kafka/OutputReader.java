package com.hookprobe.qsecbit.correlation.kafka;

import com.hookprobe.qsecbit.correlation.CorrelationException;
import com.hookprobe.qsecbit.correlation.HostOptions;
import com.hookprobe.qsecbit.correlation.OutputBuffer;
import com.hookprobe.qsecbit.correlation.core.Cursor;
import com.hookprobe.qsecbit.correlation.core.LiveTag;
import com.hookprobe.qsecbit.correlation.core.Output;
import com.hookprobe.qsecbit.federation.MalformedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the outputs of all shards for one reader, from where it has confirmed. Only what was committed is read: the topic
 * holds the outputs of aborted transactions as well. A thread of its own.
 */
final class OutputReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    /** An output whose offset can be told to the brokers once it is confirmed. */
    private record Read(long sequence, long offset) {}

    private final String topic;
    private final OutputBuffer outputs;
    private final long bytesMax;
    private final Runnable wake;
    private final java.util.function.Consumer<LiveTag> live;
    private final Consumer<byte[], byte[]> consumer;
    private final Cursor wanted;
    private final OutputOrder order;
    private final List<TopicPartition> partitions = new ArrayList<>();
    private final Map<Integer, Deque<Read>> unconfirmed = new HashMap<>();
    private final Thread thread = new Thread(this::run, "correlator-outputs");
    private volatile Cursor confirmed;
    private volatile @Nullable CorrelationException failure;
    private volatile boolean closing;

    /**
     * @param consumer of the outputs' topic, assigned to nothing yet; closed by the reader
     * @param bytesMax beyond so many bytes that the reader has not confirmed no more are fetched
     */
    OutputReader(
            Consumer<byte[], byte[]> consumer,
            String topic,
            OutputBuffer outputs,
            long bytesMax,
            Cursor confirmed,
            Runnable wake,
            java.util.function.Consumer<LiveTag> live) {
        this.live = live;
        this.consumer = consumer;
        this.topic = topic;
        this.outputs = outputs;
        this.bytesMax = bytesMax;
        this.wake = wake;
        this.confirmed = confirmed;
        this.wanted = confirmed;
        this.order = new OutputOrder(topic, confirmed);
        for (int shard = 0; shard < confirmed.shards(); shard++) {
            partitions.add(new TopicPartition(topic, shard));
            unconfirmed.put(shard, new ArrayDeque<>());
        }
    }

    /** Begins to read. */
    static OutputReader start(KafkaConfig config, OutputBuffer outputs, long bytesMax, HostOptions options) {
        Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties(config), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        OutputReader reader = new OutputReader(
                consumer, config.outputs(), outputs, bytesMax, options.reader(), options.wake(), options.live());
        reader.start();
        return reader;
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    void confirm(Cursor upTo) {
        confirmed = upTo;
    }

    @Nullable CorrelationException failure() {
        return failure;
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        boolean interrupted = false;
        while (thread.isAlive() && thread != Thread.currentThread()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (consumer) {
            read();
        } catch (WakeupException e) {
            // The end.
        } catch (CorrelationException e) {
            failure = e;
        } catch (RuntimeException | Error e) {
            failure = new CorrelationException(
                    "the outputs' topic " + topic + " cannot be read (" + e + "); see the brokers' logs and rights", e);
        }
        if (failure != null) {
            // The reader has to hear of it from poll.
            wake.run();
        }
    }

    private void read() throws CorrelationException {
        // Not by subscription: every process reads all outputs, and no rebalance may hold it up.
        consumer.assign(partitions);
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        for (TopicPartition partition : partitions) {
            order.starts(
                    partition.partition(), consumer.position(partition), ends.getOrDefault(partition, Long.MAX_VALUE));
        }
        while (!closing) {
            if (outputs.bytes() > bytesMax) {
                consumer.pause(partitions);
            } else {
                consumer.resume(partitions);
            }
            boolean any = false;
            for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
                take(message);
                any = true;
            }
            for (TopicPartition partition : partitions) {
                int shard = partition.partition();
                if (!order.isCaughtUp(shard)
                        && consumer.position(partition) >= ends.getOrDefault(partition, Long.MAX_VALUE)) {
                    order.caughtUp(shard, starts.getOrDefault(partition, 0L) == 0);
                }
            }
            commit();
            if (any) {
                wake.run();
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> message) throws CorrelationException {
        try {
            Output output = Output.decode(message.value());
            if (output.shard() != message.partition()) {
                throw new MalformedException("it is of shard " + output.shard());
            }
            order.read(output.shard(), output.sequence(), message.offset());
            Header basis = message.headers().lastHeader(BasisHeader.NAME);
            if (basis != null && output.sequence() >= wanted.next(output.shard())) {
                live.accept(new LiveTag(output.decision().key(), Optional.empty(), BasisHeader.decode(basis.value())));
            }
            outputs.add(output);
            unconfirmed
                    .getOrDefault(output.shard(), new ArrayDeque<>())
                    .add(new Read(output.sequence(), message.offset()));
        } catch (MalformedException e) {
            throw new CorrelationException("offset " + message.offset() + " of partition " + message.partition()
                    + " of " + topic + " is no output of a correlator: " + e.getMessage()
                    + "; let nobody else write there");
        }
    }

    private void commit() {
        Cursor upTo = confirmed;
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        unconfirmed.forEach((shard, reads) -> {
            for (Read oldest = reads.peek(); oldest != null; oldest = reads.peek()) {
                if (oldest.sequence() >= upTo.next(shard)) {
                    break;
                }
                // The last one that was confirmed is read again after a start, and tells whether this is the same
                // topic.
                offsets.put(new TopicPartition(topic, shard), new OffsetAndMetadata(oldest.offset()));
                reads.remove();
            }
        });
        if (!offsets.isEmpty()) {
            // Lost, it costs reading some outputs again, which the cursor drops.
            consumer.commitAsync(offsets, null);
        }
    }

    static Properties properties(KafkaConfig config) {
        Properties properties = new Properties();
        properties.putAll(config.client());
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, config.name() + "-reader-" + config.instance());
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Topics.MESSAGE_BYTES_MAX);
        return properties;
    }
}
