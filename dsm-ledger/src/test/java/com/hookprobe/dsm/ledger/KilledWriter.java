package com.hookprobe.dsm.ledger;

import java.nio.file.Path;
import java.util.Optional;

/** The child of the kill test: writes blocks in groups, and after each sync prints how many are durable. */
final class KilledWriter {
    private KilledWriter() {}

    public static void main(String[] args) throws Exception {
        Fixtures.Source source = new Fixtures.Source(1);
        BlockStore store = RocksBlockStore.openOrCreate(Path.of(args[0]), Fixtures.NETWORK);
        Optional<SourceHead> head = store.highest(source.id, 0);
        long seq = head.map(SourceHead::to).orElse(0L);
        Hash32 prev =
                head.map(SourceHead::head).orElseGet(() -> Microblock.genesisPrev(Fixtures.NETWORK, source.id, 0));
        while (true) {
            for (int i = 0; i < 20; i++) {
                seq++;
                Microblock block = source.block(seq, prev, 1);
                store.put(block);
                prev = block.hash();
            }
            store.sync();
            System.out.println(seq);
            System.out.flush();
        }
    }
}
