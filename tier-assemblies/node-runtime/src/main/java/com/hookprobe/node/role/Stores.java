package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.RocksBlockStore;
import com.hookprobe.dsm.ledger.SegmentBlockStore;
import com.hookprobe.dsm.ledger.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The block store that the configuration asks for. */
final class Stores {
    private Stores() {}

    static BlockStore open(NodeContext node) throws StoreException, IOException {
        if (node.config().storeBackend().equals("memory")) {
            node.log().event("store_in_memory", "warning", "the ledger is lost when this node stops");
            return MemoryBlockStore.create(node.genesis().networkId());
        }
        Path folder = Path.of(node.config().storePath());
        Files.createDirectories(folder.toAbsolutePath().getParent());
        return switch (node.config().storeBackend()) {
            case "segments" ->
                SegmentBlockStore.openOrCreate(folder, node.genesis().networkId());
            default -> RocksBlockStore.openOrCreate(folder, node.genesis().networkId());
        };
    }
}
