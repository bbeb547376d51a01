package com.hookprobe.htp;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One session's messages that were not read yet. Whatever HTP delivers was or will be acknowledged, so nothing that is
 * offered is thrown away; when it becomes too much the owner closes the session, and what is queued can still be read. So
 * the queue may exceed its bounds by what is delivered until then: one duty cycle of the endpoint, at most the credit of
 * the session. Thread-safe.
 */
final class ReceiveQueue {
    /** As in HTP 4.5: a message costs that much more than its length, so that empty ones are bounded too. */
    private static final int MESSAGE_COST_BYTES = 64;

    private final int messagesMax;
    private final long bytesMax;
    private final ReceiveBudget budget;
    private final Queue<Message> messages = new ArrayDeque<>(2);
    private long bytes;
    private boolean discarding;
    private @Nullable Ending ending;

    private record Ending(CloseCode code, String reason) {}

    ReceiveQueue(int messagesMax, long bytesMax, ReceiveBudget budget) {
        this.messagesMax = messagesMax;
        this.bytesMax = bytesMax;
        this.budget = budget;
    }

    /** Null, or why the session must be closed now. */
    synchronized @Nullable String offer(Message message) {
        if (discarding) {
            return null;
        }
        long cost = cost(message);
        messages.add(message);
        bytes += cost;
        boolean roomInAll = budget.take(cost);
        notifyAll();
        if (messages.size() > messagesMax) {
            return "reader too slow: over " + messagesMax + " messages wait";
        }
        if (bytes > bytesMax) {
            return "reader too slow: over " + bytesMax + " bytes wait";
        }
        return roomInAll ? null : "readers too slow: no memory left";
    }

    /** The next message; empty when the time is up; fails when there is none left and the session is over. */
    Optional<Message> poll(long timeoutNs) throws HtpClosedException, InterruptedException {
        long startNs = System.nanoTime();
        synchronized (this) {
            while (messages.isEmpty()) {
                if (ending != null) {
                    throw new HtpClosedException(ending.code(), ending.reason());
                }
                long leftNs = timeoutNs - (System.nanoTime() - startNs);
                if (leftNs <= 0) {
                    return Optional.empty();
                }
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(leftNs, 1_000_000));
            }
            Message next = messages.remove();
            release(cost(next));
            return Optional.of(next);
        }
    }

    /** The session is over; what is queued can still be read. Only the first reason counts. */
    synchronized void close(CloseCode code, String reason) {
        if (ending == null) {
            ending = new Ending(code, reason);
            notifyAll();
        }
    }

    /** The reader wants no more. */
    synchronized void discard() {
        discarding = true;
        messages.clear();
        release(bytes);
    }

    private void release(long cost) {
        bytes -= cost;
        budget.give(cost);
    }

    private static long cost(Message message) {
        return message.bytes().length + (long) MESSAGE_COST_BYTES;
    }
}
