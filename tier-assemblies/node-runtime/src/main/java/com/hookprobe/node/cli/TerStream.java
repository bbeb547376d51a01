package com.hookprobe.node.cli;

import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import com.hookprobe.neuro.dream.DreamReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Records one after the other, from a dream log (a directory, without its lock) or from a file of 64-byte records. */
interface TerStream extends AutoCloseable {
    /** Where the first record stands; a plain file begins with the first record of all. */
    TerChain start();

    /** The next one; empty at the end. */
    Optional<Ter> next() throws IOException, NeuroException;

    @Override
    void close() throws IOException;

    /** Opens what lies there. */
    static TerStream open(Path path) throws IOException, NeuroException {
        if (Files.isDirectory(path)) {
            return new OfLog(DreamReader.open(path));
        }
        if (!Files.isRegularFile(path)) {
            throw new CliException(
                    CliException.USAGE,
                    path + ": expected a dream log (a directory) or a file of 64-byte records; found "
                            + (Files.exists(path) ? "something else" : "nothing"));
        }
        return new OfFile(path, new BufferedInputStream(Files.newInputStream(path)));
    }

    /** Of a dream log; damage is the reader's exception. */
    record OfLog(DreamReader reader) implements TerStream {
        @Override
        public TerChain start() {
            return reader.place();
        }

        @Override
        public Optional<Ter> next() throws NeuroException {
            return reader.next();
        }

        @Override
        public void close() {
            reader.close();
        }
    }

    /** Of a plain file. */
    record OfFile(Path file, InputStream in) implements TerStream {
        @Override
        public TerChain start() {
            return TerChain.START;
        }

        @Override
        public Optional<Ter> next() throws IOException, NeuroException {
            byte[] bytes = in.readNBytes(Ter.BYTES);
            if (bytes.length == 0) {
                return Optional.empty();
            }
            if (bytes.length < Ter.BYTES) {
                throw new NeuroException(
                        NeuroException.Kind.LOG_CORRUPT,
                        file + " ends with " + bytes.length + " bytes, expected whole records of " + Ter.BYTES);
            }
            return Ter.decode(bytes);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
