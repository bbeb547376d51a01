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
    private static final String NAMES = "1 to 100 of A-Z a-z 0-9 . _ -";
    private static final int THREADS_MAX = 256;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException when one is out of range
     */
    public KafkaConfig {
        client = Map.copyOf(client);
        require(!bootstrapServers.isBlank(), "bootstrap.servers", "host:port of a Kafka broker", bootstrapServers);
        require(NAME.matcher(name).matches(), "name", NAMES, name);
        require(NAME.matcher(instance).matches(), "instance", NAMES, instance);
        require(threads >= 1 && threads <= THREADS_MAX, "threads", "1 to " + THREADS_MAX, threads);
        boolean replicates = replication == -1 || (replication >= 1 && replication <= Short.MAX_VALUE);
        require(replicates, "replication", "1 to " + Short.MAX_VALUE + ", or -1", replication);
    }

    private static void require(boolean valid, String key, String expected, Object found) {
        if (!valid) {
            throw new IllegalArgumentException(key + ": expected " + expected + ", found '" + found + "'");
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
