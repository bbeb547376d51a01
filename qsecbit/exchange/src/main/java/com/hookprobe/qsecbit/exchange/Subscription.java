package com.hookprobe.qsecbit.exchange;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A subscriber's thread. */
public final class Subscription implements AutoCloseable {
    private static final int BATCH = 1_000;

    private final DecisionStream stream;
    private final Subscriber subscriber;
    private final Thread thread;
    private volatile boolean closed;
    private volatile long position;

    private Subscription(DecisionStream stream, long after, Subscriber subscriber, Runnable ended) {
        this.stream = stream;
        this.position = after;
        this.subscriber = subscriber;
        this.thread = new Thread(
                () -> {
                    try {
                        run();
                    } finally {
                        ended.run();
                    }
                },
                "decision-subscriber");
        thread.setDaemon(true);
    }

    static Subscription start(DecisionStream stream, long after, Subscriber subscriber, Runnable ended) {
        Subscription subscription = new Subscription(stream, after, subscriber, ended);
        subscription.thread.start();
        return subscription;
    }

    /** The number of the last change that the subscriber took; {@link DecisionStream#subscribe} goes on from there. */
    public long position() {
        return position;
    }

    /** Tells it nothing more; a call under way ends. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void run() {
        try {
            while (!closed) {
                CompletableFuture<Long> change = stream.changed(position);
                try {
                    change.get();
                } finally {
                    change.cancel(false);
                }
                take(stream.read(position, BATCH));
            }
            subscriber.onEnd(new IllegalStateException("the subscription is closed"));
        } catch (InterruptedException | ExecutionException | RuntimeException e) {
            subscriber.onEnd(closed ? new IllegalStateException("the subscription is closed", e) : e);
        }
    }

    private void take(DecisionFeed.Page page) {
        if (page instanceof DecisionFeed.Page.Reset reset) {
            subscriber.onReset(reset);
            position = reset.upTo();
        } else if (page instanceof DecisionFeed.Page.Changes changes) {
            for (Change change : changes.changes()) {
                if (closed) {
                    return;
                }
                subscriber.onChange(change);
                position = change.sequence();
            }
        }
    }
}
