package com.hookprobe.node.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.node.exchange.ToldDecisions.Word;
import com.hookprobe.qsecbit.exchange.DecisionEdit;
import com.hookprobe.qsecbit.response.Action;
import com.hookprobe.qsecbit.response.Decision;
import com.hookprobe.qsecbit.response.Indicator;
import com.hookprobe.qsecbit.response.Origin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The sender on the test's own thread, and once on its own. */
@Timeout(60)
class ToldSenderTest {
    private static final long NOW = 1_000_000_000L;

    private final List<String> sent = new ArrayList<>();
    private final List<Consumer<List<Told>>> asked = new ArrayList<>();

    private final ToldSender.Stream stream = new ToldSender.Stream() {
        @Override
        public void apply(List<DecisionEdit> edits) {
            edits.forEach(edit -> sent.add(edit.getClass().getSimpleName() + ' ' + edit.name()));
        }

        @Override
        public void reconcile(List<DecisionEdit.Put> inForce) {
            sent.add("all " + inForce.stream().map(DecisionEdit.Put::name).toList());
        }
    };

    private final ToldSender sender = new ToldSender("test", stream, asked::add, () -> NOW, failure -> {});

    private static Told told(String name) {
        Indicator who = Indicator.parse("203.0.113.7").orElseThrow();
        return new Told(
                name, Decision.named(who, Action.BLOCK, Duration.ofHours(1), Origin.LOCAL, "x", 0, NOW), "", 40, 1);
    }

    private static Word holds(String name) {
        return new Word.Holds(told(name));
    }

    private static List<Word> many(int count) {
        return IntStream.range(0, count).mapToObj(i -> holds("n" + i)).toList();
    }

    @Test
    void whatIsToldIsSentInOrder() {
        sender.tell(List.of(holds("a"), new Word.Over("a"), holds("b")));
        assertThat(sender.step()).isTrue();
        assertThat(sent).containsExactly("Put a", "Delete a", "Put b");
        assertThat(sender.step()).isFalse();
    }

    @Test
    void aFullQueueIsAnsweredWithAllThatIsInForce() {
        sender.tell(many(ToldSender.QUEUE_MAX));
        assertThat(sender.behind()).isFalse();
        sender.tell(List.of(holds("one more")));
        assertThat(sender.behind()).isTrue();
        // Until it is known what is in force nothing else is of use.
        sender.tell(List.of(holds("in the snapshot")));
        assertThat(sender.step()).isTrue();
        assertThat(asked).hasSize(1);
        assertThat(sender.step()).isFalse();
        asked.get(0).accept(List.of(told("x"), told("y")));
        sender.tell(List.of(new Word.Over("x")));
        while (sender.step()) {}
        assertThat(sent).containsExactly("all [x, y]", "Delete x");
    }

    @Test
    void aListOfAHundredThousandIsOneReconciliation() {
        sender.tell(many(100_000));
        while (sender.step()) {}
        assertThat(sent).isEmpty();
        asked.get(0).accept(List.of());
        while (sender.step()) {}
        assertThat(sent).containsExactly("all []");
    }

    @Test
    void onItsOwnThreadItSaysOnceWhyAndCatchesUp() throws Exception {
        CountDownLatch ill = new CountDownLatch(1);
        CountDownLatch again = new CountDownLatch(1);
        List<String> applied = new ArrayList<>();
        ToldSender.Stream refusesOnce = new ToldSender.Stream() {
            private boolean refused;

            @Override
            public void apply(List<DecisionEdit> edits) {
                if (!refused) {
                    refused = true;
                    throw new IllegalStateException("the disk failed");
                }
                edits.forEach(edit -> applied.add(edit.name()));
            }

            @Override
            public void reconcile(List<DecisionEdit.Put> inForce) {
                applied.add("all");
            }
        };
        ToldSender real = new ToldSender(
                "test",
                refusesOnce,
                answer -> answer.accept(List.of()),
                () -> NOW,
                failure -> (failure.isPresent() ? ill : again).countDown(),
                1);
        real.start();
        real.tell(List.of(holds("a")));
        ill.await();
        again.await();
        real.tell(List.of(holds("b")));
        real.close();
        assertThat(applied).containsExactly("all", "b");
    }
}
