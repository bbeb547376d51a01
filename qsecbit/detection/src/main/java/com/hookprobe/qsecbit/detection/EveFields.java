package com.hookprobe.qsecbit.detection;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.io.IOException;

/** Reads single values of EVE; a value of the wrong kind is an {@link IllegalArgumentException}. */
final class EveFields {
    static final int NAME_CHARS = 256;
    static final int URL_CHARS = 8192;
    private static final int PORT_MAX = 65_535;

    private EveFields() {}

    /** A text, cut at a number of characters; numbers are taken as text, objects and null as the empty text. */
    static String text(JsonParser parser, int charsMax) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null || !token.isScalarValue() || token == JsonToken.VALUE_NULL) {
            skip(parser);
            return "";
        }
        String text = parser.getText();
        return text.length() <= charsMax ? text : text.substring(0, charsMax);
    }

    static void skip(JsonParser parser) throws IOException {
        parser.skipChildren();
    }

    /** A number from 0 up; negative ones are refused, as are those above 63 bits, but for ids see {@link #unsigned}. */
    static long count(JsonParser parser) throws IOException {
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
    static long unsigned(JsonParser parser) throws IOException {
        return Long.parseUnsignedLong(text(parser, NAME_CHARS));
    }

    static int port(JsonParser parser) throws IOException {
        long port = count(parser);
        if (port > PORT_MAX) {
            throw new IllegalArgumentException("not a port: " + port);
        }
        return (int) port;
    }

    static IpAddress address(JsonParser parser) throws IOException {
        String text = text(parser, NAME_CHARS);
        if (text.isEmpty()) {
            return IpAddress.NONE;
        }
        return IpAddress.parse(text).orElseThrow(() -> new IllegalArgumentException("not an address"));
    }

    static long micros(JsonParser parser) throws IOException {
        long micros = Timestamps.parse(text(parser, NAME_CHARS));
        if (micros == Timestamps.INVALID) {
            throw new IllegalArgumentException("not a time");
        }
        return micros;
    }

    static int hexFlags(JsonParser parser) throws IOException {
        String text = text(parser, NAME_CHARS);
        return text.isEmpty() ? -1 : Integer.parseInt(text, 16) & 0xff;
    }

    static PacketDirection direction(JsonParser parser) throws IOException {
        return switch (text(parser, NAME_CHARS)) {
            case "to_server" -> PacketDirection.TO_SERVER;
            case "to_client" -> PacketDirection.TO_CLIENT;
            default -> PacketDirection.UNKNOWN;
        };
    }
}
