package com.hookprobe.htp;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/** Connections that nobody has accepted yet, bounded. Thread-safe. */
final class AcceptQueue {
    private final int max;
    private final Queue<HtpConnection> waiting = new ArrayDeque<>();
    private boolean closed;

    AcceptQueue(int max) {
        this.max = max;
    }

    /** False when there is no room. */
    synchronized boolean offer(HtpConnection connection) {
        if (closed || waiting.size() >= max) {
            return false;
        }
        waiting.add(connection);
        notifyAll();
        return true;
    }

    synchronized Optional<HtpConnection> poll(long timeoutNs) throws HtpClosedException, InterruptedException {
        long startNs = System.nanoTime();
        while (waiting.isEmpty()) {
            if (closed) {
                throw new HtpClosedException(CloseCode.SHUTDOWN, "server closed");
            }
            long leftNs = timeoutNs - (System.nanoTime() - startNs);
            if (leftNs <= 0) {
                return Optional.empty();
            }
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(leftNs, 1_000_000));
        }
        return Optional.of(waiting.remove());
    }

    synchronized void close() {
        closed = true;
        waiting.clear();
        notifyAll();
    }
}
