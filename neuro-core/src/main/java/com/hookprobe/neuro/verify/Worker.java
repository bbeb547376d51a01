package com.hookprobe.neuro.verify;

import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.verify.core.DeviceHistory;
import com.hookprobe.neuro.verify.core.DeviceId;
import com.hookprobe.neuro.verify.core.Step;
import com.hookprobe.neuro.verify.core.WorkerCore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The thread that owns some of the devices: does what its {@link WorkerCore} says. NEURO 9.25. */
final class Worker implements Runnable {
    private final WorkerCore core;
    private final VerifierStore store;
    private final HistoryLoader loader;
    private final Committer committer;
    private final Counters counters;
    private final Clock clock;
    private final Predicate<DeviceId> mine;
    private final Consumer<Throwable> failure;
    private final Mailbox<Message> mailbox = new Mailbox<>();
    private final Map<Long, Pending> pending = new LinkedHashMap<>();
    private final List<Flush> flushes = new ArrayList<>();
    /** Overdue devices whose stored history is damaged: they cannot be saved, so the journal has to keep their part. */
    private final Set<DeviceId> unreadable = new HashSet<>();

    private @Nullable DeviceId overdueDevice;

    private long nextPromise;
    private long evictions;
    /** False after a save for the journal's sake, until a device was visited or none is due: so both go on. */
    private boolean maySave = true;

    private boolean stopping;
    private volatile long durableTicket;
    private volatile @Nullable Throwable failed;

    /** What a worker is told. */
    private sealed interface Message {}

    private record Ask(Pending pending) implements Message {}

    private record FlushAsked(CompletableFuture<Void> done) implements Message {}

    private record Stop() implements Message {}

    /** Waits for the requests before {@code promise}, then for all to be saved. */
    private record Flush(long promise, CompletableFuture<Void> done) {}

    Worker(
            WorkerCore core,
            VerifierStore store,
            HistoryLoader loader,
            Committer committer,
            Counters counters,
            Clock clock,
            Predicate<DeviceId> mine,
            Consumer<Throwable> failure) {
        this.core = core;
        this.store = store;
        this.loader = loader;
        this.committer = committer;
        this.counters = counters;
        this.clock = clock;
        this.mine = mine;
        this.failure = failure;
    }

    void ask(Pending one) {
        mailbox.put(new Ask(one));
    }

    void flush(CompletableFuture<Void> done) {
        mailbox.put(new FlushAsked(done));
    }

    /** Answers all that waits, saves everything, ends. */
    void stop() {
        mailbox.put(new Stop());
    }

    /** Gives up: what is in memory may be ahead of what is durable. */
    void fail(Throwable cause) {
        failed = cause;
        mailbox.nudge();
    }

    void durable(long ticket) {
        durableTicket = ticket;
        nudge();
    }

    /** There may be something to do. */
    void nudge() {
        mailbox.nudge();
    }

    /** Goes on after a failure until it is stopped, so that nobody who asks stays without an answer. */
    @Override
    public void run() {
        boolean goingOn = true;
        long waitMicros = 0;
        while (goingOn) {
            try {
                mailbox.take(waitMicros).forEach(this::handle);
                Throwable cause = failed;
                if (cause != null) {
                    giveUp(cause);
                    waitMicros = Long.MAX_VALUE;
                } else {
                    waitMicros = turn();
                }
                goingOn = !(stopping && (failed != null || finished(waitMicros)));
            } catch (InterruptedException | NeuroException | RuntimeException | Error e) {
                failure.accept(e);
                waitMicros = 0;
            }
        }
        core.close();
    }

    private void handle(Message message) {
        if (message instanceof Ask ask) {
            long promise = nextPromise++;
            Pending one = ask.pending();
            if (core.submit(promise, one.device(), one.request(), clock.micros())) {
                pending.put(promise, one);
            } else {
                one.answer()
                        .completeExceptionally(new VerifierException(
                                VerifierException.Kind.BUSY,
                                "too many devices or too many uploads of device " + one.device()
                                        + " wait; try again later"));
            }
        } else if (message instanceof FlushAsked asked) {
            flushes.add(new Flush(nextPromise, asked.done()));
        } else {
            stopping = true;
        }
    }

    /** One step; returns how long to wait before the next one. */
    private long turn() throws NeuroException {
        if (stopping || !flushes.isEmpty()) {
            core.hurry();
        }
        if (core.checkpointed() && (maySave || store.crowded())) {
            Optional<DeviceId> overdue = store.overdue(device -> mine.test(device) && !unreadable.contains(device));
            overdue.ifPresent(core::checkpoint);
            overdueDevice = overdue.orElse(null);
            maySave = overdue.isEmpty();
        }
        long now = clock.micros();
        Step step = core.next(now, durableTicket);
        if (step instanceof Step.Idle idle) {
            boolean more = !maySave || (stopping && pending.isEmpty() && saveAll()) || flushed();
            maySave = true;
            return more ? 0 : idle.untilMicros() - now;
        }
        if (step instanceof Step.AwaitDurable) {
            return Long.MAX_VALUE;
        }
        if (step instanceof Step.Load load) {
            load(load.device());
        } else if (step instanceof Step.Save save) {
            save(save.history());
        } else if (step instanceof Step.Visited visited) {
            visited(visited);
        }
        return 0;
    }

    private boolean finished(long waitMicros) {
        return pending.isEmpty() && core.checkpointed() && waitMicros > 0;
    }

    /** True when there was something to save. */
    private boolean saveAll() {
        core.checkpointAll();
        return !core.checkpointed();
    }

    /** Completes flushes that are over; true when one of them needs more steps. */
    private boolean flushed() {
        Iterator<Flush> all = flushes.iterator();
        while (all.hasNext()) {
            Flush flush = all.next();
            boolean answered = pending.keySet().stream().noneMatch(promise -> promise < flush.promise());
            if (answered && !saveAll()) {
                all.remove();
                flush.done().complete(null);
            }
        }
        return !core.checkpointed();
    }

    private void load(DeviceId device) {
        try {
            Optional<HistoryLoader.Loaded> loaded = loader.load(device, core.room());
            if (loaded.isPresent()) {
                core.loaded(loaded.get().history(), loaded.get().savedRevision());
                unreadable.remove(device);
                counters.evictions.add(core.evictions() - evictions);
                evictions = core.evictions();
                return;
            }
            refuse(
                    device,
                    new VerifierException(
                            VerifierException.Kind.UNKNOWN_DEVICE,
                            "device " + device + " was never seen, and there is no seed of it; enrol it first"));
        } catch (NeuroException e) {
            // The damage is one device's; the others go on.
            refuse(device, e);
        }
    }

    private void refuse(DeviceId device, Exception cause) {
        if (device.equals(overdueDevice) && unreadable.add(device)) {
            System.getLogger(Worker.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "device " + device + " cannot be saved, so the journal cannot become shorter",
                            cause);
        }
        core.refused(device)
                .forEach(promise -> Optional.ofNullable(pending.remove(promise))
                        .ifPresent(one -> one.answer().completeExceptionally(cause)));
    }

    private void save(DeviceHistory history) throws NeuroException {
        byte[] bytes = history.serialise();
        try {
            store.save(history.device(), history.revision(), bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
        core.saved(history);
    }

    private void visited(Step.Visited visited) {
        maySave = true;
        counters.visits.increment();
        counters.recordsReplayed.add(visited.recordsReplayed());
        List<Pending> waiting = visited.outcomes().stream()
                .map(outcome ->
                        Optional.ofNullable(pending.remove(outcome.promise())).orElseThrow())
                .toList();
        committer.put(new Committer.Commit(this, visited, waiting));
    }

    private void giveUp(Throwable cause) {
        pending.values().forEach(one -> Verifier.fail(one, cause));
        pending.clear();
        flushes.forEach(flush -> flush.done().completeExceptionally(Verifier.failedBy(cause)));
        flushes.clear();
    }
}
