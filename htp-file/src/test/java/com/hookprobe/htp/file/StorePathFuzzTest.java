package com.hookprobe.htp.file;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.hookprobe.htp.file.core.ChunkBytes;
import com.hookprobe.htp.file.core.FilePath;
import com.hookprobe.htp.file.core.PathGrammar;
import com.hookprobe.htp.file.core.WriteMode;
import com.hookprobe.htp.file.core.WriteSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * HTP file 6 and 7: whatever path a peer sends, what it makes has its real path inside the root, and what it reads is not
 * what lies outside. The root has links out of it under names that are easily hit.
 */
class StorePathFuzzTest {
    private static final byte SECRET = 42;

    @FuzzTest
    void theRealPathIsInsideTheRoot(byte[] utf8) throws Exception {
        if (!(PathGrammar.parse(utf8, false) instanceof PathGrammar.Result.Sound sound)) {
            return;
        }
        Path temp = new MemoryTempDir().createTempDirectory(null, null).toRealPath();
        try {
            Path root = Files.createDirectory(temp.resolve("root"));
            Path outside = Files.createDirectory(temp.resolve("outside"));
            Path secret = Files.write(outside.resolve("a.txt"), new byte[] {SECRET});
            Files.createSymbolicLink(root.resolve("l"), outside);
            Files.createSymbolicLink(root.resolve("l.txt"), secret);
            Files.createSymbolicLink(root.resolve("up"), temp);
            try (DirectoryFileStore store = DirectoryFileStore.open(root)) {
                tryAll(store, sound.path());
            }
            check(root, outside, secret);
        } finally {
            delete(temp);
        }
    }

    private static void tryAll(DirectoryFileStore store, FilePath path) throws IOException {
        try (StoredFile file = store.open(path)) {
            byte[] content = new byte[1];
            file.read(0, ByteBuffer.wrap(content, 0, 1));
            require(content[0] != SECRET, "read what is outside");
        } catch (FileTransferException refused) {
            // As it should be: there is nothing in the root yet but links.
            require(!refused.reason().isEmpty(), "refused without a reason");
        }
        WriteSpec spec = WriteSpec.once(path, WriteMode.CREATE_OR_REPLACE, true, 1);
        try (PendingFile pending = store.create(spec, new byte[32])) {
            pending.write(0, ChunkBytes.of(new byte[] {1}));
            pending.commit();
        } catch (FileTransferException refused) {
            return;
        }
        try (StoredFile file = store.open(path)) {
            require(file.stat().size() == 1, "another file under the name that was written");
        }
    }

    private static void check(Path root, Path outside, Path secret) throws IOException {
        require(Files.readAllBytes(secret)[0] == SECRET, "wrote outside");
        try (var names = Files.list(outside)) {
            require(names.toList().equals(List.of(secret)), "made a name outside");
        }
        try (var names = Files.list(root.getParent())) {
            require(names.count() == 2, "made a name beside the root");
        }
        for (Path each : below(root)) {
            require(each.toRealPath().startsWith(root), "a real path outside the root");
        }
    }

    /** Files and directories; links are not followed and not counted. */
    private static List<Path> below(Path root) throws IOException {
        List<Path> found = new ArrayList<>();
        try (var all = Files.walk(root)) {
            all.filter(path -> !Files.isSymbolicLink(path)).forEach(found::add);
        }
        return found;
    }

    private static void delete(Path temp) throws IOException {
        Files.walkFileTree(temp, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
