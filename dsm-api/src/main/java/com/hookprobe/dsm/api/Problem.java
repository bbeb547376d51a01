package com.hookprobe.dsm.api;

import com.hookprobe.dsm.ledger.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A request that is not answered with what it asked for; becomes problem+json (RFC 9457). */
final class Problem extends Exception {
    private static final long serialVersionUID = 1L;

    /** What came from outside is repeated only so far. */
    private static final int FOUND_MAX = 120;

    private final int status;
    private final String title;
    private final String expected;
    private final String found;
    private final String advice;
    private final transient Map<String, String> headers = new LinkedHashMap<>();
    private final transient List<String> reasons;

    private Problem(int status, String title, String expected, String found, String advice, List<String> reasons) {
        super(title, null, false, false);
        this.status = status;
        this.title = title;
        this.expected = expected;
        this.found = found.length() > FOUND_MAX ? found.substring(0, FOUND_MAX) + "..." : found;
        this.advice = advice;
        this.reasons = reasons;
    }

    /**
     * @param expected what would have been right
     * @param found what was there instead
     * @param advice what to do
     */
    static Problem of(int status, String title, String expected, String found, String advice) {
        return new Problem(status, title, expected, found, advice, List.of());
    }

    static Problem badRequest(String expected, String found, String advice) {
        return of(400, "Bad request", expected, found, advice);
    }

    static Problem notFound(String expected, String found, String advice) {
        return of(404, "Not found", expected, found, advice);
    }

    static Problem unavailable(String expected, String found, String advice, int retrySeconds) {
        return of(503, "Unavailable", expected, found, advice).header("Retry-After", Integer.toString(retrySeconds));
    }

    /** Health that is not well. */
    static Problem unhealthy(List<String> reasons) {
        return new Problem(
                503,
                "Unavailable",
                "a ledger that can be read and goes on",
                String.join("; ", reasons),
                "see the reasons",
                List.copyOf(reasons));
    }

    Problem header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    int status() {
        return status;
    }

    Response response() {
        JsonObject json = new JsonObject()
                .text("type", "about:blank")
                .text("title", title)
                .number("status", status)
                .text("detail", "expected " + expected + ", found " + found + ": " + advice)
                .text("expected", expected)
                .text("found", found)
                .text("advice", advice);
        if (!reasons.isEmpty()) {
            json.texts("reasons", reasons);
        }
        Response response = Response.text(status, "application/problem+json", json.toString());
        headers.forEach(response::header);
        return response;
    }
}
