package com.hookprobe.node.role;

import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.SetBook;
import com.hookprobe.dsm.consensus.SetPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a node keeps how its validators changed: a sentinel beside its vote log, every other node in its data folder. Everything in it is
 * public and proves itself.
 */
public final class SetFile {
    private static final String NAME = "sets.log";

    private final Path file;
    private final Genesis genesis;
    private SetPath known = SetPath.NONE;
    private long knownBytes = -1;

    /** The file of a node with this data folder; it need not be there. */
    public SetFile(Path data, Genesis genesis) {
        Path ofSentinel = data.resolve("votes").resolve(NAME);
        this.file = Files.exists(ofSentinel) ? ofSentinel : ofEdge(data);
        this.genesis = genesis;
    }

    static Path ofEdge(Path data) {
        return data.resolve(NAME);
    }

    /** What the file says now. It is read again when it has grown. */
    public synchronized SetPath path() throws IOException {
        long bytes = Files.exists(file) ? Files.size(file) : 0;
        if (bytes != knownBytes) {
            known = SetBook.read(file, genesis);
            knownBytes = bytes;
        }
        return known;
    }

    SetPath unchecked() {
        try {
            return path();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
