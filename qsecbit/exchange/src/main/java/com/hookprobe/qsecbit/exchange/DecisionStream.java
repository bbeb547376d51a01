package com.hookprobe.qsecbit.exchange;

import com.hookprobe.qsecbit.exchange.core.DecisionLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The decisions of this node in order, kept on disk: what was told is never told otherwise, also after a crash. One thread owns the
 * state and the files; every method may be called from any other.
 *
 * <pre>{@code
 * try (DecisionStream stream = DecisionStream.open(folder, DecisionStream.Bounds.DEFAULT, Clock.systemUTC())) {
 *     stream.apply(List.of(new DecisionEdit.Put("mesh:17", subject, Remedy.BAN, Duration.ofHours(4), "mesh",
 *             "ssh-bruteforce", "", "seen at three sites", 90, 3)));
 *     stream.subscribe(0, subscriber);
 * }
 * }</pre>
 */
public final class DecisionStream implements DecisionFeed, AutoCloseable {
    /** Calls that wait for the owner; one more fails. */
    private static final int CALLS_MAX = 4_096;

    private static final int WAITING_MAX = 1_024;
    private static final int SUBSCRIPTIONS_MAX = 64;
    private static final long TICK_MILLIS = 500;
    private static final long CLOSE_SECONDS = 10;
    private static final int COMPACT_MIN = 4_096;

    private final StreamFiles files;
    private final DecisionLog log;
    private final Clock clock;
    private final ScheduledThreadPoolExecutor owner;
    private final Semaphore calls = new Semaphore(CALLS_MAX);
    private final Semaphore subscriptions = new Semaphore(SUBSCRIPTIONS_MAX);
    private final Map<CompletableFuture<Long>, Long> waiting = new LinkedHashMap<>();
    private @Nullable Exception failure;

    /**
     * How much is kept.
     *
     * @param inForce decisions
     * @param kept changes that a reader may lag behind
     */
    public record Bounds(int inForce, int kept) {
        /** For a node with 256 MB. */
        public static final Bounds DEFAULT = new Bounds(100_000, 50_000);
    }

    private DecisionStream(StreamFiles files, DecisionLog log, Clock clock) {
        this.files = files;
        this.log = log;
        this.clock = clock;
        this.owner = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "decision-stream");
            thread.setDaemon(true);
            return thread;
        });
        owner.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Opens the folder, and makes it when it is not there.
     *
     * @throws IOException when it cannot be read or written, or holds something else; the message says what to do
     */
    @SuppressWarnings("FutureReturnValueIgnored") // It fails never: see tick.
    public static DecisionStream open(Path folder, Bounds bounds, Clock clock) throws IOException {
        StreamFiles files = StreamFiles.open(folder);
        try {
            DecisionStream stream = new DecisionStream(files, files.load(bounds.inForce(), bounds.kept()), clock);
            stream.owner.scheduleWithFixedDelay(stream::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
            return stream;
        } catch (IOException | RuntimeException e) {
            files.close();
            throw e;
        }
    }

    /**
     * Takes edits, in order; returns when they are on disk.
     *
     * @return the number of the latest change
     * @throws IllegalStateException when the disk failed, now or before, or the stream is closed; nothing more is told then
     */
    public long apply(List<DecisionEdit> edits) {
        List<DecisionEdit> taken = List.copyOf(edits);
        return call(() -> {
            List<Change> changes = new ArrayList<>();
            long now = nowMicros();
            for (DecisionEdit edit : taken) {
                changes.addAll(log.apply(edit, now));
            }
            told(changes);
            return log.head();
        });
    }

    /**
     * Makes the stream hold exactly these, with as few changes as that takes: for a node that starts and knows what is in force.
     *
     * @return the number of the latest change
     * @throws IllegalStateException as {@link #apply}
     */
    public long reconcile(List<DecisionEdit.Put> inForce) {
        List<DecisionEdit.Put> wanted = List.copyOf(inForce);
        return call(() -> {
            told(log.reconcile(wanted, nowMicros()));
            return log.head();
        });
    }

    /** Ends what is over; happens by itself every half second, and before anything is told or taken. */
    public void expire() {
        call(() -> 0);
    }

    @Override
    public Page read(long after, int max) {
        return call(() -> log.read(after, max));
    }

    @Override
    public Page.Reset snapshot() {
        return call(log::snapshot);
    }

    @Override
    public List<Change> kept() {
        return call(log::kept);
    }

    @Override
    public long head() {
        return call(log::head);
    }

    @Override
    public CompletableFuture<Long> changed(long after) {
        return call(() -> {
            CompletableFuture<Long> change = new CompletableFuture<>();
            waiting.keySet().removeIf(CompletableFuture::isDone);
            if (log.head() != after) {
                change.complete(log.head());
            } else if (waiting.size() >= WAITING_MAX) {
                change.completeExceptionally(new IllegalStateException(
                        "expected at most " + WAITING_MAX + " that wait for a change, found more"));
            } else {
                waiting.put(change, after);
            }
            return change;
        });
    }

    /**
     * Tells a subscriber everything behind a place, on a thread of its own, until the subscription or the stream is closed.
     *
     * @param after the number of the last change that it knows; 0 of none: it begins with the changes that are kept, or a reset
     * @throws IllegalStateException when there are 64 already
     */
    public Subscription subscribe(long after, Subscriber subscriber) {
        if (!subscriptions.tryAcquire()) {
            throw new IllegalStateException("expected at most " + SUBSCRIPTIONS_MAX + " subscriptions, found one more");
        }
        return Subscription.start(this, after, subscriber, subscriptions::release);
    }

    /** Stops. The files hold all that was told. */
    @Override
    public void close() throws IOException {
        owner.shutdown();
        try {
            if (!owner.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the stream's thread did not end within " + CLOSE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        waiting.keySet().forEach(one -> one.completeExceptionally(new IllegalStateException("the stream is closed")));
        files.close();
    }

    private void tick() {
        try {
            if (failure == null) {
                told(log.expire(nowMicros()));
            }
        } catch (IOException e) {
            // Kept in failure: every later call says so.
            return;
        }
    }

    /** Nobody sees a change before it is on disk: a number that was seen is never given again. */
    private void told(List<Change> changes) throws IOException {
        if (changes.isEmpty()) {
            return;
        }
        try {
            files.append(changes);
            if (files.logged() > Math.max(COMPACT_MIN, 2L * log.inForce())) {
                files.compact(log.state());
            }
        } catch (IOException e) {
            failure = e;
            throw e;
        }
        waiting.entrySet()
                .removeIf(one -> one.getKey().isDone() || (one.getValue() != log.head() && wake(one.getKey())));
    }

    private boolean wake(CompletableFuture<Long> one) {
        one.complete(log.head());
        return true;
    }

    private <T> T call(Callable<T> work) {
        if (!calls.tryAcquire()) {
            throw new IllegalStateException("expected at most " + CALLS_MAX + " calls at once, found more: try again");
        }
        try {
            return owner.submit(() -> {
                        if (failure != null) {
                            throw new IOException("the stream's disk failed before", failure);
                        }
                        // Nobody is told of what is over, and it ends by its time, whatever else is said of it now.
                        told(log.expire(nowMicros()));
                        return work.call();
                    })
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the stream of decisions failed: " + e.getCause(), e.getCause());
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("the stream is closed", e);
        } finally {
            calls.release();
        }
    }

    private long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }
}
