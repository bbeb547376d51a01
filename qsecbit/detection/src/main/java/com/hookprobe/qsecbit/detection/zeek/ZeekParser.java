package com.hookprobe.qsecbit.detection.zeek;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.read.JsonFields;
import com.hookprobe.qsecbit.detection.read.RecordParser;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads Zeek logs in both of their forms: tab-separated with a header, and one JSON object per line. The same record
 * gives the same events in either.
 *
 * <p>Which log it is (conn, dns, ...) is said, in this order, by the record ({@code _path}), by the header, or by the
 * name of the file. A header may come again in the middle of a file, as it does when Zeek starts anew. A line before any
 * header is broken, and so is one with another number of columns. Not thread-safe.
 *
 * @see <a href="https://docs.zeek.org/en/master/log-formats.html">Zeek log formats</a>
 */
public final class ZeekParser implements RecordParser {
    private final String pathByName;
    private final ZeekRecord record = new ZeekRecord();
    private final ZeekEvents events;
    private ZeekHeader header = new ZeekHeader();

    /**
     * A parser of one file.
     *
     * @param sensor the name that the events get
     * @param fileName the name of the file with or without its folder, for logs that do not say which one they are; may
     *     be empty
     */
    public ZeekParser(String sensor, String fileName) {
        this.events = new ZeekEvents(sensor);
        this.pathByName = pathOf(fileName);
    }

    /** The log that a file's name tells: {@code conn} for {@code conn.2024-01-01.log.gz}; empty when it tells none. */
    static String pathOf(String fileName) {
        String name = fileName.substring(fileName.lastIndexOf('/') + 1);
        int end = name.indexOf('.');
        String path = (end < 0 ? name : name.substring(0, end)).toLowerCase(Locale.ROOT);
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_') {
                return "";
            }
        }
        return path;
    }

    @Override
    public void begin(byte[] head) {
        header = new ZeekHeader();
        int start = 0;
        for (int i = 0; i < head.length; i++) {
            if (head[i] == '\n') {
                int end = i > start && head[i - 1] == '\r' ? i - 1 : i;
                if (end > start && head[start] == '#') {
                    readHeader(head, start, end - start);
                }
                start = i + 1;
            }
        }
    }

    @Override
    public boolean parse(byte[] bytes, int from, int length, Consumer<NetworkEvent> out) {
        if (length == 0) {
            return false;
        }
        try {
            record.clear();
            String path = header.path().isEmpty() ? pathByName : header.path();
            switch (bytes[from]) {
                case '#' -> {
                    return readHeader(bytes, from, length);
                }
                case '{' -> {
                    readJson(bytes, from, length);
                    path = record.has(ZeekField.PATH) ? record.text(ZeekField.PATH) : path;
                }
                default -> {
                    readColumns(bytes, from, length);
                    if (!header.hasTime()) {
                        // Lists of what Zeek has loaded are no records of traffic.
                        return true;
                    }
                }
            }
            events.deliver(path, record, out);
            return true;
        } catch (IOException | IllegalArgumentException e) {
            // Broken text is the peer's fault: the reader counts it and goes on.
            return false;
        }
    }

    private boolean readHeader(byte[] bytes, int from, int length) {
        if (header.read(bytes, from, length)) {
            return true;
        }
        header = new ZeekHeader();
        return false;
    }

    private void readJson(byte[] bytes, int from, int length) throws IOException {
        try (JsonParser parser = JsonFields.parser(bytes, from, length)) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                ZeekField field = ZeekField.of(parser.currentName());
                JsonToken value = parser.nextToken();
                if (field == null) {
                    parser.skipChildren();
                } else {
                    record.put(field, jsonText(field, value, parser));
                }
            }
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("expected one object, found something behind it");
            }
        }
    }

    private static String jsonText(ZeekField field, JsonToken value, JsonParser parser) throws IOException {
        if (value != JsonToken.START_ARRAY) {
            return scalar(field, value, parser);
        }
        String last = "";
        for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
            last = scalar(field, next, parser);
        }
        return last;
    }

    private static String scalar(ZeekField field, JsonToken value, JsonParser parser) throws IOException {
        return switch (value) {
            case VALUE_TRUE -> "T";
            case VALUE_FALSE -> "F";
            case VALUE_STRING -> cut(field, ZeekText.ofJson(parser.getText()));
            default -> JsonFields.text(parser, field.charsMax());
        };
    }

    private void readColumns(byte[] bytes, int from, int length) {
        int end = from + length;
        int column = 0;
        int start = from;
        for (int i = from; i <= end; i++) {
            if (i < end && bytes[i] != header.separator()) {
                continue;
            }
            if (column == header.columns()) {
                throw new IllegalArgumentException("expected " + column + " columns, found more");
            }
            @Nullable ZeekField field = header.field(column);
            if (field != null) {
                record.put(field, column(field, header.isVector(column), bytes, start, i));
            }
            column++;
            start = i + 1;
        }
        if (column != header.columns()) {
            throw new IllegalArgumentException("expected " + header.columns() + " columns, found " + column);
        }
    }

    private String column(ZeekField field, boolean vector, byte[] bytes, int from, int to) {
        int start = from;
        if (vector) {
            for (int i = from; i < to; i++) {
                start = bytes[i] == header.setSeparator() ? i + 1 : start;
            }
        }
        if (isText(header.unset(), bytes, start, to) || isText(header.empty(), bytes, start, to)) {
            return "";
        }
        return cut(field, ZeekText.ofTsv(bytes, start, to));
    }

    private static boolean isText(byte[] text, byte[] bytes, int from, int to) {
        return Arrays.equals(text, 0, text.length, bytes, from, to);
    }

    private static String cut(ZeekField field, String text) {
        return text.length() <= field.charsMax() ? text : text.substring(0, field.charsMax());
    }
}
