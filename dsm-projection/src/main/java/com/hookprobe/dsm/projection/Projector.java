package com.hookprobe.dsm.projection;

import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.Outbox;
import com.hookprobe.dsm.ledger.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Carries the outbox to one target. It knows no thread and does not sleep: each {@link #turn} does what there is to do and
 * says how long to wait for the next. After any failure it asks the target where it is, and goes on from there, so that an
 * unknown outcome is harmless.
 */
final class Projector {
    /** Entries of one read of the outbox. */
    static final int ENTRIES = 256;

    /** How often an idle target is asked whether it still has its data. */
    static final Duration CHECK = Duration.ofSeconds(5);

    private final LedgerReader ledger;
    private final Outbox outbox;
    private final Projection target;
    private final Clock clock;
    private final Duration poll;
    private final long pendingMax;
    private final int rowsMax;
    private final Backoff backoff = new Backoff();
    private final FrontierDiff frontier = new FrontierDiff();
    private @Nullable Position at;
    private Instant askedAt = Instant.EPOCH;
    private boolean overtaken;
    private volatile boolean stopped;
    private volatile Progress progress = Progress.NONE;

    /** What other threads see. */
    record Progress(
            ProjectionStatus.State state,
            Position confirmed,
            long steps,
            long blocks,
            long copies,
            Optional<String> error,
            Optional<Instant> failingSince) {
        static final Progress NONE = new Progress(
                ProjectionStatus.State.STARTING, Position.NONE, 0, 0, 0, Optional.empty(), Optional.empty());
    }

    Projector(
            LedgerReader ledger,
            Outbox outbox,
            Projection target,
            Clock clock,
            Duration poll,
            long pendingMax,
            int rowsMax) {
        this.ledger = ledger;
        this.outbox = outbox;
        this.target = target;
        this.clock = clock;
        this.poll = poll;
        this.pendingMax = pendingMax;
        this.rowsMax = Math.min(target.rowsMax(), rowsMax);
    }

    Progress progress() {
        return progress;
    }

    String name() {
        return target.name();
    }

    /** Makes a turn that is under way end before its next transaction. */
    void stop() {
        stopped = true;
    }

    /** Does the next piece of work; never throws. Zero when there may be more to do at once. */
    Duration turn() {
        try {
            boolean more = work();
            backoff.succeeded();
            return more ? Duration.ZERO : poll;
        } catch (Exception | LinkageError e) {
            return failed(e);
        }
    }

    /** Any failure is survived here: the thread must go on, whatever a driver throws. */
    Duration failed(Throwable e) {
        at = null;
        frontier.forget();
        target.reset();
        if (e instanceof ProjectionException failure && failure.copyAnew()) {
            overtaken = true;
        }
        Progress now = progress;
        progress = new Progress(
                ProjectionStatus.State.FAILING,
                now.confirmed(),
                now.steps(),
                now.blocks(),
                now.copies(),
                Optional.of(FailureText.of(e)),
                Optional.of(now.failingSince().orElseGet(clock::instant)));
        return backoff.next();
    }

    private boolean work() throws StoreException, ProjectionException {
        Position position = position();
        if (outbox.generation() == 0) {
            throw new ProjectionException(
                    "the ledger's outbox was dropped: close the projections, and start them again");
        }
        if (overtaken || !position.live() || !outbox.holds(position.generation(), position.sequence())) {
            copyAnew();
            return true;
        }
        List<Outbox.Entry> entries;
        try {
            entries = outbox.after(position.sequence(), ENTRIES);
        } catch (IllegalArgumentException trimmedMeanwhile) {
            copyAnew();
            return true;
        }
        if (!entries.isEmpty()) {
            StepWriter out = new StepWriter(position, rowsMax, this::apply);
            new Resolver(ledger, out, frontier, target.scope(), position).apply(entries);
        }
        return entries.size() == ENTRIES;
    }

    private Position position() throws ProjectionException {
        Position known = at;
        Instant now = clock.instant();
        if (known != null && now.isBefore(askedAt.plus(CHECK))) {
            return known;
        }
        Position found = target.open();
        askedAt = now;
        if (known != null && !known.equals(found)) {
            // Rows known to be written may be gone with the position.
            frontier.forget();
        }
        at = found;
        confirmed(found, 0, 0, false);
        return found;
    }

    private void copyAnew() throws StoreException, ProjectionException {
        Position copying = Position.copying(outbox.generation(), outbox.last());
        frontier.forget();
        target.beginCopy(copying);
        confirmed(copying, 1, 0, false);
        StepWriter out = new StepWriter(copying, rowsMax, this::apply);
        long height = target.scope() == Projection.Scope.ALL
                ? FullCopy.copy(ledger, out, frontier)
                : HotCopy.copy(ledger, out, frontier, pendingMax);
        Position live = copying.finished(height);
        overtaken = false;
        apply(Step.empty(copying, live));
        confirmed(live, 0, 0, true);
    }

    private void apply(Step step) throws ProjectionException {
        if (stopped) {
            throw new ProjectionException("the projection is being closed");
        }
        target.apply(step);
        at = step.next();
        askedAt = clock.instant();
        confirmed(step.next(), 1, step.blocks().size(), false);
    }

    private void confirmed(Position position, long steps, long blocks, boolean copied) {
        at = position;
        Progress now = progress;
        progress = new Progress(
                position.live() ? ProjectionStatus.State.LIVE : ProjectionStatus.State.COPYING,
                position,
                now.steps() + steps,
                now.blocks() + blocks,
                now.copies() + (copied ? 1 : 0),
                now.error(),
                Optional.empty());
    }
}
