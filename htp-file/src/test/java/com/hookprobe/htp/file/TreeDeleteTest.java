package com.hookprobe.htp.file;

import static com.hookprobe.htp.file.StoreFixture.assertRefused;
import static com.hookprobe.htp.file.StoreFixture.path;
import static com.hookprobe.htp.file.StoreFixture.write;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.file.core.ExtensionPolicy;
import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FilePath;
import com.hookprobe.htp.file.core.WriteMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTP file F-73 to F-75: a tree goes as a whole or not at all, and never more than what a peer could delete name by name. */
class TreeDeleteTest {
    @TempDir
    Path temp;

    private Path root;
    private DirectoryFileStore store;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectory(temp.resolve("root"));
        Files.createDirectories(root.resolve("t/one/two"));
        for (String file : new String[] {"t/a.txt", "t/one/b.txt", "t/one/two/c.txt", "keep.txt"}) {
            Files.write(root.resolve(file), new byte[10]);
        }
        store = open(StoreLimits.DEFAULT.withTreeMax(6));
    }

    private DirectoryFileStore open(StoreLimits limits) throws IOException {
        return DirectoryFileStore.open(root, ExtensionPolicy.DEFAULT, limits);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private void delete(FilePath path) throws IOException {
        store.delete(new FileStore.Removal(path, true, Optional.empty()));
    }

    private void assertWhole(FileErrorCode code) {
        assertRefused(code, () -> delete(path("t")));
        assertThat(root.resolve("t/a.txt")).exists();
        assertThat(root.resolve("t/one/b.txt")).exists();
        assertThat(root.resolve("t/one/two/c.txt")).exists();
    }

    @Test
    void aTreeGoesWithAllThatIsInItAndNothingElse() throws IOException {
        delete(path("t"));
        assertThat(root.resolve("t")).doesNotExist();
        assertThat(root.resolve("keep.txt")).exists();
        assertThat(store.usage().entries()).isOne();
        assertThat(store.usage().bytes()).isEqualTo(10);
    }

    @Test
    void offUnlessAllowed() throws IOException {
        store.close();
        store = open(StoreLimits.DEFAULT);
        assertWhole(FileErrorCode.PERMISSION_DENIED);
    }

    @Test
    void oneEntryTooManyIsRefused() throws IOException {
        Files.write(root.resolve("t/one/d.txt"), new byte[1]);
        assertWhole(FileErrorCode.QUOTA_EXCEEDED);
    }

    @Test
    void tooDeepIsRefused() throws IOException {
        store.close();
        Path deep = root.resolve("t");
        for (int i = 0; i < 33; i++) {
            deep = deep.resolve("d");
        }
        Files.createDirectories(deep);
        store = open(StoreLimits.DEFAULT.withTreeMax(1000));
        assertWhole(FileErrorCode.QUOTA_EXCEEDED);
    }

    @Test
    void theRootStays() {
        assertRefused(FileErrorCode.INVALID_PATH, () -> delete(FilePath.ROOT));
        assertThat(root.resolve("t/a.txt")).exists();
    }

    @Test
    void aLinkInItRefusesTheTreeAndIsNotFollowed() throws IOException {
        Path outside = Files.createDirectory(temp.resolve("outside"));
        Files.write(outside.resolve("x.txt"), new byte[1]);
        Files.createSymbolicLink(root.resolve("t/one/link"), outside);
        assertWhole(FileErrorCode.PERMISSION_DENIED);
        Files.delete(root.resolve("t/one/link"));
        Files.createSymbolicLink(root.resolve("t/one/link.txt"), outside.resolve("x.txt"));
        assertWhole(FileErrorCode.PERMISSION_DENIED);
        assertThat(outside.resolve("x.txt")).exists();
    }

    @Test
    void aTreeThatIsALinkIsRefused() throws IOException {
        Files.createSymbolicLink(root.resolve("linked"), root.resolve("t"));
        assertRefused(FileErrorCode.PERMISSION_DENIED, () -> delete(path("linked")));
        assertThat(root.resolve("t/a.txt")).exists();
    }

    @Test
    void whatIsNotServedRefusesTheTree() throws IOException {
        Path other = Files.write(root.resolve("t/one/key.pem"), new byte[1]);
        assertWhole(FileErrorCode.PERMISSION_DENIED);
        Files.delete(other);
        Files.write(root.resolve("t/one/~odd.txt"), new byte[1]);
        assertWhole(FileErrorCode.PERMISSION_DENIED);
    }

    @Test
    void aWriteUnderWayRefusesTheTreeAndAnInterruptedOneGoesWithIt() throws IOException {
        byte[] content = new byte[1 << 20];
        PendingFile pending = store.create(
                StoreResumeFixture.spec("t/one/new.bin", WriteMode.CREATE_NEW, content), StoreResumeFixture.NODE);
        StoreResumeFixture.writeMissing(pending, content, new BitSet(), 64);
        assertWhole(FileErrorCode.INVALID_OPERATION);
        pending.suspend();
        assertThat(store.suspended()).isOne();
        Path link = Files.createSymbolicLink(root.resolve("t/one/link"), temp);
        assertWhole(FileErrorCode.PERMISSION_DENIED);
        assertThat(store.suspended()).as("a refused tree leaves all as it was").isOne();
        Files.delete(link);
        delete(path("t"));
        assertThat(store.suspended()).isZero();
        assertThat(root.resolve("t")).doesNotExist();
        assertThat(store.usage().promisedBytes()).isZero();
    }

    @Test
    void withoutTheFlagADirectoryHasToBeEmpty() throws IOException {
        assertRefused(FileErrorCode.INVALID_OPERATION, () -> store.delete(path("t")));
        write(store, "b.txt", WriteMode.CREATE_NEW, new byte[1]);
        delete(path("b.txt"));
        assertThat(root.resolve("b.txt")).as("a file is a tree of one").doesNotExist();
    }
}
