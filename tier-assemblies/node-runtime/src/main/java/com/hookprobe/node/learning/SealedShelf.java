package com.hookprobe.node.learning;

import com.hookprobe.identity.RecordException;
import com.hookprobe.identity.Vault;
import com.hookprobe.qsecbit.learning.SmallFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file that the node's vault has sealed.
 *
 * @param label what it is for: nothing sealed for another purpose opens here
 */
public record SealedShelf(Vault vault, String label, Path file) implements Shelf {
    private static final int BYTES_MAX = 1 << 28;

    @Override
    public Optional<byte[]> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(vault.open(label, SmallFiles.read(file, BYTES_MAX)));
        } catch (RecordException e) {
            throw new IOException(file + ": expected what this node has sealed; " + e.getMessage(), e);
        }
    }

    @Override
    public void write(byte[] content) throws IOException {
        SmallFiles.write(file, vault.seal(label, content));
    }
}
