package com.hookprobe.qsecbit.correlation.compare;

import com.hookprobe.qsecbit.correlation.core.Input;
import com.hookprobe.qsecbit.correlation.core.InputCodec;
import com.hookprobe.qsecbit.federation.MalformedException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Inputs one after the other in a file: length u16 and encoding. Every run reads the same. */
final class InputFile implements Closeable {
    private final DataInputStream from;

    InputFile(Path path) throws IOException {
        this.from = new DataInputStream(new BufferedInputStream(Files.newInputStream(path), 1 << 20));
    }

    /** Writes a file; returns how many inputs it holds. */
    static long write(Path path, java.util.List<Alert> alerts, int count) throws IOException {
        long[] written = {0};
        try (DataOutputStream to =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(path), 1 << 20))) {
            AlertInputs.write(alerts, count, input -> {
                byte[] bytes = InputCodec.encode(input);
                to.writeShort(bytes.length);
                to.write(bytes);
                written[0]++;
            });
        }
        return written[0];
    }

    /** The next input; empty at the end. */
    Optional<Input> next() throws IOException {
        int length;
        try {
            length = from.readUnsignedShort();
        } catch (EOFException e) {
            return Optional.empty();
        }
        try {
            return Optional.of(InputCodec.decode(from.readNBytes(length)));
        } catch (MalformedException e) {
            throw new IOException("the file of inputs is broken: " + e.getMessage());
        }
    }

    void skip(long inputs) throws IOException {
        for (long i = 0; i < inputs; i++) {
            from.skipNBytes(from.readUnsignedShort());
        }
    }

    @Override
    public void close() throws IOException {
        from.close();
    }
}
