package com.hookprobe.htp;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Connections that nobody has accepted yet, bounded. Thread-safe. */
final class AcceptQueue {
    private final int max;
    private final Queue<HtpConnection> waiting = new ArrayDeque<>();
    private @Nullable HtpClosedException end;

    AcceptQueue(int max) {
        this.max = max;
    }

    /** False when there is no room. */
    synchronized boolean offer(HtpConnection connection) {
        if (end != null || waiting.size() >= max) {
            return false;
        }
        waiting.add(connection);
        notifyAll();
        return true;
    }

    synchronized Optional<HtpConnection> poll(long timeoutNs) throws HtpClosedException, InterruptedException {
        long startNs = System.nanoTime();
        while (waiting.isEmpty()) {
            if (end != null) {
                throw end.again();
            }
            long leftNs = timeoutNs - (System.nanoTime() - startNs);
            if (leftNs <= 0) {
                return Optional.empty();
            }
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(leftNs, 1_000_000));
        }
        return Optional.of(waiting.remove());
    }

    /** The server wants no more; nobody gets what waits. */
    synchronized void close() {
        waiting.clear();
        end(new HtpClosedException(CloseCode.SHUTDOWN, "server closed"));
    }

    /** No more will come; what waits can still be had. Only the first reason counts. */
    synchronized void end(HtpClosedException why) {
        if (end == null) {
            end = why;
        }
        notifyAll();
    }
}
