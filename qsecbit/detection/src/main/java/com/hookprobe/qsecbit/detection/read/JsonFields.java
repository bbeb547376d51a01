package com.hookprobe.qsecbit.detection.read;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import java.io.IOException;
import java.nio.CharBuffer;
import org.jspecify.annotations.Nullable;

/** Reads single values of JSON sensors; a value of the wrong kind is an {@link IllegalArgumentException}. */
public final class JsonFields {
    /** Names, and everything else without a limit of its own, are cut here. */
    public static final int NAME_CHARS = 256;
    /** URLs are cut here. */
    public static final int URL_CHARS = 8192;

    private static final int PORT_MAX = 65_535;

    private static final int NESTING_MAX = 64;
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(NESTING_MAX)
                    .maxStringLength(RecordSplitter.RECORD_BYTES_MAX)
                    .maxNumberLength(64)
                    .build())
            .build();

    private JsonFields() {}

    /** A parser of UTF-8 text, bounded in depth and length. */
    public static JsonParser parser(byte[] bytes, int from, int length) throws IOException {
        return FACTORY.createParser(bytes, from, length);
    }

    /**
     * Begins an object: the name of its first field, with the parser at the value. Null when the object is empty, and for
     * anything else than an object, which is skipped.
     */
    public static @Nullable String firstField(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            return nextField(parser);
        }
        skip(parser);
        return null;
    }

    /** The name of the next field, with the parser at the value; null at the end. The value before was read whole. */
    public static @Nullable String nextField(JsonParser parser) throws IOException {
        String name = parser.nextFieldName();
        if (name != null) {
            parser.nextToken();
        } else if (parser.currentToken() != JsonToken.END_OBJECT) {
            throw new IllegalArgumentException("expected a field or the end of the object");
        }
        return name;
    }

    /** Begins an array: true with the parser at its first element. Anything else than an array counts as one element. */
    public static boolean firstElement(JsonParser parser) throws IOException {
        return parser.currentToken() != JsonToken.START_ARRAY || parser.nextToken() != JsonToken.END_ARRAY;
    }

    /**
     * True with the parser at the next element.
     *
     * @param inArray whether {@link #firstElement} began at an array
     */
    public static boolean nextElement(JsonParser parser, boolean inArray) throws IOException {
        return inArray && parser.nextToken() != JsonToken.END_ARRAY;
    }

    /** A text, cut at a number of characters; numbers are taken as text, objects and null as the empty text. */
    public static String text(JsonParser parser, int charsMax) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null || !token.isScalarValue() || token == JsonToken.VALUE_NULL) {
            skip(parser);
            return "";
        }
        String text = parser.getText();
        return text.length() <= charsMax ? text : text.substring(0, charsMax);
    }

    /** Passes over the value. */
    public static void skip(JsonParser parser) throws IOException {
        parser.skipChildren();
    }

    /** A number from 0 up; negative ones are refused, as are those above 63 bits, but for ids see {@link #unsigned}. */
    public static long count(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return 0;
        }
        // Old sensors write some numbers as text.
        long value = parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                ? parser.getLongValue()
                : Long.parseLong(text(parser, NAME_CHARS));
        if (value < 0) {
            throw new IllegalArgumentException("a negative count");
        }
        return value;
    }

    /** An id of up to 64 bits. */
    public static long unsigned(JsonParser parser) throws IOException {
        return Long.parseUnsignedLong(text(parser, NAME_CHARS));
    }

    /** A number of eight bits. */
    public static int octet(JsonParser parser) throws IOException {
        long value = count(parser);
        if (value > 0xff) {
            throw new IllegalArgumentException("expected 0..255, found " + value);
        }
        return (int) value;
    }

    /** A port, 0 to 65535. */
    public static int port(JsonParser parser) throws IOException {
        long port = count(parser);
        if (port > PORT_MAX) {
            throw new IllegalArgumentException("not a port: " + port);
        }
        return (int) port;
    }

    /** An address; {@link IpAddress#NONE} for the empty text. */
    public static IpAddress address(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            // Nearly all are IPv4, and two or more of them are in every record.
            long v4 = v4(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
            if (v4 >= 0) {
                return IpAddress.v4((int) v4);
            }
        }
        String text = text(parser, NAME_CHARS);
        if (text.isEmpty()) {
            return IpAddress.NONE;
        }
        return IpAddress.parse(text).orElseThrow(() -> new IllegalArgumentException("not an address"));
    }

    /** Four decimal numbers without leading zeros; negative for anything else. */
    private static long v4(char[] chars, int from, int length) {
        long bits = 0;
        int value = -1;
        int parts = 1;
        for (int i = from; i < from + length; i++) {
            int digit = chars[i] - '0';
            if (chars[i] == '.' && value >= 0) {
                bits = bits << 8 | value;
                value = -1;
                parts++;
            } else if (digit < 0 || digit > 9 || value == 0 || value > 25) {
                return -1;
            } else {
                value = value < 0 ? digit : value * 10 + digit;
                if (value > 255) {
                    return -1;
                }
            }
        }
        return parts == 4 && value >= 0 ? bits << 8 | value : -1;
    }

    /** A time in ISO 8601, in microseconds since the epoch. */
    public static long micros(JsonParser parser) throws IOException {
        long micros = microsOrInvalid(parser);
        if (micros == Timestamps.INVALID) {
            throw new IllegalArgumentException("not a time");
        }
        return micros;
    }

    /** A time that a stranger has chosen, such as that of a certificate: 0 when it is none, or not after the epoch. */
    public static long microsOrZero(JsonParser parser) throws IOException {
        return Math.max(0, microsOrInvalid(parser));
    }

    private static long microsOrInvalid(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            skip(parser);
            return Timestamps.INVALID;
        }
        return Timestamps.parse(
                CharBuffer.wrap(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength()));
    }

    /** A hardware address; {@link MacAddress#NONE} for the empty text. */
    public static MacAddress mac(JsonParser parser) throws IOException {
        String text = text(parser, NAME_CHARS);
        if (text.isEmpty()) {
            return MacAddress.NONE;
        }
        return MacAddress.parse(text).orElseThrow(() -> new IllegalArgumentException("not a hardware address"));
    }

    /** TCP flags in hexadecimal, -1 when there are none. */
    public static int hexFlags(JsonParser parser) throws IOException {
        String text = text(parser, NAME_CHARS);
        return text.isEmpty() ? -1 : Integer.parseInt(text, 16) & 0xff;
    }
}
