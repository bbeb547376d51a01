package com.hookprobe.qsecbit.metric;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

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

    byte[] finish() {
        out.writeBytes(StateReader.hash(out.toByteArray(), out.size()));
        return out.toByteArray();
    }
}
