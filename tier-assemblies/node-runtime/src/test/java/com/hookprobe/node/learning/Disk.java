package com.hookprobe.node.learning;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A disk, and a machine that stops before or after one of its writes. */
final class Disk {
    private int left = Integer.MAX_VALUE;

    /** Stops at the n-th step from now. */
    void stopAt(int step) {
        left = step;
    }

    void start() {
        left = Integer.MAX_VALUE;
    }

    /** One step of what goes on. */
    void step() throws IOException {
        if (--left <= 0) {
            left = 0;
            throw new IOException("the machine has stopped");
        }
    }

    boolean stopped() {
        return left == 0;
    }

    Shelf shelf() {
        return new Shelf() {
            private byte @Nullable [] content;

            @Override
            public Optional<byte[]> read() {
                return Optional.ofNullable(content);
            }

            @Override
            public void write(byte[] next) throws IOException {
                step();
                content = next;
                step();
            }
        };
    }
}
