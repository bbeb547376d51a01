package com.hookprobe.dsm.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every block store on disk must do. */
abstract class DiskStoreContract extends BlockStoreContract {
    @TempDir
    Path folder;

    private final List<BlockStore> opened = new ArrayList<>();

    abstract StoreKind kind();

    @Override
    BlockStore store() throws StoreException {
        BlockStore store = kind().open(folder.resolve("blocks"));
        opened.add(store);
        return store;
    }

    @AfterEach
    void closeAll() throws StoreException {
        for (BlockStore store : opened) {
            store.close();
        }
    }

    @Test
    void tenThousandBlocksAreThereAfterReopening() throws Exception {
        List<Microblock> chain = source.chain(10_000);
        try (BlockStore store = store()) {
            for (Microblock block : chain) {
                store.put(block);
            }
            store.sync();
        }
        try (BlockStore store = kind().openExisting(folder.resolve("blocks"), Fixtures.NETWORK)) {
            assertThat(store.highest(source.id, 0)).contains(head(chain));
            assertThat(store.chain(Fixtures.range(chain)).orElseThrow()).hasSize(10_000);
            assertThat(store.range(source.id, 0, 1, 10_000)).isEqualTo(chain);
        }
    }

    @Test
    void decisionsAndFrontierAreThereAfterReopening() throws Exception {
        Fixtures.Decision one = Fixtures.decide(Optional.empty(), List.of(source.chain(3), other.chain(2)));
        try (BlockStore store = store()) {
            store.putDecided(one.checkpoint(), one.after());
        }
        try (BlockStore store = store()) {
            assertThat(store.latestDecided()).contains(one.checkpoint());
            assertThat(store.frontier()).isEqualTo(one.after());
            assertThat(store.frontierHeight()).isEqualTo(1);
            assertThat(store.highest(other.id, 0).map(SourceHead::to)).contains(2L);
        }
    }

    @Test
    void aMissingStoreIsNamed() {
        Path missing = folder.resolve("nowhere");
        assertThatThrownBy(() -> kind().openExisting(missing, Fixtures.NETWORK))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(missing.toString())
                .hasMessageContaining("there is no block store");
        assertThat(missing).doesNotExist();
    }

    @Test
    void aFileInPlaceOfTheFolderIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> kind().open(file))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void aStoreOfAnotherNetworkIsRefusedAndLeftUnlocked() throws Exception {
        store().close();
        assertThatThrownBy(() -> kind().openExisting(folder.resolve("blocks"), Fixtures.filled(2)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("belongs to network");
        store();
    }

    @Test
    void whatWasReportedAsSyncedSurvivesKill9() throws Exception {
        KilledWriter.killTwice(folder.resolve("killed"), kind());
    }
}
