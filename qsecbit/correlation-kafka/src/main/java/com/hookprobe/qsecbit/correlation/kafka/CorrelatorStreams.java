package com.hookprobe.qsecbit.correlation.kafka;

import com.hookprobe.qsecbit.correlation.CorrelationException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;

/**
 * This process' part of the shards. Kafka shares the partitions out among all processes of a deployment, and gives those of
 * one that ended or died to the others. Thread-safe.
 */
public final class CorrelatorStreams implements AutoCloseable {
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(15);

    /** How long the partitions of a process that died wait for it. */
    private static final int SESSION_MILLIS = 10_000;

    /** How long what a process that died had begun is in the way of readers. */
    private static final int TRANSACTION_MILLIS = 5_000;

    private static final int COMMIT_MILLIS = 100;

    private final Progress progress;
    private final KafkaStreams streams;
    private final Runnable wake;
    private volatile @Nullable CorrelationException failure;

    private CorrelatorStreams(KafkaConfig config, Runnable wake) {
        this.wake = wake;
        this.progress = new Progress();
        this.streams =
                new KafkaStreams(CorrelatorTopology.build(config, ShardStore.TAIL_BYTES, progress), properties(config));
    }

    /**
     * Joins the deployment. The topics must be there: {@link Topics#require}.
     *
     * @param wake called by a thread of Kafka's when this process takes nothing any more; it must not wait
     */
    public static CorrelatorStreams start(KafkaConfig config, Runnable wake) {
        CorrelatorStreams started = new CorrelatorStreams(config, wake);
        started.streams.setUncaughtExceptionHandler(started::failed);
        try {
            started.streams.start();
            return started;
        } catch (RuntimeException | Error e) {
            started.close();
            throw e;
        }
    }

    /** What this process has done. */
    public Progress progress() {
        return progress;
    }

    /** True while it takes inputs of all partitions that it was given. */
    public boolean isRunning() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /** Why this process takes nothing any more; the others go on. */
    public Optional<CorrelationException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Commits, leaves, and lets the others take over. Without it, as after a kill, they wait for the session's end. */
    @Override
    public void close() {
        streams.close(CloseOptions.timeout(CLOSE_WAIT)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    }

    private StreamThreadExceptionResponse failed(Throwable cause) {
        failure = new CorrelationException(
                "the correlator on Kafka has stopped in this process (" + cause
                        + "); start it again, and if it stops again look at the brokers' logs",
                cause);
        wake.run();
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    static Properties properties(KafkaConfig config) {
        Properties properties = new Properties();
        properties.putAll(config.client());
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, config.name());
        properties.put(StreamsConfig.STATE_DIR_CONFIG, config.stateFolder().toString());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, config.replication());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_MILLIS);
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        // A shard is restored in a second or two: whoever joins gets its share at once, and not after ten minutes.
        properties.put(StreamsConfig.ACCEPTABLE_RECOVERY_LAG_CONFIG, Long.MAX_VALUE);
        // Kafka's default of 45 s would be the time for which the shards of a dead process stand still.
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_MILLIS);
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), config.instance());
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), TRANSACTION_MILLIS);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), Topics.MESSAGE_BYTES_MAX);
        properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, config.name() + "-" + config.instance());
        return properties;
    }
}
