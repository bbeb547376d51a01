package com.hookprobe.htp.file;

import static com.hookprobe.htp.file.StoreFixture.path;
import static com.hookprobe.htp.file.StoreFixture.read;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.file.core.ChunkPlan;
import com.hookprobe.htp.file.core.ExtensionPolicy;
import com.hookprobe.htp.file.core.WriteMode;
import com.hookprobe.htp.file.core.WriteSpec;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTP file F-50 to F-58 at the directory store: whose writes go on, for how long, and what is believed. */
class StoreResumeTest {
    private static final byte[] CONTENT = content(1);
    private static final int CHUNKS = ChunkPlan.of(CONTENT.length).totalChunks();
    private static final int HALF = CHUNKS / 2;

    @TempDir
    Path root;

    private Instant now = Instant.parse("2026-11-26T00:00:00Z");
    private DirectoryFileStore store;

    @BeforeEach
    void open() throws IOException {
        store = DirectoryFileStore.open(
                root,
                ExtensionPolicy.DEFAULT,
                StoreLimits.DEFAULT,
                new SplittableRandom(now.getEpochSecond()),
                StoreSteps.NONE,
                () -> now);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private void reopen() throws IOException {
        close();
        open();
    }

    @Test
    void aSuspendedWriteGoesOnInTheSameStoreAndInTheNext() throws IOException {
        suspend("a.bin", CONTENT, StoreResumeFixture.NODE);
        assertThat(store.suspended()).isOne();
        assertThat(store.usage().promisedBytes()).as("its place stays taken").isEqualTo(CONTENT.length);
        reopen();
        assertThat(store.suspended()).isOne();
        assertThat(store.usage().promisedBytes()).isEqualTo(CONTENT.length);
        try (PendingFile pending = store.create(spec("a.bin", CONTENT), StoreResumeFixture.NODE)) {
            BitSet held = StoreResumeFixture.held(pending);
            assertThat(held.cardinality()).isEqualTo(HALF);
            StoreResumeFixture.writeMissing(pending, CONTENT, held, CHUNKS);
            pending.commit();
        }
        assertThat(read(store, "a.bin")).isEqualTo(CONTENT);
        assertThat(ReservedNames.in(root)).isEmpty();
        assertThat(store.usage().entries()).isOne();
        assertThat(store.usage().bytes()).isEqualTo(CONTENT.length);
        assertThat(store.usage().promisedBytes()).isZero();
    }

    @Test
    void anotherNodePathContentOrSizeGoesOnWithNothing() throws IOException {
        suspend("a.bin", CONTENT, StoreResumeFixture.NODE);
        byte[] otherNode = new byte[32];
        otherNode[31] = 1;
        assertThat(heldBy(spec("a.bin", CONTENT), otherNode)).isZero();
        assertThat(heldBy(spec("b.bin", CONTENT), StoreResumeFixture.NODE)).isZero();
        assertThat(heldBy(spec("a.bin", content(2)), StoreResumeFixture.NODE)).isZero();
        byte[] longer = Arrays.copyOf(CONTENT, CONTENT.length + 1);
        assertThat(heldBy(spec("a.bin", longer), StoreResumeFixture.NODE)).isZero();
        assertThat(store.suspended()).as("still there for its owner").isOne();
        assertThat(heldBy(spec("a.bin", CONTENT), StoreResumeFixture.NODE)).isEqualTo(HALF);
    }

    @Test
    void afterADayNothingIsLeft() throws IOException {
        suspend("a.bin", CONTENT, StoreResumeFixture.NODE);
        now = now.plus(Duration.ofHours(24)).minusMillis(1);
        reopen();
        assertThat(store.suspended()).isOne();
        now = now.plusMillis(1);
        reopen();
        assertThat(store.suspended()).isZero();
        assertThat(ReservedNames.in(root)).isEmpty();
        assertThat(store.usage().promisedBytes()).isZero();
    }

    @Test
    void aRunningStoreLetsGoOfWhatIsTooOldAtTheNextWrite() throws IOException {
        suspend("a.bin", CONTENT, StoreResumeFixture.NODE);
        now = now.plus(Duration.ofHours(24));
        store.create(path("other.bin"), WriteMode.CREATE_NEW, false, 1).close();
        assertThat(ReservedNames.in(root)).isEmpty();
        assertThat(store.usage().entries()).isZero();
        assertThat(store.usage().promisedBytes()).isZero();
    }

    @Test
    void theOldestOfANodeGivesWay() throws IOException {
        for (int i = 0; i <= SuspendedWrites.PER_NODE_MAX; i++) {
            suspend("f" + i + ".bin", CONTENT, StoreResumeFixture.NODE);
        }
        assertThat(store.suspended()).isEqualTo(SuspendedWrites.PER_NODE_MAX);
        assertThat(ReservedNames.in(root)).hasSize(2 * SuspendedWrites.PER_NODE_MAX);
        assertThat(heldBy(spec("f0.bin", CONTENT), StoreResumeFixture.NODE)).isZero();
        assertThat(heldBy(spec("f1.bin", CONTENT), StoreResumeFixture.NODE)).isEqualTo(HALF);
        reopen();
        assertThat(store.suspended()).isLessThanOrEqualTo(SuspendedWrites.PER_NODE_MAX);
    }

    @Test
    void aChunkThatRottedIsNotBelieved() throws IOException {
        suspend("a.bin", CONTENT, StoreResumeFixture.NODE);
        try (RandomAccessFile file = new RandomAccessFile(onlyTemporary().toFile(), "rw")) {
            file.seek(3 * 8192 + 5);
            file.write(CONTENT[3 * 8192 + 5] ^ 1);
        }
        reopen();
        try (PendingFile pending = store.create(spec("a.bin", CONTENT), StoreResumeFixture.NODE)) {
            BitSet held = StoreResumeFixture.held(pending);
            assertThat(held.cardinality()).isEqualTo(HALF - 1);
            assertThat(held.get(3)).isFalse();
            StoreResumeFixture.writeMissing(pending, CONTENT, held, CHUNKS);
            pending.commit();
        }
        assertThat(read(store, "a.bin")).isEqualTo(CONTENT);
    }

    @Test
    void aTemporaryFileThatIsShorterOrLongerThanNotedIsNotBelieved() throws IOException {
        suspend("a.bin", CONTENT, StoreResumeFixture.NODE);
        try (RandomAccessFile file = new RandomAccessFile(onlyTemporary().toFile(), "rw")) {
            file.setLength(10 * 8192 + 1);
        }
        assertThat(heldBy(spec("a.bin", CONTENT), StoreResumeFixture.NODE)).isEqualTo(10);
        suspend("b.bin", CONTENT, StoreResumeFixture.NODE);
        try (RandomAccessFile file = new RandomAccessFile(onlyTemporary().toFile(), "rw")) {
            file.setLength(CONTENT.length + 1);
        }
        assertThat(heldBy(spec("b.bin", CONTENT), StoreResumeFixture.NODE)).isZero();
    }

    @Test
    void aTemporaryFileWithASecondNameIsNeverWrittenAgain() throws IOException {
        suspend("a.bin", CONTENT, StoreResumeFixture.NODE);
        Path second = Files.createLink(root.resolve("second.bin"), onlyTemporary());
        byte[] before = Files.readAllBytes(second);
        assertThat(heldBy(spec("a.bin", CONTENT), StoreResumeFixture.NODE)).isZero();
        assertThat(second).hasBinaryContent(before);
        reopen();
        assertThat(ReservedNames.in(root)).isEmpty();
    }

    @Test
    void aLinkInPlaceOfTheTemporaryFileOrTheJournalIsNotFollowed() throws IOException {
        for (boolean journal : new boolean[] {true, false}) {
            suspend("a.bin", CONTENT, StoreResumeFixture.NODE);
            Path own = onlyTemporary();
            Path swapped = journal ? own.resolveSibling(own.getFileName() + ".j") : own;
            Path elsewhere = Files.move(swapped, root.resolve("elsewhere"));
            Files.createSymbolicLink(swapped, elsewhere);
            byte[] before = Files.readAllBytes(elsewhere);
            try (PendingFile pending = store.create(spec("a.bin", CONTENT), StoreResumeFixture.NODE)) {
                assertThat(StoreResumeFixture.held(pending).cardinality()).isZero();
            } catch (IOException refused) {
                assertThat(refused).isNotInstanceOf(FileTransferException.class);
            }
            assertThat(elsewhere).hasBinaryContent(before);
            reopen();
            Files.deleteIfExists(swapped);
            Files.delete(elsewhere);
            reopen();
        }
    }

    @Test
    void smallFilesKeepNoJournal() throws IOException {
        byte[] small = Arrays.copyOf(CONTENT, (1 << 20) - 1);
        PendingFile pending = store.create(spec("a.bin", small), StoreResumeFixture.NODE);
        StoreResumeFixture.writeMissing(pending, small, new BitSet(), 100);
        pending.suspend();
        assertThat(store.suspended()).isZero();
        assertThat(ReservedNames.in(root)).isEmpty();
    }

    @Test
    void aWriteThatIsGivenUpLeavesNothingEvenAfterACheckpoint() throws IOException {
        PendingFile pending = store.create(spec("a.bin", CONTENT), StoreResumeFixture.NODE);
        StoreResumeFixture.writeMissing(pending, CONTENT, new BitSet(), HALF);
        pending.close();
        assertThat(ReservedNames.in(root)).isEmpty();
        assertThat(store.usage().entries()).isZero();
    }

    @Test
    void aDirectoryThatIsGoneTakesItsInterruptedWritesWithIt() throws IOException {
        Files.createDirectory(root.resolve("d"));
        suspend("d/a.bin", CONTENT, StoreResumeFixture.NODE);
        for (Path own : ReservedNames.in(root)) {
            Files.delete(own);
        }
        Files.delete(root.resolve("d"));
        now = now.plus(Duration.ofDays(2));
        store.create(path("other.bin"), WriteMode.CREATE_NEW, false, 1).close();
        assertThat(store.usage().promisedBytes()).isZero();
    }

    private void suspend(String path, byte[] content, byte[] node) throws IOException {
        PendingFile pending = store.create(spec(path, content), node);
        StoreResumeFixture.writeMissing(pending, content, new BitSet(), HALF);
        pending.suspend();
    }

    private int heldBy(WriteSpec spec, byte[] node) throws IOException {
        try (PendingFile pending = store.create(spec, node)) {
            return StoreResumeFixture.held(pending).cardinality();
        }
    }

    private Path onlyTemporary() throws IOException {
        List<Path> own = ReservedNames.in(root).stream()
                .filter(path -> !path.toString().endsWith(".j"))
                .toList();
        assertThat(own).hasSize(1);
        return own.get(0);
    }

    private static WriteSpec spec(String path, byte[] content) {
        return StoreResumeFixture.spec(path, WriteMode.CREATE_NEW, content);
    }

    private static byte[] content(long seed) {
        byte[] content = new byte[(1 << 20) + 200_000];
        new SplittableRandom(seed).nextBytes(content);
        return content;
    }
}
