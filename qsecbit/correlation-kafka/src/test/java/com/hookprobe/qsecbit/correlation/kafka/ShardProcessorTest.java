package com.hookprobe.qsecbit.correlation.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.correlation.compare.SomeInputs;
import com.hookprobe.qsecbit.correlation.core.Input;
import com.hookprobe.qsecbit.correlation.core.InputCodec;
import com.hookprobe.qsecbit.correlation.core.Output;
import com.hookprobe.qsecbit.correlation.core.Shard;
import com.hookprobe.qsecbit.correlation.core.Sharding;
import com.hookprobe.qsecbit.correlation.core.SignedReport;
import com.hookprobe.qsecbit.federation.MalformedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CORRELATION 5.3, without a broker: the driver has one partition, so there is one shard. */
class ShardProcessorTest {
    private static final Sharding ONE = new Sharding(1);

    @TempDir
    Path folder;

    private final Progress progress = new Progress();

    private TopologyTestDriver driver(int tailBytes) {
        KafkaConfig config = new KafkaConfig("none:1", "test", "one", ONE, 1, 1, folder, Map.of());
        return new TopologyTestDriver(
                CorrelatorTopology.build(config, tailBytes, progress), CorrelatorStreams.properties(config));
    }

    private static TestInputTopic<byte[], byte[]> inputs(TopologyTestDriver driver) {
        return driver.createInputTopic("test-inputs", new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static List<Output> outputs(TopologyTestDriver driver) throws MalformedException {
        TestOutputTopic<byte[], byte[]> topic =
                driver.createOutputTopic("test-outputs", new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<Output> outputs = new ArrayList<>();
        for (byte[] value : topic.readValuesToList()) {
            outputs.add(Output.decode(value));
        }
        return outputs;
    }

    private static List<Output> expected(List<Input> inputs) {
        Shard shard = new Shard(ONE, 0);
        List<Output> outputs = new ArrayList<>();
        inputs.forEach(input -> outputs.addAll(shard.take(input)));
        return outputs;
    }

    /** A processor outside of any driver, with a store that the test can look into and change. */
    private final class Bench {
        private final MockProcessorContext<byte[], byte[]> context =
                new MockProcessorContext<>(new Properties(), new TaskId(0, 0), folder.toFile());
        private final KeyValueStore<Bytes, byte[]> store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(CorrelatorTopology.STORE), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingDisabled()
                .build();

        Bench() {
            store.init(context.getStateStoreContext(), store);
            context.addStateStore(store);
        }

        ShardProcessor processor(int tailBytes) {
            ShardProcessor made = new ShardProcessor(ONE, tailBytes, progress);
            made.init(context);
            return made;
        }

        List<Output> take(ShardProcessor processor, List<Input> inputs) throws MalformedException {
            context.resetForwards();
            inputs.forEach(input -> processor.process(new Record<>(
                    new byte[0], InputCodec.encode(input), TimeUnit.MICROSECONDS.toMillis(input.arrivalMicros()))));
            List<Output> outputs = new ArrayList<>();
            for (var forward : context.forwarded()) {
                outputs.add(Output.decode(forward.record().value()));
            }
            return outputs;
        }

        Map<Bytes, byte[]> content() {
            Map<Bytes, byte[]> content = new HashMap<>();
            try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
                all.forEachRemaining(entry -> content.put(entry.key, entry.value));
            }
            return content;
        }

        /** What Kafka does after an abort: the store is again what was committed. */
        void restore(Map<Bytes, byte[]> content) {
            content().keySet().forEach(store::delete);
            content.forEach(store::put);
        }
    }

    @Test
    void theTopologyPutsOutWhatTheShardPutsOut() throws MalformedException {
        List<Input> made = SomeInputs.of(1_500);
        try (TopologyTestDriver driver = driver(ShardStore.TAIL_BYTES)) {
            made.forEach(input -> inputs(driver).pipeInput(InputCodec.encode(input)));
            List<Output> found = outputs(driver);
            assertThat(found).hasSizeGreaterThan(100).isEqualTo(expected(made));
        }
        assertThat(progress.inputs()).isEqualTo(made.size());
    }

    @Test
    void whoTakesOverGoesOnFromTheStore() throws MalformedException {
        List<Input> made = SomeInputs.of(1_200);
        for (int tailBytes : new int[] {2_000, 100_000, 1 << 30}) {
            Bench bench = new Bench();
            List<Output> found = new ArrayList<>();
            int most = 0;
            for (int from = 0; from < made.size(); from += 97) {
                List<Input> part = made.subList(from, Math.min(made.size(), from + 97));
                found.addAll(bench.take(bench.processor(tailBytes), part));
                most = Math.max(most, bench.content().size());
            }
            assertThat(found).as("tail of %d bytes", tailBytes).isEqualTo(expected(made));
            assertThat(most < made.size())
                    .as("snapshots take the place of inputs")
                    .isEqualTo(tailBytes < 1 << 30);
        }
    }

    @Test
    void whatWasAbortedIsForgottenAndTakenAgain() throws MalformedException {
        List<Input> made = SomeInputs.of(1_200);
        Bench bench = new Bench();
        ShardProcessor processor = bench.processor(20_000);
        List<Output> committed = new ArrayList<>();
        for (int from = 0; from < made.size(); from += 50) {
            List<Input> part = made.subList(from, Math.min(made.size(), from + 50));
            Map<Bytes, byte[]> before = bench.content();
            bench.take(processor, part.subList(0, part.size() / 2));
            bench.restore(before);
            // Kafka Streams initialises the same object again.
            processor.init(bench.context);
            committed.addAll(bench.take(processor, part));
        }
        assertThat(committed).isEqualTo(expected(made));
    }

    /** CORRELATION 5.8: who tells a decision may have neither its reports nor its shard. */
    @Test
    void aDecisionBringsTheReportsThatItNames() throws MalformedException {
        Bench bench = new Bench();
        List<Output> outputs = bench.take(bench.processor(ShardStore.TAIL_BYTES), SomeInputs.of(1_200));
        int decisions = 0;
        for (int i = 0; i < outputs.size(); i++) {
            Header basis = bench.context.forwarded().get(i).record().headers().lastHeader(BasisHeader.NAME);
            if (outputs.get(i).kind() == Output.Kind.DECISION) {
                assertThat(BasisHeader.decode(basis.value()).stream()
                                .map(SignedReport::name)
                                .toList())
                        .isEqualTo(outputs.get(i).decision().draft().reports());
                decisions++;
            } else {
                assertThat(basis).isNull();
            }
        }
        assertThat(decisions).isGreaterThan(20);
    }

    @Test
    void aSnapshotOfManyPiecesIsPutTogetherAgain() throws MalformedException {
        Bench bench = new Bench();
        ShardProcessor processor = bench.processor(1 << 30);
        List<Input> made = SomeInputs.of(9_000);
        bench.take(processor, made);
        ShardStore store = new ShardStore(bench.store, 1);
        byte[] before = store.load(ONE, 0).snapshot();
        store.keep(InputCodec.encode(new Input.Tick(0)), store.load(ONE, 0));
        byte[] after = new ShardStore(bench.store, 1).load(ONE, 0).snapshot();
        assertThat(after).isEqualTo(before);
        assertThat(bench.content()).hasSize(1 + (before.length + ShardStore.PIECE_BYTES - 1) / ShardStore.PIECE_BYTES);
        assertThat(before.length).isGreaterThan(ShardStore.PIECE_BYTES);
    }

    @Test
    void whatIsNoInputIsLeftOut() throws MalformedException {
        List<Input> made = SomeInputs.of(300);
        try (TopologyTestDriver driver = driver(ShardStore.TAIL_BYTES)) {
            for (Input input : made) {
                inputs(driver).pipeInput(new byte[] {1, 99});
                inputs(driver).pipeInput(new byte[0], (byte[]) null);
                inputs(driver).pipeInput(InputCodec.encode(input));
            }
            assertThat(outputs(driver)).isEqualTo(expected(made));
        }
        assertThat(progress.foreign()).isEqualTo(2L * made.size());
        assertThat(progress.inputs()).isEqualTo(made.size());
    }

    @Test
    void aChangelogWithGapsIsRefused() {
        List<Input> made = SomeInputs.of(50);
        try (TopologyTestDriver driver = driver(1 << 30)) {
            made.forEach(input -> inputs(driver).pipeInput(InputCodec.encode(input)));
            KeyValueStore<Bytes, byte[]> store = driver.getKeyValueStore(CorrelatorTopology.STORE);
            try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
                store.delete(all.next().key);
            }
            ShardStore opened = new ShardStore(store, 1 << 30);
            assertThatThrownBy(() -> opened.load(ONE, 0)).isInstanceOf(MalformedException.class);
        }
    }

    /** CORRELATION 1.6: by the time at which the log took it. */
    @Test
    void whatComesFromAClockThatIsFarAheadIsLeftOutAndCounted() throws MalformedException {
        List<Input> made = SomeInputs.of(300);
        long last = made.get(made.size() - 1).arrivalMicros();
        long takenMillis = TimeUnit.MICROSECONDS.toMillis(last);
        Input.Tick bound = new Input.Tick(takenMillis * 1_000 + Input.AHEAD_MAX_MICROS);
        Input.Tick beyond = new Input.Tick(bound.arrivalMicros() + 1);
        Bench bench = new Bench();
        ShardProcessor processor = bench.processor(1 << 30);
        List<Output> found = new ArrayList<>(bench.take(processor, made.subList(0, 150)));
        processor.process(new Record<>(new byte[0], InputCodec.encode(beyond), takenMillis));
        assertThat(progress.early()).isEqualTo(1);
        found.addAll(bench.take(processor, made.subList(150, made.size())));
        assertThat(found).isEqualTo(expected(made));
        processor.process(new Record<>(new byte[0], InputCodec.encode(bound), takenMillis));
        assertThat(progress.early()).isEqualTo(1);
        assertThat(progress.inputs()).isEqualTo(made.size() + 1L);
    }
}
