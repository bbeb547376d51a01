package com.hookprobe.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.hookprobe.http.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The fields of a request's body; each read checks type and length. */
final class Body {
    private final JsonNode node;

    Body(JsonNode node) {
        this.node = node;
    }

    /** A text of 1 to so many characters. */
    String text(String name, int max) throws Problem {
        return optional(name, max)
                .orElseThrow(() -> Problem.badRequest("a text as " + name, "none", "fill the field in"));
    }

    /** A text of at most so many characters; empty when it is missing or blank. */
    Optional<String> optional(String name, int max) throws Problem {
        JsonNode field = node.path(name);
        if (field.isMissingNode() || field.isNull()) {
            return Optional.empty();
        }
        if (!field.isTextual() || field.textValue().length() > max) {
            throw Problem.badRequest("at most " + max + " characters as " + name, "more, or no text", "shorten it");
        }
        return Optional.of(field.textValue()).filter(text -> !text.isBlank());
    }

    /** A password: never repeated in a problem. */
    char[] secret(String name, int max) throws Problem {
        return text(name, max).toCharArray();
    }

    long number(String name, long min, long max, long absent) throws Problem {
        JsonNode field = node.path(name);
        if (field.isMissingNode() || field.isNull()) {
            return absent;
        }
        if (!field.isIntegralNumber()
                || !field.canConvertToLong()
                || field.longValue() < min
                || field.longValue() > max) {
            throw Problem.badRequest(
                    "a number from " + min + " to " + max + " as " + name, field.toString(), "correct it");
        }
        return field.longValue();
    }

    List<String> texts(String name, int countMax, int max) throws Problem {
        JsonNode field = node.path(name);
        List<String> all = new ArrayList<>();
        if (field.isArray() && field.size() >= 1 && field.size() <= countMax) {
            for (JsonNode item : field) {
                if (item.isTextual()
                        && !item.textValue().isBlank()
                        && item.textValue().length() <= max) {
                    all.add(item.textValue());
                }
            }
        }
        if (all.isEmpty() || all.size() != field.size()) {
            throw Problem.badRequest(
                    "1 to " + countMax + " texts of at most " + max + " characters as " + name,
                    "something else",
                    "correct them");
        }
        return all;
    }

    /** One of an enum's constants, in any case. */
    <E extends Enum<E>> E choice(String name, Class<E> type) throws Problem {
        return choice(name, text(name, 64), type);
    }

    static <E extends Enum<E>> E choice(String name, String text, Class<E> type) throws Problem {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(text.toUpperCase(Locale.ROOT))) {
                return constant;
            }
        }
        throw Problem.badRequest("one of " + List.of(type.getEnumConstants()) + " as " + name, text, "choose one");
    }
}
