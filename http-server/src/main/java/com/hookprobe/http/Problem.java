package com.hookprobe.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A request that is not answered with what it asked for; becomes problem+json (RFC 9457) unless the server has another {@link Form}. */
public final class Problem extends Exception {
    private static final long serialVersionUID = 1L;

    private static final JsonFactory JSON = new JsonFactory();

    /** What came from outside is repeated only so far. */
    private static final int FOUND_MAX = 120;

    private final int status;
    private final String title;
    private final String expected;
    private final String found;
    private final String advice;
    private final transient Map<String, String> headers = new LinkedHashMap<>();
    private final transient List<String> reasons;

    /** How a problem is told, where clients expect a form of their own. Runs on several threads at once. */
    @FunctionalInterface
    public interface Form {
        /** RFC 9457. */
        Form PROBLEM_JSON = (path, problem) -> problem.response();

        /**
         * The answer that tells it.
         *
         * @param path that was asked for, as it came
         */
        Response of(String path, Problem problem);
    }

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
     * Any problem.
     *
     * @param expected what would have been right
     * @param found what was there instead
     * @param advice what to do
     */
    public static Problem of(int status, String title, String expected, String found, String advice) {
        return new Problem(status, title, expected, found, advice, List.of());
    }

    /** 400. */
    public static Problem badRequest(String expected, String found, String advice) {
        return of(400, "Bad request", expected, found, advice);
    }

    /** 404. */
    public static Problem notFound(String expected, String found, String advice) {
        return of(404, "Not found", expected, found, advice);
    }

    /** 503, and when to come again. */
    public static Problem unavailable(String expected, String found, String advice, int retrySeconds) {
        return of(503, "Unavailable", expected, found, advice).header("Retry-After", Integer.toString(retrySeconds));
    }

    /** Health that is not well. */
    public static Problem unhealthy(String expected, List<String> reasons) {
        return new Problem(
                503, "Unavailable", expected, String.join("; ", reasons), "see the reasons", List.copyOf(reasons));
    }

    /** Adds a header to the answer. */
    public Problem header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** The status code. */
    public int status() {
        return status;
    }

    /** Two or three words. */
    public String title() {
        return title;
    }

    /** One sentence: expected, found, advice. */
    public String detail() {
        return "expected " + expected + ", found " + found + ": " + advice;
    }

    /** The headers that the answer has besides the usual ones. */
    public Map<String, String> headers() {
        return headers;
    }

    /** As RFC 9457 has it. */
    public Response response() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("type", "about:blank");
            json.writeStringField("title", title);
            json.writeNumberField("status", status);
            json.writeStringField("detail", detail());
            json.writeStringField("expected", expected);
            json.writeStringField("found", found);
            json.writeStringField("advice", advice);
            if (!reasons.isEmpty()) {
                json.writeArrayFieldStart("reasons");
                for (String reason : reasons) {
                    json.writeString(reason);
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return with(Response.text(status, "application/problem+json", text.toString()));
    }

    /** The answer with this problem's headers. */
    public Response with(Response response) {
        headers.forEach(response::header);
        return response;
    }
}
