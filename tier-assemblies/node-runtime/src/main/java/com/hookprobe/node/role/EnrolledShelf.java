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
 * What devices have told another MSSP when they enrolled, as that one has handed it over (pair 2.3): one sealed file for each. Written by
 * the node's loop, read by the verifier's threads too.
 */
final class EnrolledShelf {
    private static final String LABEL = "enrolled.";
    private static final int SEED_BYTES = 32;
    private static final int BYTES_MAX = 16 * 1024;

    private final Path folder;
    private final Vault vault;

    /** @param seed the caller overwrites it */
    record Secrets(byte[] seed, HardwareDigests hardware) {}

    EnrolledShelf(Path data, Vault vault) {
        this.folder = data.resolve("enrolled");
        this.vault = vault;
    }

    /** @throws IOException also when the file is not as it was written; the message says what to do */
    Optional<Secrets> get(NodeId device) throws IOException {
        Path file = file(device);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        if (Files.size(file) > BYTES_MAX) {
            throw damaged(file, null);
        }
        try {
            byte[] content = vault.open(LABEL + device.hex(), Files.readAllBytes(file));
            byte[] seed = Arrays.copyOf(content, SEED_BYTES);
            HardwareDigests hardware = HardwareDigests.decode(
                    Arrays.copyOfRange(content, SEED_BYTES, Math.max(SEED_BYTES, content.length)));
            Arrays.fill(content, (byte) 0);
            return Optional.of(new Secrets(seed, hardware));
        } catch (RecordException e) {
            throw damaged(file, e);
        }
    }

    /** Keeps what was handed over, unless it is there already. */
    void put(NodeId device, byte[] seed, HardwareDigests hardware) throws IOException {
        if (Files.exists(file(device))) {
            return;
        }
        Files.createDirectories(folder);
        byte[] digests = hardware.encode();
        byte[] content = ByteBuffer.allocate(SEED_BYTES + digests.length)
                .put(seed)
                .put(digests)
                .array();
        WholeFile.replace(file(device), vault.seal(LABEL + device.hex(), content), step -> {});
        Arrays.fill(content, (byte) 0);
    }

    boolean has(NodeId device) {
        return Files.exists(file(device));
    }

    private Path file(NodeId device) {
        return folder.resolve(device.hex());
    }

    private static IOException damaged(Path file, @Nullable Exception cause) {
        return new IOException(
                file
                        + " is not as it was written; move it away, and the other MSSP hands it over again with its next session",
                cause);
    }
}
