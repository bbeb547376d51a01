package com.hookprobe.node.role;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Has the loop do something, and waits for it; never called on the loop itself, which waits for nobody. */
final class LoopWait {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private LoopWait() {}

    /** @throws IOException when it fails, the node stops, or the loop is busy for too long */
    static <T> T on(NodeLoop loop, Callable<T> task) throws IOException {
        try {
            return new LoopAsk(loop).ask(task, PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the node stops", e);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            throw new IOException("the node's loop did not answer in " + PATIENCE.toSeconds() + " s", e);
        }
    }
}
