package com.hookprobe.dsm.projection;

import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.SourceRange;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What a projection must show of a ledger, found by other ways than the projection's. */
final class Expected {
    /** Every stored block, and its height when it is final. */
    final Map<Hash32, Optional<Long>> blocks = new HashMap<>();

    final Set<Hash32> pending = new HashSet<>();
    final Map<Long, DecidedCheckpoint> checkpoints = new TreeMap<>();

    static Expected of(BlockStore store) throws Exception {
        Expected expected = new Expected();
        Hash32 after = Hash32.ZERO;
        List<Microblock> page = store.page(after, 1_000);
        while (!page.isEmpty()) {
            for (Microblock block : page) {
                after = block.hash();
                expected.blocks.put(after, Optional.empty());
                if (store.heightOf(block.source(), block.incarnation(), block.seq())
                        .isEmpty()) {
                    expected.pending.add(after);
                }
            }
            page = store.page(after, 1_000);
        }
        long latest = store.latestDecided().map(DecidedCheckpoint::height).orElse(0L);
        for (long height = 1; height <= latest; height++) {
            Optional<DecidedCheckpoint> decided = store.decided(height);
            if (decided.isPresent()) {
                expected.checkpoints.put(height, decided.get());
                if (decided.get().body().isPresent()) {
                    for (SourceRange range : decided.get().body().get().ranges()) {
                        expected.mark(store, range, height);
                    }
                }
            }
        }
        return expected;
    }

    private void mark(BlockStore store, SourceRange range, long height) throws Exception {
        Hash32 at = range.head();
        for (long seq = range.to(); seq >= range.from() && blocks.containsKey(at); seq--) {
            blocks.put(at, Optional.of(height));
            at = store.get(at).orElseThrow().prev();
        }
    }
}
