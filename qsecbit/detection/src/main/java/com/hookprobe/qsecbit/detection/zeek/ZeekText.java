package com.hookprobe.qsecbit.detection.zeek;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

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

    /** UTF-8 where it is; bytes that are not come out escaped, and runs of escaped bytes that are do not. */
    private static String decode(byte[] raw, int length) {
        String text;
        try {
            CharBuffer decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(raw, 0, length));
            text = decoded.toString();
        } catch (CharacterCodingException e) {
            text = escaped(raw, length);
        }
        return ofJson(text);
    }

    private static String escaped(byte[] raw, int length) {
        StringBuilder text = new StringBuilder(length + 16);
        for (int i = 0; i < length; i++) {
            if (raw[i] >= 0) {
                text.append((char) raw[i]);
            } else {
                text.append("\\x").append(Integer.toHexString(raw[i] & 0xff));
            }
        }
        return text.toString();
    }

    private static String joinBytes(String text) {
        StringBuilder joined = new StringBuilder(text.length());
        byte[] run = new byte[text.length() / 4];
        int i = 0;
        while (i < text.length()) {
            int bytes = 0;
            int at = i;
            for (int b = highByteAt(text, at); b >= 0; b = highByteAt(text, at)) {
                run[bytes++] = (byte) b;
                at += 4;
            }
            if (bytes == 0) {
                joined.append(text.charAt(i++));
                continue;
            }
            try {
                joined.append(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(run, 0, bytes)));
            } catch (CharacterCodingException e) {
                joined.append(text, i, at);
            }
            i = at;
        }
        return joined.toString();
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
