package com.hookprobe.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Every request's way: rate, size, endpoint, guard, body, worker, answer. Reading and writing happen on the connection's thread and
 * outside the gate: a slow client keeps nobody from what is served.
 */
final class Dispatcher implements HttpHandler {
    private static final System.Logger LOG = System.getLogger(Dispatcher.class.getName());
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH");
    private static final String NO_ROUTE = "none";
    private static final byte[] NO_BODY = {};

    private final EdgeConfig config;
    private final Endpoints endpoints;
    private final Gate gate;
    private final RateLimiter rates;
    private final Metrics metrics;

    Dispatcher(EdgeConfig config, Endpoints endpoints, Gate gate, RateLimiter rates, Metrics metrics) {
        this.config = config;
        this.endpoints = endpoints;
        this.gate = gate;
        this.rates = rates;
        this.metrics = metrics;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        long began = config.nanoTime().getAsLong();
        String[] route = {NO_ROUTE};
        metrics.began();
        try (exchange) {
            Response response = respond(exchange, route);
            String method = exchange.getRequestMethod();
            metrics.answered(
                    route[0],
                    METHODS.contains(method) ? method : "other",
                    response.status(),
                    config.nanoTime().getAsLong() - began);
            write(exchange, response);
        } finally {
            metrics.ended();
        }
    }

    private Response respond(HttpExchange exchange, String[] route) throws IOException {
        try {
            return answer(exchange, route);
        } catch (Problem problem) {
            return told(exchange, problem);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return told(
                    exchange,
                    Problem.unavailable("an answer", "a server that closes", "try again", Gate.RETRY_SECONDS));
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            LOG.log(Level.ERROR, "a request to " + route[0] + " failed unforeseen", e);
            return told(
                    exchange,
                    Problem.of(
                            500,
                            "Internal error",
                            "an answer",
                            "a failure",
                            "tell the node's operator; its log says more"));
        }
    }

    private Response answer(HttpExchange exchange, String[] route) throws Exception {
        int wait = rates.refusal(exchange.getRemoteAddress().getAddress());
        if (wait > 0) {
            throw Problem.of(
                            429,
                            "Too many requests",
                            "at most " + config.limits().requestsPerSecond() + " requests a second",
                            "more",
                            "try again in " + wait + " s")
                    .header("Retry-After", Integer.toString(wait));
        }
        requireBounds(exchange);
        URI uri = exchange.getRequestURI();
        String path = Optional.ofNullable(uri.getRawPath()).orElse("");
        String method = exchange.getRequestMethod();
        if (method.equals("OPTIONS") && !endpoints.allowed(path).isEmpty()) {
            return Response.empty(204).header("Allow", endpoints.allowed(path));
        }
        Endpoints.Match match = endpoints.find(method, path);
        Endpoint endpoint = match.endpoint();
        route[0] = endpoint.template();
        Request head = new Request(
                method,
                match.places(),
                Query.NONE,
                name -> header(exchange, name),
                exchange.getRemoteAddress().getAddress(),
                "",
                NO_BODY);
        String caller = endpoint.guard().admit(head);
        Query query = Query.parse(uri.getRawQuery(), endpoint.parameters());
        Request request = head.admitted(caller, query, body(exchange, endpoint.bodyMax()));
        return gate.pass(() -> handled(endpoint, request));
    }

    /** Outside of this, an IOException is the connection's. */
    private static Response handled(Endpoint endpoint, Request request) throws Exception {
        try {
            return endpoint.handler().answer(request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Response told(HttpExchange exchange, Problem problem) {
        String path = Optional.ofNullable(exchange.getRequestURI().getRawPath()).orElse("");
        return config.form().of(path, problem);
    }

    private static void requireBounds(HttpExchange exchange) throws Problem {
        int line = exchange.getRequestURI().toString().length();
        if (line > Limits.URI_MAX) {
            throw Problem.of(
                    414,
                    "URI too long",
                    "at most " + Limits.URI_MAX + " characters",
                    Integer.toString(line),
                    "ask for less at once");
        }
        long size = 0;
        for (Map.Entry<String, List<String>> entry :
                exchange.getRequestHeaders().entrySet()) {
            for (String value : entry.getValue()) {
                size += entry.getKey().length() + value.length() + 4L;
            }
        }
        if (size > Limits.HEADERS_MAX) {
            throw Problem.of(
                    431,
                    "Request header fields too large",
                    "at most " + Limits.HEADERS_MAX + " bytes",
                    Long.toString(size),
                    "leave headers out");
        }
    }

    private static byte[] body(HttpExchange exchange, int max) throws IOException, Problem {
        Headers headers = exchange.getRequestHeaders();
        String length = headers.getFirst("Content-Length");
        if ((length == null || length.equals("0")) && !headers.containsKey("Transfer-Encoding")) {
            return NO_BODY;
        }
        InputStream in = exchange.getRequestBody();
        byte[] body = in.readNBytes(max + 1);
        if (body.length > max) {
            exchange.getResponseHeaders().set("Connection", "close");
            throw Problem.of(
                    413,
                    "Content too large",
                    max == 0 ? "no body" : "a body of at most " + max + " bytes",
                    "more",
                    "see /openapi.yaml");
        }
        return body;
    }

    private void write(HttpExchange exchange, Response response) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        headers.set("Referrer-Policy", "no-referrer");
        if (config.tls().isPresent()) {
            headers.set("Strict-Transport-Security", "max-age=31536000");
        }
        response.headers().forEach(headers::set);
        int length = response.body().length;
        if (exchange.getRequestMethod().equals("HEAD")) {
            if (response.stream().isEmpty()) {
                headers.set("Content-Length", Integer.toString(length));
            }
            exchange.sendResponseHeaders(response.status(), -1);
        } else if (response.stream().isPresent()) {
            stream(exchange, response, response.stream().get());
        } else if (length == 0) {
            exchange.sendResponseHeaders(response.status(), -1);
        } else {
            exchange.sendResponseHeaders(response.status(), length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(response.body());
            }
        }
        response.sent();
    }

    private static void stream(HttpExchange exchange, Response response, Response.Stream stream) throws IOException {
        // Length 0 is the JDK's way to say: chunked.
        exchange.sendResponseHeaders(response.status(), 0);
        try (OutputStream out = exchange.getResponseBody()) {
            stream.write(out);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the server closes");
        }
    }

    private static String header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
    }
}
