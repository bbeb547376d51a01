package com.hookprobe.sim;

import java.util.Locale;

/** A text within a JSON string. */
public final class JsonText {
    private JsonText() {}

    /** Quotes, backslashes and control characters escaped (RFC 8259, 7). */
    public static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                escaped.append('\\').append((char) c);
            } else if (c < ' ') {
                escaped.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                escaped.append((char) c);
            }
        });
        return escaped.toString();
    }
}
