package com.hookprobe.dsm.projection;

import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.Outbox;
import com.hookprobe.dsm.ledger.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Keeps copies of a ledger in PostgreSQL and Redis. Each target has a thread of its own that reads the ledger's outbox; the
 * ledger never waits for it. A target that was away catches up by itself, each change applied once.
 *
 * <pre>{@code
 * try (Projections copies = Projections.of(store).postgres(database).redis(cache).start()) {
 *     ...
 *     copies.status();
 * }
 * }</pre>
 *
 * <p>Close it before the store. Safe for use by several threads.
 */
public final class Projections implements AutoCloseable {
    private final Outbox outbox;
    private final List<Projector> projectors;
    private final List<ProjectionThread> threads;
    private volatile boolean closed;

    private Projections(Outbox outbox, List<Projector> projectors, List<ProjectionThread> threads) {
        this.outbox = outbox;
        this.projectors = projectors;
        this.threads = threads;
    }

    /** Begins a set of projections of this store. */
    public static Builder of(BlockStore store) {
        return new Builder(store);
    }

    /** How each projection is doing, in the order in which they were added. */
    public List<ProjectionStatus> status() {
        return projectors.stream().map(this::status).toList();
    }

    private ProjectionStatus status(Projector projector) {
        Projector.Progress now = projector.progress();
        Position confirmed = now.confirmed();
        boolean same = confirmed.generation() == outbox.generation();
        return new ProjectionStatus(
                projector.name(),
                closed ? ProjectionStatus.State.CLOSED : now.state(),
                confirmed.generation(),
                confirmed.sequence(),
                Math.max(0, outbox.last() - (same ? confirmed.sequence() : 0)),
                now.steps(),
                now.blocks(),
                now.copies(),
                now.error(),
                now.failingSince());
    }

    /** Looks for new entries, and tries what failed, now instead of at the next time. */
    public void wake() {
        threads.forEach(ProjectionThread::wake);
    }

    /** Ends the threads; bounded, whatever a target does. The targets keep their place. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            threads.forEach(ProjectionThread::stop);
            threads.forEach(ProjectionThread::close);
        }
    }

    /** What to project where. */
    public static final class Builder {
        private final BlockStore store;
        private final List<Supplier<Target>> targets = new ArrayList<>();
        private Duration poll = Duration.ofMillis(100);
        private int rowsMax = Integer.MAX_VALUE;
        private final Clock clock = Clock.systemUTC();
        private Consumer<ProjectionStatus> listener = status -> {};

        private record Target(Projection projection, long pendingMax) {}

        private Builder(BlockStore store) {
            this.store = store;
        }

        public Builder postgres(PostgresConfig config) {
            targets.add(() -> new Target(new PostgresProjection(config, store.networkId()), 0));
            return this;
        }

        public Builder redis(RedisConfig config) {
            targets.add(() -> new Target(new RedisProjection(config, store.networkId(), clock), config.pendingMax()));
            return this;
        }

        /** How often an idle projection looks for new entries, 1 ms to 1 min; 100 ms unless said otherwise. */
        public Builder poll(Duration every) {
            Limits.between("poll", every, Duration.ofMillis(1), Duration.ofMinutes(1));
            this.poll = every;
            return this;
        }

        /** Smaller steps than the targets' own. */
        Builder rowsMax(int most) {
            this.rowsMax = most;
            return this;
        }

        /** Called when a projection's state changes, on that projection's thread; must not block. */
        public Builder listener(Consumer<ProjectionStatus> called) {
            this.listener = called;
            return this;
        }

        /** Opens the store's outbox and begins. Targets need not be reachable. */
        public Projections start() throws StoreException {
            Outbox outbox = store.openOutbox();
            List<Projector> projectors = new ArrayList<>();
            List<ProjectionThread> threads = new ArrayList<>();
            Projections made = new Projections(outbox, projectors, threads);
            OutboxTrim trim = new OutboxTrim(outbox, projectors);
            for (Supplier<Target> each : targets) {
                Target target = each.get();
                Projector projector =
                        new Projector(store, outbox, target.projection(), clock, poll, target.pendingMax(), rowsMax);
                StateWatch watch = new StateWatch(() -> made.status(projector), listener);
                projectors.add(projector);
                threads.add(new ProjectionThread(projector, target.projection(), () -> {
                    trim.run();
                    watch.look();
                }));
            }
            threads.forEach(ProjectionThread::start);
            return made;
        }
    }
}
