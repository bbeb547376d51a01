package com.hookprobe.qsecbit.correlation.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.correlation.CorrelationException;
import com.hookprobe.qsecbit.correlation.CorrelatorHost;
import com.hookprobe.qsecbit.correlation.CorrelatorHosts;
import com.hookprobe.qsecbit.correlation.HostOptions;
import com.hookprobe.qsecbit.correlation.compare.KafkaBroker;
import com.hookprobe.qsecbit.correlation.compare.SomeInputs;
import com.hookprobe.qsecbit.correlation.core.Cursor;
import com.hookprobe.qsecbit.correlation.core.Input;
import com.hookprobe.qsecbit.correlation.core.Output;
import com.hookprobe.qsecbit.correlation.core.Shard;
import com.hookprobe.qsecbit.correlation.core.Sharding;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.IndicatorType;
import com.hookprobe.qsecbit.federation.TagKey;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CORRELATION 5, with a real broker in a process of its own. */
class KafkaCorrelatorIT {
    private static final Sharding SHARDING = new Sharding(2);

    @TempDir
    static Path folder;

    private static KafkaBroker broker;

    @BeforeAll
    static void start() throws Exception {
        broker = KafkaBroker.start(folder.resolve("broker"));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static KafkaConfig config(String name, String instance) {
        return new KafkaConfig(
                broker.address(), name, instance, SHARDING, 1, 1, folder.resolve(name + instance), Map.of());
    }

    private static KafkaCorrelator open(String name, Cursor cursor) throws CorrelationException {
        KafkaConfig config = config(name, "a");
        return KafkaCorrelator.open(config, options(config.stateFolder(), cursor, Map.of()));
    }

    private static HostOptions options(Path state, Cursor cursor, Map<String, String> properties) {
        return new HostOptions(state, SHARDING, cursor, () -> {}, () -> Long.MAX_VALUE, properties);
    }

    private static List<List<Output>> expected(List<Input> inputs) {
        List<List<Output>> outputs = new ArrayList<>();
        for (int number = 0; number < SHARDING.shards(); number++) {
            Shard shard = new Shard(SHARDING, number);
            List<Output> made = new ArrayList<>();
            for (Input input : inputs) {
                if (SHARDING.concerns(number, input)) {
                    made.addAll(shard.take(input));
                }
            }
            outputs.add(made);
        }
        return outputs;
    }

    private static void submit(CorrelatorHost host, List<Input> inputs) throws Exception {
        List<CompletableFuture<Void>> done = new ArrayList<>();
        for (Input input : inputs) {
            done.add(host.submit(input));
        }
        CompletableFuture.allOf(done.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
    }

    /** Polls until so many outputs are there, by shard. */
    private static List<List<Output>> await(CorrelatorHost host, Cursor from, int count) throws Exception {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        List<Output> found = host.poll(from, Integer.MAX_VALUE);
        while (found.size() < count && System.nanoTime() < endNs) {
            TimeUnit.MILLISECONDS.sleep(10);
            found = host.poll(from, Integer.MAX_VALUE);
        }
        List<List<Output>> byShard = new ArrayList<>();
        for (int number = 0; number < SHARDING.shards(); number++) {
            int wanted = number;
            byShard.add(
                    found.stream().filter(output -> output.shard() == wanted).toList());
        }
        return byShard;
    }

    @Test
    void aReaderThatComesBackGoesOnAtItsCursor() throws Exception {
        List<Input> inputs = SomeInputs.of(600);
        List<List<Output>> all = expected(inputs);
        int total = all.stream().mapToInt(List::size).sum();
        assertThat(total).isGreaterThan(50);
        Cursor cursor = Cursor.start(SHARDING);
        int half = all.get(0).size() / 2;
        try (KafkaCorrelator host = open("host", cursor)) {
            submit(host, inputs);
            assertThat(await(host, cursor, total)).isEqualTo(all);
            cursor = cursor.after(all.get(0).get(half - 1));
            host.confirm(cursor);
            assertThat(host.failure()).isEmpty();
        }
        try (KafkaCorrelator again = open("host", cursor)) {
            // Submitted once more, as by an edge that did not hear that it was taken; what comes behind tells that it
            // is over.
            List<Input> more = SomeInputs.of(900);
            List<List<Output>> whole = expected(
                    Stream.of(inputs, inputs, more).flatMap(List::stream).toList());
            submit(again, inputs);
            submit(again, more);
            int count = whole.stream().mapToInt(List::size).sum();
            assertThat(count).isGreaterThan(total);
            List<List<Output>> rest = await(again, cursor, count - half);
            assertThat(rest.get(0))
                    .isEqualTo(whole.get(0).subList(half, whole.get(0).size()));
            assertThat(rest.get(1)).isEqualTo(whole.get(1));
        }
    }

    /** The topics were made anew, and the cursor is from before. */
    @Test
    void aCursorThatIsAheadOfTheTopicIsTold() throws Exception {
        Cursor cursor = Cursor.start(SHARDING);
        for (Output output : expected(SomeInputs.of(300)).get(1)) {
            cursor = cursor.after(output);
        }
        Semaphore woken = new Semaphore(0);
        KafkaConfig config = config("anew", "a");
        HostOptions options =
                new HostOptions(config.stateFolder(), SHARDING, cursor, woken::release, () -> Long.MAX_VALUE, Map.of());
        Cursor ahead = cursor;
        try (KafkaCorrelator host = KafkaCorrelator.open(config, options)) {
            assertThat(woken.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> host.poll(ahead, 1))
                    .isInstanceOf(CorrelationException.class)
                    .hasMessageContaining("expected output 1:" + (ahead.next(1) - 1))
                    .hasMessageContaining("found none");
            assertThat(host.failure()).isPresent();
        }
    }

    @Test
    void whoWaitsIsWokenWhenTheShardsOfThisProcessHaveEnded() throws Exception {
        Properties client = new Properties();
        client.put("bootstrap.servers", broker.address());
        try (Admin admin = Admin.create(client)) {
            admin.createTopics(List.of(topic("dead-shard-changelog", 3, Map.of("cleanup.policy", "compact"))))
                    .all()
                    .get();
        }
        Semaphore woken = new Semaphore(0);
        KafkaConfig config = config("dead", "a");
        HostOptions options = new HostOptions(
                config.stateFolder(), SHARDING, Cursor.start(SHARDING), woken::release, () -> Long.MAX_VALUE, Map.of());
        try (KafkaCorrelator host = KafkaCorrelator.open(config, options)) {
            assertThat(woken.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
            assertThat(host.failure().orElseThrow().getMessage()).contains("has stopped in this process");
        }
    }

    /** CORRELATION 5.1: as the shards write it, and as the reader reads it. */
    @Test
    void theLongestOutputComesThrough() throws Exception {
        KafkaConfig config = config("long", "a");
        Topics.require(config);
        Properties properties = new Properties();
        CorrelatorStreams.properties(config).forEach((key, value) -> {
            if (key.toString().startsWith("producer.")) {
                properties.put(key.toString().substring("producer.".length()), value);
            }
        });
        properties.put("bootstrap.servers", broker.address());
        byte[] longest = longestOutput();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(config.outputs(), 0, new byte[9], longest))
                    .get(60, TimeUnit.SECONDS);
        }
        try (KafkaCorrelator host = open("long", Cursor.start(SHARDING))) {
            List<List<Output>> found = await(host, Cursor.start(SHARDING), 1);
            assertThat(found.get(0)).containsExactly(Output.decode(longest));
        }
    }

    /** A confirmation of two full lists: shard 0, sequence 0. */
    private static byte[] longestOutput() {
        int list = Integer.BYTES + Output.OWNERS_MAX * Bytes32.LENGTH;
        ByteBuffer to = ByteBuffer.allocate(11 + 41 + Long.BYTES + 2 * list);
        to.put((byte) Output.VERSION).put((byte) 4).put((byte) 0).putLong(0);
        new TagKey(IndicatorType.IP4, 1, Bytes32.NONE).write(to);
        to.putLong(1).putInt(Output.OWNERS_MAX);
        to.position(to.position() + Output.OWNERS_MAX * Bytes32.LENGTH);
        return to.putInt(Output.OWNERS_MAX).array();
    }

    /** Each of these is refused by another client, the later ones when the earlier are there already. */
    @Test
    void whatAClientRefusesIsNamedAndEverythingIsClosedAgain() {
        for (String property :
                List.of("security.protocol", "compression.type", "fetch.min.bytes", "num.standby.replicas")) {
            Map<String, String> properties =
                    Map.of("bootstrap.servers", broker.address(), "instance", "x", "client." + property, "wrong");
            assertThatThrownBy(() -> CorrelatorHosts.open(
                            "kafka", options(folder.resolve("refused"), Cursor.start(SHARDING), properties)))
                    .isInstanceOf(CorrelationException.class)
                    .hasMessageContaining(property)
                    .hasMessageContaining("wrong");
            assertThat(Thread.getAllStackTraces().keySet())
                    .as(property)
                    .noneMatch(thread -> thread.getName().contains("hookprobe-correlator-x")
                            || thread.getName().equals("correlator-outputs"));
        }
    }

    @Test
    void topicsThatWouldLoseSomethingAreRefused() throws Exception {
        Properties client = new Properties();
        client.put("bootstrap.servers", broker.address());
        try (Admin admin = Admin.create(client)) {
            admin.createTopics(List.of(
                            topic("few-inputs", 3, Map.of("retention.ms", "-1")),
                            topic("old-inputs", 2, Map.of()),
                            topic("gaps-inputs", 2, Map.of("cleanup.policy", "compact", "retention.ms", "-1")),
                            topic("short-outputs", 2, Map.of("retention.ms", "-1")),
                            topic("kept-inputs", 2, Map.of("retention.ms", "-1"))))
                    .all()
                    .get();
        }
        assertThatThrownBy(() -> Topics.require(config("few", "a")))
                .isInstanceOf(CorrelationException.class)
                .hasMessageContaining("has 3 partitions, expected 2");
        assertThatThrownBy(() -> Topics.require(config("old", "a")))
                .isInstanceOf(CorrelationException.class)
                .hasMessageContaining("Expected message.timestamp.type=LogAppendTime, or retention.ms=-1");
        assertThatThrownBy(() -> Topics.require(config("gaps", "a")))
                .isInstanceOf(CorrelationException.class)
                .hasMessageContaining("cleanup.policy=compact");
        assertThatThrownBy(() -> Topics.require(config("short", "a")))
                .isInstanceOf(CorrelationException.class)
                .hasMessageContaining("max.message.bytes=1048588, expected " + Topics.MESSAGE_BYTES_MAX);
        Topics.require(config("kept", "a"));
        // And once more, now that both are there.
        Topics.require(config("kept", "a"));
    }

    private static NewTopic topic(String name, int partitions, Map<String, String> configs) {
        return new NewTopic(name, Optional.of(partitions), Optional.of((short) 1)).configs(configs);
    }
}
