package com.hookprobe.qsecbit.correlation.compare;

import com.hookprobe.qsecbit.correlation.core.Cursor;
import com.hookprobe.qsecbit.correlation.core.Output;
import com.hookprobe.qsecbit.correlation.core.Sharding;
import com.hookprobe.qsecbit.federation.MalformedException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A reader of outputs whose cursor is what it has stored: length u32 and encoding of each. */
final class OutputFile implements Closeable {
    private final FileChannel file;
    private final DecisionLog log;
    private Cursor cursor;

    OutputFile(Path path, Sharding sharding) throws IOException {
        log = new DecisionLog(sharding);
        cursor = Cursor.start(sharding);
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        long whole = 0;
        try (DataInputStream from = new DataInputStream(new BufferedInputStream(Files.newInputStream(path), 1 << 20))) {
            while (true) {
                byte[] bytes = new byte[from.readInt()];
                from.readFully(bytes);
                Output output = Output.decode(bytes);
                log.add(output);
                cursor = cursor.after(output);
                whole += Integer.BYTES + bytes.length;
            }
        } catch (EOFException e) {
            // The last one may be cut short by a kill.
            file.truncate(whole);
            file.position(whole);
        } catch (MalformedException e) {
            throw new IOException(e);
        }
    }

    Cursor cursor() {
        return cursor;
    }

    DecisionLog log() {
        return log;
    }

    void add(Output output) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + output.length());
        file.write(bytes.putInt(output.length()).put(output.encode()).flip());
        log.add(output);
        cursor = cursor.after(output);
    }

    void force() throws IOException {
        file.force(false);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
