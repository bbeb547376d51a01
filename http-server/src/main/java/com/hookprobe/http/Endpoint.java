package com.hookprobe.http;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One operation of an API.
 *
 * @param method GET, POST or DELETE; HEAD comes with GET
 * @param template its path; {@code {name}} is one segment, {@code {name...}} all that follow; an ending slash is part of it
 * @param parameters that the query may have; any other is refused
 * @param bodyMax longest body in bytes
 * @param guard asked before the body is read
 * @param handler makes the answer
 */
public record Endpoint(
        String method, String template, Set<String> parameters, int bodyMax, Guard guard, Handler handler) {
    private static final String REST = "...}";

    /** Makes an answer. Runs on several threads at once. What it throws besides a {@link Problem} becomes a 500 and a line in the log. */
    @FunctionalInterface
    public interface Handler {
        /** The answer to a request. */
        Response answer(Request request) throws Exception;
    }

    /** Lets a request pass, or not. Runs on several threads at once, outside the gate. */
    @FunctionalInterface
    public interface Guard {
        /** Everybody; the caller has no name. */
        Guard OPEN = request -> "";

        /**
         * Who asks.
         *
         * @param head the request without its parameters and its body
         * @return the caller's name, for {@link Request#caller}; may be empty
         * @throws Problem when it may not
         */
        String admit(Request head) throws Problem;
    }

    public Endpoint {
        parameters = Set.copyOf(parameters);
    }

    /** Reads something. */
    public static Endpoint get(String template, Guard guard, Set<String> parameters, Handler handler) {
        return new Endpoint("GET", template, parameters, 0, guard, handler);
    }

    /** Takes a body of at most so many bytes. */
    public static Endpoint post(String template, Guard guard, int bodyMax, Handler handler) {
        return new Endpoint("POST", template, Set.of(), bodyMax, guard, handler);
    }

    /** Takes something away. */
    public static Endpoint delete(String template, Guard guard, Set<String> parameters, Handler handler) {
        return new Endpoint("DELETE", template, parameters, 0, guard, handler);
    }

    /** What stands in the template's places; empty when the path is another one. Nothing is decoded: no value needs it. */
    Optional<Map<String, String>> match(String path) {
        String[] wanted = template.split("/", -1);
        String[] given = path.split("/", -1);
        Map<String, String> places = new HashMap<>();
        for (int i = 0; i < wanted.length; i++) {
            String part = wanted[i];
            if (i >= given.length || given[i].isEmpty() && i > 0 && !part.isEmpty()) {
                return Optional.empty();
            }
            if (part.endsWith(REST)) {
                places.put(part.substring(1, part.length() - REST.length()), rest(given, i));
                return Optional.of(places);
            }
            if (part.startsWith("{")) {
                places.put(part.substring(1, part.length() - 1), given[i]);
            } else if (!part.equals(given[i])) {
                return Optional.empty();
            }
        }
        return wanted.length == given.length ? Optional.of(places) : Optional.empty();
    }

    private static String rest(String[] given, int from) {
        StringBuilder rest = new StringBuilder(given[from]);
        for (int i = from + 1; i < given.length; i++) {
            rest.append('/').append(given[i]);
        }
        return rest.toString();
    }
}
