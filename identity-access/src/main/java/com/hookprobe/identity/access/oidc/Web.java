package com.hookprobe.identity.access.oidc;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * HTTP to a provider: https or loopback only, no redirects, ten seconds for the whole answer, 256 KiB at the most, JSON objects only.
 */
final class Web {
    static final int ANSWER_BYTES_MAX = 256 * 1024;

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");
    private static final int OK = 200;

    private final HttpClient client;
    private final Duration patience;

    Web(Duration patience) {
        this.patience = patience;
        this.client = HttpClient.newBuilder()
                .connectTimeout(CONNECT.compareTo(patience) < 0 ? CONNECT : patience)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /** access 9.2: "https, or http on loopback; nothing else". */
    static boolean isSafe(URI uri) {
        String host = uri.getHost();
        return host != null
                && uri.getRawUserInfo() == null
                && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()) && LOOPBACK.contains(host));
    }

    static void requireSafe(String what, URI uri) {
        if (!isSafe(uri)) {
            throw new IllegalArgumentException(what + ": expected https, or http on loopback, found " + uri);
        }
    }

    Map<String, Object> get(URI uri) throws OidcException {
        return json(
                uri,
                HttpRequest.newBuilder(uri).header("Accept", "application/json").GET());
    }

    /** Posts a form; with a secret as HTTP Basic, each part form-encoded before (RFC 6749, 2.3.1). */
    Map<String, Object> post(URI uri, Map<String, String> form, String clientId, char @Nullable [] secret)
            throws OidcException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Accept", "application/json")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(encode(form)));
        if (secret != null) {
            String pair = encode(clientId) + ":" + encode(new String(secret));
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        }
        return json(uri, request);
    }

    static String encode(Map<String, String> form) {
        return form.entrySet().stream()
                .map(e -> encode(e.getKey()) + "=" + encode(e.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Map<String, Object> json(URI uri, HttpRequest.Builder builder) throws OidcException {
        if (!isSafe(uri)) {
            throw new OidcException("expected https, or http on loopback, found " + uri);
        }
        HttpResponse<byte[]> answer = send(uri, builder.timeout(patience).build());
        if (answer.statusCode() != OK) {
            throw new OidcException(uri.getPath() + ": expected status 200, found " + answer.statusCode());
        }
        try {
            return JSONObjectUtils.parse(new String(answer.body(), StandardCharsets.UTF_8));
        } catch (ParseException e) {
            throw new OidcException(uri.getPath() + ": expected a JSON object, found something else", e);
        }
    }

    /** The request's own timeout ends with the head of the answer; this one is for all of it. */
    private HttpResponse<byte[]> send(URI uri, HttpRequest request) throws OidcException {
        CompletableFuture<HttpResponse<byte[]>> sent =
                client.sendAsync(request, head -> new BoundedBody(ANSWER_BYTES_MAX));
        try {
            return sent.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new OidcException(uri.getPath() + ": no answer (" + e.getCause() + ")", e);
        } catch (TimeoutException e) {
            sent.cancel(true);
            throw new OidcException(uri.getPath() + ": no whole answer within " + patience, e);
        } catch (InterruptedException e) {
            sent.cancel(true);
            Thread.currentThread().interrupt();
            throw new OidcException(uri.getPath() + ": interrupted", e);
        }
    }
}
