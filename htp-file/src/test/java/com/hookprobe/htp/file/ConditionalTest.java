package com.hookprobe.htp.file;

import static com.hookprobe.htp.file.StoreFixture.assertRefused;
import static com.hookprobe.htp.file.StoreFixture.path;
import static com.hookprobe.htp.file.StoreFixture.read;
import static com.hookprobe.htp.file.StoreFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.htp.file.core.ChunkBytes;
import com.hookprobe.htp.file.core.ChunkPlan;
import com.hookprobe.htp.file.core.DiskResult;
import com.hookprobe.htp.file.core.ExtensionPolicy;
import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FileHash;
import com.hookprobe.htp.file.core.WriteMode;
import com.hookprobe.htp.file.core.WriteSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTP file F-70 to F-72 at the directory store: append, and operations that name the version they mean. */
class ConditionalTest {
    private static final byte[] OLD = bytes(1, (2 << 20) + 10);
    private static final byte[] MORE = bytes(2, 20_000);

    @TempDir
    Path root;

    private DirectoryFileStore store;

    @BeforeEach
    void open() throws IOException {
        store = DirectoryFileStore.open(root);
        write(store, "a.bin", WriteMode.CREATE_NEW, OLD);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void anAppendIsTheOldBytesAndTheNewOnes() throws IOException {
        append(store, "a.bin", MORE, FileHash.NONE, ChunkPlan.SIZE_MAX);
        byte[] both = Arrays.copyOf(OLD, OLD.length + MORE.length);
        System.arraycopy(MORE, 0, both, OLD.length, MORE.length);
        assertThat(read(store, "a.bin")).isEqualTo(both);
        assertThat(store.usage().entries()).isOne();
        assertThat(store.usage().bytes()).isEqualTo(both.length);
        assertThat(store.usage().promisedBytes()).isZero();
        assertThat(ReservedNames.in(root)).isEmpty();
    }

    @Test
    void anAppendToNothingOrBeyondTheLimitIsRefused() throws IOException {
        assertRefused(FileErrorCode.NOT_FOUND, () -> append(store, "b.bin", MORE, FileHash.NONE, ChunkPlan.SIZE_MAX));
        long tooSmall = OLD.length + MORE.length - 1;
        assertRefused(FileErrorCode.QUOTA_EXCEEDED, () -> append(store, "a.bin", MORE, FileHash.NONE, tooSmall));
        append(store, "a.bin", MORE, FileHash.NONE, tooSmall + 1);
        assertThat(store.usage().promisedBytes()).isZero();
    }

    @Test
    void twoAppendsAtOnceNeverLoseOne() throws IOException {
        PendingFile first = prepared(spec("a.bin", MORE, true, FileHash.NONE, ChunkPlan.SIZE_MAX));
        PendingFile second = prepared(spec("a.bin", MORE, true, FileHash.NONE, ChunkPlan.SIZE_MAX));
        for (PendingFile pending : new PendingFile[] {first, second}) {
            writeAll(pending, MORE);
        }
        first.commit();
        first.close();
        assertRefused(FileErrorCode.TRANSFER_FAILED, second::commit);
        second.close();
        assertThat(read(store, "a.bin")).hasSize(OLD.length + MORE.length);
        assertThat(ReservedNames.in(root)).isEmpty();
    }

    @Test
    void aStopInFrontOfEveryStepOfAnAppendLeavesOldOrNew() throws IOException {
        byte[] both = Arrays.copyOf(OLD, OLD.length + MORE.length);
        System.arraycopy(MORE, 0, both, OLD.length, MORE.length);
        Set<String> reached = new HashSet<>();
        boolean through = false;
        for (int at = 0; !through; at++) {
            Path other = Files.createTempDirectory(root, "d");
            Files.write(other.resolve("a.bin"), OLD);
            int[] left = {at};
            StoreSteps crash = step -> {
                if (left[0]-- <= 0) {
                    throw new IOException("stopped in front of " + step);
                }
                reached.add(step);
            };
            try (DirectoryFileStore crashing = DirectoryFileStore.open(
                    other, ExtensionPolicy.DEFAULT, StoreLimits.DEFAULT, new SplittableRandom(at), crash)) {
                append(crashing, "a.bin", MORE, FileHash.NONE, ChunkPlan.SIZE_MAX);
                through = true;
            } catch (IOException stopped) {
                assertThat(stopped).hasMessageContaining("stopped");
            }
            try (DirectoryFileStore again = DirectoryFileStore.open(other)) {
                byte[] found = read(again, "a.bin");
                assertThat(Arrays.equals(found, both) || !through && Arrays.equals(found, OLD))
                        .as("old or new after " + at + " steps")
                        .isTrue();
                assertThat(ReservedNames.in(other)).isEmpty();
            }
        }
        assertThat(reached).contains("open-temporary", "write", "force", "move", "sync-directory");
    }

    @Test
    void anUpdateOfTheNamedVersionOnly() throws IOException {
        assertRefused(FileErrorCode.HASH_MISMATCH, () -> update("a.bin", MORE, hash(MORE)));
        assertThat(read(store, "a.bin")).isEqualTo(OLD);
        update("a.bin", MORE, hash(OLD));
        assertThat(read(store, "a.bin")).isEqualTo(MORE);
        assertRefused(FileErrorCode.NOT_FOUND, () -> update("b.bin", MORE, hash(OLD)));
        assertThat(ReservedNames.in(root)).isEmpty();
        assertThat(store.usage().promisedBytes()).isZero();
    }

    @Test
    void anUpdateIsRefusedWhenTheFileChangesBeforeTheEnd() throws IOException {
        PendingFile pending = prepared(spec("a.bin", MORE, false, hash(OLD), ChunkPlan.SIZE_MAX));
        writeAll(pending, MORE);
        write(store, "a.bin", WriteMode.REPLACE, new byte[5]);
        assertRefused(FileErrorCode.HASH_MISMATCH, pending::commit);
        pending.close();
        assertThat(read(store, "a.bin")).hasSize(5);
    }

    @Test
    void aFileWithSeveralLinksIsNeitherUpdatedNorAppendedTo() throws IOException {
        Files.createLink(root.resolve("second.bin"), root.resolve("a.bin"));
        assertRefused(FileErrorCode.PERMISSION_DENIED, () -> update("a.bin", MORE, FileHash.NONE));
        assertRefused(FileErrorCode.PERMISSION_DENIED, () -> update("a.bin", MORE, hash(OLD)));
        assertRefused(
                FileErrorCode.PERMISSION_DENIED, () -> append(store, "a.bin", MORE, FileHash.NONE, ChunkPlan.SIZE_MAX));
    }

    @Test
    void aDeleteTakesOnlyTheFileThatWasOpened() throws IOException {
        try (StoredFile opened = store.open(path("a.bin"))) {
            write(store, "a.bin", WriteMode.REPLACE, MORE);
            assertRefused(
                    FileErrorCode.HASH_MISMATCH,
                    () -> store.delete(new FileStore.Removal(path("a.bin"), false, Optional.of(opened))));
        }
        assertThat(read(store, "a.bin")).isEqualTo(MORE);
        try (StoredFile opened = store.open(path("a.bin"))) {
            store.delete(new FileStore.Removal(path("a.bin"), false, Optional.of(opened)));
        }
        assertThatThrownBy(() -> read(store, "a.bin")).isInstanceOf(FileTransferException.class);
    }

    private void update(String path, byte[] content, FileHash ifHash) throws IOException {
        try (PendingFile pending = prepared(spec(path, content, false, ifHash, ChunkPlan.SIZE_MAX))) {
            writeAll(pending, content);
            pending.commit();
        }
    }

    private static void append(FileStore store, String path, byte[] content, FileHash ifHash, long bytesMax)
            throws IOException {
        try (PendingFile pending = prepared(store, spec(path, content, true, ifHash, bytesMax))) {
            writeAll(pending, content);
            byte[] back = new byte[content.length];
            pending.read(0, ByteBuffer.wrap(back));
            assertThat(back).as("reads what was appended, not what was there").isEqualTo(content);
            pending.commit();
        }
    }

    private static WriteSpec spec(String path, byte[] content, boolean append, FileHash ifHash, long bytesMax) {
        return new WriteSpec(
                path(path),
                WriteMode.REPLACE,
                false,
                ChunkPlan.of(content.length),
                hash(content),
                false,
                append,
                ifHash,
                bytesMax);
    }

    private PendingFile prepared(WriteSpec spec) throws IOException {
        return prepared(store, spec);
    }

    private static PendingFile prepared(FileStore store, WriteSpec spec) throws IOException {
        PendingFile pending = store.create(spec, StoreResumeFixture.NODE);
        try {
            for (DiskResult more = pending.prepareNext(); more instanceof DiskResult.HashMore; ) {
                more = pending.prepareNext();
            }
            return pending;
        } catch (IOException refused) {
            pending.close();
            throw refused;
        }
    }

    private static void writeAll(PendingFile pending, byte[] content) throws IOException {
        pending.write(0, ChunkBytes.of(content));
    }

    private static FileHash hash(byte[] content) {
        return FileHash.of(Digests.sha256().digest(content));
    }

    private static byte[] bytes(long seed, int size) {
        byte[] content = new byte[size];
        new SplittableRandom(seed).nextBytes(content);
        return content;
    }
}
