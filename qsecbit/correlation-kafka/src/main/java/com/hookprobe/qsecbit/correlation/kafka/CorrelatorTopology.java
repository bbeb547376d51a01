package com.hookprobe.qsecbit.correlation.kafka;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/** Inputs, the shards, outputs: partition n of each is shard n. */
final class CorrelatorTopology {
    static final String STORE = "shard";

    private static final String SOURCE = "inputs";
    private static final String SHARD = "correlator";
    private static final String SINK = "outputs";
    private static final int SHARD_AT = 2;

    /** The changelog is read whole after a move: small segments are compacted soon. */
    private static final Map<String, String> CHANGELOG = Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_COMPACT,
            TopicConfig.SEGMENT_BYTES_CONFIG,
            Integer.toString(32 << 20),
            TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
            "0.3",
            TopicConfig.DELETE_RETENTION_MS_CONFIG,
            "3600000");

    private CorrelatorTopology() {}

    static Topology build(KafkaConfig config, int tailBytes, Progress progress) {
        return new Topology()
                .addSource(SOURCE, new ByteArrayDeserializer(), new ByteArrayDeserializer(), config.inputs())
                .addProcessor(SHARD, () -> new ShardProcessor(config.sharding(), tailBytes, progress), SOURCE)
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                        Stores.inMemoryKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
                                .withCachingDisabled()
                                .withLoggingEnabled(CHANGELOG),
                        SHARD)
                .addSink(
                        SINK,
                        config.outputs(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        (topic, key, value, partitions) -> Optional.of(Set.of(value[SHARD_AT] & 0xff)),
                        SHARD);
    }
}
