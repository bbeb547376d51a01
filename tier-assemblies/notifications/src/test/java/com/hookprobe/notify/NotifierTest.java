package com.hookprobe.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.notify.core.Backoff;
import com.hookprobe.notify.core.Dispatch;
import com.hookprobe.notify.core.Effect;
import com.hookprobe.notify.core.Entry;
import com.hookprobe.notify.core.Message;
import com.hookprobe.notify.core.NotificationType;
import com.hookprobe.notify.core.Outcome;
import com.hookprobe.notify.core.Rule;
import com.hookprobe.notify.core.Samples;
import com.hookprobe.qsecbit.metric.Severity;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Queue, disk and senders together. */
@Timeout(60)
class NotifierTest {
    @TempDir
    Path folder;

    private final BlockingQueue<String> news = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> sent = new LinkedBlockingQueue<>();

    static NotifierConfig config(Path folder, String... channels) {
        List<ChannelConfig> all = java.util.Arrays.stream(channels)
                .map(name -> new ChannelConfig(
                        Samples.lane(name),
                        new ChannelConfig.Webhook(
                                new ChannelConfig.Address.Given("http://127.0.0.1:1/"), Optional.empty()),
                        Optional.empty()))
                .toList();
        Rule rule = new Rule(
                Set.of(NotificationType.DETECTION),
                Severity.HIGH,
                Set.of(channels),
                Optional.empty(),
                Optional.empty());
        return new NotifierConfig(
                "guardian-1",
                "Shop",
                ZoneOffset.UTC,
                folder,
                all,
                List.of(rule),
                Dispatch.Bounds.STANDARD,
                new Backoff(Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofSeconds(1)),
                Duration.ofSeconds(5));
    }

    private NotifierListener listener() {
        return new NotifierListener() {
            @Override
            public void news(Effect.News what, String channel, long count, String reason) {
                news.add(what + " " + channel + " " + count);
            }

            @Override
            public void stored(Optional<String> failure) {
                news.add(failure.isPresent() ? "not stored" : "stored again");
            }

            @Override
            public void damaged(int lines) {
                news.add("damaged " + lines);
            }

            @Override
            public void failed(RuntimeException defect) {
                news.add("defect " + defect);
            }
        };
    }

    private Sender taking() {
        return message -> {
            sent.add(message.id());
            return new Outcome.Delivered("");
        };
    }

    private String next(BlockingQueue<String> from) throws InterruptedException {
        String one = from.poll(30, TimeUnit.SECONDS);
        assertThat(one).isNotNull();
        return one;
    }

    @Test
    void aChannelThatHangsKeepsNobodyAndWhatWaitsOutlivesTheProcess() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Sender hangs = message -> {
            never.await();
            return new Outcome.Delivered("");
        };
        try (Notifier notifier =
                Notifier.open(config(folder, "dead", "well"), listener(), Map.of("dead", hangs, "well", taking()))) {
            notifier.start();
            for (int i = 0; i < 5; i++) {
                notifier.tell(Samples.detection("n" + i, Severity.HIGH));
                assertThat(next(sent)).isEqualTo("n" + i);
            }
            notifier.tell(Samples.detection("slight", Severity.LOW));
        }
        try (Notifier again =
                Notifier.open(config(folder, "dead", "well"), listener(), Map.of("dead", taking(), "well", taking()))) {
            assertThat(again.status().waiting()).isEqualTo(5);
            assertThat(again.status().channels().get(1).ends()).containsEntry(Entry.End.DELIVERED, 5L);
            again.start();
            for (int i = 0; i < 5; i++) {
                assertThat(next(sent)).isEqualTo("n" + i);
            }
        }
        assertThat(sent).isEmpty();
        assertThat(news).isEmpty();
    }

    @Test
    void aTestTellsWhatCameOfItAndGoesPastTheQueue() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Sender sender = message -> {
            go.await();
            assertThat(message.isTest()).isTrue();
            return new Outcome.Refused("the receiver answered 404");
        };
        try (Notifier notifier = Notifier.open(config(folder, "a"), listener(), Map.of("a", sender))) {
            notifier.start();
            BlockingQueue<TestResult> results = new LinkedBlockingQueue<>();
            notifier.test("a", results::add);
            assertThatThrownBy(() -> notifier.test("a", results::add)).hasMessageContaining("runs already");
            assertThatThrownBy(() -> notifier.test("b", results::add)).hasMessageContaining("there are: a");
            go.countDown();
            TestResult result = results.poll(30, TimeUnit.SECONDS);
            assertThat(result).isNotNull();
            assertThat(result.delivered()).isFalse();
            assertThat(result.reason()).isEqualTo("the receiver answered 404");
        }
    }

    @Test
    void aDefectOfAChannelIsToldAndTheMessageTriedAgain() throws Exception {
        BlockingQueue<Message> tries = new LinkedBlockingQueue<>();
        Sender broken = message -> {
            tries.add(message);
            if (tries.size() < 3) {
                throw new IllegalStateException("odd");
            }
            return new Outcome.Delivered("");
        };
        try (Notifier notifier = Notifier.open(config(folder, "a"), listener(), Map.of("a", broken))) {
            notifier.start();
            notifier.tell(Samples.detection("n", Severity.HIGH));
            assertThat(next(news)).startsWith("defect");
            assertThat(next(news)).isEqualTo("FAILING a 1");
            assertThat(next(news)).startsWith("defect");
            assertThat(next(news)).isEqualTo("WORKS a 1");
        }
    }

    @Test
    void aQueueThatCannotBeWrittenIsToldAndMessagesGoOutAllTheSame() throws Exception {
        Journal journal = Journal.open(folder);
        try (Notifier notifier = Notifier.open(config(folder, "a"), listener(), Map.of("a", taking()), journal)) {
            // Every write to it fails from now on.
            journal.close();
            notifier.start();
            notifier.tell(Samples.detection("n0", Severity.HIGH));
            assertThat(next(news)).isEqualTo("not stored");
            assertThat(next(sent)).isEqualTo("n0");
            notifier.tell(Samples.detection("n1", Severity.HIGH));
            assertThat(next(sent)).isEqualTo("n1");
            assertThat(notifier.status().durable()).isFalse();
        }
        assertThat(news).isEmpty();
    }

    @Test
    void moreThanTheDiskTakesIsCountedAndTold() throws Exception {
        try (Notifier notifier = Notifier.open(config(folder, "a"), listener(), Map.of("a", taking()))) {
            for (int i = 0; i < 3_000; i++) {
                notifier.tell(Samples.detection("n" + i, Severity.HIGH));
            }
            notifier.start();
            // 2,048 wait to be written; of those that are, 1,000 wait for the channel.
            String first = next(news);
            assertThat(first).startsWith("DROPPED a");
        }
    }
}
