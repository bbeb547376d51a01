package com.hookprobe.htp.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.HtpSession;
import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FileLimits;
import com.hookprobe.htp.file.core.FileOutcome;
import com.hookprobe.htp.file.core.Rights;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two real endpoints on the loopback interface, a real session, real files. */
@Timeout(60)
class LoopbackTest {
    @TempDir
    Path temp;

    private Path root;
    private DirectoryFileStore store;
    private HtpFileServer server;
    private HtpFiles files;
    private LoopbackPair pair;
    private HtpFileClient client;

    @BeforeEach
    void open() throws Exception {
        root = Files.createDirectory(temp.resolve("root"));
        store = DirectoryFileStore.open(root);
        FileLimits quick = FileLimits.DEFAULT.withRequests(10_000, 10_000);
        server = HtpFileServer.builder(store).limits(quick).start();
        files = HtpFiles.clients(quick);
        pair = LoopbackPair.open(files, server);
        client = files.client(pair.session());
    }

    @AfterEach
    void close() throws Exception {
        pair.close();
        files.close();
        server.close();
        store.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8191, 8192, 8193, 524288, 524289, 5_000_000})
    void filesRoundTripUnchanged(int size) throws Exception {
        byte[] content = bytes(size, size);
        FileOutcome.Transferred up = HtpFileClient.await(client.create("a.bin", content));
        assertThat(up.size()).isEqualTo(size);
        assertThat(up.sha256().toBytes()).isEqualTo(Digests.sha256().digest(content));
        assertThat(root.resolve("a.bin")).hasBinaryContent(content);

        Path target = temp.resolve("down.bin");
        FileOutcome.Transferred down = HtpFileClient.await(client.read("/a.bin", target));
        assertThat(down).isEqualTo(up);
        assertThat(target).hasBinaryContent(content);
        assertThat(HtpFileClient.await(client.readBytes("a.bin", 5_000_000))).isEqualTo(content);
        assertThat(HtpFileClient.await(client.stat("a.bin")).sha256()).isEqualTo(up.sha256());
        assertThat(ReservedNames.in(root)).isEmpty();
        assertThat(ReservedNames.in(temp)).isEmpty();
    }

    @Test
    void streamsAndPathsAreSources() throws Exception {
        byte[] content = bytes(3, 100_000);
        Path source = Files.write(temp.resolve("source"), content);
        HtpFileClient.await(client.create("dir/sub/p.bin", source, WriteOption.CREATE_DIRS));
        HtpFileClient.await(client.create("s.bin", new ByteArrayInputStream(content), content.length));
        assertThat(root.resolve("dir/sub/p.bin")).hasBinaryContent(content);
        assertThat(root.resolve("s.bin")).hasBinaryContent(content);
    }

    @Test
    void aStreamThatLiesAboutItsSizeLeavesNothing() throws Exception {
        InputStream tooShort = new ByteArrayInputStream(new byte[9000]);
        InputStream tooLong = new ByteArrayInputStream(new byte[9000]);
        assertFails(client.create("s.bin", tooShort, 9001), FileErrorCode.INTEGRITY_FAILURE);
        assertFails(client.create("s.bin", tooLong, 8999), FileErrorCode.INTEGRITY_FAILURE);
        // The server hears of it a moment later; a request behind it on the same ordered channel is answered after.
        HtpFileClient.await(client.stat("/"));
        assertThat(root.resolve("s.bin")).doesNotExist();
    }

    @Test
    void updateNeedsAFileAndCreateNeedsNone() throws Exception {
        assertFails(client.update("a.txt", new byte[1]), FileErrorCode.NOT_FOUND);
        HtpFileClient.await(client.create("a.txt", new byte[] {1}));
        assertFails(client.create("a.txt", new byte[] {2}), FileErrorCode.ALREADY_EXISTS);
        assertThat(root.resolve("a.txt")).hasBinaryContent(new byte[] {1});
        HtpFileClient.await(client.update("a.txt", new byte[] {3}));
        assertThat(root.resolve("a.txt")).hasBinaryContent(new byte[] {3});
        HtpFileClient.await(client.create("a.txt", new byte[] {4}, WriteOption.OVERWRITE));
        assertThat(root.resolve("a.txt")).hasBinaryContent(new byte[] {4});
        HtpFileClient.await(client.delete("a.txt"));
        assertThat(root.resolve("a.txt")).doesNotExist();
        assertFails(client.delete("a.txt"), FileErrorCode.NOT_FOUND);
        assertFails(client.readBytes("a.txt", 10), FileErrorCode.NOT_FOUND);
        assertFails(client.stat("a.txt"), FileErrorCode.NOT_FOUND);
    }

    @Test
    void listsPageByPage() throws Exception {
        for (int i = 0; i < 1500; i++) {
            Files.createFile(root.resolve("f%04d.txt".formatted(i)));
        }
        Files.createDirectory(root.resolve("zdir"));
        var listed = HtpFileClient.await(client.list("/"));
        assertThat(listed).hasSize(1501);
        assertThat(listed.get(0).name()).isEqualTo("f0000.txt");
        assertThat(listed.get(1500).name()).isEqualTo("zdir");
        assertThat(listed.get(1500).stat().directory()).isTrue();
        assertThat(HtpFileClient.await(client.list("zdir/"))).isEmpty();
    }

    @Test
    void manyTransfersAtOnceShareTheSession() throws Exception {
        List<CompletableFuture<FileOutcome.Transferred>> all = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            all.add(client.create("f" + i + ".bin", bytes(i, 50_000 + i)));
        }
        for (int i = 0; i < 60; i++) {
            HtpFileClient.await(all.get(i));
            assertThat(root.resolve("f" + i + ".bin")).hasBinaryContent(bytes(i, 50_000 + i));
        }
        assertThat(server.stats().refused()).isZero();
    }

    @Test
    void aDownloadBeyondTheUsersBoundIsRefused() throws Exception {
        Files.write(root.resolve("big.bin"), new byte[1001]);
        assertFails(client.readBytes("big.bin", 1000), FileErrorCode.QUOTA_EXCEEDED);
        assertThat(HtpFileClient.await(client.readBytes("big.bin", 1001))).hasSize(1001);
    }

    @Test
    void aClosedSessionFailsWhatIsUnderWayAndLeavesNoTemporaryFile() throws Exception {
        GatedStream gate = new GatedStream(2_000_000, 1_000_000);
        CompletableFuture<FileOutcome.Transferred> upload = client.create("slow.bin", gate, 2_000_000);
        gate.awaitReached();
        pair.session().close(CloseCode.NORMAL, "test");
        gate.open();
        assertFails(upload, FileErrorCode.TRANSFER_FAILED);
        pair.awaitServerClosed();
        // Closing the server waits for its thread, which has the session's end in its queue.
        server.close();
        assertThat(root.resolve("slow.bin")).doesNotExist();
        assertThat(ReservedNames.in(root)).isEmpty();
        assertFails(client.stat("/"), FileErrorCode.TRANSFER_FAILED);
    }

    @Test
    void aCancelledUploadLeavesNothingAndOthersGoOn() throws Exception {
        GatedStream gate = new GatedStream(2_000_000, 1_000_000);
        CompletableFuture<FileOutcome.Transferred> upload = client.create("slow.bin", gate, 2_000_000);
        gate.awaitReached();
        upload.cancel(true);
        gate.open();
        assertFails(upload, FileErrorCode.TRANSFER_CANCELLED);
        HtpFileClient.await(client.create("other.bin", bytes(1, 100_000)));
        assertThat(root.resolve("slow.bin")).doesNotExist();
        assertThat(ReservedNames.in(root)).isEmpty();
    }

    @Test
    void bothEndsMayAskAndServeOnOneSession() throws Exception {
        Path otherRoot = Files.createDirectory(temp.resolve("other"));
        try (DirectoryFileStore otherStore = DirectoryFileStore.open(otherRoot);
                HtpFileServer otherServer = HtpFileServer.builder(otherStore).start();
                HtpFiles left = HtpFiles.with(FileLimits.DEFAULT, otherServer);
                HtpFiles right = HtpFiles.with(FileLimits.DEFAULT, server);
                LoopbackPair both = LoopbackPair.open(left, right)) {
            HtpSession fromLeft = both.session();
            HtpSession fromRight = both.serverSession();
            var up = left.client(fromLeft).create("from-left.bin", bytes(1, 300_000));
            var down = right.client(fromRight).create("from-right.bin", bytes(2, 300_000));
            HtpFileClient.await(up);
            HtpFileClient.await(down);
            assertThat(root.resolve("from-left.bin")).hasBinaryContent(bytes(1, 300_000));
            assertThat(otherRoot.resolve("from-right.bin")).hasBinaryContent(bytes(2, 300_000));
        }
    }

    @Test
    void rightsAreThoseOfTheAuthenticatedNode() throws Exception {
        Set<String> asked = ConcurrentHashMap.newKeySet();
        try (HtpFileServer readOnly = HtpFileServer.builder(store)
                        .rights(node -> {
                            asked.add(java.util.HexFormat.of().formatHex(node));
                            return Rights.readOnly(0);
                        })
                        .start();
                HtpFiles own = HtpFiles.clients(FileLimits.DEFAULT);
                LoopbackPair other = LoopbackPair.open(own, readOnly)) {
            HtpFileClient reader = own.client(other.session());
            Files.write(root.resolve("a.txt"), new byte[] {7});
            assertThat(HtpFileClient.await(reader.readBytes("a.txt", 1))).containsExactly(7);
            assertFails(reader.create("b.txt", new byte[1]), FileErrorCode.PERMISSION_DENIED);
            assertFails(reader.update("a.txt", new byte[1]), FileErrorCode.PERMISSION_DENIED);
            assertFails(reader.delete("a.txt"), FileErrorCode.PERMISSION_DENIED);
            String node = java.util.HexFormat.of().formatHex(LoopbackPair.CLIENT_ID);
            assertThat(asked).containsExactly(node);
        }
    }

    @Test
    void rightsThatCannotBeToldAreNone() throws Exception {
        try (HtpFileServer broken = HtpFileServer.builder(store)
                        .rights(node -> {
                            throw new IllegalStateException("planted");
                        })
                        .start();
                HtpFiles own = HtpFiles.clients(FileLimits.DEFAULT);
                LoopbackPair other = LoopbackPair.open(own, broken)) {
            assertFails(own.client(other.session()).list("/"), FileErrorCode.PERMISSION_DENIED);
        }
    }

    static void assertFails(CompletableFuture<?> future, FileErrorCode code) {
        assertThatThrownBy(() -> HtpFileClient.await(future))
                .isInstanceOfSatisfying(
                        FileTransferException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    static byte[] bytes(long seed, int size) {
        byte[] content = new byte[size];
        new Random(seed).nextBytes(content);
        return content;
    }
}
