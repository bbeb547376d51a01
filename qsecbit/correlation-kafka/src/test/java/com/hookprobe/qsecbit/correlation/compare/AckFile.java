package com.hookprobe.qsecbit.correlation.compare;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** How many inputs a source was told are durable: it sends the rest again. Written now and then, so it sends some twice. */
final class AckFile implements Closeable {
    private static final int WRITE_EVERY = 500;

    private final FileChannel file;
    private long count;

    AckFile(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES);
        if (file.read(bytes, 0) == Long.BYTES) {
            count = bytes.getLong(0);
        }
    }

    long count() {
        return count;
    }

    void oneMore() throws IOException {
        count++;
        if (count % WRITE_EVERY == 0) {
            file.write(ByteBuffer.allocate(Long.BYTES).putLong(0, count), 0);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
