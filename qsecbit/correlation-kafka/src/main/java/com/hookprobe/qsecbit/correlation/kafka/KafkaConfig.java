package com.hookprobe.qsecbit.correlation.kafka;

import com.hookprobe.qsecbit.correlation.core.Sharding;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where the brokers are, and which of several processes this is (CORRELATION 5).
 *
 * @param bootstrapServers host:port, with commas between
 * @param name of the whole deployment: the consumer group, and the first part of its topics' names
 * @param instance of this process: another one in each, and the same after a restart, or its shards wait for it
 * @param sharding of every process alike; the topics have so many partitions
 * @param threads that take inputs, 1 to 256
 * @param replication of the topics, when they are made here; -1 is the cluster's default
 * @param stateFolder for Kafka Streams' own notes; no state of ours
 * @param client further properties of every client, such as {@code security.protocol}, {@code ssl.*} and {@code sasl.*}
 */
public record KafkaConfig(
        String bootstrapServers,
        String name,
        String instance,
        Sharding sharding,
        int threads,
        int replication,
        Path stateFolder,
        Map<String, String> client) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    private static final int THREADS_MAX = 256;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException when one is out of range
     */
    public KafkaConfig {
        client = Map.copyOf(client);
        if (bootstrapServers.isBlank()) {
            throw new IllegalArgumentException("expected host:port of a Kafka broker, found nothing");
        }
        if (!NAME.matcher(name).matches() || !NAME.matcher(instance).matches()) {
            throw new IllegalArgumentException("expected 1 to 100 of A-Z a-z 0-9 . _ - for the names of deployment and"
                    + " instance, found '" + name + "' and '" + instance + "'");
        }
        if (threads < 1 || threads > THREADS_MAX || replication == 0 || replication < -1) {
            throw new IllegalArgumentException("expected 1..256 threads and a replication of 1 or more, or -1; found "
                    + threads + " and " + replication);
        }
    }

    /** The topic of inputs. */
    public String inputs() {
        return name + "-inputs";
    }

    /** The topic of outputs. */
    public String outputs() {
        return name + "-outputs";
    }
}
