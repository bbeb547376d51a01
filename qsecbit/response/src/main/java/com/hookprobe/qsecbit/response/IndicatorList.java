package com.hookprobe.qsecbit.response;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A list of indicators that others publish: one a line, with an optional number behind it (ipsum) and comments from
 * {@code #} or {@code ;} on; or CrowdSec's JSON, an array of decisions or of alerts with their decisions.
 *
 * @param indicators the distinct ones, in their order
 * @param others the first entries that are none, for people
 * @param othersCount how many entries are none: names, countries, wide prefixes, nonsense
 */
public record IndicatorList(List<Indicator> indicators, List<String> others, int othersCount) {
    /** The most entries of a list. */
    public static final int ENTRIES_MAX = 262_144;

    private static final int OTHERS_SHOWN = 20;
    private static final int OTHER_CHARS = 80;
    private static final int LINE_CHARS_MAX = 4096;
    private static final JsonFactory JSON = new JsonFactory();

    /** Copies the lists. */
    public IndicatorList {
        indicators = List.copyOf(indicators);
        others = List.copyOf(others);
    }

    /**
     * Reads a list; the caller closes the stream. The first byte that is no white space tells the format.
     *
     * @throws IOException when it cannot be read, is damaged JSON, or has more than {@link #ENTRIES_MAX} entries
     */
    public static IndicatorList read(InputStream stream) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(stream);
        buffered.mark(LINE_CHARS_MAX);
        int first = buffered.read();
        for (int i = 1; i < LINE_CHARS_MAX && first >= 0 && first <= ' '; i++) {
            first = buffered.read();
        }
        buffered.reset();
        Reading reading = new Reading();
        if (first == '[' || first == '{') {
            reading.json(buffered);
        } else {
            reading.lines(buffered);
        }
        return new IndicatorList(List.copyOf(reading.indicators), reading.others, reading.othersCount);
    }

    private static final class Reading {
        private final Set<Indicator> indicators = new LinkedHashSet<>();
        private final List<String> others = new ArrayList<>();
        private int othersCount;
        private int entries;

        void lines(InputStream stream) throws IOException {
            BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
            StringBuilder line = new StringBuilder();
            for (int c = reader.read(); c >= 0; c = reader.read()) {
                if (c == '\n') {
                    line(line.toString());
                    line.setLength(0);
                } else if (line.length() < LINE_CHARS_MAX) {
                    line.append((char) c);
                }
            }
            line(line.toString());
        }

        private void line(String text) throws IOException {
            String entry = text.split("[#;]", 2)[0].strip();
            if (entry.isEmpty()) {
                return;
            }
            String[] columns = entry.split("\\s+");
            boolean numbered = columns.length == 2 && columns[1].matches("[0-9]{1,9}");
            add(columns.length == 1 || numbered ? columns[0] : null, entry);
        }

        void json(InputStream stream) throws IOException {
            try (JsonParser json = JSON.createParser(stream).disable(JsonParser.Feature.AUTO_CLOSE_SOURCE)) {
                if (json.nextToken() != JsonToken.START_ARRAY) {
                    throw new IOException("expected an array of decisions or alerts, found another JSON value");
                }
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    if (json.currentToken() != JsonToken.START_OBJECT) {
                        throw new IOException("expected a decision or an alert, found " + json.currentToken());
                    }
                    decision(json);
                }
                if (json.nextToken() != null) {
                    throw new IOException("expected nothing behind the array, found " + json.currentToken());
                }
            }
        }

        /** One decision, or one alert: that has no address of its own that counts, only those of its decisions. */
        private void decision(JsonParser json) throws IOException {
            String scope = "";
            String value = "";
            boolean simulated = false;
            boolean alert = false;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken token = json.nextToken();
                if (name.equals("decisions") && !alert) {
                    alert = true;
                    decisions(json, token);
                } else if (name.equals("scope") && token == JsonToken.VALUE_STRING) {
                    scope = json.getText();
                } else if (name.equals("value") && token == JsonToken.VALUE_STRING) {
                    value = json.getText();
                } else if (name.equals("simulated")) {
                    simulated = token == JsonToken.VALUE_TRUE;
                } else {
                    json.skipChildren();
                }
            }
            if (!alert && !simulated) {
                boolean address = scope.equalsIgnoreCase("ip") || scope.equalsIgnoreCase("range");
                add(address ? value : null, scope + " " + value);
            }
        }

        private void decisions(JsonParser json, JsonToken token) throws IOException {
            if (token == JsonToken.VALUE_NULL) {
                return;
            }
            if (token != JsonToken.START_ARRAY) {
                throw new IOException("expected an array of decisions, found " + token);
            }
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (json.currentToken() != JsonToken.START_OBJECT) {
                    throw new IOException("expected a decision, found " + json.currentToken());
                }
                // A decision has no decisions: the parser's own limit of depth bounds what lies about that.
                decision(json);
            }
        }

        private void add(@Nullable String text, String shown) throws IOException {
            if (++entries > ENTRIES_MAX) {
                throw new IOException("expected at most " + ENTRIES_MAX + " entries, found more; split the list");
            }
            Optional<Indicator> indicator = text == null ? Optional.empty() : Indicator.parse(text);
            if (indicator.isPresent()) {
                indicators.add(indicator.get());
                return;
            }
            othersCount++;
            if (others.size() < OTHERS_SHOWN) {
                others.add(shown.length() > OTHER_CHARS ? shown.substring(0, OTHER_CHARS) : shown);
            }
        }
    }
}
