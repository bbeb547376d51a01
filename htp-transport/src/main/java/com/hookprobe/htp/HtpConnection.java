package com.hookprobe.htp;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A session for threads that may wait: what {@link HtpServer#accept} gives, and what {@link HtpClient} is made of. All
 * methods may be called from any thread, by several at once.
 *
 * <pre>{@code
 * try (HtpConnection connection = server.accept(Duration.ofMinutes(1)).orElseThrow()) {
 *     Message message = connection.receive(Duration.ofSeconds(10)).orElseThrow();
 *     connection.send(message.channel(), message.bytes());
 * }
 * }</pre>
 *
 * <p><b>Reading slowly</b> holds the sender back: it gets credit for a message when that is read (HTP 4.5), so at most
 * 16 MiB of a session wait here, and nothing is lost.
 *
 * <p>Close it, also when the peer has closed: that frees what was not read.
 */
public final class HtpConnection implements AutoCloseable {
    /** How long the endpoint's thread may take to end a session: it has nothing to wait for. */
    private static final long CLOSE_NS = 2_000_000_000L;

    private final TrackedSession session;
    private final ReceiveQueue received;
    private final ConnectionOptions options;
    private final CompletableFuture<HtpClosedException> ended = new CompletableFuture<>();
    private final CompletableFuture<Void> heard = new CompletableFuture<>();

    HtpConnection(TrackedSession session, ReceiveQueue received, ConnectionOptions options) {
        this.session = session;
        this.received = received;
        this.options = options;
    }

    /**
     * Sends a message and waits until the peer has acknowledged it whole, as {@link #send(int, byte[], Duration)} does
     * with the builder's {@code sendTimeout}.
     */
    public void send(int channel, byte[] message) throws HtpException {
        send(channel, message, options.sendTimeoutNs);
    }

    /**
     * Sends a message and waits until the peer has acknowledged it whole. When the send queue is full it waits for room
     * first.
     *
     * @param channel 1 to {@link Channels#MAX}, not {@link Channels#RELAY}; {@link Channels#USER} is the first that is free
     * @param message 0 bytes to the channel's limit, copied
     * @throws HtpTimeoutException when that takes longer than the timeout; the message may still arrive
     * @throws HtpClosedException when the session ends first, or is over
     * @throws HtpInterruptedException when the thread is interrupted; the message may still arrive
     * @throws IllegalArgumentException when the channel or the size is out of range
     * @throws IllegalStateException in a callback; use {@link #sendAsync} there
     */
    public void send(int channel, byte[] message, Duration timeout) throws HtpException {
        send(channel, message, Waiting.nanos(timeout, "timeout"));
    }

    /**
     * Queues a message and returns at once; may be called in callbacks.
     *
     * @return completes when the peer has acknowledged the message whole; fails with {@link HtpClosedException}, or with
     *     {@link HtpQueueFullException} when too much waits already
     * @throws IllegalArgumentException when the channel or the size is out of range
     */
    public CompletableFuture<Void> sendAsync(int channel, byte[] message) {
        return session.send(channel, message);
    }

    /**
     * The next message, of any channel, in the order in which they were complete.
     *
     * @param timeout how long to wait; zero does not wait
     * @return empty when none came in time
     * @throws HtpClosedException when the session is over and everything was read
     * @throws HtpInterruptedException when the thread is interrupted
     * @throws IllegalStateException in a callback, or when an {@code onMessage} callback gets the messages
     */
    public Optional<Message> receive(Duration timeout) throws HtpException {
        if (options.onMessage != null) {
            throw new IllegalStateException("messages go to the onMessage callback, so receive gets none");
        }
        EndpointThread.refuse("receive", "use onMessage");
        Optional<Message> next;
        try {
            next = received.poll(Waiting.nanos(timeout, "timeout"));
        } catch (InterruptedException e) {
            throw Waiting.interrupted("a message", e);
        }
        next.ifPresent(session::consumed);
        return next;
    }

    /** The session: who the peer is, its address, the channel binding; and sending without waiting. */
    public HtpSession session() {
        return session;
    }

    /** The session's counters; after its end, the last ones. */
    public SessionStats stats() {
        return session.stats();
    }

    /** False once the session is closed by either side or given up; messages may still wait to be read. */
    public boolean open() {
        return session.open();
    }

    /**
     * Waits until everything that was sent is acknowledged, at most for the builder's {@code flushTimeout}, then closes the
     * session with {@link CloseCode#NORMAL}. What was received and not read is lost. In a callback it returns at once and
     * does the same later. Idempotent. (To end a session at once: {@code session().close(code, reason)}.)
     */
    @Override
    public void close() {
        close(() -> {});
    }

    /** Runs the step at the end, when the session is over. */
    void close(Runnable last) {
        CompletableFuture<Void> flushed = session.pending().close();
        received.discard();
        received.close(CloseCode.NORMAL, "closed by this side");
        Waiting.thenRun(flushed, options.flushTimeoutNs, () -> {
            session.close(CloseCode.NORMAL, "");
            Waiting.thenRun(session.open() ? ended : CompletableFuture.completedFuture(null), CLOSE_NS, last);
        });
    }

    TrackedSession tracked() {
        return session;
    }

    /** Null, or why the session must be closed. */
    @Nullable String offer(Message message) {
        return received.offer(message);
    }

    void onClosed(CloseCode code, String reason) {
        session.keepStats();
        end(code, reason);
    }

    void end(CloseCode code, String reason) {
        received.close(code, reason);
        ended.complete(new HtpClosedException(code, reason));
    }

    /** A message came; before it is handed over. */
    void onHeard() {
        heard.complete(null);
    }

    /**
     * Done when it is clear whether the session ended before a message came. Never waits for a callback: that may wait for
     * who waits here.
     *
     * @param turn done when the endpoint's thread has told everything it has read
     */
    CompletableFuture<Object> settled(CompletableFuture<Void> turn) {
        return CompletableFuture.anyOf(turn, heard, ended);
    }

    /** How the session ended, when it did so before a message came; else null. */
    @Nullable HtpClosedException endedUnheard() {
        HtpClosedException end = ended.getNow(null);
        return end == null || heard.isDone() ? null : end.again();
    }

    private void send(int channel, byte[] message, long timeoutNs) throws HtpException {
        EndpointThread.refuse("send", "use sendAsync, or HtpSession.send");
        long deadlineNs = System.nanoTime() + timeoutNs;
        try {
            long seen = session.pending().madeRoom();
            while (!sent(session.send(channel, message), deadlineNs)) {
                if (!session.pending().awaitRoom(seen, deadlineNs)) {
                    throw new HtpTimeoutException("no room in the send queue within " + millis(timeoutNs)
                            + " ms: the peer acknowledges too slowly, or not at all");
                }
                seen = session.pending().madeRoom();
            }
        } catch (TimeoutException e) {
            throw new HtpTimeoutException("the peer did not acknowledge the message within " + millis(timeoutNs)
                    + " ms; it may still arrive");
        } catch (InterruptedException e) {
            throw Waiting.interrupted("an acknowledgement; the message may still arrive", e);
        }
    }

    /** False when the send queue was full. */
    private static boolean sent(CompletableFuture<Void> future, long deadlineNs)
            throws HtpException, InterruptedException, TimeoutException {
        try {
            future.get(deadlineNs - System.nanoTime(), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HtpQueueFullException) {
                return false;
            }
            throw Waiting.failure(e);
        }
    }

    private static long millis(long ns) {
        return TimeUnit.NANOSECONDS.toMillis(ns);
    }

    /** Names the peer's address, no secrets. */
    @Override
    public String toString() {
        return "HtpConnection[" + session + "]";
    }
}
