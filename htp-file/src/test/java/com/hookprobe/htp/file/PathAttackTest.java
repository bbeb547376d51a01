package com.hookprobe.htp.file;

import static com.hookprobe.htp.file.StoreFixture.assertRefused;
import static com.hookprobe.htp.file.StoreFixture.path;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.file.core.ChunkBytes;
import com.hookprobe.htp.file.core.ExtensionPolicy;
import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.PathFault;
import com.hookprobe.htp.file.core.PathGrammar;
import com.hookprobe.htp.file.core.WriteMode;
import com.hookprobe.htp.file.core.WriteSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One test for each way out of the root that is known; details are in PathGrammarTest and DirectoryFileStoreTest. */
class PathAttackTest {
    private static final byte SECRET = 42;
    /** Enough for the swapping thread to meet every step of a walk, on two processors and on one. */
    private static final int RACES = 2000;

    @TempDir(factory = MemoryTempDir.class)
    Path temp;

    private Path root;
    private Path outside;
    private DirectoryFileStore store;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectory(temp.resolve("root"));
        outside = Files.createDirectory(temp.resolve("outside"));
        Files.write(outside.resolve("a.txt"), new byte[] {SECRET});
        store = DirectoryFileStore.open(root);
    }

    @AfterEach
    void nothingHappenedOutside() throws IOException {
        store.close();
        try (var names = Files.list(outside)) {
            assertThat(names).containsExactly(outside.resolve("a.txt"));
        }
        assertThat(outside.resolve("a.txt")).hasBinaryContent(new byte[] {SECRET});
    }

    private static void assertFault(PathFault fault, String... paths) {
        for (String text : paths) {
            assertFault(fault, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void assertFault(PathFault fault, byte[] path) {
        assertThat(PathGrammar.parse(path, true)).isEqualTo(new PathGrammar.Result.Refused(fault));
    }

    private void create(String name) throws IOException {
        create(name, true);
    }

    private void create(String name, boolean directories) throws IOException {
        WriteSpec spec = WriteSpec.once(path(name), WriteMode.CREATE_OR_REPLACE, directories, 1);
        try (PendingFile pending = store.create(spec, new byte[32])) {
            pending.write(0, ChunkBytes.of(new byte[] {1}));
            pending.commit();
        }
    }

    @Test
    void traversal() {
        assertFault(PathFault.DOT_SEGMENT, "../outside/a.txt", "d/../../outside/a.txt", "/../a.txt", "..", "./a.txt");
        assertFault(PathFault.FORBIDDEN_CHARACTER, "..\\outside\\a.txt", "C:/a.txt");
        assertFault(PathFault.EMPTY_SEGMENT, "//outside/a.txt", "d//a.txt");
    }

    @Test
    void links() throws IOException {
        Files.createSymbolicLink(root.resolve("d"), outside);
        Files.createSymbolicLink(root.resolve("a.txt"), outside.resolve("a.txt"));
        Map<String, FileErrorCode> codes = new LinkedHashMap<>();
        codes.put("d/a.txt", FileErrorCode.INVALID_PATH);
        codes.put("a.txt", FileErrorCode.PERMISSION_DENIED);
        codes.forEach((name, code) -> {
            assertRefused(code, () -> store.open(path(name)));
            assertRefused(code, () -> create(name));
            assertRefused(code, () -> store.delete(path(name)));
        });
        Files.createLink(root.resolve("b.txt"), outside.resolve("a.txt"));
        assertRefused(FileErrorCode.PERMISSION_DENIED, () -> create("b.txt"));
    }

    @Test
    @Timeout(60)
    void races() throws Exception {
        Path real = Files.createDirectory(root.resolve("d"));
        Files.write(real.resolve("a.txt"), new byte[] {7});
        Path link = Files.createSymbolicLink(temp.resolve("link"), outside);
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Integer> swapping = CompletableFuture.supplyAsync(() -> {
            int swaps = 0;
            for (; !over.get(); swaps++) {
                swap(real, link);
            }
            return swaps;
        });
        int through = 0;
        try {
            for (int i = 0; i < RACES; i++) {
                through += tryRead() + tryWrite();
            }
        } finally {
            over.set(true);
        }
        assertThat(swapping.get()).as("swaps").isPositive();
        assertThat(through).as("what got through led into the root").isPositive();
    }

    /** The directory makes room for the link, and comes back. */
    private void swap(Path real, Path link) {
        try {
            Path aside = temp.resolve("aside");
            Files.move(real, aside, StandardCopyOption.ATOMIC_MOVE);
            Files.move(link, real, StandardCopyOption.ATOMIC_MOVE);
            Files.move(real, link, StandardCopyOption.ATOMIC_MOVE);
            Files.move(aside, real, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    private int tryRead() {
        try (StoredFile file = store.open(path("d/a.txt"))) {
            byte[] content = new byte[1];
            file.read(0, ByteBuffer.wrap(content, 0, 1));
            assertThat(content[0]).isNotEqualTo(SECRET);
            return 1;
        } catch (IOException refused) {
            // By the store, or by the kernel: the name was a directory when it was looked at, and a link when it was
            // opened.
            return 0;
        }
    }

    private int tryWrite() {
        try {
            create("d/b.txt", false);
            return 1;
        } catch (IOException refused) {
            // Also because the directory was moved away in the middle: that a foreign process can do.
            return 0;
        }
    }

    @Test
    void unicode() {
        assertFault(PathFault.NOT_NFC, "a\u0308.txt");
        assertFault(PathFault.FORBIDDEN_CHARACTER, "a\u202Etxt.exe", "a\u200Db.txt", "\uFFFD.txt");
        // One that looks like a slash is a letter of a name, and no separator.
        assertThat(path("a\u2215b.txt").segments()).containsExactly("a\u2215b.txt");
        assertFault(PathFault.RESERVED_NAME, "\u017Ftop/.\uFF48tp-lock");
    }

    @Test
    void deviceNames() {
        assertFault(PathFault.DEVICE_NAME, "CON", "d/nul.txt", "com1.log", "LPT\u00B9.txt", "aux.tar.txt", "CON .txt");
    }

    @Test
    void caseFolding() throws IOException {
        create("d/Strasse.txt");
        assertRefused(FileErrorCode.ALREADY_EXISTS, () -> create("d/STRASSE.txt"));
        assertRefused(FileErrorCode.ALREADY_EXISTS, () -> create("D/other.txt"));
        assertRefused(FileErrorCode.NOT_FOUND, () -> store.open(path("d/strasse.txt")));
    }

    @Test
    void depth() throws IOException {
        create("d/".repeat(PathGrammar.SEGMENTS_MAX - 1) + "a.txt");
        assertFault(PathFault.TOO_DEEP, "d/".repeat(PathGrammar.SEGMENTS_MAX) + "a.txt");
    }

    @Test
    void nul() {
        assertFault(PathFault.FORBIDDEN_CHARACTER, "a.txt\0.exe", "\0", "d\0/a.txt", "a\0");
    }

    @Test
    void overlong() {
        assertFault(PathFault.NOT_UTF8, new byte[] {(byte) 0xC0, (byte) 0xAE, (byte) 0xC0, (byte) 0xAE});
        assertFault(PathFault.NOT_UTF8, new byte[] {'d', (byte) 0xC0, (byte) 0xAF, 'a'});
        assertFault(PathFault.NOT_UTF8, new byte[] {(byte) 0xE0, (byte) 0x80, (byte) 0xAF});
        assertFault(PathFault.NOT_UTF8, new byte[] {'a', (byte) 0xF0, (byte) 0x80, (byte) 0x80, (byte) 0x80});
        assertFault(PathFault.SEGMENT_LENGTH, "a".repeat(252) + ".txt");
        assertFault(PathFault.LENGTH, ("a".repeat(255) + "/").repeat(4) + "a.txt");
    }

    @Test
    void extensionsThatRun() {
        for (String name : new String[] {"a.sh", "a.txt.sh", "a.sh.txt", "a", ".txt", "a.jsp"}) {
            assertThat(ExtensionPolicy.DEFAULT.allows(name)).as(name).isFalse();
        }
    }
}
