package com.hookprobe.qsecbit.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** An object of JSON whose fields are read with their type and their bounds. Null counts as missing. */
public record Fields(JsonNode node, String what) {
    private static final double CONVERTIBLE_MAX = 9e15;

    /**
     * An object.
     *
     * @param what it is, for messages
     */
    public static Fields of(JsonNode node, String what) throws RefusedException {
        if (!node.isObject()) {
            throw new RefusedException(
                    "an object as " + what, node.getNodeType().toString());
        }
        return new Fields(node, what);
    }

    /** True when there is a field of that name, and it is not null. */
    public boolean has(String name) {
        return node.hasNonNull(name);
    }

    /**
     * A text that must be there.
     *
     * @throws RefusedException when it is missing, no text, or longer
     */
    public String text(String name, int charsMax) throws RefusedException {
        return optionalText(name, charsMax).orElseThrow(() -> missing(name));
    }

    /** A text that may be missing. */
    public Optional<String> optionalText(String name, int charsMax) throws RefusedException {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual() || value.textValue().length() > charsMax) {
            throw new RefusedException("a text of at most " + charsMax + " characters as " + in(name), kind(value));
        }
        return Optional.of(value.textValue());
    }

    /** A whole number that must be there; 1.0 is none. */
    public long number(String name, long min, long max) throws RefusedException {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            throw missing(name);
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < min
                || value.longValue() > max) {
            throw new RefusedException("a whole number from " + min + " to " + max + " as " + in(name), kind(value));
        }
        return value.longValue();
    }

    /** A whole number that may be missing. */
    public long number(String name, long min, long max, long absent) throws RefusedException {
        return has(name) ? number(name, min, max) : absent;
    }

    /** A finite number that may be missing. */
    public OptionalDouble real(String name) throws RefusedException {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            return OptionalDouble.empty();
        }
        if (!value.isNumber() || !(Math.abs(value.doubleValue()) <= CONVERTIBLE_MAX)) {
            throw new RefusedException("a number as " + in(name), kind(value));
        }
        return OptionalDouble.of(value.doubleValue());
    }

    /** True or false; neither 0 nor a word. */
    public boolean flag(String name, boolean absent) throws RefusedException {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            return absent;
        }
        if (!value.isBoolean()) {
            throw new RefusedException("true or false as " + in(name), kind(value));
        }
        return value.booleanValue();
    }

    /** The parts of an array; none when it is missing. */
    public List<JsonNode> list(String name, int max) throws RefusedException {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            return List.of();
        }
        if (!value.isArray() || value.size() > max) {
            throw new RefusedException("an array of at most " + max + " as " + in(name), kind(value));
        }
        List<JsonNode> parts = new ArrayList<>(value.size());
        value.forEach(parts::add);
        return parts;
    }

    /** An array of texts; none when it is missing. */
    public List<String> texts(String name, int max, int charsMax) throws RefusedException {
        List<String> texts = new ArrayList<>();
        for (JsonNode part : list(name, max)) {
            if (!part.isTextual() || part.textValue().length() > charsMax) {
                throw new RefusedException("texts of at most " + charsMax + " characters in " + in(name), kind(part));
            }
            texts.add(part.textValue());
        }
        return texts;
    }

    /** An object that must be there. */
    public Fields object(String name) throws RefusedException {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            throw missing(name);
        }
        return of(value, in(name));
    }

    private RefusedException missing(String name) {
        return new RefusedException("the field " + in(name), "none");
    }

    private String in(String name) {
        return name + " of " + what;
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "a text of " + value.textValue().length();
            case ARRAY -> "an array of " + value.size();
            case NUMBER, BOOLEAN -> value.asText();
            default -> value.getNodeType().toString();
        };
    }
}
