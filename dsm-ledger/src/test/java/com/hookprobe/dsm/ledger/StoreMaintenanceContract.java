package com.hookprobe.dsm.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.ledger.kv.KeyValues;
import com.hookprobe.dsm.ledger.kv.KeyValues.Change;
import com.hookprobe.dsm.ledger.kv.KeyValues.Column;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Check, snapshot, restore and repair of a store with everything in it, whatever it is made of. */
abstract class StoreMaintenanceContract {
    private static final RetentionPolicy SHORT =
            new RetentionPolicy(Duration.ofSeconds(1_000), Duration.ofSeconds(10_000), Duration.ofSeconds(10_000));

    @TempDir
    Path folder;

    final Fixtures.Source source = new Fixtures.Source(1);
    private final Fixtures.Source other = new Fixtures.Source(2);
    private final List<Microblock> chain = source.chain(60);
    private final List<Microblock> second = other.chain(9);

    Path blocks() {
        return folder.resolve("blocks");
    }

    abstract StoreFolder kind();

    abstract BlockStore open(Path path) throws Exception;

    /** True for a store that is read beside the process that writes it. */
    abstract boolean readsWhileOpen();

    /** So many blocks that they do not fit into one file. */
    abstract int many();

    /** True of files that hold blocks. */
    abstract boolean holdsBlocks(Path file) throws Exception;

    /** Makes a store open when that does not keep others from reading it; it was closed before. */
    private Optional<BlockStore> beside() throws Exception {
        return readsWhileOpen() ? Optional.of(open(blocks())) : Optional.empty();
    }

    /** Six heights, the first two without blocks, a fork, blocks that are not final, one behind a gap, payloads, a proof. */
    private void fill() throws Exception {
        try (BlockStore store = open(blocks())) {
            fill(store);
            store.sync();
        }
    }

    void fill(BlockStore store) throws Exception {
        Optional<Fixtures.Decision> parent = Optional.empty();
        for (int i = 0; i < 6; i++) {
            List<List<Microblock>> parts = new ArrayList<>();
            parts.add(chain.subList(i * 9, (i + 1) * 9));
            if (i < 5) {
                parts.add(second.subList(i, i + 1));
            }
            Fixtures.Decision decision = Fixtures.decide(parent, parts);
            for (List<Microblock> part : parts) {
                store.putAll(part);
            }
            store.putDecided(decision.checkpoint(), decision.after());
            parent = Optional.of(decision);
        }
        store.putAll(chain.subList(54, 57));
        store.put(chain.get(58));
        store.put(source.block(56, chain.get(54).hash(), 9));
        store.putProof(store.proof(chain.get(30).hash()).orElseThrow());
        store.putPayload(Fixtures.filled(3), new byte[] {1, 2, 3});
        while (store.prune(SHORT, 1_004L * 300 + 1_000, 1_000).more()) {
            // In steps.
        }
        assertThat(store.bodiesPruned()).isEqualTo(3);
    }

    /** All that can be asked: the question and a short sum of the answer. */
    private List<String> everything(LedgerReader store) throws Exception {
        List<String> answers = new ArrayList<>();
        for (Microblock block : store.page(Hash32.ZERO, 1_000)) {
            add(
                    answers,
                    "proof of held " + block.source().hex().charAt(0) + block.seq(),
                    store.proof(block.hash()).map(it -> sum(it.encode())));
        }
        for (Microblock block : chain) {
            add(answers, "proof " + block.seq(), store.proof(block).map(it -> sum(it.encode())));
            add(answers, "height " + block.seq(), store.heightOf(source.id, 0, block.seq()));
            add(answers, "held " + block.seq(), store.get(block.hash()));
            add(
                    answers,
                    "branches " + block.seq(),
                    store.get(source.id, 0, block.seq()).size());
        }
        add(answers, "heads", store.heads());
        TimeQuery all = new TimeQuery(Optional.empty(), 0, Long.MAX_VALUE, false);
        add(answers, "times", store.find(all, Optional.empty(), 999));
        for (long height = 0; height <= 7; height++) {
            add(answers, "decided " + height, store.decided(height).map(it -> sum(it.encode())));
            add(answers, "frontier " + height, store.frontierAt(height).map(Frontier::root));
            add(answers, "tile " + height, store.tile(height, 0, 0).map(StoreMaintenanceContract::sum));
        }
        add(answers, "latest", store.latestDecided().map(it -> sum(it.encode())));
        add(answers, "frontier", store.frontier().root() + " " + store.frontierHeight());
        add(answers, "log", store.logSize() + " " + store.logProofs().consistency(2, 6));
        add(answers, "marks", store.bodiesPruned() + " " + store.leavesPruned());
        add(answers, "payload", store.payload(Fixtures.filled(3)).map(StoreMaintenanceContract::sum));
        return answers;
    }

    private static void add(List<String> answers, String question, Object answer) {
        answers.add(question + " " + Hash32.sha256(answer.toString()).hex().substring(0, 8));
    }

    private static Hash32 sum(byte[] bytes) {
        return Hash32.sha256("", bytes);
    }

    List<String> everything(Path path) throws Exception {
        try (LedgerReader store = StoreMaintenance.openToRead(path)) {
            return everything(store);
        }
    }

    @Test
    void aSoundStoreIsFoundSoundAlsoWhileItIsOpen() throws Exception {
        fill();
        List<String> wanted;
        try (BlockStore store = open(blocks())) {
            wanted = everything(store);
        }
        Optional<BlockStore> beside = beside();
        CheckReport report = StoreMaintenance.check(blocks(), block -> block.verify(source.key), Progress.NONE);
        assertThat(report.findings())
                .as("only the other source's blocks fail under this key")
                .allMatch(finding -> finding.contains("wrong signature"))
                .hasSize(2);
        assertThat(StoreMaintenance.check(blocks(), block -> true, Progress.NONE)
                        .sound())
                .isTrue();
        assertThat(everything(blocks())).isEqualTo(wanted);
        assertThat(StoreMaintenance.network(blocks())).isEqualTo(Fixtures.NETWORK);
        if (beside.isPresent()) {
            beside.get().close();
        }
    }

    @Test
    void aStoreOpenedToReadIsNotWritten() throws Exception {
        fill();
        try (LedgerReader reader = StoreMaintenance.openToRead(blocks())) {
            assertThatThrownBy(() -> ((BlockStore) reader).put(chain.get(59))).isInstanceOf(StoreException.class);
        }
    }

    @Test
    void aSnapshotGivesTheSameStore() throws Exception {
        Path file = folder.resolve("snapshot");
        Path restored = folder.resolve("restored");
        List<String> wanted;
        try (BlockStore store = open(blocks())) {
            fill(store);
            wanted = everything(store);
            if (readsWhileOpen()) {
                assertThat(StoreMaintenance.snapshot(blocks(), file, Progress.NONE))
                        .isGreaterThan(40);
                Files.delete(file);
            }
        }
        assertThat(StoreMaintenance.snapshot(blocks(), file, Progress.NONE)).isGreaterThan(40);
        StoreMaintenance.CopyReport report = StoreMaintenance.restore(file, restored, kind(), Progress.NONE);
        assertThat(report.left()).isEmpty();
        assertThat(report.check().sound()).isTrue();
        assertThat(everything(restored)).isEqualTo(wanted);
        Path again = folder.resolve("again");
        StoreMaintenance.snapshot(restored, again, Progress.NONE);
        assertThat(again).hasSameBinaryContentAs(file);
        assertThatThrownBy(() -> StoreMaintenance.snapshot(restored, again, Progress.NONE))
                .isInstanceOf(FileAlreadyExistsException.class);
        try (BlockStore store = open(restored)) {
            assertThat(store.put(chain.get(2)).outcome()).as("was let go").isEqualTo(PutResult.Outcome.DUPLICATE);
            store.put(chain.get(57));
            assertThat(store.highest(source.id, 0).map(SourceHead::to)).contains(59L);
        }
    }

    @Test
    void everyChangedOrMissingByteOfASnapshotIsNoticed() throws Exception {
        fill();
        Path file = folder.resolve("snapshot");
        StoreMaintenance.snapshot(blocks(), file, Progress.NONE);
        byte[] good = Files.readAllBytes(file);
        Path bad = folder.resolve("bad");
        for (int at = 0; at < good.length; at += 11) {
            byte[] changed = good.clone();
            changed[at] ^= (byte) (1 << at % 8);
            Files.write(bad, changed);
            assertThatThrownBy(() -> SnapshotFile.read(bad, (column, key, value) -> {}, Progress.NONE))
                    .as("byte %d", at)
                    .isInstanceOf(StoreException.class);
        }
        for (int length = 0; length < good.length; length += 101) {
            Files.write(bad, Arrays.copyOf(good, length));
            assertThatThrownBy(() -> SnapshotFile.read(bad, (column, key, value) -> {}, Progress.NONE))
                    .isInstanceOf(StoreException.class);
        }
        Files.write(bad, Arrays.copyOf(good, good.length - 40));
        assertThatThrownBy(() -> StoreMaintenance.restore(bad, folder.resolve("no"), kind(), Progress.NONE))
                .hasMessageContaining("damaged");
        assertThat(folder.resolve("no")).doesNotExist();
        assertThat(folder.resolve("no.part")).doesNotExist();
    }

    @Test
    void eachDamageIsFoundAndRepaired() throws Exception {
        List<Consumer<List<Change>>> damages = List.of(
                batch -> batch.add(Change.delete(Column.NUMBERS, Keys.number(source.id, 0, 40))),
                batch -> batch.add(Change.put(
                        Column.HEADS,
                        Keys.source(source.id, 0),
                        new WireWriter(40).u64(55).hash(chain.get(54).hash()).toBytes())),
                batch -> batch.add(Change.delete(
                        Column.TIMES,
                        Keys.time(
                                EventType.IDS_ALERT,
                                chain.get(40).timeMicros(),
                                chain.get(40).hash()))),
                batch -> batch.add(
                        Change.put(Column.TIMES, Keys.time(EventType.DECISION, 5, Fixtures.filled(5)), new byte[0])),
                batch -> batch.add(Change.delete(Column.RANGES, Keys.number(source.id, 0, 45))),
                batch -> batch.add(Change.put(Column.TILES, Keys.tile(5, 0, 0), new byte[320])),
                batch -> batch.add(Change.put(Column.TILES, Keys.tile(0, 0, 0), new byte[192])));
        for (int i = 0; i < damages.size(); i++) {
            Path path = folder.resolve("damage-" + i);
            try (BlockStore store = open(path)) {
                fill(store);
            }
            List<String> wanted = everything(path);
            List<Change> batch = new ArrayList<>();
            damages.get(i).accept(batch);
            try (KeyValues values = kind().create(path)) {
                values.write(batch, true);
            }
            assertThat(StoreMaintenance.check(path, block -> true, Progress.NONE)
                            .sound())
                    .as("damage %d", i)
                    .isFalse();
            StoreMaintenance.CopyReport report = StoreMaintenance.repair(path, Fixtures.NETWORK, Progress.NONE);
            assertThat(report.left()).isEmpty();
            assertThat(report.check().findings()).isEmpty();
            assertThat(everything(path)).as("damage %d", i).isEqualTo(wanted);
            assertThat(folder.resolve("damage-" + i + ".damaged")).isDirectory();
        }
    }

    @Test
    void whatIsLostIsNamedAndTheRestIsKept() throws Exception {
        fill();
        byte[] wrong = chain.get(40).encode();
        wrong[160] ^= 1;
        try (KeyValues values = kind().create(blocks())) {
            values.write(
                    List.of(
                            Change.put(Column.BLOCKS, chain.get(40).hash().bytes(), wrong),
                            Change.put(Column.BLOCKS, chain.get(55).hash().bytes(), new byte[] {1}),
                            Change.put(Column.FRONTIER, source.id.bytes(), new byte[] {1}),
                            Change.put(Column.HISTORY, Keys.history(source.id, 6), new byte[] {1})),
                    true);
        }
        StoreMaintenance.CopyReport report = StoreMaintenance.repair(blocks(), Fixtures.NETWORK, Progress.NONE);
        assertThat(report.left()).hasSize(5).anyMatch(it -> it.contains("frontier of height 6 is not whole"));
        try (BlockStore store = open(blocks())) {
            assertThat(store.frontierHeight()).isZero();
            assertThat(store.decided(6)).isPresent();
            assertThat(store.get(chain.get(40).hash())).isEmpty();
            assertThat(store.get(chain.get(41).hash())).contains(chain.get(41));
            assertThat(store.proof(chain.get(41).hash())).as("from the tiles").isPresent();
        }
    }

    @Test
    void theStateComesBackFromItsHistory() throws Exception {
        fill();
        List<String> wanted = everything(blocks());
        try (KeyValues values = kind().create(blocks())) {
            values.write(
                    List.of(
                            Change.put(Column.FRONTIER, source.id.bytes(), new byte[] {1}),
                            Change.delete(Column.FRONTIER, other.id.bytes())),
                    true);
        }
        StoreMaintenance.CopyReport report = StoreMaintenance.repair(blocks(), Fixtures.NETWORK, Progress.NONE);
        assertThat(report.left()).as("the entry that did not decode").hasSize(1);
        assertThat(report.check().findings()).isEmpty();
        assertThat(everything(blocks())).isEqualTo(wanted);
    }

    /** Format 1: checkpoints with their bodies, rows of hashes, no history, no tiles. */
    @Test
    void aStoreOfTheFirstFormatIsRebuilt() throws Exception {
        Fixtures.Decision one = Fixtures.decide(Optional.empty(), List.of(chain.subList(0, 9), second));
        try (KeyValues values = kind().create(blocks())) {
            List<Change> batch = new ArrayList<>();
            batch.add(Change.put(
                    Column.META,
                    Keys.meta("format"),
                    new WireWriter(36).u32(1).hash(Fixtures.NETWORK).toBytes()));
            batch.add(Change.put(Column.META, Keys.meta("frontier-height"), Keys.height(1)));
            batch.add(
                    Change.put(Column.DECIDED, Keys.height(1), one.checkpoint().encode()));
            one.after()
                    .entries()
                    .forEach(entry ->
                            batch.add(Change.put(Column.FRONTIER, entry.source().bytes(), entry.encode())));
            for (Microblock block : Stream.concat(chain.subList(0, 12).stream(), second.stream())
                    .toList()) {
                batch.add(Change.put(Column.BLOCKS, block.hash().bytes(), block.encode()));
                batch.add(Change.put(
                        Column.NUMBERS,
                        Keys.number(block.source(), 0, block.seq()),
                        block.hash().bytes()));
            }
            values.write(batch, true);
        }
        assertThatThrownBy(() -> open(blocks())).hasMessageContaining("ledger repair");
        StoreMaintenance.CopyReport report = StoreMaintenance.repair(blocks(), Fixtures.NETWORK, Progress.NONE);
        assertThat(report.left()).isEmpty();
        assertThat(report.check().findings()).isEmpty();
        try (BlockStore store = open(blocks())) {
            assertThat(store.highest(source.id, 0).map(SourceHead::to)).contains(12L);
            assertThat(store.frontier()).isEqualTo(one.after());
            assertThat(store.frontierAt(1)).contains(one.after());
            assertThat(store.proof(chain.get(3).hash())).isPresent();
            Fixtures.Decision two = Fixtures.decide(Optional.of(one), List.of(chain.subList(9, 12)));
            store.putDecided(two.checkpoint(), two.after());
            assertThat(store.frontierHeight()).isEqualTo(2);
        }
    }

    /** Blocks in several files, the last ones in a log only. */
    List<Microblock> fillFiles() throws Exception {
        List<Microblock> many = source.chain(many());
        int part = many() / 3;
        for (int from = 0; from < many(); from += part) {
            try (BlockStore store = open(blocks())) {
                for (int at = from; at < from + part; at += 100) {
                    store.putAll(many.subList(at, at + 100));
                }
            }
        }
        return many;
    }

    @Test
    void damagedFilesLoseNoMoreThanWhatLiesInThemAndAreNamed() throws Exception {
        List<Microblock> many = fillFiles();
        int damaged = 0;
        for (Path file : files(blocks())) {
            if (holdsBlocks(file)) {
                overwrite(file);
                damaged++;
            }
        }
        StoreMaintenance.CopyReport report = StoreMaintenance.repair(blocks(), Fixtures.NETWORK, Progress.NONE);
        assertThat(damaged).isGreaterThanOrEqualTo(3);
        assertThat(report.check().sound()).isTrue();
        assertThat(report.check().blocks()).isBetween(many() * 8L / 10, many() - 3L);
        assertThat(report.left()).isNotEmpty();
        namesDamage(report.left());
        try (BlockStore store = open(blocks())) {
            for (int at = 0; at < many(); at += 100) {
                store.putAll(many.subList(at, at + 100));
            }
            assertThat(store.highest(source.id, 0).map(SourceHead::to)).contains((long) many());
        }
    }

    /** What the report must name when every file that holds blocks is damaged. */
    abstract void namesDamage(List<String> left);

    static List<Path> files(Path path) throws Exception {
        try (Stream<Path> files = Files.list(path)) {
            return files.sorted().toList();
        }
    }

    /** 64 bytes in the middle of a file. */
    static void overwrite(Path file) throws Exception {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(bytes.length() / 2);
            bytes.write(new byte[64]);
        }
    }

    /** As a validator does that was away: the decisions come first. */
    @Test
    void aStoreWhoseFinalBlocksCameAfterTheDecisionIsSound() throws Exception {
        List<Microblock> late = chain.subList(0, 9);
        try (BlockStore store = open(blocks())) {
            Fixtures.Decision one = Fixtures.decide(Optional.empty(), List.of(late));
            store.putDecided(one.checkpoint(), one.after());
            store.putAll(late);
        }
        assertThat(StoreMaintenance.check(blocks(), block -> true, Progress.NONE)
                        .findings())
                .isEmpty();
        try (BlockStore store = open(blocks())) {
            assertThat(store.proof(late.get(3).hash())).isPresent();
        }
        assertThat(StoreMaintenance.check(blocks(), block -> true, Progress.NONE)
                        .findings())
                .isEmpty();
    }

    @Test
    void aStoreThatLacksAFinalBlockIsSoundAndCanBeRestored() throws Exception {
        List<Microblock> won = chain.subList(0, 9);
        try (BlockStore store = open(blocks())) {
            store.putAll(won.subList(0, 8));
            store.put(source.block(9, won.get(7).hash(), 9));
            Fixtures.Decision one = Fixtures.decide(Optional.empty(), List.of(won));
            store.putDecided(one.checkpoint(), one.after());
            Fixtures.Decision two = Fixtures.decide(Optional.of(one), List.of());
            store.putDecided(two.checkpoint(), two.after());
        }
        assertThat(StoreMaintenance.check(blocks(), block -> true, Progress.NONE)
                        .findings())
                .isEmpty();
        try (BlockStore store = open(blocks())) {
            store.prune(SHORT, 1_002L * 300 + 1_000, 1_000);
            assertThat(store.bodiesPruned()).isEqualTo(1);
        }
        assertThat(StoreMaintenance.check(blocks(), block -> true, Progress.NONE)
                        .findings())
                .isEmpty();
        Path snapshot = folder.resolve("lacking");
        StoreMaintenance.snapshot(blocks(), snapshot, Progress.NONE);
        StoreMaintenance.restore(snapshot, folder.resolve("back"), kind(), Progress.NONE);
        try (BlockStore store = open(blocks());
                BlockStore back = open(folder.resolve("back"))) {
            assertThat(back.heads()).isEqualTo(store.heads());
            assertThat(back.frontier()).isEqualTo(store.frontier());
            assertThat(back.bodiesPruned()).isEqualTo(1);
        }
    }

    @Test
    void oneChangedBitAnywhereInTheLogDoesNotEndRepair() throws Exception {
        Path store = folder.resolve("logged");
        List<Microblock> many = source.chain(1_000);
        try (BlockStore filled = RocksBlockStore.openOrCreate(store, Fixtures.NETWORK)) {
            for (int at = 0; at < 1_000; at += 50) {
                filled.putAll(many.subList(at, at + 50));
            }
        }
        Path log;
        try (Stream<Path> files = Files.list(store)) {
            log = files.filter(file -> file.toString().endsWith(".log"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] sound = Files.readAllBytes(log);
        for (int part = 1; part < 40; part++) {
            Path copy = folder.resolve("logged-" + part);
            Files.createDirectory(copy);
            try (Stream<Path> files = Files.list(store)) {
                for (Path file : files.toList()) {
                    Files.copy(file, copy.resolve(file.getFileName()));
                }
            }
            byte[] bytes = sound.clone();
            bytes[sound.length / 40 * part] ^= 4;
            Files.write(copy.resolve(log.getFileName()), bytes);
            StoreMaintenance.CopyReport report = StoreMaintenance.repair(copy, Fixtures.NETWORK, Progress.NONE);
            assertThat(report.check().sound()).as("part %d", part).isTrue();
        }
    }

    @Test
    void aStoreThatAnotherProcessWritesIsNotRepaired() throws Exception {
        Path store = folder.resolve("written");
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWriter.class.getName(),
                        store.toString(),
                        StoreKind.ROCKSDB.name())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(writer.getInputStream().read())
                    .as("something is durable")
                    .isPositive();
            assertThatThrownBy(() -> StoreMaintenance.repair(store, Fixtures.NETWORK, Progress.NONE))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("in use");
        } finally {
            writer.destroyForcibly().waitFor();
        }
        assertThat(folder.resolve("written.damaged")).doesNotExist();
        StoreMaintenance.repair(store, Fixtures.NETWORK, Progress.NONE);
        assertThat(folder.resolve("written.damaged")).isDirectory();
    }

    @Test
    void oneChangedBitInATableOfBlocksCostsItsNeighboursOnly() throws Exception {
        Path store = folder.resolve("store");
        List<Microblock> chain = new Fixtures.Source(1).chain(2_000);
        try (BlockStore filled = RocksBlockStore.openOrCreate(store, Fixtures.NETWORK)) {
            filled.putAll(chain);
        }
        // Opening again moves what is in the log into tables.
        RocksBlockStore.open(store, Fixtures.NETWORK).close();
        List<Path> tables;
        try (Stream<Path> files = Files.list(store)) {
            tables = files.filter(file -> file.toString().endsWith(".sst")).toList();
        }
        for (Path table : tables) {
            byte[] bytes = Files.readAllBytes(table);
            if (bytes.length > 50_000) {
                bytes[10_000] ^= 1;
                Files.write(table, bytes);
            }
        }
        StoreMaintenance.repair(store, Fixtures.NETWORK, Progress.NONE);
        int held = 0;
        try (BlockStore repaired = RocksBlockStore.open(store, Fixtures.NETWORK)) {
            for (Microblock block : chain) {
                held += repaired.get(block.hash()).isPresent() ? 1 : 0;
            }
        }
        assertThat(held).isBetween(1_800, 1_999);
    }
}
