package com.hookprobe.dsm.projection;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.Outbox;
import com.hookprobe.dsm.ledger.RetentionPolicy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * Whole lives in virtual time: the target fails before and after it commits, loses its data or comes back older, the
 * projector is stopped anywhere, the outbox is trimmed or begun anew, and the ledger goes on in the middle of it all. At the
 * end the target shows what the ledger holds.
 */
class ProjectorSimulationTest {
    private static final int SEEDS = Integer.getInteger("projection.seeds", 300);
    private static final int CALLS = 120;

    @Test
    void everythingIsShownOnce() throws Exception {
        for (long seed = Long.getLong("projection.first", 0); seed < SEEDS; seed++) {
            try {
                new Life(seed, Projection.Scope.ALL).run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ", everything", e);
            }
        }
    }

    @Test
    void whatIsHotIsShownOnce() throws Exception {
        for (long seed = Long.getLong("projection.first", 0); seed < SEEDS; seed++) {
            try {
                new Life(seed, Projection.Scope.HOT).run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ", what is hot", e);
            }
        }
    }

    private static final class Life implements ModelTarget.Fate {
        private final Random random;
        private final MemoryBlockStore store = MemoryBlockStore.create(World.NETWORK);
        private final World world;
        private final VirtualClock clock = new VirtualClock();
        private final ModelTarget target;
        private final AtomicBoolean busy = new AtomicBoolean();
        private final boolean prunes;
        private long prunedTo;
        private Outbox outbox;
        private Projector projector;
        private ModelTarget.Data older;
        private boolean calm;
        private boolean lost;

        Life(long seed, Projection.Scope scope) throws Exception {
            this.random = new Random(seed);
            this.prunes = random.nextInt(3) == 0;
            this.world = new World(store, random, 1 + random.nextInt(4));
            this.outbox = store.openOutbox();
            this.target = new ModelTarget(scope, 1 + random.nextInt(12), this);
            this.older = target.data.copy();
            start();
        }

        private void start() {
            projector = new Projector(store, outbox, target, clock, Duration.ofMillis(100), Integer.MAX_VALUE, 100);
        }

        void run() throws Exception {
            for (int i = 0; i < CALLS; i++) {
                if (random.nextInt(3) > 0) {
                    happen();
                } else {
                    turn();
                }
            }
            calm = true;
            while (world.deliver(50) > 0) {
                turn();
            }
            world.decide();
            // A height that is half gone goes whole.
            RetentionPolicy rest = new RetentionPolicy(Duration.ZERO, Duration.ofDays(3_650), Duration.ofDays(3_650));
            while (prunedTo > 0 && store.prune(rest, prunedTo, 1_000).more()) {
                turn();
            }
            settle();
            compare();
            assertThat(projector.progress().failingSince()).isEmpty();
            assertThat(lost || target.moved == 0).as("position as expected").isTrue();
        }

        /** The next thing that happens to ledger or target. */
        private void happen() throws Exception {
            switch (random.nextInt(20)) {
                case 0, 1, 2, 3, 4 -> {
                    for (int i = random.nextInt(8); i >= 0; i--) {
                        world.grow(world.sources.get(random.nextInt(world.sources.size())));
                    }
                }
                case 5 -> world.fork(world.sources.get(random.nextInt(world.sources.size())));
                case 6, 7, 8, 9, 10 -> world.deliver(1 + random.nextInt(10));
                case 11, 12 -> world.decide();
                case 13 -> prune();
                case 14 -> outbox.trim(random.nextLong(outbox.last() + 1));
                case 15 -> {
                    if (random.nextInt(4) == 0) {
                        store.dropOutbox();
                        outbox = store.openOutbox();
                        start();
                    }
                }
                // The process was killed; whether the transaction was committed, the target knows.
                case 16 -> start();
                case 17 -> older = target.data.copy();
                case 18 -> {
                    if (random.nextInt(3) == 0) {
                        lost = true;
                        target.data = random.nextBoolean() ? new ModelTarget.Data() : older.copy();
                    }
                }
                default -> clock.advance(Duration.ofSeconds(random.nextInt(10)));
            }
        }

        private void prune() throws Exception {
            if (prunes) {
                // Ends of epochs up to a few heights below the newest: leaves later than blocks, or at once.
                long blocks = random.nextInt(4) * World.EPOCH_SECONDS;
                long leaves = blocks + random.nextInt(3) * World.EPOCH_SECONDS;
                RetentionPolicy policy = new RetentionPolicy(
                        Duration.ofSeconds(blocks), Duration.ofSeconds(leaves), Duration.ofDays(365));
                long now = (1_000 + world.height()) * World.EPOCH_SECONDS;
                prunedTo = Math.max(prunedTo, now - blocks);
                // What is hot is not told of a height that is half gone (dsm-projection.md, 6).
                boolean whole = target.scope() == Projection.Scope.HOT;
                store.prune(policy, now, whole ? 1_000_000 : 1 + random.nextInt(50));
            }
        }

        private Duration turn() {
            Duration wait = projector.turn();
            if (wait.isNegative() || wait.compareTo(Backoff.LONGEST) > 0) {
                throw new AssertionError("waits " + wait);
            }
            clock.advance(wait);
            return wait;
        }

        private void settle() {
            // The first turns may be spent on a look at a target that was lost, and on copying.
            clock.advance(Projector.CHECK);
            for (int i = 0; i < 1_000; i++) {
                turn();
                Projector.Progress now = projector.progress();
                if (now.state() == ProjectionStatus.State.LIVE
                        && now.confirmed().sequence() == outbox.last()
                        && now.confirmed().equals(target.data.position)) {
                    return;
                }
            }
            throw new AssertionError("never caught up: " + projector.progress());
        }

        private void compare() throws Exception {
            Expected expected = Expected.of(store);
            if (target.scope() == Projection.Scope.HOT) {
                assertThat(target.data.pending).as("pending").isEqualTo(expected.pending);
                assertThat(target.data.blocks.keySet()).containsAll(expected.pending);
                return;
            }
            Map<Object, Object> shown = new HashMap<>();
            target.data.blocks.forEach((hash, block) -> {
                assertThat(block.hash()).isEqualTo(hash);
                shown.put(hash, Optional.ofNullable(target.data.heights.get(hash)));
            });
            assertThat(shown).as("blocks").isEqualTo(expected.blocks);
            assertThat(target.data.checkpoints).as("checkpoints").isEqualTo(expected.checkpoints);
            assertThat(target.data.frontier.values())
                    .as("frontier")
                    .containsExactlyInAnyOrderElementsOf(store.frontier().entries());
            assertThat(target.data.checkpoints.values().stream().map(DecidedCheckpoint::height))
                    .doesNotHaveDuplicates();
        }

        @Override
        public void before() throws ProjectionException {
            meanwhile();
            if (!calm && random.nextInt(6) == 0) {
                throw new ProjectionException("gone before the commit");
            }
        }

        @Override
        public void after() throws ProjectionException {
            if (!calm && random.nextInt(6) == 0) {
                throw new ProjectionException("gone after the commit");
            }
            meanwhile();
        }

        /** The ledger goes on while a batch is being applied. */
        private void meanwhile() {
            if (calm || random.nextInt(3) > 0 || !busy.compareAndSet(false, true)) {
                return;
            }
            try {
                if (random.nextBoolean()) {
                    world.deliver(3);
                } else if (random.nextInt(3) == 0) {
                    world.decide();
                } else {
                    prune();
                }
            } catch (Exception e) {
                throw new AssertionError(e);
            } finally {
                busy.set(false);
            }
        }
    }
}
