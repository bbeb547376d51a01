package com.hookprobe.qsecbit.correlation.kafka;

import com.hookprobe.qsecbit.correlation.CorrelationException;
import com.hookprobe.qsecbit.correlation.CorrelatorHost;
import com.hookprobe.qsecbit.correlation.HostOptions;
import com.hookprobe.qsecbit.correlation.HostProvider;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The host of kind {@code kafka}. Properties: {@code bootstrap.servers} and {@code instance} (needed), {@code name},
 * {@code threads}, {@code replication}, and {@code client.X} for the property X of every client.
 */
public final class KafkaHostProvider implements HostProvider {
    private static final String SERVERS = "bootstrap.servers";
    private static final String INSTANCE = "instance";
    private static final String NAME = "name";
    private static final String THREADS = "threads";
    private static final String REPLICATION = "replication";
    private static final String CLIENT = "client.";
    private static final Set<String> KNOWN = Set.of(SERVERS, INSTANCE, NAME, THREADS, REPLICATION);

    @Override
    public String kind() {
        return "kafka";
    }

    @Override
    public CorrelatorHost open(HostOptions options) throws CorrelationException {
        return KafkaCorrelator.open(config(options), options);
    }

    @Override
    public void probe(HostOptions options) throws CorrelationException {
        Topics.look(config(options));
    }

    static KafkaConfig config(HostOptions options) throws CorrelationException {
        Map<String, String> client = new HashMap<>();
        for (Map.Entry<String, String> property : options.properties().entrySet()) {
            if (property.getKey().startsWith(CLIENT)) {
                client.put(property.getKey().substring(CLIENT.length()), property.getValue());
            } else if (!KNOWN.contains(property.getKey())) {
                throw new CorrelationException("the correlator on Kafka has no property '" + property.getKey()
                        + "'; expected " + KNOWN.stream().sorted().toList() + " or client.*");
            }
        }
        Map<String, String> given = options.properties();
        try {
            return new KafkaConfig(
                    given.getOrDefault(SERVERS, ""),
                    given.getOrDefault(NAME, "hookprobe-correlator"),
                    given.getOrDefault(INSTANCE, ""),
                    options.sharding(),
                    number(given, THREADS, "1"),
                    number(given, REPLICATION, "-1"),
                    options.folder(),
                    client);
        } catch (IllegalArgumentException e) {
            throw new CorrelationException("the correlator on Kafka cannot be configured so: " + e.getMessage());
        }
    }

    private static int number(Map<String, String> given, String key, String otherwise) {
        String found = given.getOrDefault(key, otherwise);
        try {
            return Integer.parseInt(found);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + ": expected a whole number, found '" + found + "'", e);
        }
    }
}
