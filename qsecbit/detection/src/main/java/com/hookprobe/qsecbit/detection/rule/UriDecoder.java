package com.hookprobe.qsecbit.detection.rule;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Turns a URI into what the attacked program may see: percent signs decoded until nothing changes (three rounds at
 * most), plus signs as spaces, {@code %uXXXX} and overlong UTF-8 as the letters they stand for, entities of brackets and quotes as these, SQL
 * comments and runs of white space as one space, all in lower case. The work is bounded by the length of the URI, of which
 * {@link #CHARS_MAX} characters are looked at.
 */
final class UriDecoder {
    static final int CHARS_MAX = 4096;
    private static final int ROUNDS_MAX = 3;

    private UriDecoder() {}

    /**
     * A decoded URI.
     *
     * @param text what the rules look at
     * @param lines the same with its line feeds, when it has any, else empty
     * @param rounds how often it had to be decoded until nothing changed
     */
    record Decoded(String text, String lines, int rounds) {}

    static Decoded decode(String uri) {
        String text = uri.length() > CHARS_MAX ? uri.substring(0, CHARS_MAX) : uri;
        int rounds = 0;
        while (rounds < ROUNDS_MAX && text.indexOf('%') >= 0) {
            String next = decodePercent(text);
            if (next.equals(text)) {
                break;
            }
            text = next;
            rounds++;
        }
        String lines = text.indexOf('\n') >= 0 ? text.toLowerCase(Locale.ROOT) : "";
        return new Decoded(normalise(text), lines, rounds);
    }

    /** One round: the bytes behind percent signs, read as UTF-8, or as Latin-1 when they are not that. */
    private static String decodePercent(String text) {
        byte[] bytes = new byte[3 * text.length()];
        int length = 0;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            int wide =
                    c == '%' && i + 1 < text.length() && (text.charAt(i + 1) | 0x20) == 'u' ? hex(text, i + 2, 4) : -1;
            if (wide >= 0) {
                length = put(bytes, length, (char) fullWidth(wide));
                i += 6;
                continue;
            }
            int value = c == '%' ? hex(text, i + 1, 2) : -1;
            if (value >= 0) {
                bytes[length++] = (byte) value;
                i += 3;
            } else {
                length = put(bytes, length, c);
                i++;
            }
        }
        return new String(bytes, 0, overlong(bytes, length), StandardCharsets.UTF_8);
    }

    /** UTF-8 of two bytes for a letter below 128, as in %c0%ae for a dot: not legal, and only sent to get past a filter. */
    private static int overlong(byte[] bytes, int length) {
        int to = 0;
        for (int i = 0; i < length; i++) {
            int b = bytes[i] & 0xff;
            if ((b == 0xc0 || b == 0xc1) && i + 1 < length && (bytes[i + 1] & 0xc0) == 0x80) {
                bytes[to++] = (byte) (((b & 0x03) << 6) | (bytes[i + 1] & 0x3f));
                i++;
            } else {
                bytes[to++] = bytes[i];
            }
        }
        return to;
    }

    private static String normalise(String text) {
        if (isPlain(text)) {
            return text;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        StringBuilder out = new StringBuilder(lower.length());
        boolean space = false;
        int lastEnd = lower.lastIndexOf("*/");
        boolean entities = lower.contains("&lt;") || lower.contains("&gt;") || lower.contains("&quot;");
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            if (c == '/' && i + 1 < lastEnd && lower.charAt(i + 1) == '*') {
                // What stands in a comment with an exclamation mark is run by MySQL: only its frame goes.
                i = lower.charAt(i + 2) == '!' ? versionEnd(lower, i + 3) - 1 : lower.indexOf("*/", i + 2) + 1;
                c = ' ';
            } else if (c == '*' && i <= lastEnd && lower.charAt(i + 1) == '/') {
                i++;
                c = ' ';
            }
            if (entities && c == '&') {
                int length = entity(lower, i);
                c = length == 0 ? c : length == 6 ? '"' : lower.charAt(i + 1) == 'l' ? '<' : '>';
                i += Math.max(0, length - 1);
            }
            boolean white = c <= ' ' || c == '+' || c == 0xa0;
            if (white && space) {
                continue;
            }
            space = white;
            out.append(white ? ' ' : c);
        }
        return out.toString();
    }

    private static int versionEnd(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }

    /** Most URLs hold nothing that would be changed: no capital letter, space, comment or entity. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain =
                    (c >= 'a' && c <= 'z') || (c >= '-' && c <= ':') || c == '_' || c == '?' || c == '=' || c == '&';
            if (!plain) {
                return false;
            }
        }
        return true;
    }

    /** The length of the entity for a bracket or a quote at a place, 0 when there is none. */
    private static int entity(String text, int at) {
        return text.startsWith("&lt;", at) || text.startsWith("&gt;", at) ? 4 : text.startsWith("&quot;", at) ? 6 : 0;
    }

    private static int put(byte[] bytes, int at, char c) {
        if (c < 0x80) {
            bytes[at] = (byte) c;
            return at + 1;
        }
        if (c < 0x800) {
            bytes[at] = (byte) (0xc0 | c >>> 6);
            bytes[at + 1] = (byte) (0x80 | (c & 0x3f));
            return at + 2;
        }
        bytes[at] = (byte) (0xe0 | c >>> 12);
        bytes[at + 1] = (byte) (0x80 | ((c >>> 6) & 0x3f));
        bytes[at + 2] = (byte) (0x80 | (c & 0x3f));
        return at + 3;
    }

    /** The full-width forms of ASCII, which some servers fold. */
    private static int fullWidth(int c) {
        return c >= 0xff01 && c <= 0xff5e ? c - 0xfee0 : c;
    }

    private static int hex(String text, int from, int digits) {
        if (from + digits > text.length()) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < from + digits; i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0 || text.charAt(i) > 'f') {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
