package com.hookprobe.qsecbit.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.exchange.DecisionEdit.Cause;
import com.hookprobe.qsecbit.exchange.DecisionFeed.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecisionStreamTest {
    private static final DecisionStream.Bounds SMALL = new DecisionStream.Bounds(50, 30);

    @TempDir
    private Path folder;

    private final TestExchange.TestClock clock = new TestExchange.TestClock();

    private DecisionStream open() throws IOException {
        return DecisionStream.open(folder, SMALL, clock);
    }

    @Test
    void numbersAndIdsGoOnAfterARestart() throws Exception {
        List<Change> before;
        List<Decided> inForce;
        try (DecisionStream stream = open()) {
            stream.apply(List.of(TestExchange.put("a", "192.0.2.1"), TestExchange.put("b", "192.0.2.2")));
            stream.apply(List.of(new DecisionEdit.Delete("a", Cause.WITHDRAWN)));
            before = stream.kept();
            inForce = stream.snapshot().inForce();
        }
        try (DecisionStream stream = open()) {
            assertThat(stream.kept()).isEqualTo(before);
            assertThat(stream.snapshot().inForce()).isEqualTo(inForce);
            assertThat(stream.apply(List.of(TestExchange.put("c", "192.0.2.3"))))
                    .isEqualTo(4);
            assertThat(stream.read(3, 10)).isInstanceOfSatisfying(Page.Changes.class, page -> {
                assertThat(page.changes()).hasSize(1);
                // The number of what was deleted does not come again.
                assertThat(page.changes().get(0).decision().id()).isEqualTo(3);
            });
        }
    }

    @Test
    void whatACrashLeftUnfinishedIsCutOff() throws Exception {
        try (DecisionStream stream = open()) {
            stream.apply(List.of(TestExchange.put("a", "192.0.2.1")));
        }
        Path log = folder.resolve("decisions.log");
        byte[] whole = Files.readAllBytes(log);
        for (int cut = 1; cut < whole.length; cut++) {
            Files.write(log, whole);
            Files.write(log, java.util.Arrays.copyOf(whole, cut), StandardOpenOption.APPEND);
            try (DecisionStream stream = open()) {
                assertThat(stream.head()).as("cut at %d", cut).isEqualTo(1);
                stream.apply(List.of(TestExchange.put("b", "192.0.2.2")));
            }
            try (DecisionStream stream = open()) {
                assertThat(stream.snapshot().inForce()).hasSize(2);
            }
        }
    }

    @Test
    void aSnapshotBesideAnOldLogIsNoHarm() throws Exception {
        byte[] log;
        try (DecisionStream stream = open()) {
            List<DecisionEdit> many = new ArrayList<>();
            for (int i = 0; i < 4_000; i++) {
                many.add(TestExchange.put("n" + i % 40, "192.0.2." + (1 + i % 40)));
            }
            stream.apply(many);
            log = Files.readAllBytes(folder.resolve("decisions.log"));
            assertThat(folder.resolve("decisions.snapshot")).doesNotExist();
            stream.apply(Collections.nCopies(200, TestExchange.put("m", "192.0.2.99")));
            assertThat(folder.resolve("decisions.snapshot")).exists();
        }
        List<Change> kept;
        try (DecisionStream stream = open()) {
            assertThat(stream.head()).isEqualTo(4_200);
            kept = stream.kept();
            assertThat(kept).hasSize(30);
        }
        // A crash after the new snapshot and before the log was emptied: all its changes are known already.
        Files.write(folder.resolve("decisions.log"), log);
        Files.delete(folder.resolve("decisions.snapshot"));
        try (DecisionStream stream = open()) {
            stream.apply(Collections.nCopies(97, TestExchange.put("m", "192.0.2.99")));
            assertThat(folder.resolve("decisions.snapshot")).exists();
        }
        Files.write(folder.resolve("decisions.log"), log);
        try (DecisionStream stream = open()) {
            assertThat(stream.head()).isEqualTo(4_097);
        }
    }

    @Test
    void aBrokenFileIsNamedWithItsLine() throws Exception {
        try (DecisionStream stream = open()) {
            stream.apply(List.of(TestExchange.put("a", "192.0.2.1"), TestExchange.put("b", "192.0.2.2")));
        }
        Path log = folder.resolve("decisions.log");
        Files.writeString(log, Files.readString(log).replace("192.0.2.2", "192.0.2.two"));
        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("decisions.log, line 2")
                .hasMessageContaining("move it away");
    }

    @Test
    void aLostLineIsSeen() throws Exception {
        try (DecisionStream stream = open()) {
            stream.apply(List.of(
                    TestExchange.put("a", "192.0.2.1"),
                    TestExchange.put("b", "192.0.2.2"),
                    TestExchange.put("c", "192.0.2.3")));
        }
        Path log = folder.resolve("decisions.log");
        List<String> lines = new ArrayList<>(Files.readAllLines(log));
        lines.remove(1);
        Files.writeString(log, String.join("\n", lines) + "\n");
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("the change 2");
    }

    @Test
    void subscribersAreToldInOrderAndGoOnWhereTheyStood() throws Exception {
        try (DecisionStream stream = open()) {
            BlockingQueue<Object> told = new LinkedBlockingQueue<>();
            stream.apply(List.of(TestExchange.put("a", "192.0.2.1")));
            long position;
            try (Subscription subscription = stream.subscribe(0, into(told))) {
                assertThat(take(told)).isEqualTo(1L);
                stream.apply(List.of(TestExchange.put("b", "192.0.2.2"), TestExchange.put("c", "192.0.2.3")));
                assertThat(take(told)).isEqualTo(2L);
                assertThat(take(told)).isEqualTo(3L);
                position = 3;
            }
            assertThat(take(told)).isInstanceOf(Exception.class);
            stream.apply(List.of(new DecisionEdit.Delete("b", Cause.WITHDRAWN)));
            try (Subscription subscription = stream.subscribe(position, into(told))) {
                assertThat(take(told)).isEqualTo(4L);
            }
            assertThat(take(told)).isInstanceOf(Exception.class);
            for (int i = 0; i < 40; i++) {
                stream.apply(List.of(TestExchange.put("z", "192.0.2.9")));
            }
            try (Subscription subscription = stream.subscribe(position, into(told))) {
                assertThat(take(told)).isEqualTo("reset at 44 with 3");
            }
        }
    }

    private static Subscriber into(BlockingQueue<Object> told) {
        return new Subscriber() {
            @Override
            public void onReset(Page.Reset reset) {
                told.add("reset at " + reset.upTo() + " with " + reset.inForce().size());
            }

            @Override
            public void onChange(Change change) {
                told.add(change.sequence());
            }

            @Override
            public void onEnd(Exception why) {
                told.add(why);
            }
        };
    }

    private static Object take(BlockingQueue<Object> told) throws InterruptedException {
        Object one = told.poll(20, TimeUnit.SECONDS);
        assertThat(one).isNotNull();
        return one;
    }

    @Test
    void whatIsOverEndsByItself() throws Exception {
        try (DecisionStream stream = open()) {
            stream.apply(List.of(TestExchange.put("a", "192.0.2.1")));
            clock.turn(Duration.ofHours(5));
            // The stream's own clock work does it; nobody asks for it here.
            assertThat(stream.changed(1).get(20, TimeUnit.SECONDS)).isEqualTo(2);
            assertThat(stream.read(1, 10))
                    .isInstanceOfSatisfying(
                            Page.Changes.class,
                            page -> assertThat(page.changes())
                                    .allMatch(change ->
                                            change instanceof Change.Deleted gone && gone.cause() == Cause.EXPIRED));
        }
    }

    @Test
    void whatEndedWhileNobodyLookedIsToldAsAnEndAndNeverAsInForce() throws Exception {
        try (DecisionStream stream = open()) {
            stream.apply(List.of(TestExchange.put("a", "192.0.2.1")));
        }
        clock.turn(Duration.ofHours(5));
        try (DecisionStream stream = open()) {
            assertThat(stream.snapshot().inForce()).isEmpty();
            assertThat(stream.read(1, 10)).isInstanceOfSatisfying(Page.Changes.class, page -> {
                assertThat(page.changes())
                        .singleElement()
                        .isInstanceOfSatisfying(
                                Change.Deleted.class,
                                gone -> assertThat(gone.cause()).isEqualTo(Cause.EXPIRED));
            });
            stream.apply(List.of(TestExchange.put("b", "192.0.2.2")));
            clock.turn(Duration.ofHours(5));
            // In the same moment, before any clock work.
            assertThat(stream.snapshot().inForce()).isEmpty();
            assertThat(stream.head()).isEqualTo(4);
        }
    }

    @Test
    void aNodeThatStartsEndsByItsTimeWhatIsOver() throws Exception {
        try (DecisionStream stream = open()) {
            stream.apply(List.of(TestExchange.put("a", "192.0.2.1"), TestExchange.put("b", "192.0.2.2")));
        }
        clock.turn(Duration.ofHours(5));
        try (DecisionStream stream = open()) {
            stream.reconcile(List.of(TestExchange.put("b", "192.0.2.2")));
            assertThat(stream.kept().subList(2, 5))
                    .extracting(change -> change instanceof Change.Deleted gone
                            ? gone.cause() + gone.decision().name()
                            : "new")
                    .containsExactly("EXPIREDa", "EXPIREDb", "new");
        }
    }

    @Test
    void aNodeThatStartsChangesOnlyWhatIsDifferent() throws Exception {
        try (DecisionStream stream = open()) {
            stream.apply(List.of(
                    TestExchange.put("stays", "192.0.2.1"),
                    TestExchange.put("goes", "192.0.2.2"),
                    TestExchange.put("moves", "192.0.2.3")));
        }
        clock.turn(Duration.ofHours(1));
        try (DecisionStream stream = open()) {
            DecisionEdit.Put stays = TestExchange.put(
                    "stays", "192.0.2.1", Remedy.BAN, Duration.ofHours(3), "mesh", "ssh-bruteforce", "");
            List<DecisionEdit.Put> known =
                    List.of(stays, TestExchange.put("moves", "192.0.2.3"), TestExchange.put("comes", "192.0.2.4"));
            assertThat(stream.reconcile(known)).isEqualTo(6);
            assertThat(stream.kept().subList(3, 6))
                    .extracting(change -> change.getClass().getSimpleName() + " "
                            + change.decision().name())
                    .containsExactly("Deleted goes", "Added moves", "Added comes");
            assertThat(stream.reconcile(known)).isEqualTo(6);
        }
    }

    @Test
    void afterTheEndEveryCallSaysSo() throws Exception {
        DecisionStream stream = open();
        stream.close();
        assertThatThrownBy(stream::head).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> stream.apply(List.of())).isInstanceOf(IllegalStateException.class);
    }
}
