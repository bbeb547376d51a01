package com.hookprobe.dsm.api;

import java.util.List;
import java.util.Locale;

/** Writes JSON objects; everything outside printable ASCII, and what ends a script, is escaped. */
final class Json {
    private final StringBuilder out = new StringBuilder("{");

    Json text(String name, String value) {
        return raw(name, quote(value));
    }

    Json number(String name, long value) {
        return raw(name, Long.toString(value));
    }

    Json none(String name) {
        return raw(name, "null");
    }

    Json texts(String name, List<String> values) {
        return raw(name, array(values.stream().map(Json::quote).toList()));
    }

    /** A value that is JSON already. */
    Json raw(String name, String json) {
        if (out.length() > 1) {
            out.append(',');
        }
        out.append(quote(name)).append(':').append(json);
        return this;
    }

    static String array(List<String> json) {
        return '[' + String.join(",", json) + ']';
    }

    static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
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
