package com.hookprobe.dsm.ledger;

import java.util.Locale;

/** Writes one flat JSON object; strings are escaped strictly, so that no value can end its string. */
final class JsonObject {
    private final StringBuilder out = new StringBuilder("{");

    JsonObject text(String name, String value) {
        return raw(name, quote(value));
    }

    JsonObject number(String name, long value) {
        return raw(name, Long.toString(value));
    }

    JsonObject object(String name, JsonObject value) {
        return raw(name, value.toString());
    }

    JsonObject raw(String name, String json) {
        if (out.length() > 1) {
            out.append(',');
        }
        out.append(quote(name)).append(':').append(json);
        return this;
    }

    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // RFC 8259 7: quotation mark, reverse solidus and the controls must be escaped. The rest of this list keeps
            // the
            // text safe inside HTML and scripts, and lone surrogates out of UTF-8.
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
