package com.hookprobe.qsecbit.correlation.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.correlation.CorrelationException;
import com.hookprobe.qsecbit.correlation.CorrelatorHosts;
import com.hookprobe.qsecbit.correlation.HostOptions;
import com.hookprobe.qsecbit.correlation.compare.SomeInputs;
import com.hookprobe.qsecbit.correlation.core.Cursor;
import com.hookprobe.qsecbit.correlation.core.Input;
import com.hookprobe.qsecbit.correlation.core.InputCodec;
import com.hookprobe.qsecbit.correlation.core.Output;
import com.hookprobe.qsecbit.correlation.core.Sharding;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class KafkaConfigTest {
    private static final KafkaConfig CONFIG = new KafkaConfig(
            "broker:9092",
            "mesh",
            "mssp-1",
            new Sharding(4),
            2,
            3,
            Path.of("state"),
            Map.of("security.protocol", "SSL", "processing.guarantee", "at_least_once"));

    private static KafkaConfig config(String servers, String name, int threads, int replication) {
        return new KafkaConfig(servers, name, "a", new Sharding(4), threads, replication, Path.of("s"), Map.of());
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> config(" ", "mesh", 1, 1))
                .hasMessage("bootstrap.servers: expected host:port of a Kafka broker, found ' '");
        assertThatThrownBy(() -> config("b:1", "a b", 1, 1))
                .hasMessage("name: expected 1 to 100 of A-Z a-z 0-9 . _ -, found 'a b'");
        assertThatThrownBy(() -> config("b:1", "mesh", 0, 1)).hasMessage("threads: expected 1 to 256, found '0'");
        assertThatThrownBy(() -> config("b:1", "mesh", 1, 0))
                .hasMessage("replication: expected 1 to 32767, or -1, found '0'");
        assertThatThrownBy(() -> config("b:1", "mesh", 1, 65_537)).hasMessageContaining("replication");
        assertThat(config("b:1", "mesh", 1, -1).inputs()).isEqualTo("mesh-inputs");
    }

    /** CORRELATION 5.5: what a client's property may not take away. */
    @Test
    void exactlyOnceIsNotForTheOperatorToTurnOff() {
        Properties properties = CorrelatorStreams.properties(CONFIG);
        assertThat(properties).containsEntry("processing.guarantee", "exactly_once_v2");
        assertThat(properties).containsEntry("security.protocol", "SSL");
        assertThat(properties).containsEntry("main.consumer.group.instance.id", "mssp-1");
    }

    @Test
    void anInputGoesToItsPartitionOrToAll() {
        MockProducer<byte[], byte[]> producer =
                new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
        try (InputWriter writer = new InputWriter(CONFIG, producer)) {
            Input.Report report = SomeInputs.of(1).stream()
                    .filter(Input.Report.class::isInstance)
                    .map(Input.Report.class::cast)
                    .findFirst()
                    .orElseThrow();
            CompletableFuture<Void> one = writer.write(report);
            assertThat(producer.history()).hasSize(1);
            int shard = new Sharding(4).shardOf(report.message().key());
            assertThat(producer.history().get(0).partition()).isEqualTo(shard);
            assertThat(producer.history().get(0).value()).isEqualTo(InputCodec.encode(report));
            assertThat(one).isNotDone();
            producer.completeNext();
            assertThat(one).isCompleted();
            CompletableFuture<Void> all = writer.write(new Input.Tick(5));
            assertThat(producer.history().subList(1, 5))
                    .extracting(message -> message.partition())
                    .containsExactly(0, 1, 2, 3);
            producer.completeNext();
            producer.completeNext();
            producer.completeNext();
            assertThat(all).isNotDone();
            producer.errorNext(new TimeoutException("away"));
            assertThatThrownBy(all::join)
                    .hasCauseInstanceOf(CorrelationException.class)
                    .hasMessageContaining("submit it again");
        }
    }

    @Test
    void whatWasNotCommittedIsNeverRead() {
        Properties properties = OutputReader.properties(CONFIG);
        assertThat(properties).containsEntry("isolation.level", "read_committed");
        assertThat(properties).containsEntry("auto.offset.reset", "earliest");
        assertThat(properties).containsEntry("enable.auto.commit", false);
    }

    private static HostOptions options(Map<String, String> properties) {
        Sharding sharding = new Sharding(4);
        return new HostOptions(Path.of("state"), sharding, Cursor.start(sharding), () -> {}, () -> 0, properties);
    }

    @Test
    void aConfigurationNamesItAndItsProperties() throws CorrelationException {
        KafkaConfig config = KafkaHostProvider.config(options(Map.of(
                "bootstrap.servers", "b:1", "instance", "mssp-1", "threads", "3", "client.security.protocol", "SSL")));
        assertThat(config)
                .isEqualTo(new KafkaConfig(
                        "b:1",
                        "hookprobe-correlator",
                        "mssp-1",
                        new Sharding(4),
                        3,
                        -1,
                        Path.of("state"),
                        Map.of("security.protocol", "SSL")));
        assertThatThrownBy(() -> CorrelatorHosts.open("kafka", options(Map.of("bootstrap.servers", "b:1"))))
                .isInstanceOf(CorrelationException.class)
                .hasMessageContaining("instance: expected 1 to 100 of")
                .hasMessageContaining("found ''");
        assertThatThrownBy(() -> KafkaHostProvider.config(options(Map.of("servers", "b:1"))))
                .hasMessageContaining("no property 'servers'");
        assertThatThrownBy(() -> KafkaHostProvider.config(
                        options(Map.of("bootstrap.servers", "b:1", "instance", "a", "threads", "x"))))
                .isInstanceOf(CorrelationException.class)
                .hasMessageContaining("threads: expected a whole number, found 'x'");
    }

    @Test
    void whatKafkaItselfRefusesIsNamed() {
        assertThatThrownBy(() -> CorrelatorHosts.open(
                        "kafka",
                        options(Map.of(
                                "bootstrap.servers", "b:1", "instance", "a", "client.security.protocol", "NONE"))))
                .isInstanceOf(CorrelationException.class)
                .hasMessageContaining("security.protocol")
                .hasMessageContaining("NONE");
        Sharding two = new Sharding(2);
        HostOptions other = new HostOptions(
                Path.of("state"),
                new Sharding(4),
                Cursor.start(two),
                () -> {},
                () -> 0,
                Map.of("bootstrap.servers", "b:1", "instance", "a"));
        assertThatThrownBy(() -> CorrelatorHosts.open("kafka", other))
                .isInstanceOf(CorrelationException.class)
                .hasMessageContaining("of 2 shards, expected 4");
    }

    /** CORRELATION 5.1: they agree. */
    @Test
    void whoeverHandlesOutputsTakesTheLongestOne() {
        assertThat(Topics.MESSAGE_BYTES_MAX).isGreaterThan(Output.BYTES_MAX);
        assertThat(CorrelatorStreams.properties(CONFIG))
                .containsEntry("producer.max.request.size", Topics.MESSAGE_BYTES_MAX);
        assertThat(OutputReader.properties(CONFIG))
                .containsEntry("max.partition.fetch.bytes", Topics.MESSAGE_BYTES_MAX);
    }
}
