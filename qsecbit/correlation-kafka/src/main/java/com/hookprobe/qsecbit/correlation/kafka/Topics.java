package com.hookprobe.qsecbit.correlation.kafka;

import com.hookprobe.qsecbit.correlation.CorrelationException;
import com.hookprobe.qsecbit.correlation.core.Output;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topics of inputs and outputs: made when they are missing, and refused when they would lose something. */
public final class Topics {
    /** The longest output, and what Kafka needs besides: producers, topics and consumers agree on it. */
    static final int MESSAGE_BYTES_MAX = Output.BYTES_MAX + 4_096;

    private static final long WAIT_SECONDS = 30;
    private static final String LOG_APPEND_TIME = "LogAppendTime";
    private static final String FOR_EVER = "-1";

    private Topics() {}

    /**
     * Makes the topics that are missing, and looks at those that are there.
     *
     * @throws CorrelationException when no broker answers, or a topic is not what it has to be; it says what to do
     */
    public static void require(KafkaConfig config) throws CorrelationException {
        visit(config, true);
    }

    /**
     * Looks at the topics that are there, and makes none.
     *
     * @throws CorrelationException as {@link #require}
     */
    static void look(KafkaConfig config) throws CorrelationException {
        visit(config, false);
    }

    private static void visit(KafkaConfig config, boolean makes) throws CorrelationException {
        Properties properties = new Properties();
        properties.putAll(config.client());
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        try (Admin admin = Admin.create(properties)) {
            Set<String> there = admin.listTopics().names().get(WAIT_SECONDS, TimeUnit.SECONDS);
            List<String> topics = new ArrayList<>(List.of(config.inputs(), config.outputs()));
            for (String topic : topics) {
                if (makes && !there.contains(topic)) {
                    make(admin, config, topic);
                }
            }
            topics.removeIf(topic -> !makes && !there.contains(topic));
            if (!topics.isEmpty()) {
                check(admin, config, topics);
            }
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new CorrelationException(
                    "expected Kafka brokers at " + config.bootstrapServers()
                            + " that let us see and make topics; found " + cause,
                    e);
        } catch (KafkaException e) {
            throw new CorrelationException(
                    "Kafka's clients refuse their configuration: " + KafkaCorrelator.reasons(e)
                            + "; a property client.X sets X, see correlation.md 6",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CorrelationException("interrupted while looking at the topics", e);
        }
    }

    private static void make(Admin admin, KafkaConfig config, String topic)
            throws ExecutionException, InterruptedException, TimeoutException {
        Optional<Short> replication =
                config.replication() < 0 ? Optional.empty() : Optional.of((short) config.replication());
        NewTopic wanted = new NewTopic(topic, Optional.of(config.sharding().shards()), replication)
                // An old input that is played in again would else be older than the retention, and so would its
                // outputs.
                .configs(Map.of(
                        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                        LOG_APPEND_TIME,
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        Integer.toString(MESSAGE_BYTES_MAX)));
        try {
            admin.createTopics(List.of(wanted)).all().get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            // Two processes of a deployment may start together.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private static void check(Admin admin, KafkaConfig config, List<String> topics)
            throws ExecutionException, InterruptedException, TimeoutException, CorrelationException {
        for (TopicDescription topic : described(admin, topics)) {
            int partitions = topic.partitions().size();
            if (partitions != config.sharding().shards()) {
                throw new CorrelationException("topic " + topic.name() + " has " + partitions + " partitions, expected "
                        + config.sharding().shards() + ", the number of shards: open it with " + partitions
                        + ", or make new topics under another name");
            }
        }
        List<ConfigResource> resources = topics.stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        for (Map.Entry<ConfigResource, Config> topic : admin.describeConfigs(resources)
                .all()
                .get(WAIT_SECONDS, TimeUnit.SECONDS)
                .entrySet()) {
            check(topic.getKey().name(), topic.getValue());
            if (topic.getKey().name().equals(config.outputs())) {
                checkLength(config.outputs(), topic.getValue());
            }
        }
    }

    private static void checkLength(String topic, Config config) throws CorrelationException {
        String longest = value(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        if (Long.parseLong(longest) < MESSAGE_BYTES_MAX) {
            throw new CorrelationException("topic " + topic + " has max.message.bytes=" + longest + ", expected "
                    + MESSAGE_BYTES_MAX + " or more: a long output would stop its shard");
        }
    }

    private static void check(String topic, Config config) throws CorrelationException {
        String stamp = value(config, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG);
        String retention = value(config, TopicConfig.RETENTION_MS_CONFIG);
        String cleanup = value(config, TopicConfig.CLEANUP_POLICY_CONFIG);
        if (!stamp.equals(LOG_APPEND_TIME) && !retention.equals(FOR_EVER)) {
            throw new CorrelationException("topic " + topic + " has message.timestamp.type=" + stamp
                    + " and retention.ms=" + retention + ": what is about old events would be deleted at once."
                    + " Expected message.timestamp.type=LogAppendTime, or retention.ms=-1");
        }
        if (cleanup.contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            throw new CorrelationException("topic " + topic + " has cleanup.policy=" + cleanup
                    + ", expected delete: a compacted log has gaps");
        }
    }

    /** A topic that was made just now may not be known to every broker yet. */
    private static Collection<TopicDescription> described(Admin admin, List<String> topics)
            throws ExecutionException, InterruptedException, TimeoutException {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (true) {
            try {
                return admin.describeTopics(topics)
                        .allTopicNames()
                        .get(WAIT_SECONDS, TimeUnit.SECONDS)
                        .values();
            } catch (ExecutionException e) {
                if (System.nanoTime() > endNs) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
    }

    private static String value(Config config, String name) {
        ConfigEntry entry = config.get(name);
        return entry == null ? "" : String.valueOf(entry.value());
    }
}
