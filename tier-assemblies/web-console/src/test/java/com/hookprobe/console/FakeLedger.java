package com.hookprobe.console;

import com.hookprobe.console.view.BlockRow;
import com.hookprobe.console.view.CheckpointRow;
import com.hookprobe.console.view.LedgerPage;
import com.hookprobe.console.view.NodeView;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.Microblock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The ledger of {@link Bundles} as a node shows it. */
final class FakeLedger implements NodeView.LedgerView {
    private static final long SECOND = 1_000_000;

    private final Bundles bundles;
    private final long began;

    FakeLedger(Bundles bundles, long began) {
        this.bundles = bundles;
        this.began = began;
    }

    @Override
    public LedgerPage page() {
        DecidedCheckpoint last = bundles.checkpoints.get(bundles.checkpoints.size() - 1);
        return new LedgerPage(
                bundles.genesis.networkId().toString(),
                last.height(),
                last.header().epoch(),
                last.header().frontierRoot().toString(),
                FakeNode.now() - 2 * SECOND,
                bundles.blocks.size(),
                2,
                4,
                3);
    }

    @Override
    public List<CheckpointRow> checkpoints(long before, int limit) {
        return bundles.checkpoints.stream()
                .filter(at -> at.height() < before)
                .sorted(Comparator.comparing(DecidedCheckpoint::height).reversed())
                .limit(limit)
                .map(at -> new CheckpointRow(
                        at.height(),
                        at.header().epoch(),
                        began - (4 - at.height()) * 300 * SECOND,
                        at.header().hash().toString(),
                        at.header().merkleRoot().toString(),
                        at.header().blockCount(),
                        3,
                        4))
                .toList();
    }

    @Override
    public List<BlockRow> blocks(int limit) {
        List<BlockRow> rows = new ArrayList<>();
        for (int i = bundles.blocks.size() - 1; i >= 0 && rows.size() < limit; i--) {
            Microblock block = bundles.blocks.get(i);
            rows.add(new BlockRow(
                    FakeNode.hex(block),
                    block.source().toString(),
                    "guardian-01",
                    block.seq(),
                    began - (bundles.blocks.size() - i) * 60 * SECOND,
                    block.eventType().label(),
                    true,
                    true));
        }
        return rows;
    }

    @Override
    public Optional<byte[]> evidence(String blockHash) {
        for (int i = 0; i < bundles.blocks.size(); i++) {
            if (FakeNode.hex(bundles.blocks.get(i)).equals(blockHash)) {
                try {
                    return Optional.of(bundles.bundle(i, false));
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        return Optional.empty();
    }
}
