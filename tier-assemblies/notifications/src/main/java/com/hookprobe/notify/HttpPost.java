package com.hookprobe.notify;

import com.hookprobe.notify.core.Outcome;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One POST and what came of it. TLS is checked, redirects are not followed, of the answer only status and Retry-After are looked at. What
 * it says of failures holds neither address nor answer, for either may hold a secret.
 */
final class HttpPost {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Set<Integer> AGAIN = Set.of(408, 425, 429);
    private static final List<String> LOOPBACK = List.of("127.0.0.1", "[::1]", "::1", "localhost");
    private static final int RETRY_CHARS_MAX = 64;

    private final HttpClient client;
    private final Duration patience;
    private final Supplier<Instant> clock;

    /** @param patience for one whole answer */
    HttpPost(Optional<SSLContext> tls, Duration patience, Supplier<Instant> clock) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(CONNECT.compareTo(patience) < 0 ? CONNECT : patience)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1);
        tls.ifPresent(builder::sslContext);
        this.client = builder.build();
        this.patience = patience;
        this.clock = clock;
    }

    /**
     * An address that may be posted to.
     *
     * @throws IllegalArgumentException for another scheme than https, http beyond this machine, or a user in the address; the address is
     *     not repeated
     */
    static URI requireSafe(String address) {
        URI uri;
        try {
            uri = URI.create(address);
        } catch (IllegalArgumentException e) {
            uri = URI.create("");
        }
        String host = uri.getHost();
        boolean scheme = "https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && LOOPBACK.contains(host));
        if (host == null || !scheme || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "expected an address with https, or http on this machine, without user and fragment; found another");
        }
        return uri;
    }

    Outcome post(URI address, Map<String, String> headers, byte[] body) throws InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).timeout(patience).POST(BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        CompletableFuture<HttpResponse<Boolean>> sent = client.sendAsync(request.build(), DiscardedBody.handler());
        try {
            // The request's own timeout ends with the head of the answer.
            return outcome(sent.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            return new Outcome.Retry(named(e.getCause()), Optional.empty());
        } catch (TimeoutException e) {
            return new Outcome.Retry("no whole answer within " + patience.toSeconds() + " s", Optional.empty());
        } finally {
            sent.cancel(true);
        }
    }

    private Outcome outcome(HttpResponse<?> answer) {
        int status = answer.statusCode();
        if (status >= 200 && status < 300) {
            return new Outcome.Delivered("");
        }
        if (AGAIN.contains(status) || status >= 500) {
            return new Outcome.Retry("the receiver answered " + status, asked(answer));
        }
        return new Outcome.Refused(
                status >= 300 && status < 400
                        ? "the receiver answered " + status
                                + ", a redirect, which is not followed: configure where it leads"
                        : "the receiver answered " + status + ", so it will never take this");
    }

    /** Retry-After as seconds or as a date (RFC 9110, 10.2.3). */
    private Optional<Duration> asked(HttpResponse<?> answer) {
        String text = answer.headers().firstValue("Retry-After").orElse("").strip();
        if (text.isEmpty() || text.length() > RETRY_CHARS_MAX) {
            return Optional.empty();
        }
        if (text.matches("[0-9]{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            Instant at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration left = Duration.between(clock.get(), at);
            return left.isNegative() ? Optional.empty() : Optional.of(left);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static String named(@Nullable Throwable failure) {
        if (failure instanceof HttpConnectTimeoutException) {
            return "no connection in time";
        }
        if (failure instanceof HttpTimeoutException) {
            return "no answer in time";
        }
        if (failure instanceof ConnectException) {
            return "the receiver cannot be reached: wrong name or address, or nothing listens there";
        }
        if (failure instanceof SSLException) {
            return "TLS failed: the receiver's certificate is not trusted, not for its name, or out of date";
        }
        return failure instanceof IOException
                ? "the connection broke before there was an answer"
                : "the request failed";
    }
}
