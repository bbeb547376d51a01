package com.hookprobe.htp.file;

import static com.hookprobe.htp.file.StoreFixture.assertRefused;
import static com.hookprobe.htp.file.StoreFixture.path;
import static com.hookprobe.htp.file.StoreFixture.read;
import static com.hookprobe.htp.file.StoreFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.htp.file.core.ChunkBytes;
import com.hookprobe.htp.file.core.ExtensionPolicy;
import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FileHash;
import com.hookprobe.htp.file.core.FilePath;
import com.hookprobe.htp.file.core.ListEntry;
import com.hookprobe.htp.file.core.WriteMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryFileStoreTest {
    @TempDir
    Path temp;

    private Path root;
    private Path outside;
    private DirectoryFileStore store;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectory(temp.resolve("root"));
        outside = Files.createDirectory(temp.resolve("outside"));
        Files.write(outside.resolve("secret.txt"), new byte[] {42});
        store = DirectoryFileStore.open(root);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void aLinkToAFileIsRefusedEverywhere() throws IOException {
        Files.createSymbolicLink(root.resolve("link.txt"), outside.resolve("secret.txt"));
        assertRefused(FileErrorCode.PERMISSION_DENIED, () -> store.open(path("link.txt")));
        assertRefused(FileErrorCode.PERMISSION_DENIED, () -> store.stat(path("link.txt")));
        assertRefused(FileErrorCode.PERMISSION_DENIED, () -> store.delete(path("link.txt")));
        assertRefused(FileErrorCode.PERMISSION_DENIED, () -> create("link.txt", WriteMode.REPLACE));
        assertRefused(FileErrorCode.PERMISSION_DENIED, () -> create("link.txt", WriteMode.CREATE_OR_REPLACE));
        assertRefused(FileErrorCode.ALREADY_EXISTS, () -> create("link.txt", WriteMode.CREATE_NEW));
        assertThat(store.list(FilePath.ROOT, "", 10).entries()).isEmpty();
        assertThat(outside.resolve("secret.txt")).hasBinaryContent(new byte[] {42});
    }

    @Test
    void aLinkToADirectoryIsRefusedEverywhere() throws IOException {
        Files.createSymbolicLink(root.resolve("dir"), outside);
        assertRefused(FileErrorCode.INVALID_PATH, () -> store.open(path("dir/secret.txt")));
        assertRefused(FileErrorCode.INVALID_PATH, () -> store.stat(path("dir/secret.txt")));
        assertRefused(FileErrorCode.INVALID_PATH, () -> store.delete(path("dir/secret.txt")));
        assertRefused(FileErrorCode.INVALID_PATH, () -> store.list(path("dir"), "", 10));
        assertRefused(FileErrorCode.INVALID_PATH, () -> create("dir/new.txt", WriteMode.CREATE_NEW));
        assertRefused(
                FileErrorCode.INVALID_PATH, () -> store.create(path("dir/sub/new.txt"), WriteMode.CREATE_NEW, true, 1));
        assertThat(store.list(FilePath.ROOT, "", 10).entries()).isEmpty();
        try (var names = Files.list(outside)) {
            assertThat(names).containsExactly(outside.resolve("secret.txt"));
        }
    }

    @Test
    void aDirectorySwappedForALinkDuringAWriteLeadsNowhere() throws IOException {
        Files.createDirectory(root.resolve("dir"));
        try (PendingFile pending = store.create(path("dir/a.txt"), WriteMode.CREATE_NEW, false, 1)) {
            pending.write(0, ChunkBytes.of(new byte[1]));
            Files.move(root.resolve("dir"), root.resolve("moved"));
            Files.createSymbolicLink(root.resolve("dir"), outside);
            assertThatThrownBy(pending::commit).isInstanceOf(IOException.class);
        }
        try (var names = Files.list(outside)) {
            assertThat(names).containsExactly(outside.resolve("secret.txt"));
        }
        assertThat(ReservedNames.in(root)).isEmpty();
    }

    @Test
    void aFileWithTwoLinksIsNotReplaced() throws IOException {
        Files.createLink(root.resolve("hard.txt"), outside.resolve("secret.txt"));
        assertRefused(FileErrorCode.PERMISSION_DENIED, () -> create("hard.txt", WriteMode.REPLACE));
        assertRefused(FileErrorCode.PERMISSION_DENIED, () -> create("hard.txt", WriteMode.CREATE_OR_REPLACE));
        assertThat(outside.resolve("secret.txt")).hasBinaryContent(new byte[] {42});
    }

    @Test
    void devicesAndPipesAreNotFiles() throws Exception {
        Process made = new ProcessBuilder("mkfifo", root.resolve("pipe.txt").toString()).start();
        assertThat(made.waitFor()).isZero();
        assertRefused(FileErrorCode.PERMISSION_DENIED, () -> store.open(path("pipe.txt")));
        assertRefused(FileErrorCode.PERMISSION_DENIED, () -> store.stat(path("pipe.txt")));
        assertThat(store.list(FilePath.ROOT, "", 10).entries()).isEmpty();
    }

    @Test
    void anotherMountIsNotTheSameStore() throws IOException {
        // /proc is another file system than the root on every Linux.
        try (StoreDirectory slash = StoreDirectory.root(Path.of("/"))) {
            assertRefused(FileErrorCode.PERMISSION_DENIED, () -> slash.child("proc"));
        }
    }

    @Test
    void extensionsAreCheckedForEveryOperation() throws IOException {
        Files.write(root.resolve("x.php"), new byte[] {1});
        Files.write(root.resolve("noext"), new byte[] {1});
        for (String name : List.of("x.php", "noext", "x.php.txt")) {
            assertRefused(FileErrorCode.PERMISSION_DENIED, () -> create(name, WriteMode.CREATE_OR_REPLACE));
            assertRefused(FileErrorCode.PERMISSION_DENIED, () -> store.open(path(name)));
        }
        assertRefused(FileErrorCode.PERMISSION_DENIED, () -> store.stat(path("x.php")));
        assertRefused(FileErrorCode.PERMISSION_DENIED, () -> store.delete(path("x.php")));
        assertThat(store.list(FilePath.ROOT, "", 10).entries()).isEmpty();
    }

    @Test
    void namesThatDifferOnlyInCaseCollide() throws IOException {
        write(store, "a.txt", WriteMode.CREATE_NEW, new byte[] {1});
        assertRefused(FileErrorCode.ALREADY_EXISTS, () -> create("A.txt", WriteMode.CREATE_NEW));
        assertRefused(FileErrorCode.ALREADY_EXISTS, () -> create("A.TXT", WriteMode.CREATE_OR_REPLACE));
        Files.createDirectory(root.resolve("Dir"));
        assertRefused(
                FileErrorCode.ALREADY_EXISTS, () -> store.create(path("dir/b.txt"), WriteMode.CREATE_NEW, true, 1));
        // Two at once: the second to commit finds the first.
        try (PendingFile lower = store.create(path("b.txt"), WriteMode.CREATE_NEW, false, 0);
                PendingFile upper = store.create(path("B.txt"), WriteMode.CREATE_NEW, false, 0)) {
            lower.commit();
            assertRefused(FileErrorCode.ALREADY_EXISTS, upper::commit);
        }
    }

    @Test
    void twoCreatesOfOneNameGiveOneFile() throws IOException {
        try (PendingFile first = store.create(path("b.txt"), WriteMode.CREATE_NEW, false, 1);
                PendingFile second = store.create(path("b.txt"), WriteMode.CREATE_NEW, false, 1)) {
            first.write(0, ChunkBytes.of(new byte[] {1}));
            second.write(0, ChunkBytes.of(new byte[] {2}));
            first.commit();
            assertRefused(FileErrorCode.ALREADY_EXISTS, second::commit);
        }
        assertThat(read(store, "b.txt")).containsExactly(1);
        assertThat(ReservedNames.in(root)).isEmpty();
    }

    @Test
    void seedDefectTemporaryFilesOfSiblingsDoNotCollide() throws IOException {
        // The reference wrote a.txt and a.json both through a.tmp.
        try (PendingFile text = store.create(path("a.txt"), WriteMode.CREATE_NEW, false, 3);
                PendingFile json = store.create(path("a.json"), WriteMode.CREATE_NEW, false, 3)) {
            text.write(0, ChunkBytes.of(new byte[] {1, 1, 1}));
            json.write(0, ChunkBytes.of(new byte[] {2, 2, 2}));
            assertThat(ReservedNames.in(root)).hasSize(2);
            text.commit();
            json.commit();
        }
        assertThat(read(store, "a.txt")).containsExactly(1, 1, 1);
        assertThat(read(store, "a.json")).containsExactly(2, 2, 2);
    }

    @Test
    void seedDefectAPlantedLinkAsTemporaryFileIsNotFollowed() throws IOException {
        Files.createSymbolicLink(root.resolve("a.tmp"), outside.resolve("secret.txt"));
        write(store, "a.txt", WriteMode.CREATE_NEW, new byte[] {1});
        assertThat(outside.resolve("secret.txt")).hasBinaryContent(new byte[] {42});
    }

    @Test
    void seedDefectTheRootIsNotWipedOnRequest() throws IOException {
        write(store, "a.txt", WriteMode.CREATE_NEW, new byte[] {1});
        Files.createDirectory(root.resolve("dir"));
        Files.write(root.resolve("dir/b.txt"), new byte[] {2});
        assertRefused(FileErrorCode.INVALID_PATH, () -> store.delete(FilePath.ROOT));
        assertRefused(FileErrorCode.INVALID_OPERATION, () -> store.delete(path("dir")));
        assertThat(read(store, "a.txt")).containsExactly(1);
        assertThat(read(store, "dir/b.txt")).containsExactly(2);
        store.delete(path("dir/b.txt"));
        store.delete(path("dir"));
        assertThat(root.resolve("dir")).doesNotExist();
    }

    @Test
    void filesAreForTheOwnerAndNeverExecutable() throws IOException {
        try (PendingFile pending = store.create(path("d/e/a.txt"), WriteMode.CREATE_NEW, true, 0)) {
            pending.commit();
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("d/e/a.txt"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("d/e"))))
                .isEqualTo("rwx------");
    }

    @Test
    void missingDirectoriesAreMadeOnlyWhenAsked() {
        assertRefused(FileErrorCode.NOT_FOUND, () -> create("d/a.txt", WriteMode.CREATE_NEW));
        assertThat(root.resolve("d")).doesNotExist();
    }

    @Test
    void anOpenFileDoesNotSeeItsReplacement() throws IOException {
        write(store, "a.txt", WriteMode.CREATE_NEW, new byte[] {1, 1});
        try (StoredFile open = store.open(path("a.txt"))) {
            write(store, "a.txt", WriteMode.REPLACE, new byte[] {2});
            byte[] seen = new byte[2];
            open.read(0, ByteBuffer.wrap(seen, 0, 2));
            assertThat(seen).containsExactly(1, 1);
        }
        assertThat(read(store, "a.txt")).containsExactly(2);
    }

    @Test
    void quotasOfEntriesAndBytes() throws IOException {
        store.close();
        Files.write(root.resolve("there.txt"), new byte[10]);
        store = DirectoryFileStore.open(root, ExtensionPolicy.DEFAULT, new StoreLimits(3, 30, 100));
        assertRefused(
                FileErrorCode.QUOTA_EXCEEDED, () -> store.create(path("big.txt"), WriteMode.CREATE_NEW, false, 21));
        write(store, "a.txt", WriteMode.CREATE_NEW, new byte[20]);
        assertRefused(FileErrorCode.QUOTA_EXCEEDED, () -> create("b.txt", WriteMode.CREATE_NEW));
        store.delete(path("a.txt"));
        write(store, "b.txt", WriteMode.CREATE_NEW, new byte[1]);
        write(store, "c.txt", WriteMode.CREATE_NEW, new byte[1]);
        assertRefused(FileErrorCode.QUOTA_EXCEEDED, () -> store.create(path("d.txt"), WriteMode.CREATE_NEW, false, 0));
        assertThat(store.usage().entries()).isEqualTo(3);
        assertThat(store.usage().bytes()).isEqualTo(12);
    }

    /** Two names below the root each folder has its share: in bytes, in entries, over deletes, cancels, replacing and opening. */
    @Test
    void aFolderWithAShareIsFullForItselfOnly() throws IOException {
        store.close();
        Files.createDirectories(root.resolve("nodes/a/deep"));
        Files.write(root.resolve("nodes/a/deep/there.txt"), new byte[10]);
        Files.createDirectories(root.resolve("nodes/b"));
        StoreLimits limits =
                new StoreLimits(100, 1_000, 100, 10, StoreLimits.Share.NONE).withShare(new StoreLimits.Share(2, 4, 30));
        store = DirectoryFileStore.open(root, ExtensionPolicy.DEFAULT, limits);
        PendingFile pending = store.create(path("nodes/a/one.txt"), WriteMode.CREATE_NEW, false, 20);
        assertRefused(
                FileErrorCode.QUOTA_EXCEEDED,
                () -> store.create(path("nodes/a/deep/two.txt"), WriteMode.CREATE_NEW, false, 1));
        write(store, "nodes/b/one.txt", WriteMode.CREATE_NEW, new byte[30]);
        pending.close();
        write(store, "nodes/a/one.txt", WriteMode.CREATE_NEW, new byte[20]);
        assertRefused(
                FileErrorCode.QUOTA_EXCEEDED,
                () -> store.create(path("nodes/a/one.txt"), WriteMode.CREATE_OR_REPLACE, false, 1));
        store.delete(new FileStore.Removal(path("nodes/a/deep"), true, Optional.empty()));
        write(store, "nodes/a/one.txt", WriteMode.CREATE_OR_REPLACE, new byte[10]);
        // One file, and three empty ones: the share's entries; what is not below two names has no share.
        for (String name : List.of("2", "3", "4")) {
            write(store, "nodes/a/" + name + ".txt", WriteMode.CREATE_NEW, new byte[0]);
        }
        assertRefused(
                FileErrorCode.QUOTA_EXCEEDED,
                () -> store.create(path("nodes/a/5.txt"), WriteMode.CREATE_NEW, false, 0));
        write(store, "nodes/much.txt", WriteMode.CREATE_NEW, new byte[500]);
        assertThat(store.usage().shares()).isEqualTo(2);
        store.delete(path("nodes/b/one.txt"));
        assertThat(store.usage().shares())
                .as("nothing is kept for an empty folder")
                .isOne();
    }

    @Test
    void aCancelledWriteGivesItsPlaceBack() throws IOException {
        long before = store.usage().entries();
        store.create(path("a.txt"), WriteMode.CREATE_NEW, false, 10).close();
        assertThat(store.usage().entries()).isEqualTo(before);
        assertThat(ReservedNames.in(root)).isEmpty();
    }

    @Test
    void aSecondStoreOnTheSameRootIsRefused() {
        assertRefused(FileErrorCode.IO_ERROR, () -> DirectoryFileStore.open(root));
    }

    @Test
    void openingSweepsTemporaryFilesAndNothingElse() throws IOException {
        store.close();
        Files.createDirectories(root.resolve("d"));
        Path left = Files.write(root.resolve("d/.htp-" + "0".repeat(32)), new byte[5]);
        Path journal = Files.write(root.resolve("d/.htp-" + "0".repeat(32) + ".j"), new byte[5]);
        Path alone = Files.write(root.resolve("d/.htp-" + "1".repeat(32) + ".j"), new byte[5]);
        Path other = Files.write(root.resolve("d/.htp-" + "1".repeat(32) + ".k"), new byte[5]);
        Path file = Files.write(root.resolve("d/a.txt"), new byte[5]);
        store = DirectoryFileStore.open(root);
        assertThat(left).doesNotExist();
        assertThat(journal).as("it was no journal").doesNotExist();
        assertThat(alone).as("it had no temporary file").doesNotExist();
        assertThat(other).exists();
        assertThat(file).exists();
    }

    @Test
    void pagesAreInOrderAndComplete() throws IOException {
        for (String name : List.of("b.txt", "a.txt", "c.txt", "Z.txt", "d.txt")) {
            Files.createFile(root.resolve(name));
        }
        FileStore.Page first = store.list(FilePath.ROOT, "", 2);
        assertThat(first.entries()).extracting(ListEntry::name).containsExactly("Z.txt", "a.txt");
        assertThat(first.more()).isTrue();
        FileStore.Page second = store.list(FilePath.ROOT, "a.txt", 2);
        assertThat(second.entries()).extracting(ListEntry::name).containsExactly("b.txt", "c.txt");
        assertThat(second.more()).isTrue();
        FileStore.Page third = store.list(FilePath.ROOT, "c.txt", 2);
        assertThat(third.entries()).extracting(ListEntry::name).containsExactly("d.txt");
        assertThat(third.more()).isFalse();
    }

    @Test
    void namesBeyondAsciiWorkOrAreRefusedAsThePlatformCanSpellThem() throws Exception {
        // Made by the shell, so that the name is on the disk whatever this JVM's locale is.
        String script = "touch \"$0/$(printf '\\303\\244').txt\" && touch \"$0/$(printf '\\377').txt\""
                + " && mkdir \"$0/$(printf '\\376')\"";
        assertThat(new ProcessBuilder("sh", "-c", script, root.toString())
                        .start()
                        .waitFor())
                .isZero();
        store.close();
        store = DirectoryFileStore.open(root);
        assertThat(store.usage().entries()).isEqualTo(3);
        if ("UTF-8".equals(System.getProperty("sun.jnu.encoding"))) {
            assertThat(store.list(FilePath.ROOT, "", 10).entries())
                    .extracting(ListEntry::name)
                    .containsExactly("ä.txt");
            assertThat(read(store, "ä.txt")).isEmpty();
        } else {
            assertThat(store.list(FilePath.ROOT, "", 10).entries()).isEmpty();
            assertRefused(FileErrorCode.INVALID_PATH, () -> store.open(path("ä.txt")));
            assertRefused(FileErrorCode.INVALID_PATH, () -> create("ä.txt", WriteMode.CREATE_NEW));
        }
    }

    @Test
    void aHashIsRememberedOnlyForTheVersionItIsOf() throws IOException {
        Path file = Files.write(root.resolve("a.txt"), new byte[] {1});
        FileHash hash = FileHash.of(Digests.sha256().digest(new byte[] {1}));
        hashOf("a.txt", hash);
        assertThat(knownHash("a.txt")).as("changed just now").isEqualTo(FileHash.NONE);
        HashCache cache = new HashCache();
        FileTime old = FileTime.from(Instant.now().minusSeconds(10));
        HashCache.Version version = new HashCache.Version("key", 1, old, old);
        cache.put(version, hash);
        assertThat(cache.get(version)).isEqualTo(hash);
        assertThat(cache.get(new HashCache.Version("key", 2, old, old))).isEqualTo(FileHash.NONE);
        assertThat(cache.get(new HashCache.Version("other", 1, old, old))).isEqualTo(FileHash.NONE);
        assertThat(file).exists();
    }

    private void hashOf(String name, FileHash hash) throws IOException {
        try (StoredFile file = store.open(path(name))) {
            file.hashed(hash);
        }
    }

    private FileHash knownHash(String name) throws IOException {
        try (StoredFile file = store.open(path(name))) {
            return file.stat().sha256();
        }
    }

    private void create(String name, WriteMode mode) throws IOException {
        store.create(path(name), mode, false, 1).close();
    }
}
