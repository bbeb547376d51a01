package com.hookprobe.htp.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;

/** Zeros; stops at a mark until the test lets it go on. */
final class GatedStream extends InputStream {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final int size;
    private final int mark;
    private int at;

    GatedStream(int size, int mark) {
        this.size = size;
        this.mark = mark;
    }

    void awaitReached() throws InterruptedException {
        reached.await();
    }

    void open() {
        gate.countDown();
    }

    @Override
    public int read() throws IOException {
        if (at == size) {
            return -1;
        }
        if (at++ == mark) {
            reached.countDown();
            try {
                gate.await();
            } catch (InterruptedException interrupted) {
                throw new IOException(interrupted);
            }
        }
        return 0;
    }
}
