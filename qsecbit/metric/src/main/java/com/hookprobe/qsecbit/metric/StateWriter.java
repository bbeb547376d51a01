package com.hookprobe.qsecbit.metric;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes numbers big-endian, and a hash of everything at the end. */
final class StateWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    StateWriter(byte[] magic) {
        out.writeBytes(magic);
    }

    void count(long value) {
        out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    }

    void number(double value) {
        count(Double.doubleToLongBits(value));
    }

    void small(int value) {
        out.write(value);
    }

    /** At most 255 printable ASCII characters. */
    void text(String value) {
        out.write(value.length());
        out.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }

    void table(Map<String, Double> table) {
        small(table.size());
        table.forEach((name, value) -> {
            text(name);
            number(value);
        });
    }

    byte[] finish() {
        out.writeBytes(StateReader.hash(out.toByteArray(), out.size()));
        return out.toByteArray();
    }
}
