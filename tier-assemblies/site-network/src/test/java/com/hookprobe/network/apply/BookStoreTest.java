package com.hookprobe.network.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hookprobe.network.core.Book;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What root carries out is what root wrote: the folder of the book lies in one of the node's user. NETWORK 5.6. */
class BookStoreTest {
    @TempDir
    Path data;

    private Path folder;

    @BeforeEach
    void open() throws IOException {
        folder = data.resolve("network");
        new BookStore(folder).write(Book.EMPTY);
    }

    private static void rights(Path path, String rights) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
    }

    /** As root only. */
    private static void give(Path path) throws IOException {
        assumeTrue(Files.getOwner(Path.of("/proc/self")).getName().equals("root"), "only root can give files away");
        Files.setOwner(
                path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    }

    @Test
    void whatIsOursIsRead() throws Exception {
        assertThat(new BookStore(folder).read()).isEqualTo(Book.EMPTY);
    }

    @Test
    void aBookThatOthersMayWriteIsNotRead() throws Exception {
        BookStore store = new BookStore(folder);
        rights(folder.resolve("book.json"), "rw-rw-rw-");
        assertThatThrownBy(store::read).hasMessageContaining("others may write it");
    }

    @Test
    void aFolderThatOthersMayWriteIsRefused() throws Exception {
        rights(folder, "rwxrwx---");
        assertThatThrownBy(() -> new BookStore(folder)).hasMessageContaining("others may write it");
    }

    @Test
    void anotherUsersFolderInItsPlaceIsRefused() throws Exception {
        BookStore store = new BookStore(folder);
        Files.move(folder, data.resolve("aside"));
        Files.createDirectory(folder);
        Files.copy(data.resolve("aside/book.json"), folder.resolve("book.json"));
        give(folder);
        assertThatThrownBy(store::read).hasMessageContainingAll("it is of nobody", "move it away");
        assertThatThrownBy(() -> new BookStore(folder)).hasMessageContaining("it is of nobody");
    }

    @Test
    void anotherUsersBookIsRefused() throws Exception {
        BookStore store = new BookStore(folder);
        give(folder.resolve("book.json"));
        assertThatThrownBy(store::read).hasMessageContaining("it is of nobody");
    }

    @Test
    void noLinkIsFollowed() throws Exception {
        Path victim = Files.writeString(data.resolve("victim"), "mine");
        BookStore store = new BookStore(folder);
        Files.createSymbolicLink(folder.resolve("book.json.part"), victim);
        assertThatThrownBy(() -> store.write(Book.EMPTY)).isInstanceOf(IOException.class);
        Files.delete(folder.resolve("book.json"));
        Files.createSymbolicLink(folder.resolve("book.json"), victim);
        assertThatThrownBy(store::read).isInstanceOf(IOException.class);
        Files.createSymbolicLink(folder.resolve("lock"), data.resolve("made"));
        assertThatThrownBy(store::lock).isInstanceOf(IOException.class);
        assertThat(victim).hasContent("mine");
        assertThat(data.resolve("made")).doesNotExist();
    }
}
