package com.hookprobe.qsecbit.exchange;

import com.hookprobe.http.Endpoint;
import com.hookprobe.http.Problem;
import com.hookprobe.http.Request;
import com.hookprobe.http.Response;
import com.hookprobe.qsecbit.exchange.DecisionFeed.Page;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * The stream for integrators as server-sent events (EXCHANGE 4.3). A reader has no queue here: it has a place in the log, so a slow one
 * costs a thread and no memory, and that for so long only.
 */
final class StreamRoutes {
    private static final int BATCH = 500;
    private static final int RETRY_SECONDS = 5;

    private final DecisionFeed feed;
    private final ApiKeys keys;
    private final Times times;
    private final LongSupplier nanoTime;
    private final Semaphore places;
    private final CompletableFuture<Long> closed = new CompletableFuture<>();

    /**
     * How long things take.
     *
     * @param streams readers at once
     * @param life of one answer; below the 60 s after which the JDK's server cuts it off. Clients come again by themselves
     * @param heartbeat a comment after so long without a change
     * @param slow a reader that takes so long for one batch is dropped
     */
    record Times(int streams, Duration life, Duration heartbeat, Duration slow) {
        static final Times DEFAULT =
                new Times(16, Duration.ofSeconds(50), Duration.ofSeconds(10), Duration.ofSeconds(5));
    }

    StreamRoutes(DecisionFeed feed, ApiKeys keys, Times times, LongSupplier nanoTime) {
        this.feed = feed;
        this.keys = keys;
        this.times = times;
        this.nanoTime = nanoTime;
        this.places = new Semaphore(times.streams());
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/v1/stream", keys.http(Right.STREAM), Set.of("after"), this::open));
    }

    /** Ends all streams. */
    void close() {
        closed.complete(0L);
    }

    private Response open(Request request) throws Problem {
        String id = request.header("Last-Event-ID");
        Optional<String> after = id.isEmpty() ? request.query().text("after") : Optional.of(id);
        long from = after.isEmpty() ? -1 : Request.number("after or Last-Event-ID", after.get(), 0, Long.MAX_VALUE);
        if (request.isHead()) {
            return Response.empty(200);
        }
        if (places.availablePermits() == 0) {
            throw Problem.unavailable(
                    "at most " + times.streams() + " streams at once", "all taken", "try again", RETRY_SECONDS);
        }
        return Response.stream("text/event-stream", out -> run(out, from)).header("X-Accel-Buffering", "no");
    }

    private void run(OutputStream out, long from) throws IOException, InterruptedException {
        if (!places.tryAcquire()) {
            event(out, "", "dropped", Json.text(Json.object().put("reason", "busy")));
            return;
        }
        try {
            tell(out, from);
        } finally {
            places.release();
        }
    }

    void tell(OutputStream out, long from) throws IOException, InterruptedException {
        long end = nanoTime.getAsLong() + times.life().toNanos();
        write(out, "retry: 1000\n\n");
        long position = from;
        do {
            Page page = position < 0 ? feed.snapshot() : feed.read(position, BATCH);
            long began = nanoTime.getAsLong();
            boolean news = tell(out, page, position < 0 ? "begin" : "too old");
            position = page.upTo();
            if (nanoTime.getAsLong() - began > times.slow().toNanos()) {
                event(
                        out,
                        "",
                        "dropped",
                        Json.text(Json.object().put("reason", "slow").put("resume_after", position)));
                return;
            }
            if (!news
                    && !await(
                            position,
                            Math.min(
                                    end - nanoTime.getAsLong(),
                                    times.heartbeat().toNanos()))) {
                write(out, ": alive\n\n");
            }
        } while (nanoTime.getAsLong() < end && !closed.isDone());
        event(out, "", "end", Json.text(Json.object().put("resume_after", position)));
    }

    /** False when there was nothing to tell. */
    private static boolean tell(OutputStream out, Page page, String why) throws IOException {
        if (page instanceof Page.Reset reset) {
            event(
                    out,
                    "",
                    "reset",
                    Json.text(Json.object()
                            .put("reason", why)
                            .put("up_to", reset.upTo())
                            .put("decisions", reset.inForce().size())));
            for (Decided decided : reset.inForce()) {
                event(out, "", "decision", Json.text(ChangeCodec.json(decided)));
            }
            // The id comes last: who breaks off before begins anew.
            event(out, Long.toString(reset.upTo()), "ready", "{}");
            return true;
        }
        List<Change> changes = ((Page.Changes) page).changes();
        for (Change change : changes) {
            String name = change instanceof Change.Added ? "added" : "deleted";
            event(out, Long.toString(change.sequence()), name, Json.text(ChangeCodec.json(change)));
        }
        return !changes.isEmpty();
    }

    /** False when nothing came in time. */
    private boolean await(long position, long nanos) throws InterruptedException {
        CompletableFuture<Long> change = feed.changed(position);
        try {
            CompletableFuture.anyOf(change, closed).get(Math.max(1, nanos), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the stream of decisions failed", e);
        } finally {
            change.cancel(false);
        }
    }

    private static void event(OutputStream out, String id, String name, String data) throws IOException {
        write(out, (id.isEmpty() ? "" : "id: " + id + '\n') + "event: " + name + "\ndata: " + data + "\n\n");
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
