package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.RocksBlockStore;
import com.hookprobe.dsm.ledger.SegmentBlockStore;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.node.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The block store that the configuration asks for. */
final class Stores {
    private Stores() {}

    static BlockStore open(NodeContext node) throws StoreException, IOException, ConfigException {
        if (node.config().storeBackend().equals("memory")) {
            node.log().event("store_in_memory", "warning", "the ledger is lost when this node stops");
            return MemoryBlockStore.create(node.genesis().networkId());
        }
        Path folder = Path.of(node.config().storePath());
        LedgerMark mark = new LedgerMark(node.data(), node.genesis().networkId());
        if (isEmpty(folder) && mark.isSet()) {
            throw new ConfigException(
                    "dsm.storage.microblocks.path: expected the ledger that this node has run with; found"
                            + " nothing at " + folder
                            + ". A node that begins a second chain contradicts its first, and validators take"
                            + " no more of it: set the path back, move the old folder there, or make one from a snapshot with"
                            + " 'ledger restore' (docs/operating.md)");
        }
        Files.createDirectories(folder.toAbsolutePath().getParent());
        BlockStore store = switch (node.config().storeBackend()) {
            case "segments" ->
                SegmentBlockStore.openOrCreate(folder, node.genesis().networkId());
            default -> RocksBlockStore.openOrCreate(folder, node.genesis().networkId());
        };
        mark.set();
        return store;
    }

    private static boolean isEmpty(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return true;
        }
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.findAny().isEmpty();
        }
    }
}
