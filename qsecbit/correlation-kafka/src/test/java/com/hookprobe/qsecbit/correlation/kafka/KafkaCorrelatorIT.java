package com.hookprobe.qsecbit.correlation.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.correlation.CorrelationException;
import com.hookprobe.qsecbit.correlation.CorrelatorHost;
import com.hookprobe.qsecbit.correlation.compare.KafkaBroker;
import com.hookprobe.qsecbit.correlation.compare.SomeInputs;
import com.hookprobe.qsecbit.correlation.core.Cursor;
import com.hookprobe.qsecbit.correlation.core.Input;
import com.hookprobe.qsecbit.correlation.core.Output;
import com.hookprobe.qsecbit.correlation.core.Shard;
import com.hookprobe.qsecbit.correlation.core.Sharding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
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
        try (KafkaCorrelator host = KafkaCorrelator.open(config("host", "a"), cursor, () -> {})) {
            submit(host, inputs);
            assertThat(await(host, cursor, total)).isEqualTo(all);
            cursor = cursor.after(all.get(0).get(half - 1));
            host.confirm(cursor);
            assertThat(host.failure()).isEmpty();
        }
        try (KafkaCorrelator again = KafkaCorrelator.open(config("host", "a"), cursor, () -> {})) {
            // Submitted once more, as by an edge that did not hear that it was taken.
            submit(again, inputs);
            List<List<Output>> rest = await(again, cursor, total - half);
            assertThat(rest.get(0))
                    .isEqualTo(all.get(0).subList(half, all.get(0).size()));
            assertThat(rest.get(1)).isEqualTo(all.get(1));
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
        Topics.require(config("kept", "a"));
        // And once more, now that both are there.
        Topics.require(config("kept", "a"));
    }

    private static NewTopic topic(String name, int partitions, Map<String, String> configs) {
        return new NewTopic(name, Optional.of(partitions), Optional.of((short) 1)).configs(configs);
    }
}
