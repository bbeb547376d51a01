package com.hookprobe.node.observe;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * Pushes a node's metrics to a collector by OTLP over HTTP, on a thread of its own. One push is under way at a time, and nothing waits
 * behind it.
 */
public final class OtlpExporter implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    /** OTLP 1.x, OTLP/HTTP response: these may be tried again. */
    private static final Set<Integer> RETRYABLE = Set.of(429, 502, 503, 504);

    private static final int ANSWER_BYTES_MAX = 4_096;

    private final URI endpoint;
    private final Map<String, String> headers;
    private final OtlpSchedule schedule;
    private final Callable<byte[]> request;
    private final BiConsumer<Boolean, String> health;
    private final HttpClient client;
    private final Thread thread;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private boolean failing;

    /**
     * Not started yet.
     *
     * @param headers of each push
     * @param request makes a push's body; may fail, and then is asked again
     * @param health hears true and why, when pushes begin to fail, and false when they are taken again
     */
    public OtlpExporter(
            String name,
            URI endpoint,
            Map<String, String> headers,
            OtlpSchedule schedule,
            Callable<byte[]> request,
            BiConsumer<Boolean, String> health) {
        this.endpoint = endpoint;
        this.headers = Map.copyOf(headers);
        this.schedule = schedule;
        this.request = request;
        this.health = health;
        this.client = HttpClient.newBuilder()
                .connectTimeout(TIMEOUT)
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /** Begins to push. */
    public void start() {
        thread.start();
    }

    /** Pushes that were taken. */
    public long delivered() {
        return delivered.get();
    }

    /** Pushes that were not. */
    public long failed() {
        return failed.get();
    }

    private void run() {
        try {
            while (!stop.await(Math.max(0, schedule.nextNs() - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                push();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void push() throws InterruptedException {
        HttpRequest.Builder post = HttpRequest.newBuilder(endpoint).timeout(TIMEOUT);
        headers.forEach(post::header);
        try {
            HttpResponse<InputStream> answer = client.send(
                    post.header("Content-Type", OtlpJson.TYPE)
                            .POST(BodyPublishers.ofByteArray(request.call()))
                            .build(),
                    BodyHandlers.ofInputStream());
            String said;
            try (InputStream body = answer.body()) {
                said = new String(body.readNBytes(ANSWER_BYTES_MAX), StandardCharsets.UTF_8);
            }
            answered(answer, said);
        } catch (InterruptedException e) {
            throw e;
        } catch (IOException e) {
            again(0, "the collector cannot be reached: " + e.getClass().getSimpleName());
        } catch (Exception e) {
            again(0, "the node's numbers could not be read: " + e.getClass().getSimpleName());
        }
    }

    private void answered(HttpResponse<InputStream> answer, String said) {
        int status = answer.statusCode();
        if (status >= 200 && status < 300) {
            schedule.onDone(System.nanoTime());
            // A partial success names how many points were refused; with none, the field is left out or 0.
            Optional<String> rejected = rejected(said);
            if (rejected.isPresent()) {
                failed.incrementAndGet();
                tell("the collector refused " + rejected.get() + " points");
                return;
            }
            delivered.incrementAndGet();
            if (failing) {
                failing = false;
                health.accept(false, "");
            }
        } else if (RETRYABLE.contains(status)) {
            again(asked(answer), "the collector answered " + status);
        } else {
            schedule.onDone(System.nanoTime());
            failed.incrementAndGet();
            tell("the collector answered " + status + ": see api.otlp.endpoint and api.otlp.headers");
        }
    }

    private static Optional<String> rejected(String said) {
        java.util.regex.Matcher found = java.util.regex.Pattern.compile(
                        "\"rejectedDataPoints\"\\s*:\\s*\"?([1-9][0-9]{0,18})")
                .matcher(said);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    private static long asked(HttpResponse<InputStream> answer) {
        String text = answer.headers().firstValue("Retry-After").orElse("");
        // A date is asked for rarely, and costs no more than a retry too early.
        return text.matches("[0-9]{1,6}") ? TimeUnit.SECONDS.toNanos(Long.parseLong(text)) : 0;
    }

    private void again(long askedNs, String why) {
        schedule.onFailure(System.nanoTime(), askedNs);
        failed.incrementAndGet();
        tell(why);
    }

    private void tell(String why) {
        if (!failing) {
            failing = true;
            health.accept(true, why);
        }
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        stop.countDown();
        thread.interrupt();
    }
}
