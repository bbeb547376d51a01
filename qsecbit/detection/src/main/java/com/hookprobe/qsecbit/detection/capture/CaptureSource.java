package com.hookprobe.qsecbit.detection.capture;

import java.io.IOException;
import java.io.InputStream;

/** The input in a buffer of fixed size, with reads of both byte orders. */
final class CaptureSource {
    /** Room for the largest record that is delivered, twice. */
    private static final int BUFFER_BYTES = 1 << 20;

    final byte[] bytes = new byte[BUFFER_BYTES];
    private final InputStream in;
    private int from;
    private int to;
    private boolean ended;
    boolean bigEndian;

    CaptureSource(InputStream in) {
        this.in = in;
    }

    /**
     * Waits until so many bytes are there.
     *
     * @return where they begin in {@link #bytes}, or -1 when the input ends before
     */
    int need(int count) throws IOException {
        while (to - from < count) {
            if (ended) {
                return -1;
            }
            if (bytes.length - from < count) {
                System.arraycopy(bytes, from, bytes, 0, to - from);
                to -= from;
                from = 0;
            }
            int read = in.read(bytes, to, bytes.length - to);
            if (read < 0) {
                ended = true;
            } else {
                to += read;
            }
        }
        return from;
    }

    /** True when something is left that was not taken. */
    boolean hasRest() {
        return to > from;
    }

    void take(int count) {
        from += count;
        if (from == to) {
            from = 0;
            to = 0;
        }
    }

    /** Skips bytes; false when the input ends before. */
    boolean skip(long count) throws IOException {
        long left = count;
        while (left > 0) {
            int step = (int) Math.min(left, Math.max(1, to - from));
            if (need(step) < 0) {
                return false;
            }
            take(step);
            left -= step;
        }
        return true;
    }

    int u16(int at) {
        int a = bytes[at] & 0xff;
        int b = bytes[at + 1] & 0xff;
        return bigEndian ? a << 8 | b : b << 8 | a;
    }

    int i32(int at) {
        int a = u16(at);
        int b = u16(at + 2);
        return bigEndian ? a << 16 | b : b << 16 | a;
    }

    long u32(int at) {
        return i32(at) & 0xffff_ffffL;
    }

    long i64(int at) {
        long a = u32(at);
        long b = u32(at + 4);
        return bigEndian ? a << 32 | b : b << 32 | a;
    }
}
