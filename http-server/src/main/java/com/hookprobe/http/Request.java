package com.hookprobe.http;

import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A request that was matched to its endpoint. */
public final class Request {
    private static final int NUMBER_DIGITS_MAX = 19;

    private final String method;
    private final Map<String, String> path;
    private final Query query;
    private final UnaryOperator<String> headers;
    private final InetAddress remote;
    private final String caller;
    private final byte[] body;

    Request(
            String method,
            Map<String, String> path,
            Query query,
            UnaryOperator<String> headers,
            InetAddress remote,
            String caller,
            byte[] body) {
        this.method = method;
        this.path = path;
        this.query = query;
        this.headers = headers;
        this.remote = remote;
        this.caller = caller;
        this.body = body;
    }

    Request admitted(String name, Query parsed, byte[] bytes) {
        return new Request(method, path, parsed, headers, remote, name, bytes);
    }

    /** GET, HEAD, POST or DELETE. */
    public String method() {
        return method;
    }

    /** True when the answer's body is not sent: what is asked must have no effect either. */
    public boolean isHead() {
        return method.equals("HEAD");
    }

    /** The parameters, all of them known to the endpoint; none in a guard. */
    public Query query() {
        return query;
    }

    /** The first header of that name, in any case; empty when there is none. */
    public String header(String name) {
        return headers.apply(name);
    }

    /** The Accept header, empty when there is none. */
    public String accept() {
        return header("Accept");
    }

    /** The Accept-Encoding header, empty when there is none. */
    public String acceptEncoding() {
        return header("Accept-Encoding");
    }

    /** Where the connection comes from: a proxy's address behind a proxy. */
    public InetAddress remote() {
        return remote;
    }

    /** The name that the guard gave; empty where everybody may. */
    public String caller() {
        return caller;
    }

    /** The body, not copied; empty unless the endpoint takes one. */
    public byte[] body() {
        return body;
    }

    /** What stands in a place of the endpoint's template. */
    public String text(String name) {
        return Optional.ofNullable(path.get(name)).orElse("");
    }

    /** A number that stands in a place. */
    public long number(String name, long min, long max) throws Problem {
        return number(name, text(name), min, max);
    }

    /** A decimal number as a canonical text has it: no sign, no zero in front. */
    public static long number(String name, String text, long min, long max) throws Problem {
        boolean digits = !text.isEmpty()
                && text.length() <= NUMBER_DIGITS_MAX
                && text.chars().allMatch(c -> c >= '0' && c <= '9')
                && (text.length() == 1 || text.charAt(0) != '0');
        if (digits) {
            try {
                long value = Long.parseLong(text);
                if (value >= min && value <= max) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // Nineteen digits above 2^63-1: out of range like the rest.
            }
        }
        throw Problem.badRequest(
                "a number from " + min + " to " + max + " as " + name, text, "write it in decimal digits");
    }
}
