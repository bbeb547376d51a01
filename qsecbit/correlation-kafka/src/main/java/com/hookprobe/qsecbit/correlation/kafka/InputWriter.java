package com.hookprobe.qsecbit.correlation.kafka;

import com.hookprobe.qsecbit.correlation.CorrelationException;
import com.hookprobe.qsecbit.correlation.core.Input;
import com.hookprobe.qsecbit.correlation.core.InputCodec;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes inputs to the partition of their shard, or to every one. Thread-safe. */
public final class InputWriter implements AutoCloseable {
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);
    private static final int DELIVERY_MILLIS = 30_000;
    private static final int REQUEST_MILLIS = 10_000;
    private static final int LINGER_MILLIS = 2;
    private static final int BUFFER_BYTES = 32 << 20;

    /** How long a caller may be held up when the buffer is full. */
    private static final int BLOCK_MILLIS = 100;

    private final KafkaConfig config;
    private final Producer<byte[], byte[]> producer;

    /**
     * Connects.
     *
     * @throws CorrelationException when no broker tells of the topic
     */
    public InputWriter(KafkaConfig config) throws CorrelationException {
        this(config, new KafkaProducer<>(properties(config), new ByteArraySerializer(), new ByteArraySerializer()));
        try {
            await();
        } catch (CorrelationException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private void await() throws CorrelationException {
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DELIVERY_MILLIS);
        while (!isReady()) {
            if (System.nanoTime() > endNs) {
                throw new CorrelationException("expected Kafka brokers at " + config.bootstrapServers()
                        + " with the topic " + config.inputs() + ", found none in " + DELIVERY_MILLIS / 1000 + " s");
            }
        }
    }

    InputWriter(KafkaConfig config, Producer<byte[], byte[]> producer) {
        this.config = config;
        this.producer = producer;
    }

    /** Done when every partition that an input concerns has it, on all replicas that are in sync. */
    public CompletableFuture<Void> write(Input input) {
        byte[] encoded = InputCodec.encode(input);
        int only = input.key().map(config.sharding()::shardOf).orElse(-1);
        if (only >= 0) {
            return send(only, encoded);
        }
        CompletableFuture<?>[] all = new CompletableFuture<?>[config.sharding().shards()];
        for (int shard = 0; shard < all.length; shard++) {
            all[shard] = send(shard, encoded);
        }
        return CompletableFuture.allOf(all);
    }

    @Override
    public void close() {
        producer.close(CLOSE_WAIT);
    }

    private boolean isReady() {
        try {
            return !producer.partitionsFor(config.inputs()).isEmpty();
        } catch (TimeoutException e) {
            return false;
        }
    }

    // The callback tells all that the producer's own future would.
    @SuppressWarnings("FutureReturnValueIgnored")
    private CompletableFuture<Void> send(int shard, byte[] encoded) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        try {
            producer.send(new ProducerRecord<>(config.inputs(), shard, null, encoded), (metadata, e) -> {
                if (e == null) {
                    done.complete(null);
                } else {
                    done.completeExceptionally(failed(e));
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            done.completeExceptionally(failed(e));
        }
        return done;
    }

    private CorrelationException failed(Exception cause) {
        return new CorrelationException(
                "Kafka has not taken an input for " + config.inputs() + " (" + cause + "); submit it again", cause);
    }

    private static Properties properties(KafkaConfig config) {
        Properties properties = new Properties();
        properties.putAll(config.client());
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, config.name() + "-" + config.instance() + "-inputs");
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        return properties;
    }
}
