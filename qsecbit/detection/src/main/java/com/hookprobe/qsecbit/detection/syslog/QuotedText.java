package com.hookprobe.qsecbit.detection.syslog;

/** Reads quoted texts one behind the other, with the escapes that web servers write. */
final class QuotedText {
    private final String text;
    private int at;

    /** Begins to look for a quote at an index. */
    QuotedText(String text, int from) {
        this.text = text;
        this.at = from;
    }

    /** The index behind the closing quote of the last text. */
    int end() {
        return at;
    }

    /** The next text, cut at a number of characters; empty when there is none, and a text that does not end is one. */
    String next(int charsMax) {
        int quote = text.indexOf('"', Math.min(at, text.length()));
        if (quote < 0) {
            at = text.length();
            return "";
        }
        StringBuilder value = new StringBuilder();
        int i = quote + 1;
        while (i < text.length() && text.charAt(i) != '"') {
            int hex = hexAt(i);
            char c = text.charAt(i);
            if (hex >= 0) {
                c = (char) hex;
                i += 4;
            } else if (c == '\\' && i + 1 < text.length()) {
                c = text.charAt(i + 1);
                c = c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
                i += 2;
            } else {
                i++;
            }
            if (value.length() < charsMax) {
                value.append(c);
            }
        }
        at = Math.min(text.length(), i + 1);
        return value.toString();
    }

    private int hexAt(int i) {
        if (i + 4 > text.length() || text.charAt(i) != '\\' || text.charAt(i + 1) != 'x') {
            return -1;
        }
        int high = Character.digit(text.charAt(i + 2), 16);
        int low = Character.digit(text.charAt(i + 3), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}
