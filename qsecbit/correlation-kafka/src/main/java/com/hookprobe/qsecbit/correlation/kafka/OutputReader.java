package com.hookprobe.qsecbit.correlation.kafka;

import com.hookprobe.qsecbit.correlation.CorrelationException;
import com.hookprobe.qsecbit.correlation.OutputBuffer;
import com.hookprobe.qsecbit.correlation.core.Cursor;
import com.hookprobe.qsecbit.correlation.core.Output;
import com.hookprobe.qsecbit.federation.MalformedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
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

    private final KafkaConfig config;
    private final OutputBuffer outputs;
    private final long bytesMax;
    private final Runnable wake;
    private final Consumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions = new ArrayList<>();
    private final Map<Integer, Deque<Read>> unconfirmed = new HashMap<>();
    private final Thread thread = new Thread(this::run, "correlator-outputs");
    private volatile Cursor confirmed;
    private volatile @Nullable CorrelationException failure;
    private volatile long position;
    private volatile boolean closing;

    OutputReader(KafkaConfig config, OutputBuffer outputs, long bytesMax, Cursor confirmed, Runnable wake) {
        this.config = config;
        this.outputs = outputs;
        this.bytesMax = bytesMax;
        this.wake = wake;
        this.confirmed = confirmed;
        this.consumer =
                new KafkaConsumer<>(properties(config), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        for (int shard = 0; shard < config.sharding().shards(); shard++) {
            partitions.add(new TopicPartition(config.outputs(), shard));
            unconfirmed.put(shard, new ArrayDeque<>());
        }
        thread.setDaemon(true);
        thread.start();
    }

    void confirm(Cursor upTo) {
        confirmed = upTo;
    }

    /** The sum of the offsets, over all shards, up to which everything committed is in the buffer. */
    long position() {
        return position;
    }

    @Nullable CorrelationException failure() {
        return failure;
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        boolean interrupted = false;
        while (thread.isAlive()) {
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
            // Not by subscription: every process reads all outputs, and no rebalance may hold it up.
            consumer.assign(partitions);
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
                commit();
                position = partitions.stream().mapToLong(consumer::position).sum();
                if (any) {
                    wake.run();
                }
            }
        } catch (WakeupException e) {
            // The end.
        } catch (CorrelationException e) {
            failure = e;
        } catch (RuntimeException e) {
            failure = new CorrelationException(
                    "the outputs' topic " + config.outputs() + " cannot be read (" + e
                            + "); see the brokers' logs and rights",
                    e);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> message) throws CorrelationException {
        try {
            Output output = Output.decode(message.value());
            if (output.shard() != message.partition()) {
                throw new MalformedException("it is of shard " + output.shard());
            }
            outputs.add(output);
            unconfirmed
                    .getOrDefault(output.shard(), new ArrayDeque<>())
                    .add(new Read(output.sequence(), message.offset()));
        } catch (MalformedException e) {
            throw new CorrelationException("offset " + message.offset() + " of partition " + message.partition()
                    + " of " + config.outputs() + " is no output of a correlator: " + e.getMessage()
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
                offsets.put(new TopicPartition(config.outputs(), shard), new OffsetAndMetadata(oldest.offset() + 1));
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
        return properties;
    }
}
