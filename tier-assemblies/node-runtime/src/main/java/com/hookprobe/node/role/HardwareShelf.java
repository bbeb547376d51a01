package com.hookprobe.node.role;

import com.hookprobe.identity.HardwareDigests;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.RecordException;
import com.hookprobe.identity.Vault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What nodes are compared with since an operator has reinstated them: one sealed file for each. A node without a file is
 * compared with its enrolment.
 */
final class HardwareShelf {
    private static final String LABEL = "hardware.reference.";
    private static final int BYTES_MAX = 16 * 1024;

    private final Path folder;
    private final Vault vault;

    /**
     * What a node is compared with.
     *
     * @param reinstated number of the registry's row by which an operator reinstated it; 0 for the enrolment
     */
    record Reference(long reinstated, HardwareDigests digests) {}

    private HardwareShelf(Path folder, Vault vault) {
        this.folder = folder;
        this.vault = vault;
    }

    static HardwareShelf open(Path folder, Vault vault) throws IOException {
        Files.createDirectories(folder);
        return new HardwareShelf(folder, vault);
    }

    /** @throws IOException also when the file is not as it was written; the message says what to do */
    Optional<Reference> get(NodeId node) throws IOException {
        Path file = file(node);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        if (Files.size(file) > BYTES_MAX) {
            throw damaged(file, null);
        }
        try {
            ByteBuffer content = ByteBuffer.wrap(vault.open(LABEL + node.hex(), Files.readAllBytes(file)));
            if (content.remaining() < Long.BYTES) {
                throw damaged(file, null);
            }
            long reinstated = content.getLong();
            byte[] digests = Arrays.copyOfRange(content.array(), Long.BYTES, content.array().length);
            return Optional.of(new Reference(reinstated, HardwareDigests.decode(digests)));
        } catch (RecordException e) {
            throw damaged(file, e);
        }
    }

    void put(NodeId node, Reference reference) throws IOException {
        byte[] digests = reference.digests().encode();
        byte[] content = ByteBuffer.allocate(Long.BYTES + digests.length)
                .putLong(reference.reinstated())
                .put(digests)
                .array();
        WholeFile.replace(file(node), vault.seal(LABEL + node.hex(), content), step -> {});
    }

    private Path file(NodeId node) {
        return folder.resolve(node.hex());
    }

    private static IOException damaged(Path file, @Nullable Exception cause) {
        return new IOException(
                file + " is not as it was written; move it away, and the node is compared with its enrolment again",
                cause);
    }
}
