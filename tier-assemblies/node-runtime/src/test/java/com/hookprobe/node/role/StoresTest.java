package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.RocksBlockStore;
import com.hookprobe.dsm.ledger.SegmentBlockStore;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.DsmSettings;
import com.hookprobe.node.config.NodeConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dsm.storage.microblocks.backend} decides what a node's store is made of, and never puts one over another. */
class StoresTest {
    @TempDir
    Path folder;

    private TestMesh mesh;

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder);
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    private BlockStore store(String backend) throws Exception {
        NodeContext node = mesh.node("guardian-1");
        NodeConfig of = node.config();
        DsmSettings.Store store = new DsmSettings.Store(backend, null, null, null, null);
        DsmSettings dsm =
                new DsmSettings(null, null, null, null, new DsmSettings.Storage(store, null, null, null), null, null);
        NodeConfig config = new NodeConfig(
                of.node(),
                of.mesh(),
                of.htp(),
                dsm,
                of.neuro(),
                of.detection(),
                of.qsecbit(),
                of.response(),
                of.federation(),
                of.registry(),
                null);
        return Stores.open(new NodeContext(
                config, node.log(), node.loop(), node.keys(), node.mesh(), node.genesis(), node.self(), node.links()));
    }

    @Test
    void eachBackendIsOpened() throws Exception {
        try (BlockStore store = store("memory")) {
            assertThat(store).isInstanceOf(MemoryBlockStore.class);
        }
        try (BlockStore store = store("Segments")) {
            assertThat(store).isInstanceOf(SegmentBlockStore.class);
        }
        assertThat(folder.resolve("guardian-1/dsm/MANIFEST")).exists();
    }

    @Test
    void aNodeThatHasHadALedgerBeginsNoSecondOneInAnEmptyFolder() throws Exception {
        store("segments").close();
        Path ledger = folder.resolve("guardian-1/dsm");
        Files.move(ledger, folder.resolve("elsewhere"));
        assertThatThrownBy(() -> store("segments")).hasMessageContaining("found nothing at");
        // As a mount point is when its disk is missing.
        Files.createDirectory(ledger);
        assertThatThrownBy(() -> store("segments")).hasMessageContaining("found nothing at");
        assertThat(ledger).isEmptyDirectory();
        Files.delete(ledger);
        Files.move(folder.resolve("elsewhere"), ledger);
        store("segments").close();
    }

    @Test
    void aBackendThatDoesNotFitTheFolderIsRefusedWithWhatToDo() throws Exception {
        try (BlockStore store = store("rocksdb")) {
            assertThat(store).isInstanceOf(RocksBlockStore.class);
        }
        assertThatThrownBy(() -> store("segments"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("set dsm.storage.microblocks.backend to rocksdb")
                .hasMessageContaining("'ledger restore --backend SEGMENTS'");
        store("rocksdb").close();
    }

    @Test
    void rocksDbIsNotPutIntoAFolderOfSegmentFiles() throws Exception {
        store("segments").close();
        assertThatThrownBy(() -> store("rocksdb"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("set dsm.storage.microblocks.backend to segments")
                .hasMessageContaining("'ledger restore --backend ROCKSDB'");
        assertThat(folder.resolve("guardian-1/dsm/CURRENT")).doesNotExist();
        store("segments").close();
    }

    @Test
    void aNodeThatHasHadALedgerDoesNotBeginASecondOne() throws Exception {
        store("segments").close();
        Files.move(folder.resolve("guardian-1/dsm"), folder.resolve("guardian-1/elsewhere"));

        assertThatThrownBy(() -> store("segments"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("found nothing at")
                .hasMessageContaining("'ledger restore'");
        assertThat(folder.resolve("guardian-1/dsm")).doesNotExist();

        Files.move(folder.resolve("guardian-1/elsewhere"), folder.resolve("guardian-1/dsm"));
        store("segments").close();
    }

    @Test
    void aLedgerOfAnotherNetworkBindsNobodyHere() throws Exception {
        Files.createDirectories(folder.resolve("guardian-1"));
        Files.writeString(folder.resolve("guardian-1/ledger.network"), "00".repeat(32));

        store("segments").close();

        assertThat(folder.resolve("guardian-1/ledger.network"))
                .hasContent(mesh.node("guardian-1").genesis().networkId().hex());
    }
}
