package com.hookprobe.qsecbit.detection.zeek;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Texts as Zeek escapes them: {@code \xhh} for a byte that it will not write, and, in tab-separated logs, {@code \\} for
 * a backslash.
 */
final class ZeekText {
    private ZeekText() {}

    /** The text of a tab-separated value. */
    static String ofTsv(byte[] bytes, int from, int to) {
        byte[] raw = new byte[to - from];
        int length = 0;
        int i = from;
        while (i < to) {
            int hex = bytes[i] == '\\' ? hexAt(bytes, i, to) : -1;
            if (hex >= 0) {
                raw[length++] = (byte) hex;
                i += 4;
            } else {
                // Of "\\" the second one is the character.
                i += bytes[i] == '\\' && i + 1 < to && bytes[i + 1] == '\\' ? 1 : 0;
                raw[length++] = bytes[i++];
            }
        }
        return decode(raw, length);
    }

    /** The text of a JSON value, in which escaped bytes from 0x80 on are left. */
    static String ofJson(String text) {
        return text.indexOf("\\x") < 0 ? text : joinBytes(text);
    }

    private static String decode(byte[] raw, int length) {
        StringBuilder text = new StringBuilder(length);
        appendUtf8(raw, length, text);
        return ofJson(text.toString());
    }

    private static String joinBytes(String text) {
        StringBuilder joined = new StringBuilder(text.length());
        byte[] run = new byte[text.length() / 4];
        int i = 0;
        while (i < text.length()) {
            int bytes = 0;
            for (int b = highByteAt(text, i); b >= 0; b = highByteAt(text, i)) {
                run[bytes++] = (byte) b;
                i += 4;
            }
            if (bytes > 0) {
                appendUtf8(run, bytes, joined);
            } else {
                joined.append(text.charAt(i++));
            }
        }
        return joined.toString();
    }

    /** UTF-8 where it is; bytes that are not come out escaped. */
    private static void appendUtf8(byte[] raw, int length, StringBuilder into) {
        int i = 0;
        while (i < length) {
            int lead = raw[i] & 0xff;
            int bytes = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
            String letter = i + bytes > length ? "" : new String(raw, i, bytes, StandardCharsets.UTF_8);
            if (bytes == 1) {
                into.append((char) lead);
            } else if (isExactly(letter.getBytes(StandardCharsets.UTF_8), raw, i, bytes)) {
                into.append(letter);
            } else {
                into.append("\\x").append(Integer.toHexString(lead));
                bytes = 1;
            }
            i += bytes;
        }
    }

    /** What is no letter is decoded to a mark that has other bytes. */
    private static boolean isExactly(byte[] encoded, byte[] raw, int from, int length) {
        return encoded.length == length && Arrays.equals(encoded, 0, length, raw, from, from + length);
    }

    private static int highByteAt(String text, int at) {
        if (at + 4 > text.length() || text.charAt(at) != '\\' || text.charAt(at + 1) != 'x') {
            return -1;
        }
        int value = hex(text.charAt(at + 2)) << 4 | hex(text.charAt(at + 3));
        return value >= 0x80 ? value : -1;
    }

    private static int hexAt(byte[] bytes, int at, int to) {
        if (at + 4 > to || bytes[at + 1] != 'x') {
            return -1;
        }
        return hex(bytes[at + 2]) << 4 | hex(bytes[at + 3]);
    }

    /** The value of a hexadecimal digit; negative for anything else, which makes what is built of it negative too. */
    private static int hex(int c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }
}
