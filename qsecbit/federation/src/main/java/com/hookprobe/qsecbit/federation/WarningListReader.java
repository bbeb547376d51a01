package com.hookprobe.qsecbit.federation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads one list in the format of MISP's warning lists. */
final class WarningListReader {
    enum Type {
        CIDR,
        HOSTNAME,
        STRING,
        SUBSTRING,
        REGEX
    }

    /**
     * @param applies whether it is about addresses, names or hashes
     * @param entries in lower case, but for regular expressions
     */
    record Parsed(String name, Type type, boolean applies, List<String> entries) {}

    private static final int TEXT_CHARS_MAX = 4096;
    private static final int DEPTH_MAX = 8;
    private static final int ENTRIES_MAX = WarningLists.Builder.ENTRIES_MAX;

    /** Attributes whose values have a counterpart in FEDERATION 2. */
    private static final Set<String> ATTRIBUTES =
            Set.of("ip-src", "ip-dst", "domain", "hostname", "domain|ip", "ip-src|port", "ip-dst|port", "sha256");

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(TEXT_CHARS_MAX)
                    .maxNestingDepth(DEPTH_MAX)
                    .build())
            .build();

    private WarningListReader() {}

    static Parsed read(InputStream stream) throws IOException {
        String name = "";
        Type type = null;
        List<String> attributes = List.of();
        List<String> entries = null;
        try (JsonParser json = JSON.createParser(stream).disable(JsonParser.Feature.AUTO_CLOSE_SOURCE)) {
            expect(json.nextToken() == JsonToken.START_OBJECT, "a JSON object");
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                switch (field) {
                    case "name" -> name = value == JsonToken.VALUE_STRING ? json.getText() : name;
                    case "type" -> type = type(value == JsonToken.VALUE_STRING ? json.getText() : "");
                    case "matching_attributes" -> attributes = texts(json, field);
                    case "list" -> entries = texts(json, field);
                    default -> json.skipChildren();
                }
            }
            expect(json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null, "nothing after the object");
        }
        if (type == null || entries == null) {
            throw new IOException("not a warning list: expected the fields \"type\" and \"list\"");
        }
        boolean applies = attributes.isEmpty() || attributes.stream().anyMatch(ATTRIBUTES::contains);
        return new Parsed(name, type, applies, type == Type.REGEX ? entries : lowerCase(entries));
    }

    /** A pattern, bare or between slashes with the flags i and g behind; empty when it is none. */
    static Optional<Pattern> pattern(String entry) {
        String body = entry;
        int flags = 0;
        int end = entry.lastIndexOf('/');
        if (entry.startsWith("/") && end > 0) {
            body = entry.substring(1, end);
            flags = entry.indexOf('i', end) > 0 ? Pattern.CASE_INSENSITIVE : 0;
        }
        try {
            return Optional.of(Pattern.compile(body, flags));
        } catch (PatternSyntaxException e) {
            return Optional.empty();
        }
    }

    private static Type type(String text) throws IOException {
        return switch (text) {
            case "cidr" -> Type.CIDR;
            case "hostname" -> Type.HOSTNAME;
            case "string" -> Type.STRING;
            case "substring" -> Type.SUBSTRING;
            case "regex" -> Type.REGEX;
            default ->
                throw new IOException(
                        "not a warning list: expected the type cidr, hostname, string, substring or regex,"
                                + " found \"" + text + "\"");
        };
    }

    private static List<String> texts(JsonParser json, String field) throws IOException {
        expect(json.currentToken() == JsonToken.START_ARRAY, "an array \"" + field + "\"");
        List<String> texts = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(json.currentToken() == JsonToken.VALUE_STRING, "texts in \"" + field + "\"");
            expect(texts.size() < ENTRIES_MAX, "at most " + ENTRIES_MAX + " entries");
            texts.add(json.getText().strip());
        }
        return texts;
    }

    private static List<String> lowerCase(List<String> texts) {
        return texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).toList();
    }

    private static void expect(boolean holds, String what) throws IOException {
        if (!holds) {
            throw new IOException("not a warning list: expected " + what);
        }
    }
}
