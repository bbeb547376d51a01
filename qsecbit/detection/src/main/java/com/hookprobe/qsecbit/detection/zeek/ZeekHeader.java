package com.hookprobe.qsecbit.detection.zeek;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the lines that begin with {@code #} have said about the lines that follow. */
final class ZeekHeader {
    private static final int COLUMNS_MAX = 1024;

    private byte separator = '\t';
    private byte setSeparator = ',';
    private byte[] unset = {'-'};
    private byte[] empty = text("(empty)");
    private String path = "";
    private @Nullable ZeekField[] columns = {};
    private boolean[] vectors = {};

    byte separator() {
        return separator;
    }

    byte setSeparator() {
        return setSeparator;
    }

    byte[] unset() {
        return unset;
    }

    byte[] empty() {
        return empty;
    }

    /** The name of the log, empty when it was not told. */
    String path() {
        return path;
    }

    /** Columns of a line; 0 when no header was read. */
    int columns() {
        return columns.length;
    }

    /** The column's field, when it is one that is read. */
    @Nullable ZeekField field(int column) {
        return columns[column];
    }

    /** True when the column holds several values. */
    boolean isVector(int column) {
        return column < vectors.length && vectors[column];
    }

    boolean hasTime() {
        return Arrays.asList(columns).contains(ZeekField.TS);
    }

    /** Reads a line that begins with {@code #}; false when it cannot be understood, and so what follows cannot. */
    boolean read(byte[] bytes, int from, int length) {
        String line = new String(bytes, from, length, StandardCharsets.UTF_8);
        if (line.startsWith("#separator ")) {
            byte[] found = unescape(line.substring("#separator ".length()));
            columns = new ZeekField[0];
            vectors = new boolean[0];
            path = "";
            setSeparator = ',';
            unset = text("-");
            empty = text("(empty)");
            if (found.length != 1) {
                return false;
            }
            separator = found[0];
            return true;
        }
        int nameEnd = line.indexOf((char) (separator & 0xff));
        if (nameEnd < 0) {
            return true;
        }
        String value = line.substring(nameEnd + 1);
        switch (line.substring(1, nameEnd)) {
            case "set_separator" -> {
                byte[] found = unescape(value);
                if (found.length != 1) {
                    return false;
                }
                setSeparator = found[0];
            }
            case "empty_field" -> empty = text(value);
            case "unset_field" -> unset = text(value);
            case "path" -> path = value;
            case "fields" -> {
                return fields(value);
            }
            case "types" -> types(value);
            default -> {
                // #open, #close, and what newer versions may add.
            }
        }
        return true;
    }

    private boolean fields(String line) {
        String[] names = split(line);
        if (names.length > COLUMNS_MAX) {
            columns = new ZeekField[0];
            return false;
        }
        columns = new ZeekField[names.length];
        for (int i = 0; i < names.length; i++) {
            columns[i] = ZeekField.of(names[i]);
        }
        vectors = new boolean[0];
        return true;
    }

    private void types(String line) {
        String[] names = split(line);
        vectors = new boolean[names.length];
        for (int i = 0; i < names.length; i++) {
            vectors[i] = names[i].startsWith("vector[") || names[i].startsWith("set[");
        }
    }

    private String[] split(String line) {
        return line.split(Pattern.quote(String.valueOf((char) (separator & 0xff))), COLUMNS_MAX + 1);
    }

    private static byte[] unescape(String text) {
        byte[] bytes = text(text);
        return text(ZeekText.ofTsv(bytes, 0, bytes.length));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
