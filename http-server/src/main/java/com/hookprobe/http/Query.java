package com.hookprobe.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parameters behind the question mark. One that the route does not know is refused: a typing error must not widen a query. */
public final class Query {
    /** Default number of items in a page. */
    public static final int PAGE = 100;

    /** Largest number of items in a page. */
    public static final int PAGE_MAX = 1_000;

    static final Query NONE = new Query(Map.of());

    private final Map<String, String> values;

    private Query(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads what stands behind the question mark; names may be percent-encoded, too.
     *
     * @throws Problem 400 for an unknown name, a name given twice, or a value that cannot be decoded
     */
    public static Query parse(@Nullable String raw, Set<String> known) throws Problem {
        Map<String, String> values = new HashMap<>();
        if (raw != null && !raw.isEmpty()) {
            for (String pair : raw.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
                if (!known.contains(name)) {
                    throw Problem.badRequest(
                            known.isEmpty()
                                    ? "no parameters"
                                    : "parameters of " + known.stream().sorted().toList(),
                            name,
                            "see /openapi.yaml");
                }
                if (values.put(name, decoded(equals < 0 ? "" : pair.substring(equals + 1))) != null) {
                    throw Problem.badRequest("each parameter once", name + " twice", "leave one out");
                }
            }
        }
        return new Query(values);
    }

    private static String decoded(String text) throws Problem {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("percent-encoded values", text, "write a percent sign as %25");
        }
    }

    /** A parameter. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** A parameter that is a number; {@code absent} when it is not given. */
    public long number(String name, long min, long max, long absent) throws Problem {
        String text = values.get(name);
        return text == null ? absent : Request.number(name, text, min, max);
    }

    /** A number that must be given. */
    public long required(String name, long min, long max) throws Problem {
        String text = values.get(name);
        if (text == null) {
            throw Problem.badRequest("the parameter " + name, "none", "add ?" + name + "=");
        }
        return Request.number(name, text, min, max);
    }

    /** {@code limit}, 1 to {@link #PAGE_MAX}. */
    public int limit() throws Problem {
        return (int) number("limit", 1, PAGE_MAX, PAGE);
    }

    /** Microseconds since 1970, or a moment as ISO 8601 has it. */
    public long micros(String name, long absent) throws Problem {
        String text = values.get(name);
        if (text == null) {
            return absent;
        }
        if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Request.number(name, text, 0, Long.MAX_VALUE);
        }
        try {
            long micros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(text));
            if (micros >= 0) {
                return micros;
            }
        } catch (DateTimeParseException | ArithmeticException e) {
            // Refused below, with the reason that counts for the caller.
        }
        throw Problem.badRequest(
                "microseconds since 1970, or a moment such as 2026-11-23T00:00:00Z, as " + name,
                text,
                "write a plus sign as %2B");
    }

    /** True for {@code desc}, the default. */
    public boolean newestFirst() throws Problem {
        String order = values.getOrDefault("order", "desc");
        if (!order.equals("asc") && !order.equals("desc")) {
            throw Problem.badRequest("asc or desc as order", order, "leave it out for the newest first");
        }
        return order.equals("desc");
    }
}
