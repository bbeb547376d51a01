package com.hookprobe.notify;

import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The body of an answer that nobody looks at: a little is taken, so that the connection can be used again; of a long one no more. */
final class DiscardedBody implements BodySubscriber<Boolean> {
    private static final int BYTES_MAX = 16_384;

    private final CompletableFuture<Boolean> whole = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;
    private long taken;

    static BodyHandler<Boolean> handler() {
        return info -> new DiscardedBody();
    }

    /** True when the body came to its end. */
    @Override
    public CompletionStage<Boolean> getBody() {
        return whole;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> part) {
        part.forEach(buffer -> taken += buffer.remaining());
        Flow.Subscription from = subscription;
        if (taken > BYTES_MAX && from != null) {
            from.cancel();
            whole.complete(false);
        }
    }

    @Override
    public void onError(Throwable failure) {
        // The status has come, and that is what counts.
        whole.complete(false);
    }

    @Override
    public void onComplete() {
        whole.complete(true);
    }
}
