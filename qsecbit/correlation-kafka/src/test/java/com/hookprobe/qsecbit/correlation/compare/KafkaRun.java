package com.hookprobe.qsecbit.correlation.compare;

import com.hookprobe.qsecbit.correlation.core.Input;
import com.hookprobe.qsecbit.correlation.core.Output;
import com.hookprobe.qsecbit.correlation.core.Sharding;
import com.hookprobe.qsecbit.correlation.kafka.InputWriter;
import com.hookprobe.qsecbit.correlation.kafka.KafkaConfig;
import com.hookprobe.qsecbit.correlation.kafka.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The inputs through a deployment of one or two processes on one broker. */
final class KafkaRun {
    private static final int IN_FLIGHT = 20_000;
    private static final long SECONDS = 1_800;

    private final String brokers;
    private final String name;
    private final Sharding sharding;
    private final Path work;
    private final List<Child> children = new ArrayList<>();
    private final List<Long> recovery = new ArrayList<>();

    private KafkaRun(String brokers, String name, Sharding sharding, Path work) {
        this.brokers = brokers;
        this.name = name;
        this.sharding = sharding;
        this.work = work;
    }

    static KafkaConfig config(String brokers, String name, String instance, int shards, String folder) {
        return new KafkaConfig(
                brokers, name, instance, new Sharding(shards), 1, 1, Path.of(folder, instance), Map.of());
    }

    /** All inputs first, then one process takes them: how fast it is. */
    static Figures whole(String brokers, String name, Sharding sharding, Path inputs, long count, Path work)
            throws Exception {
        KafkaRun run = new KafkaRun(brokers, name, sharding, work);
        long startNs = System.nanoTime();
        Topics.require(run.config("writer"));
        Gate open = new Gate(count);
        open.open(count);
        run.write(inputs, open);
        System.err.printf("%s: %.0f inputs/s written%n", name, InProcessRun.perSecond(count, startNs));
        try (Offsets offsets = run.taken()) {
            run.children.add(run.child(0));
            run.children.get(0).await("FIRST", 0, SECONDS);
            startNs = System.nanoTime();
            offsets.await(offsets.total(), SECONDS);
            double perSecond = InProcessRun.perSecond(count, startNs);
            double cpu = run.children.get(0).cpuSeconds();
            run.endAll();
            return new Figures("Kafka, 1 process", run.read(), perSecond, 0, List.of()).withCpu(cpu);
        } finally {
            run.children.forEach(Child::close);
        }
    }

    /** Two processes share the shards and are killed in turns, each in the middle of its part of the inputs. */
    static Figures killed(String brokers, String name, Sharding sharding, Path inputs, long count, int kills, Path work)
            throws Exception {
        KafkaRun run = new KafkaRun(brokers, name, sharding, work);
        Topics.require(run.config("writer"));
        long startNs = System.nanoTime();
        Gate gate = new Gate(count);
        CompletableFuture<Void> written = CompletableFuture.runAsync(() -> run.writeUnchecked(inputs, gate));
        try (Offsets offsets = run.taken()) {
            run.children.add(run.child(0));
            gate.open(count / 50);
            offsets.await(1, SECONDS);
            // The second joins while the first is at work, and goes on to share.
            Child second = run.child(1);
            run.children.add(second);
            gate.trickleUntil(() -> second.told("FIRST") >= 0 || gate.isAllOpen(), SECONDS);
            long part = count / (kills + 1);
            for (int kill = 1; kill <= kills; kill++) {
                gate.open(kill * part);
                offsets.await(kill * part - part / 2, SECONDS);
                run.killAndStartAgain(kill % 2, offsets, gate);
            }
            gate.open(count);
            written.get();
            offsets.await(offsets.total(), SECONDS);
            double perSecond = InProcessRun.perSecond(count, startNs);
            run.endAll();
            return new Figures("Kafka, 2 processes, kill -9", run.read(), perSecond, kills, run.recovery);
        } finally {
            run.children.forEach(Child::close);
        }
    }

    private void killAndStartAgain(int number, Offsets offsets, Gate gate) throws Exception {
        children.get(number).kill();
        long killedNs = System.nanoTime();
        Map<Integer, Long> then = offsets.committed();
        children.set(number, child(number));
        gate.trickleUntil(() -> offsets.areAllBeyond(then), SECONDS);
        recovery.add((System.nanoTime() - killedNs) / 1_000_000);
    }

    private void endAll() throws Exception {
        for (Child child : children) {
            child.end(SECONDS);
        }
    }

    private KafkaConfig config(String instance) {
        return config(brokers, name, instance, sharding.shards(), work.toString());
    }

    private Offsets taken() {
        return new Offsets(brokers, name, config("any").inputs(), sharding.shards());
    }

    private void writeUnchecked(Path inputs, Gate gate) {
        try {
            write(inputs, gate);
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    private void write(Path inputs, Gate gate) throws Exception {
        try (InputWriter writer = new InputWriter(config("writer"));
                InputFile file = new InputFile(inputs)) {
            Deque<CompletableFuture<Void>> flight = new ArrayDeque<>();
            long written = 0;
            for (Optional<Input> input = file.next(); input.isPresent(); input = file.next()) {
                gate.pass(written++);
                flight.add(writer.write(input.get()));
                if (flight.size() > IN_FLIGHT) {
                    flight.remove().get();
                }
            }
            for (CompletableFuture<Void> left : flight) {
                left.get();
            }
        }
    }

    private Child child(int number) throws Exception {
        return Child.start(
                StreamsChild.class,
                "1g",
                brokers,
                name,
                "process-" + number,
                Integer.toString(sharding.shards()),
                work.toString());
    }

    /** Everything that was committed to the outputs' topic. */
    private DecisionLog read() throws Exception {
        String topic = config("reader").outputs();
        DecisionLog log = new DecisionLog(sharding);
        List<TopicPartition> partitions = IntStream.range(0, sharding.shards())
                .mapToObj(shard -> new TopicPartition(topic, shard))
                .toList();
        Map<String, Object> properties = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                brokers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(200))) {
                    log.add(Output.decode(message.value()));
                }
                if (System.nanoTime() > endNs) {
                    throw new IllegalStateException("the outputs could not all be read");
                }
            }
        }
        return log;
    }
}
