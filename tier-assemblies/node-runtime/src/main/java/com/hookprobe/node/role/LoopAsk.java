package com.hookprobe.node.role;

import com.hookprobe.http.Problem;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Asks a node's loop from other threads. What is asked runs there between two tasks and must be short; who asks waits no longer than
 * allowed, and one that has given up is not worked for.
 */
final class LoopAsk {
    private static final int RETRY_SECONDS = 5;

    private final NodeLoop loop;

    LoopAsk(NodeLoop loop) {
        this.loop = loop;
    }

    /**
     * The answer of the loop.
     *
     * @throws TimeoutException when the loop has not come to it in time
     * @throws ExecutionException when it failed there
     */
    <T> T ask(Callable<T> question, Duration patience)
            throws TimeoutException, ExecutionException, InterruptedException {
        return order(question, patience, Duration.ZERO);
    }

    /**
     * The same for what changes something: once it is begun its end is waited for, so that nobody is told that it was not done.
     *
     * @param end how long beyond the patience, when it is begun by then
     * @throws TimeoutException when it was not begun in time, and never will be; or has not ended
     */
    <T> T order(Callable<T> order, Duration patience, Duration end)
            throws TimeoutException, ExecutionException, InterruptedException {
        CompletableFuture<T> answer = new CompletableFuture<>();
        AtomicBoolean taken = new AtomicBoolean();
        loop.execute(() -> {
            if (taken.getAndSet(true)) {
                return;
            }
            try {
                answer.complete(order.call());
            } catch (Exception | Error e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            if (!taken.getAndSet(true)) {
                throw e;
            }
            return answer.get(end.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            taken.set(true);
            throw e;
        }
    }

    /** As {@link #ask}, for a request over HTTP: a loop that is not in time is a 503. */
    <T> T answer(Callable<T> question, Duration patience) throws Problem, InterruptedException {
        try {
            return ask(question, patience);
        } catch (TimeoutException e) {
            throw Problem.unavailable(
                    "the node's loop to answer within " + patience.toMillis() + " ms",
                    "it busy",
                    "try again; when it lasts, see the node's log",
                    RETRY_SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the node's loop could not answer", e.getCause());
        }
    }
}
