package com.hookprobe.qsecbit.response;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.hookprobe.qsecbit.metric.Cidr;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A list of addresses that should not be banned, in the format of MISP's warning lists: a JSON object with {@code name}
 * and an array {@code list} of texts. Entries that are no address and no prefix, such as host names, are counted only.
 *
 * @param name the list's own name; empty when it has none
 * @param prefixes the addresses
 * @param others how many entries are something else
 */
public record WarningList(String name, List<Cidr> prefixes, int others) {
    /** The most entries of a list. */
    public static final int ENTRIES_MAX = Allowlist.ENTRIES_MAX;

    private static final JsonFactory JSON = new JsonFactory();

    /** Copies the list. */
    public WarningList {
        prefixes = List.copyOf(prefixes);
    }

    /**
     * Reads a list; the caller closes the stream.
     *
     * @throws IOException when it cannot be read, is not such an object, or has more than {@link #ENTRIES_MAX} entries
     */
    public static WarningList read(InputStream stream) throws IOException {
        String name = "";
        List<Cidr> prefixes = new ArrayList<>();
        int others = 0;
        boolean found = false;
        try (JsonParser json = JSON.createParser(stream).disable(JsonParser.Feature.AUTO_CLOSE_SOURCE)) {
            expect(json.nextToken() == JsonToken.START_OBJECT, "no JSON object");
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                if (field.equals("name") && value == JsonToken.VALUE_STRING) {
                    name = json.getText();
                } else if (field.equals("list") && value == JsonToken.START_ARRAY && !found) {
                    found = true;
                    others = entries(json, prefixes);
                } else {
                    json.skipChildren();
                }
            }
            expect(json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null, "text after the object");
        }
        expect(found, "no array \"list\"");
        return new WarningList(name, prefixes, others);
    }

    private static int entries(JsonParser json, List<Cidr> prefixes) throws IOException {
        int others = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(json.currentToken() == JsonToken.VALUE_STRING, "an entry of the list is no text");
            expect(prefixes.size() + others < ENTRIES_MAX, "more than " + ENTRIES_MAX + " entries");
            Optional<Cidr> prefix = Cidr.parse(json.getText().strip());
            if (prefix.isPresent()) {
                prefixes.add(prefix.get());
            } else {
                others++;
            }
        }
        return others;
    }

    private static void expect(boolean holds, String fault) throws IOException {
        if (!holds) {
            throw new IOException("not a warning list: " + fault);
        }
    }
}
