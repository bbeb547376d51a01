package com.hookprobe.qsecbit.correlation;

import com.hookprobe.qsecbit.correlation.core.Cursor;
import com.hookprobe.qsecbit.correlation.core.Input;
import com.hookprobe.qsecbit.correlation.core.Output;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps the log of inputs and the correlator behind it. Two hosts exist, and the same log gives the same outputs in both
 * (CORRELATION 2). Thread-safe.
 *
 * <p>Nothing is lost: what was acknowledged is durable, and what was not is submitted again, with its first arrival time.
 * Nothing is repeated: an output is named by (shard, sequence), and the reader stores its {@link Cursor} together with what
 * it did. After a start it submits a {@link Input.Configured} and then, each second, a {@link Input.Tick}.
 */
public interface CorrelatorHost extends AutoCloseable {
    /**
     * Hands an input in, and does not wait.
     *
     * @return done when the input is durable; failed with a {@link CorrelationException} when it may not be, or when its
     *     arrival is further ahead of this machine's clock than {@link Input#AHEAD_MAX_MICROS}. An input that is submitted
     *     again changes nothing
     */
    CompletableFuture<Void> submit(Input input);

    /**
     * The next outputs of every shard, each shard's in order. Does not wait, and gives the same until the cursor moves.
     *
     * @param from what the reader wants next; not before what it has confirmed
     * @param max how many at most
     * @throws CorrelationException when outputs that the cursor wants are gone, or the host has failed
     */
    List<Output> poll(Cursor from, int max) throws CorrelationException;

    /** What lies before the cursor is not wanted any more: the reader has stored the cursor, so it never will be. */
    void confirm(Cursor upTo);

    /** Why this host takes nothing any more. It stays so: close it, mend the cause, open it again. */
    Optional<CorrelationException> failure();

    /**
     * The latest arrival that was in this host's own log when it was opened, microseconds since the epoch; 0 in an empty one, and of a
     * log that is others' too. The shards' time does not run back: what arrives before it is late for them, and what has ended by then
     * counts for nothing.
     */
    long openedAtMicros();

    /** What was refused and what is held, for metrics. */
    HostStatus status();

    /** Waits for what was submitted, then ends; a thread of the host that calls it does not wait. */
    @Override
    void close();
}
