package com.hookprobe.dsm.ledger;

import java.util.List;
import java.util.Locale;

/**
 * Writes JSON objects. Strings are escaped strictly: everything outside printable ASCII, and what ends a script, so that no value
 * can end its string. Not thread-safe.
 */
public final class JsonObject {
    private final StringBuilder out = new StringBuilder("{");

    public JsonObject text(String name, String value) {
        return raw(name, quote(value));
    }

    public JsonObject number(String name, long value) {
        return raw(name, Long.toString(value));
    }

    public JsonObject object(String name, JsonObject value) {
        return raw(name, value.toString());
    }

    /** A value that is JSON already. */
    public JsonObject raw(String name, String json) {
        if (out.length() > 1) {
            out.append(',');
        }
        out.append(quote(name)).append(':').append(json);
        return this;
    }

    public JsonObject none(String name) {
        return raw(name, "null");
    }

    public JsonObject texts(String name, List<String> values) {
        return raw(name, array(values.stream().map(JsonObject::quote).toList()));
    }

    /** An array of values that are JSON already. */
    public static String array(List<String> json) {
        return '[' + String.join(",", json) + ']';
    }

    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // RFC 8259 7: quotation mark, reverse solidus and the controls must be escaped. The rest of this list keeps
            // the text safe inside HTML and scripts, and lone surrogates out of UTF-8.
            if (c < 0x20 || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c >= 0x7F) {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    @Override
    public String toString() {
        return out + "}";
    }
}
