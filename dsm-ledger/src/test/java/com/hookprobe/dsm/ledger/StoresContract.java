package com.hookprobe.dsm.ledger;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Stores of one kind, and what tests put into them. */
@ParameterizedClass
@EnumSource(StoreKind.class)
abstract class StoresContract {
    @Parameter
    StoreKind kind;

    @TempDir
    Path folder;

    final Fixtures.Source source = new Fixtures.Source(1);
    final Fixtures.Source other = new Fixtures.Source(2);
    private final List<BlockStore> opened = new ArrayList<>();

    /** A new one, by name. */
    final BlockStore store(String name) throws StoreException {
        BlockStore store = kind.open(folder.resolve(name));
        opened.add(store);
        return store;
    }

    @AfterEach
    void closeAll() throws StoreException {
        for (BlockStore store : opened) {
            store.close();
        }
    }

    static List<Microblock> all(BlockStore store) throws Exception {
        List<Microblock> all = new ArrayList<>();
        Hash32 after = Hash32.ZERO;
        while (true) {
            List<Microblock> page = store.page(after, 7);
            if (page.isEmpty()) {
                return all;
            }
            all.addAll(page);
            after = page.get(page.size() - 1).hash();
        }
    }

    final Microblock block(long seq, long micros, EventType type) {
        return new Microblock(
                1,
                Fixtures.NETWORK,
                source.id,
                0,
                seq,
                Fixtures.filled(9),
                0,
                Hash32.ZERO,
                micros,
                type,
                Hash32.ZERO,
                Optional.empty(),
                SignatureAlgorithm.ED25519,
                new byte[64]);
    }

    /** Heights 1.. with some blocks of two sources each. */
    final List<Fixtures.Decision> history(BlockStore store, int heights, int perHeight) throws Exception {
        List<Microblock> chain = source.chain(heights * perHeight);
        List<Microblock> second = other.chain(heights);
        List<Fixtures.Decision> decisions = new ArrayList<>();
        Optional<Fixtures.Decision> parent = Optional.empty();
        for (int i = 0; i < heights; i++) {
            List<List<Microblock>> parts = new ArrayList<>();
            parts.add(chain.subList(i * perHeight, (i + 1) * perHeight));
            if (i % 2 == 0) {
                parts.add(second.subList(i / 2, i / 2 + 1));
            }
            Fixtures.Decision decision = Fixtures.decide(parent, parts);
            for (List<Microblock> part : parts) {
                store.putAll(part);
            }
            store.putDecided(decision.checkpoint(), decision.after());
            decisions.add(decision);
            parent = Optional.of(decision);
        }
        return decisions;
    }
}
