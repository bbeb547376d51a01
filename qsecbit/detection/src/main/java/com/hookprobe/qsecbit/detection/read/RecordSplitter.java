package com.hookprobe.qsecbit.detection.read;

import java.util.Arrays;

/**
 * Cuts a stream of bytes into records: one per line, or the elements of one JSON array that may be printed over many
 * lines. Where arrays may be, the first byte that is no white space says which of the two it is ({@code [} begins one).
 *
 * <p>A record longer than {@link #RECORD_BYTES_MAX} is dropped and counted, and reading goes on behind it, so a sensor
 * that goes mad cannot fill the memory. In an array, records are found by their braces, so the reading of an array whose
 * element is broken in itself goes on with the next element.
 */
final class RecordSplitter {
    static final int RECORD_BYTES_MAX = 1 << 20;

    /** Takes the bytes of one record. */
    @FunctionalInterface
    interface Sink {
        void record(byte[] bytes, int from, int length);
    }

    private enum Mode {
        UNDECIDED,
        LINES,
        ARRAY
    }

    private final boolean arrays;
    private Mode mode = Mode.UNDECIDED;
    private byte[] held = new byte[1024];
    private int heldBytes;
    private boolean dropping;
    private int depth;
    private boolean inString;
    private boolean escaped;
    private boolean arrayEnded;
    private long fedBytes;
    private long consumedBytes;
    private long overlong;
    private long strayBytes;

    /** @param arrays true when the stream may be one JSON array */
    RecordSplitter(boolean arrays) {
        this.arrays = arrays;
    }

    /** Everything before this offset has been delivered or dropped, relative to the start of the stream. */
    long consumedBytes() {
        return consumedBytes;
    }

    long overlong() {
        return overlong;
    }

    /** Bytes in an array that belong to no record. */
    long strayBytes() {
        return strayBytes;
    }

    /** True when a record has begun and not ended. */
    boolean isInRecord() {
        return heldBytes > 0 || dropping;
    }

    boolean isArray() {
        return mode == Mode.ARRAY;
    }

    /** A splitter that goes on in the middle of a stream, between two records. */
    static RecordSplitter resumed(boolean arrays, long offset, boolean array) {
        RecordSplitter splitter = new RecordSplitter(arrays);
        splitter.fedBytes = offset;
        splitter.consumedBytes = offset;
        splitter.mode = offset == 0 ? Mode.UNDECIDED : array ? Mode.ARRAY : Mode.LINES;
        return splitter;
    }

    void feed(byte[] bytes, int length, Sink sink) {
        int at = 0;
        while (at < length && mode == Mode.UNDECIDED) {
            byte b = bytes[at];
            if (isSpace(b) || isByteOrderMark(b)) {
                at++;
                fedBytes++;
                continue;
            }
            mode = arrays && b == '[' ? Mode.ARRAY : Mode.LINES;
            if (mode == Mode.ARRAY) {
                at++;
                fedBytes++;
                consumedBytes = fedBytes;
            }
        }
        if (mode == Mode.LINES) {
            feedLines(bytes, at, length, sink);
        } else if (mode == Mode.ARRAY) {
            feedArray(bytes, at, length, sink);
        }
    }

    /**
     * The stream has ended for good: a last line without its line feed is a record. An element of an array that was cut
     * is handed over too, to be counted as broken.
     */
    void finish(Sink sink) {
        if (mode == Mode.LINES || depth > 0) {
            endLine(sink);
        }
    }

    private void feedLines(byte[] bytes, int from, int to, Sink sink) {
        int start = from;
        for (int i = from; i < to; i++) {
            if (bytes[i] != '\n') {
                continue;
            }
            fedBytes += i + 1 - start;
            if (heldBytes == 0 && !dropping && i - start <= RECORD_BYTES_MAX) {
                deliver(bytes, start, i - start, sink);
                consumedBytes = fedBytes;
            } else {
                hold(bytes, start, i - start);
                endLine(sink);
            }
            start = i + 1;
        }
        hold(bytes, start, to - start);
        fedBytes += to - start;
    }

    private void endLine(Sink sink) {
        if (!dropping) {
            deliver(held, 0, heldBytes, sink);
        }
        heldBytes = 0;
        dropping = false;
        consumedBytes = fedBytes;
    }

    private void feedArray(byte[] bytes, int from, int to, Sink sink) {
        int start = depth > 0 ? from : -1;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            fedBytes++;
            if (inString) {
                if (escaped) {
                    escaped = false;
                } else if (b == '\\') {
                    escaped = true;
                } else if (b == '"') {
                    inString = false;
                }
                continue;
            }
            if (depth == 0) {
                if (b == '{' && !arrayEnded) {
                    depth = 1;
                    start = i;
                } else {
                    arrayEnded |= b == ']';
                    strayBytes += isSpace(b) || b == ',' || b == ']' ? 0 : 1;
                    // The end itself is not consumed, so that a resumed splitter meets it again.
                    consumedBytes = arrayEnded ? consumedBytes : fedBytes;
                }
                continue;
            }
            if (b == '"') {
                inString = true;
            } else if (b == '{' || b == '[') {
                depth++;
            } else if ((b == '}' || b == ']') && --depth == 0) {
                hold(bytes, start, i + 1 - start);
                start = -1;
                endLine(sink);
            }
        }
        if (start >= 0) {
            hold(bytes, start, to - start);
        }
    }

    private void hold(byte[] bytes, int from, int length) {
        if (dropping || length == 0) {
            return;
        }
        if (heldBytes + length > RECORD_BYTES_MAX) {
            dropping = true;
            heldBytes = 0;
            overlong++;
            return;
        }
        if (heldBytes + length > held.length) {
            held = Arrays.copyOf(held, Math.min(RECORD_BYTES_MAX, Math.max(heldBytes + length, 2 * held.length)));
        }
        System.arraycopy(bytes, from, held, heldBytes, length);
        heldBytes += length;
    }

    private static void deliver(byte[] bytes, int from, int length, Sink sink) {
        int start = from;
        int end = from + length;
        while (start < end && isSpace(bytes[start])) {
            start++;
        }
        if (start == end) {
            return;
        }
        // Where tabs part columns, an empty column at the end is one.
        while (bytes[end - 1] == '\r' || bytes[end - 1] == ' ') {
            end--;
        }
        sink.record(bytes, start, end - start);
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private static boolean isByteOrderMark(byte b) {
        return b == (byte) 0xef || b == (byte) 0xbb || b == (byte) 0xbf;
    }
}
