package com.hookprobe.qsecbit.correlation.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.correlation.CorrelationException;
import com.hookprobe.qsecbit.correlation.OutputBuffer;
import com.hookprobe.qsecbit.correlation.compare.SomeInputs;
import com.hookprobe.qsecbit.correlation.core.Cursor;
import com.hookprobe.qsecbit.correlation.core.Input;
import com.hookprobe.qsecbit.correlation.core.LiveTag;
import com.hookprobe.qsecbit.correlation.core.Output;
import com.hookprobe.qsecbit.correlation.core.Shard;
import com.hookprobe.qsecbit.correlation.core.Sharding;
import com.hookprobe.qsecbit.federation.TagKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Without a broker: the consumer is Kafka's own stand-in for one. */
class OutputReaderTest {
    private static final Sharding ONE = new Sharding(1);
    private static final TopicPartition PARTITION = new TopicPartition("mesh-outputs", 0);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final Semaphore woken = new Semaphore(0);
    private final List<LiveTag> live = new CopyOnWriteArrayList<>();
    private final List<Output> outputs = outputs();

    private static List<Output> outputs() {
        Shard shard = new Shard(ONE, 0);
        List<Output> outputs = new ArrayList<>();
        for (Input input : SomeInputs.of(300)) {
            outputs.addAll(shard.take(input));
        }
        return outputs;
    }

    private Cursor behind(int count) {
        Cursor cursor = Cursor.start(ONE);
        for (Output output : outputs.subList(0, count)) {
            cursor = cursor.after(output);
        }
        return cursor;
    }

    /** A topic of so many outputs, read from where the group has come to. */
    private OutputReader reader(int count, Cursor cursor, OutputBuffer buffer) {
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, (long) count));
        consumer.schedulePollTask(() -> {
            for (int i = 0; i < count; i++) {
                ConsumerRecord<byte[], byte[]> message = new ConsumerRecord<>(
                        PARTITION.topic(), 0, i, new byte[0], outputs.get(i).encode());
                if (outputs.get(i).kind() == Output.Kind.DECISION) {
                    message.headers().add(BasisHeader.NAME, BasisHeader.encode(List.of()));
                }
                consumer.addRecord(message);
            }
        });
        return new OutputReader(consumer, PARTITION.topic(), buffer, 1 << 20, cursor, woken::release, live::add);
    }

    private CorrelationException failure(OutputReader reader) throws InterruptedException {
        reader.start();
        assertThat(woken.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
        reader.close();
        return Objects.requireNonNull(reader.failure());
    }

    @Test
    void aCursorThatIsAheadOfTheTopicIsToldAndNotWaitedFor() throws Exception {
        Cursor ahead = behind(5);
        OutputReader reader = reader(0, ahead, new OutputBuffer(ONE, ahead));
        assertThat(failure(reader))
                .hasMessageContaining("expected output 0:4, which the reader has stored, found none")
                .hasMessageContaining("made anew");
        assertThat(consumer.closed()).isTrue();
    }

    @Test
    void aTopicThatBeginsAgainIsToldAndNotRead() throws Exception {
        OutputBuffer buffer = new OutputBuffer(ONE, Cursor.start(ONE));
        OutputReader reader = reader(2, Cursor.start(ONE), buffer);
        consumer.schedulePollTask(() -> consumer.addRecord(new ConsumerRecord<>(
                PARTITION.topic(), 0, 2, new byte[0], outputs.get(0).encode())));
        reader.start();
        assertThat(woken.tryAcquire(2, 60, TimeUnit.SECONDS)).isTrue();
        assertThat(reader.failure()).hasMessageContaining("expected output 0:2 at offset 2, found 0:0");
        assertThat(buffer.poll(Cursor.start(ONE), 9)).isEqualTo(outputs.subList(0, 2));
    }

    /** The offset that is told to the brokers is that of the last output that was confirmed: a start sees it again. */
    @Test
    void aReaderThatGoesOnSeesTheLastOneAgain() throws Exception {
        OutputBuffer buffer = new OutputBuffer(ONE, Cursor.start(ONE));
        OutputReader reader = reader(9, Cursor.start(ONE), buffer);
        reader.confirm(behind(4));
        CountDownLatch done = new CountDownLatch(1);
        consumer.schedulePollTask(() -> {});
        consumer.schedulePollTask(done::countDown);
        reader.start();
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(consumer.committed(Set.of(PARTITION))).containsEntry(PARTITION, new OffsetAndMetadata(3));
        reader.close();
        assertThat(reader.failure()).isNull();
    }

    /** CORRELATION 5.8. */
    @Test
    void theReportsOfDecisionsThatAreWantedAreGiven() throws Exception {
        OutputBuffer buffer = new OutputBuffer(ONE, behind(4));
        OutputReader reader = reader(20, behind(4), buffer);
        reader.start();
        assertThat(woken.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
        reader.close();
        List<TagKey> wanted = new ArrayList<>();
        for (Output output : outputs.subList(4, 20)) {
            if (output.kind() == Output.Kind.DECISION) {
                wanted.add(output.decision().key());
            }
        }
        assertThat(live.stream().map(LiveTag::key).toList()).isEqualTo(wanted).isNotEmpty();
    }

    /** Whatever its thread dies of. */
    @Test
    void whoWaitsForOutputsIsWokenWhenThereWillBeNone() throws Exception {
        for (Throwable cause : List.of(new KafkaException("away"), new LinkageError("no class"))) {
            OutputReaderTest test = new OutputReaderTest();
            OutputReader reader = test.reader(0, Cursor.start(ONE), new OutputBuffer(ONE, Cursor.start(ONE)));
            test.consumer.schedulePollTask(() -> {
                if (cause instanceof Error error) {
                    throw error;
                }
                throw (KafkaException) cause;
            });
            assertThat(test.failure(reader)).hasCause(cause);
        }
    }
}
