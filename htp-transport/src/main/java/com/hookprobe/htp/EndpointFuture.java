package com.hookprobe.htp;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What an endpoint's thread completes. That thread cannot wait for it, as nobody else would complete it: it would hang for
 * ever, without a word. So waiting there is refused, also for what depends on it. What {@link CompletableFuture#allOf} and
 * {@link CompletableFuture#anyOf} make of it is a future of the JDK's, which does not know.
 */
final class EndpointFuture<T> extends CompletableFuture<T> {
    private final Thread owner;

    EndpointFuture(Thread owner) {
        this.owner = owner;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new EndpointFuture<>(owner);
    }

    @Override
    public T join() {
        refuse("join");
        return super.join();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        refuse("get");
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        refuse("get");
        return super.get(timeout, unit);
    }

    private void refuse(String call) {
        if (Thread.currentThread() == owner && !isDone()) {
            throw new IllegalStateException(call + " would wait for what only this thread can do, the endpoint's own ("
                    + owner.getName() + "), on which callbacks run; use thenAccept or whenComplete");
        }
    }
}
