package com.hookprobe.htp.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FileLimits;
import com.hookprobe.htp.file.core.FileOutcome;
import com.hookprobe.htp.file.core.FilePath;
import com.hookprobe.htp.file.core.WriteMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Passes of a mirror, and a store of which the node may see a part, over a session on 127.0.0.1. */
@Timeout(60)
class FileMirrorTest {
    /** Reads all but what is below {@code hidden} or begins with {@code denied}, writes below {@code own} only. */
    private static final FileScope SCOPE = new FileScope() {
        @Override
        public boolean reads(FilePath path) {
            return path.isRoot()
                    || (!path.segments().get(0).equals("hidden") && !path.name().startsWith("denied"));
        }

        @Override
        public boolean writes(FilePath path) {
            return path.segments().size() > 1 && path.segments().get(0).equals("own");
        }
    };

    @TempDir
    Path folder;

    private final List<String> fetched = new ArrayList<>();
    private final List<String> failed = new ArrayList<>();
    private Path there;
    private Path here;
    private DirectoryFileStore store;
    private HtpFileServer server;
    private HtpFiles files;
    private LoopbackPair pair;
    private HtpFileTransfer remote;

    private final FileMirror.Listener listener = new FileMirror.Listener() {
        @Override
        public void fetched(String path, FileOutcome.Transferred done) {
            fetched.add(path);
        }

        @Override
        public void failed(String path, FileTransferException why) {
            failed.add(path + " " + why.code());
        }
    };

    @BeforeEach
    void open() throws Exception {
        there = Files.createDirectories(folder.resolve("there"));
        here = folder.resolve("here");
        Files.createDirectories(there.resolve("shared/models"));
        Files.createDirectories(there.resolve("hidden"));
        Files.writeString(there.resolve("shared/rules.txt"), "rules");
        Files.writeString(there.resolve("shared/models/one.bin"), "a model");
        Files.writeString(there.resolve("hidden/secret.txt"), "secret");
        store = DirectoryFileStore.open(there);
        ScopedFileStore part = new ScopedFileStore(store, SCOPE);
        server = HtpFileServer.builder(node -> Optional.of(part)).start();
        files = HtpFiles.clients(FileLimits.DEFAULT);
        pair = LoopbackPair.open(files, server);
        remote = files.transfer(pair.session());
    }

    @AfterEach
    void close() throws Exception {
        pair.close();
        files.close();
        server.close();
        store.close();
    }

    private FileMirror.Pass pass() throws FileTransferException {
        return new FileMirror(here, listener).pass(remote, "shared", () -> true);
    }

    @Test
    void itFetchesWhatIsMissingThenWhatChangedAndDeletesNothing() throws Exception {
        assertThat(pass()).isEqualTo(new FileMirror.Pass(2, 0, 0));
        assertThat(here.resolve("models/one.bin")).hasContent("a model");
        Files.writeString(there.resolve("shared/rules.txt"), "RULES");
        Files.delete(there.resolve("shared/models/one.bin"));
        Files.writeString(there.resolve("shared/models/two.bin"), "another");
        assertThat(pass()).isEqualTo(new FileMirror.Pass(2, 0, 0));
        assertThat(here.resolve("rules.txt")).hasContent("RULES");
        assertThat(here.resolve("models/one.bin")).exists();
        assertThat(pass()).isEqualTo(new FileMirror.Pass(0, 2, 0));
        assertThat(fetched)
                .containsExactly(
                        "shared/rules.txt", "shared/models/one.bin", "shared/rules.txt", "shared/models/two.bin");
    }

    @Test
    void noNameLeadsOutThroughALinkThatIsHere() throws Exception {
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Files.createDirectories(here);
        Files.createSymbolicLink(here.resolve("models"), outside);
        Files.createSymbolicLink(here.resolve("rules.txt"), outside.resolve("rules.txt"));
        assertThat(pass()).isEqualTo(new FileMirror.Pass(0, 0, 2));
        assertThat(outside).isEmptyDirectory();
        assertThat(failed).containsExactly("shared/rules.txt ALREADY_EXISTS", "shared/models/one.bin ALREADY_EXISTS");
    }

    @Test
    void aPassIsBounded() throws Exception {
        // A folder, and a file in it and one beside it.
        assertThat(new FileMirror(here, listener, 3, 12).pass(remote, "shared", () -> true))
                .isEqualTo(new FileMirror.Pass(2, 0, 0));
        assertThatThrownBy(() -> new FileMirror(here, listener, 2, 12).pass(remote, "shared", () -> true))
                .hasMessageStartingWith("QUOTA_EXCEEDED");
        Path other = folder.resolve("other");
        assertThatThrownBy(() -> new FileMirror(other, listener, 3, 4).pass(remote, "shared", () -> true))
                .hasMessageStartingWith("QUOTA_EXCEEDED");
        assertThat(other.resolve("models")).as("nothing more after 4 bytes").doesNotExist();
    }

    @Test
    void aFileThatCannotBeHadDoesNotKeepTheOthersBack() throws Exception {
        Files.writeString(there.resolve("shared/denied.txt"), "not for all");
        Files.writeString(there.resolve("shared/models/denied.txt"), "not for all");
        assertThat(pass()).isEqualTo(new FileMirror.Pass(2, 0, 2));
        assertThat(failed)
                .containsExactly("shared/denied.txt PERMISSION_DENIED", "shared/models/denied.txt PERMISSION_DENIED");
        assertThat(here.resolve("rules.txt")).hasContent("rules");
    }

    @Test
    void whereNothingCanBeHadAPassEndsSoon() throws Exception {
        for (int i = 0; i < 9; i++) {
            Files.writeString(there.resolve("shared/denied-" + i + ".txt"), "not for all");
        }
        assertThatThrownBy(this::pass).hasMessageStartingWith("PERMISSION_DENIED");
        assertThat(failed).hasSize(2);
        assertThat(fetched).isEmpty();
    }

    @Test
    void aMirrorIntoAServedFolderAndItsStoreLeaveEachOtherAlone() throws Exception {
        Path root = Files.createDirectories(folder.resolve("root"));
        Path part;
        try (DirectoryFileStore served = DirectoryFileStore.open(root)) {
            Path target = Files.createDirectories(root.resolve("shared")).resolve("big.bin");
            byte[] content = new byte[2 << 20];
            PartialDownload download = new PartialDownload(
                    new byte[32], StoreFixture.path("big.bin"), target, LocalDisk.real(Runnable::run));
            PathTarget partial =
                    download.start(StoreResumeFixture.spec("big.bin", WriteMode.CREATE_OR_REPLACE, content));
            StoreResumeFixture.writeMissing(partial, content, new BitSet(), 200);
            partial.suspend();
            part = ReservedNames.in(target.getParent()).get(0);
            assertThat(served.stat(StoreFixture.path("shared")).directory()).isTrue();
        }
        try (DirectoryFileStore again = DirectoryFileStore.open(root)) {
            assertThat(part).exists();
            assertThat(again.list(StoreFixture.path("shared"), "", 10).entries())
                    .isEmpty();
        }
    }

    @Test
    void itStopsWhenToldAndWhenNothingIsAllowed() {
        assertThatThrownBy(() -> new FileMirror(here, listener).pass(remote, "shared", () -> false))
                .hasMessageStartingWith("TRANSFER_CANCELLED");
        assertThatThrownBy(() -> new FileMirror(here, listener).pass(remote, "hidden", () -> true))
                .hasMessageStartingWith("PERMISSION_DENIED");
        assertThat(here).doesNotExist();
    }

    @Test
    void aFolderThatIsNotThereIsAFailure() throws Exception {
        assertThat(new FileMirror(here, listener).pass(remote, "none", () -> true))
                .isEqualTo(new FileMirror.Pass(0, 0, 1));
        assertThat(failed).containsExactly("none NOT_FOUND");
    }

    @Test
    void whatIsOutsideAScopeIsDeniedWhetherItIsThereOrNot() throws Exception {
        remote.create("own/mine.txt", new byte[] {1}, WriteOption.CREATE_DIRS);
        remote.delete("own/mine.txt");
        for (String path : List.of("hidden/secret.txt", "hidden/none.txt")) {
            denied(() -> remote.read(path));
            denied(() -> remote.stat(path));
            denied(() -> remote.update(path, new byte[] {1}));
        }
        denied(() -> remote.list("hidden"));
        denied(() -> remote.create("new.txt", new byte[] {1}));
        denied(() -> remote.delete("shared/rules.txt"));
        denied(() -> remote.delete("own"));
        assertThat(there.resolve("shared/rules.txt")).hasContent("rules");
    }

    private static void denied(org.assertj.core.api.ThrowableAssert.ThrowingCallable request) {
        assertThatThrownBy(request)
                .isInstanceOfSatisfying(
                        FileTransferException.class,
                        why -> assertThat(why.code()).isEqualTo(FileErrorCode.PERMISSION_DENIED));
    }
}
