package com.hookprobe.htp.file.tool;

import java.util.Map;

/** One JSON object on one line. */
final class Json {
    private Json() {}

    /** Values are strings, numbers or booleans. */
    static String object(Map<String, Object> fields) {
        StringBuilder out = new StringBuilder("{");
        fields.forEach((name, value) -> {
            out.append(out.length() > 1 ? "," : "").append(string(name)).append(':');
            out.append(value instanceof String text ? string(text) : value);
        });
        return out.append('}').toString();
    }

    private static String string(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20 || c > 0x7e) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
