package com.hookprobe.qsecbit.detection.read;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import java.io.IOException;

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

    /** What to do with one field of an object. */
    @FunctionalInterface
    public interface Field {
        /** The parser stands at the value; the whole of it is to be consumed. */
        void read(String name, JsonParser parser) throws IOException;
    }

    /** Calls back for each field; anything but an object is skipped. The callback consumes the whole value. */
    public static void object(JsonParser parser, Field field) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            skip(parser);
            return;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            field.read(name == null ? "" : name, parser);
        }
    }

    /** Calls back with the parser at each element of an array; anything else counts as one element. */
    public static void elements(JsonParser parser, Field field) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            field.read("", parser);
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            field.read("", parser);
        }
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
        String text = text(parser, NAME_CHARS);
        if (text.isEmpty()) {
            return IpAddress.NONE;
        }
        return IpAddress.parse(text).orElseThrow(() -> new IllegalArgumentException("not an address"));
    }

    /** A time in ISO 8601, in microseconds since the epoch. */
    public static long micros(JsonParser parser) throws IOException {
        long micros = Timestamps.parse(text(parser, NAME_CHARS));
        if (micros == Timestamps.INVALID) {
            throw new IllegalArgumentException("not a time");
        }
        return micros;
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
