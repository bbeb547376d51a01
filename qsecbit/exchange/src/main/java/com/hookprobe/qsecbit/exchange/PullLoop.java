package com.hookprobe.qsecbit.exchange;

import com.hookprobe.qsecbit.exchange.core.Backoff;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Asks sources again and again, one after the other on a thread of its own; one that fails is left alone for longer and longer. */
public final class PullLoop implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PullLoop.class.getName());
    private static final long CLOSE_SECONDS = 5;

    private final ScheduledThreadPoolExecutor thread;
    private final Duration interval;
    private final Backoff backoff;
    private final RandomGenerator random;
    private final Map<String, State> states = new LinkedHashMap<>();

    /**
     * How a source is doing.
     *
     * @param sum of everything since the start
     * @param failures in a row
     * @param message of the last failure; empty when the last time was good
     */
    public record State(Pulled sum, int failures, String message) {}

    private PullLoop(Duration interval, Backoff backoff, RandomGenerator random) {
        this.interval = interval;
        this.backoff = backoff;
        this.random = random;
        this.thread = new ScheduledThreadPoolExecutor(1, work -> {
            Thread one = new Thread(work, "exchange-pull");
            one.setDaemon(true);
            return one;
        });
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Begins, each source at once.
     *
     * @param interval between two good times of one source
     * @param backoff after failures
     */
    @SuppressWarnings("FutureReturnValueIgnored") // Failures are caught where they happen.
    public static PullLoop start(List<Source> sources, Duration interval, Backoff backoff, RandomGenerator random) {
        PullLoop loop = new PullLoop(interval, backoff, random);
        for (Source source : sources) {
            synchronized (loop.states) {
                loop.states.put(source.name(), new State(Pulled.NOTHING, 0, ""));
            }
            loop.thread.schedule(() -> loop.pull(source), 0, TimeUnit.NANOSECONDS);
        }
        return loop;
    }

    /** How each source is doing, by name. */
    public Map<String, State> states() {
        synchronized (states) {
            return new LinkedHashMap<>(states);
        }
    }

    /** Breaks off what is under way; it comes again after the next start. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // As above.
    private void pull(Source source) {
        long wait = interval.toNanos();
        try {
            Pulled pulled = source.pull();
            State before = state(source);
            put(source, new State(before.sum().plus(pulled), 0, ""));
            if (pulled.full()) {
                wait = Math.min(wait, backoff.waitNanos(1, random.nextDouble(), 0));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        } catch (IOException | RuntimeException e) {
            int failures = state(source).failures() + 1;
            String message = ExchangeText.oneLine(String.valueOf(e.getMessage()), 256);
            put(source, new State(state(source).sum(), failures, message));
            LOG.log(Level.WARNING, source.name() + " cannot be pulled, " + failures + " times now: " + message);
            long asked = e instanceof Fetch.Failed failed ? TimeUnit.SECONDS.toNanos(failed.retrySeconds()) : 0;
            wait = backoff.waitNanos(failures, random.nextDouble(), asked);
        }
        if (!thread.isShutdown()) {
            thread.schedule(() -> pull(source), wait, TimeUnit.NANOSECONDS);
        }
    }

    private State state(Source source) {
        synchronized (states) {
            return states.getOrDefault(source.name(), new State(Pulled.NOTHING, 0, ""));
        }
    }

    private void put(Source source, State state) {
        synchronized (states) {
            states.put(source.name(), state);
        }
    }
}
