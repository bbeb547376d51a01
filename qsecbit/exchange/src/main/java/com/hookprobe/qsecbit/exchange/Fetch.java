package com.hookprobe.qsecbit.exchange;

import com.hookprobe.http.BoundedBody;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/**
 * HTTP to a server that an operator has named, and to no other: https, or http on loopback; no redirects; so many seconds and bytes for
 * the whole answer. Nothing that an answer says is ever asked for. Thread-safe.
 */
public final class Fetch {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");
    private static final int RETRY_DIGITS_MAX = 6;
    private static final int OK = 200;

    private final HttpClient client;
    private final Duration patience;

    /**
     * A client.
     *
     * @param tls whom to trust; empty: whom the platform trusts
     * @param patience for one whole answer
     */
    public Fetch(Optional<SSLContext> tls, Duration patience) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1);
        tls.ifPresent(builder::sslContext);
        this.client = builder.build();
        this.patience = patience;
    }

    /** An answer with status 200. */
    public record Answer(byte[] body, Map<String, String> headers) {
        /** A header by its name in lower case; empty when there is none. */
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** Something else than an answer with status 200. */
    public static final class Failed extends IOException {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final long retrySeconds;

        private Failed(String message, int status, long retrySeconds) {
            super(message);
            this.status = status;
            this.retrySeconds = retrySeconds;
        }

        private Failed(String message, Exception cause) {
            super(message, cause);
            this.status = 0;
            this.retrySeconds = 0;
        }

        /** The status; 0 when there was no answer. */
        public int status() {
            return status;
        }

        /** What the other side asked to wait; 0 when it did not. */
        public long retrySeconds() {
            return retrySeconds;
        }
    }

    /**
     * Checks an address before anything is asked of it.
     *
     * @throws IllegalArgumentException for another scheme than https, http beyond loopback, or a user in the address
     */
    public static URI requireSafe(String what, URI uri) {
        String host = uri.getHost();
        boolean safe = host != null
                && uri.getRawUserInfo() == null
                && uri.getRawFragment() == null
                && ("https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && LOOPBACK.contains(host)));
        if (!safe) {
            throw new IllegalArgumentException(what + ": expected https, or http on loopback, and no user in it; found "
                    + uri.getScheme() + "://" + host);
        }
        return uri;
    }

    /**
     * Asks.
     *
     * @throws Failed when there is no answer with status 200 in time and size
     */
    public Answer get(URI uri, Map<String, String> headers, int bytesMax) throws Failed, InterruptedException {
        requireSafe("address", uri);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(patience);
        headers.forEach(request::header);
        CompletableFuture<HttpResponse<byte[]>> sent = client.sendAsync(request.build(), BoundedBody.of(bytesMax));
        try {
            // The request's own timeout ends with the head of the answer.
            HttpResponse<byte[]> answer = sent.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (answer.statusCode() != OK) {
                throw new Failed(
                        uri.getPath() + ": expected status 200, found " + answer.statusCode(),
                        answer.statusCode(),
                        retry(answer));
            }
            Map<String, String> first = new HashMap<>();
            answer.headers().map().forEach((name, values) -> first.put(name.toLowerCase(Locale.ROOT), values.get(0)));
            return new Answer(answer.body(), first);
        } catch (ExecutionException e) {
            throw new Failed(uri.getPath() + ": no answer (" + e.getCause() + ")", e);
        } catch (TimeoutException e) {
            throw new Failed(uri.getPath() + ": no whole answer within " + patience, e);
        } finally {
            sent.cancel(true);
        }
    }

    private static long retry(HttpResponse<?> answer) {
        String text = answer.headers().firstValue("Retry-After").orElse("");
        boolean digits = !text.isEmpty()
                && text.length() <= RETRY_DIGITS_MAX
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
        OptionalLong seconds = digits ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
        return seconds.orElse(0);
    }
}
