package com.hookprobe.qsecbit.federation.tool.intrusion;

import java.util.ArrayList;
import java.util.List;

/** One line of comma-separated fields (RFC 4180, without line breaks in fields). */
final class CsvLine {
    private CsvLine() {}

    /**
     * The fields of a line.
     *
     * @throws IllegalArgumentException when a quoted field does not end
     */
    static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                boolean doubled = quoted && i + 1 < line.length() && line.charAt(i + 1) == '"';
                if (doubled) {
                    field.append(c);
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("a quoted field does not end");
        }
        fields.add(field.toString());
        return fields;
    }
}
