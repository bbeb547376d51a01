package com.hookprobe.node.role;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Has the loop do something, and waits for it; never called on the loop itself, which waits for nobody. */
final class LoopWait {
    private static final long PATIENCE_S = 60;

    private LoopWait() {}

    /** @throws IOException when it fails, the node stops, or the loop is busy for too long */
    static <T> T on(NodeLoop loop, Callable<T> task) throws IOException {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                done.complete(task.call());
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        try {
            return done.get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the node stops", e);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            throw new IOException("the node's loop did not answer in " + PATIENCE_S + " s", e);
        }
    }
}
