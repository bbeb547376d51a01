package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.correlation.CorrelationException;
import com.hookprobe.qsecbit.correlation.CorrelatorHost;
import com.hookprobe.qsecbit.correlation.HostOptions;
import com.hookprobe.qsecbit.correlation.HostStatus;
import com.hookprobe.qsecbit.correlation.core.Cursor;
import com.hookprobe.qsecbit.correlation.core.Input;
import com.hookprobe.qsecbit.correlation.core.Output;
import com.hookprobe.qsecbit.federation.Bytes32;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shared log that is away, takes nothing, fails, and comes back: nothing that was given to it is lost. */
class SharedLogTest {
    @TempDir
    Path folder;

    private final List<Host> hosts = new CopyOnWriteArrayList<>();
    private volatile boolean away;
    private volatile boolean takes = true;
    private TestMesh mesh;
    private NodeContext node;
    private SharedLog log;

    /** A host whose inputs are taken, or refused, as the test says. */
    private final class Host implements CorrelatorHost {
        private final HostOptions options;
        private final List<Input> inputs = new CopyOnWriteArrayList<>();
        private volatile CorrelationException failure;
        private volatile boolean closed;

        private Host(HostOptions options) {
            this.options = options;
        }

        @Override
        public CompletableFuture<Void> submit(Input input) {
            if (!takes) {
                return CompletableFuture.failedFuture(new CorrelationException("no broker takes it"));
            }
            inputs.add(input);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public List<Output> poll(Cursor from, int max) {
            return List.of();
        }

        @Override
        public void confirm(Cursor upTo) {}

        @Override
        public Optional<CorrelationException> failure() {
            return Optional.ofNullable(failure);
        }

        @Override
        public long openedAtMicros() {
            return 0;
        }

        @Override
        public HostStatus status() {
            return new HostStatus(0, 0, 0);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder);
        node = mesh.node("mssp-1");
        Cursor start = Cursor.start(DecisionLog.SHARDING);
        log = new SharedLog(node, start, tag -> {}, (outputs, cursor) -> {}, Map.of(), options -> {
            if (away) {
                throw new CorrelationException("no broker answers");
            }
            Host host = new Host(options);
            hosts.add(host);
            return host;
        });
    }

    @AfterEach
    void close() throws Exception {
        onLoop(log::close);
        mesh.close();
    }

    private void onLoop(NodeLoop.Task task) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        node.loop().execute(() -> {
            try {
                task.run();
                done.complete(null);
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        done.get(60, TimeUnit.SECONDS);
    }

    private void say(int number) throws Exception {
        byte[] id = new byte[32];
        id[0] = (byte) number;
        onLoop(() -> log.submit(at -> new Input.Revoked(at, Bytes32.of(id))));
    }

    private static List<Integer> numbers(List<Input> inputs) {
        List<Integer> numbers = new ArrayList<>();
        inputs.forEach(input -> numbers.add((int) ((Input.Revoked) input).node().bytes()[0]));
        return numbers;
    }

    private Host host(int number) throws Exception {
        LiveMesh.await(() -> hosts.size() > number, () -> "not opened");
        // Behind what the opening has left on the loop.
        onLoop(() -> {});
        return hosts.get(number);
    }

    private void awaitTrouble(String words) throws Exception {
        LiveMesh.await(() -> log.trouble().contains(words), log::trouble);
    }

    @Test
    void whatIsSaidWhileItIsAwayIsGivenToItWhenItIsThere() throws Exception {
        away = true;
        onLoop(log::start);
        awaitTrouble("no broker answers");
        say(1);
        say(2);
        assertThat(mesh.logged("mssp-1", "correlator_away")).hasSize(1);
        away = false;
        Host there = host(0);
        LiveMesh.await(() -> there.inputs.size() == 2, () -> "lost");
        assertThat(numbers(there.inputs)).containsExactly(1, 2);
        assertThat(log.trouble()).isEmpty();
        assertThat(mesh.logged("mssp-1", "correlator_joined").get(0)).contains("\"waiting\":2");
    }

    @Test
    void whatItRefusesIsGivenAgainWithItsFirstArrival() throws Exception {
        onLoop(log::start);
        Host there = host(0);
        say(1);
        takes = false;
        say(2);
        awaitTrouble("no broker takes it");
        takes = true;
        say(3);
        onLoop(log::tick);
        LiveMesh.await(() -> there.inputs.size() == 3, () -> "lost");
        assertThat(numbers(there.inputs)).containsExactly(1, 3, 2);
        assertThat(there.inputs.get(2).arrivalMicros())
                .isLessThan(there.inputs.get(1).arrivalMicros());
        LiveMesh.await(() -> log.trouble().isEmpty(), log::trouble);
    }

    @Test
    void oneThatHasFailedIsClosedAndOpenedAgain() throws Exception {
        onLoop(log::start);
        Host first = host(0);
        first.failure = new CorrelationException("its thread has died");
        first.options.wake().run();
        Host second = host(1);
        LiveMesh.await(() -> first.closed, () -> "left open");
        say(7);
        LiveMesh.await(() -> second.inputs.size() == 1, () -> "lost");
        assertThat(mesh.logged("mssp-1", "correlator_away").get(0)).contains("its thread has died");
    }

    @Test
    void ticksDoNotWaitAndOthersOnlyInABound() throws Exception {
        away = true;
        onLoop(log::start);
        awaitTrouble("no broker answers");
        onLoop(() -> {
            log.submit(Input.Tick::new);
            for (int i = 0; i <= SharedLog.WAITING_MAX; i++) {
                log.submit(at -> new Input.Revoked(at, Bytes32.of(new byte[32])));
            }
            assertThat(log.waiting()).isEqualTo(SharedLog.WAITING_MAX);
            log.tick();
        });
        assertThat(mesh.logged("mssp-1", "correlator_refused").get(0)).contains("\"inputs\":1");
    }
}
