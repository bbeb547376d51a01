package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.Hash32;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code <data>/ledger.network}: that this node has had a ledger on disk, and in which network. It lies outside the ledger, so that a
 * path that leads elsewhere is seen before the numbers of the chain are given away twice.
 */
final class LedgerMark {
    private static final String FILE = "ledger.network";

    private final Path file;
    private final String network;

    LedgerMark(Path data, Hash32 networkId) {
        this.file = data.resolve(FILE);
        this.network = networkId.hex();
    }

    /** A chain of another network binds nobody in this one. */
    boolean isSet() throws IOException {
        return Files.exists(file)
                && Files.readString(file, StandardCharsets.US_ASCII).strip().equals(network);
    }

    void set() throws IOException {
        if (!isSet()) {
            Files.writeString(file, network + "\n", StandardCharsets.US_ASCII);
        }
    }
}
