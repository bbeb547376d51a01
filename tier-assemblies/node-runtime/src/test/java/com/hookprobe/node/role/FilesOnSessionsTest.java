package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.htp.file.FileTransferException;
import com.hookprobe.htp.file.HtpFileClient;
import com.hookprobe.htp.file.HtpFileTransfer;
import com.hookprobe.htp.file.WriteOption;
import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FileOutcome;
import com.hookprobe.htp.file.core.ListEntry;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.trust.TrustBook;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** trust 5.2 on real sockets: a nexus serves files to guardians, as far as it is shown that they are trusted. */
@Timeout(120)
class FilesOnSessionsTest {
    @TempDir
    Path folder;

    private FileNodes nodes;
    private Path root;
    private FileNodes.Running nexus;
    private FileNodes.Running guardian;
    private NodeId nexusId;
    private String own;

    @BeforeEach
    void open() throws Exception {
        nodes = new FileNodes(folder.resolve("mesh"));
        root = Files.createDirectories(folder.resolve("root"));
        nexus = nodes.start("nexus-1", FileNodes.serving(root));
        guardian = nodes.start("guardian-1", FileNodes.mirroring(null));
        nexusId = nodes.mesh.id("nexus-1");
        own = "nodes/" + nodes.mesh.id("guardian-1").hex();
        Files.writeString(root.resolve("shared/rules.txt"), "rules");
    }

    @AfterEach
    void close() throws Exception {
        nodes.close();
    }

    private HtpFileTransfer remote() throws Exception {
        return guardian.files(nexusId);
    }

    /** Known to all before the session opens, and rights are asked for. */
    private void connectTrusted() {
        nodes.trust("guardian-1", 0.9);
        nodes.connect(guardian, nexus);
    }

    private static void denied(ThrowingCallable request) {
        assertThatThrownBy(request)
                .isInstanceOfSatisfying(
                        FileTransferException.class,
                        why -> assertThat(why.code()).isEqualTo(FileErrorCode.PERMISSION_DENIED));
    }

    @Test
    void aTrustedNodeReadsWhatIsSharedAndWritesWhatIsItsOwn() throws Exception {
        connectTrusted();
        assertThat(remote().read("shared/rules.txt")).asString().isEqualTo("rules");
        remote().create(own + "/report.txt", "mine".getBytes(), WriteOption.CREATE_DIRS);
        assertThat(root.resolve(own).resolve("report.txt")).hasContent("mine");
        assertThat(remote().read(own + "/report.txt")).asString().isEqualTo("mine");
        assertThat(remote().list("/")).extracting(ListEntry::name).containsExactly("nodes", "shared");

        String other = "nodes/" + nodes.mesh.id("guardian-2").hex();
        Files.createDirectories(root.resolve(other));
        Files.writeString(root.resolve(other).resolve("theirs.txt"), "theirs");
        denied(() -> remote().read(other + "/theirs.txt"));
        denied(() -> remote().list("nodes"));
        denied(() -> remote().create(other + "/x.txt", new byte[1]));
        denied(() -> remote().create("shared/x.txt", new byte[1]));
        denied(() -> remote().delete("shared/rules.txt"));
        denied(() -> remote().create("x.txt", new byte[1]));
    }

    @Test
    void nothingLeadsOut() throws Exception {
        connectTrusted();
        Path secret = Files.writeString(folder.resolve("secret.txt"), "secret");
        Files.createSymbolicLink(root.resolve("shared/link.txt"), secret);
        Files.createSymbolicLink(root.resolve("shared/out"), folder);
        denied(() -> remote().read("shared/link.txt"));
        assertThatThrownBy(() -> remote().read("shared/out/secret.txt")).isInstanceOf(FileTransferException.class);
        assertThatThrownBy(() -> remote().create(own + "/../../shared/x.txt", new byte[1]))
                .hasMessageStartingWith("INVALID_PATH");
        assertThatThrownBy(() -> remote().read("shared/../../secret.txt")).hasMessageStartingWith("INVALID_PATH");
        assertThat(root.resolve("shared/x.txt")).doesNotExist();
    }

    @Test
    void withoutAValidCertificateThereIsNothing() throws Exception {
        nodes.connect(guardian, nexus);
        denied(() -> remote().read("shared/rules.txt"));
        denied(() -> remote().stat("/"));
        denied(() -> remote().create(own + "/x.txt", new byte[1], WriteOption.CREATE_DIRS));
        assertThat(root.resolve(own)).doesNotExist();
    }

    /** A file that arrives so slowly that its node's trust falls meanwhile; {@code begun} is down when it is under way. */
    private static InputStream slow(CountDownLatch begun) {
        return new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                begun.countDown();
                try {
                    Thread.sleep(2);
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                    return -1;
                }
                return Math.min(length, 4096);
            }
        };
    }

    @Test
    void aFallTakesRightsFromWhatIsUnderWay() throws Exception {
        connectTrusted();
        remote().create(own + "/mine.txt", "mine".getBytes(), WriteOption.CREATE_DIRS);
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<FileOutcome.Transferred> write =
                remote().async().create(own + "/large.bin", slow(begun), 1 << 30, WriteOption.PLAIN);
        begun.await();
        nodes.trust("guardian-1", 0.4);
        denied(() -> HtpFileClient.await(write));
        assertThat(root.resolve(own).resolve("large.bin")).doesNotExist();
        denied(() -> remote().update(own + "/mine.txt", new byte[1]));

        // 256 KiB: one chunk of 8 KiB at once, and 62 of them at 64 KiB a second.
        Files.write(root.resolve("shared/model.bin"), new byte[256 << 10]);
        long startNs = System.nanoTime();
        Path target = folder.resolve("model.bin");
        HtpFileClient.await(remote().async().read("shared/model.bin", target));
        assertThat(System.nanoTime() - startNs).isGreaterThan(3_500_000_000L);
        assertThat(target).hasSize(256 << 10);

        Files.write(root.resolve("shared/large.bin"), new byte[4 << 20]);
        CompletableFuture<FileOutcome.Transferred> read =
                remote().async().read("shared/large.bin", folder.resolve("large.bin"));
        nodes.trust("guardian-1", 0.2);
        denied(() -> HtpFileClient.await(read));
        denied(() -> remote().read("shared/rules.txt"));
        denied(() -> remote().create(own + "/x.txt", new byte[1]));
    }

    private void full(ThrowingCallable request, String reason) {
        assertThatThrownBy(request).hasMessage("QUOTA_EXCEEDED: the other side: " + reason);
    }

    @Test
    void quotasHold() throws Exception {
        nodes.trust("guardian-1", 0.9);
        int mebibyte = 1 << 20;
        Path small = Files.createDirectories(folder.resolve("small"));
        nodes.connect(guardian, nodes.start("fortress-1", new NodeConfig.Files(small.toString(), 1, null, null, null)));
        HtpFileTransfer store = guardian.files(nodes.mesh.id("fortress-1"));
        store.create(own + "/one.bin", new byte[mebibyte / 2], WriteOption.CREATE_DIRS);
        full(() -> store.create(own + "/two.bin", new byte[mebibyte]), "no room within the limits");

        Path slow = Files.createDirectories(folder.resolve("slow"));
        nodes.connect(guardian, nodes.start("mssp-1", new NodeConfig.Files(slow.toString(), null, null, 1, null)));
        HtpFileTransfer day = guardian.files(nodes.mesh.id("mssp-1"));
        day.create(own + "/one.bin", new byte[mebibyte], WriteOption.CREATE_DIRS);
        full(() -> day.create(own + "/two.bin", new byte[1]), "daily quota");
    }

    @Test
    void oneNodeLeavesTheOthersTheirPlace() throws Exception {
        nodes.trust("guardian-1", 0.9);
        int mebibyte = 1 << 20;
        Path served = Files.createDirectories(folder.resolve("served"));
        Files.createDirectories(served.resolve("nodes/someone-else"));
        Files.write(served.resolve("nodes/someone-else/a.bin"), new byte[3 * mebibyte]);
        NodeConfig.Files config = new NodeConfig.Files(served.toString(), 8, 2, null, null);
        nodes.connect(guardian, nodes.start("fortress-1", config));
        HtpFileTransfer store = guardian.files(nodes.mesh.id("fortress-1"));
        store.create(own + "/one.bin", new byte[2 * mebibyte], WriteOption.CREATE_DIRS);
        full(() -> store.create(own + "/two.bin", new byte[1]), "no room within the limits");
        store.delete(own + "/one.bin");
        store.create(own + "/two.bin", new byte[1]);
    }

    /** At the verifier its own book decides, and a mismatch at once. */
    @Test
    void theVerifierServesByItsOwnBook() throws Exception {
        TrustBook book = new TrustBook(0.4);
        NodeId id = nodes.mesh.id("guardian-1");
        book.follow(id, 0);
        Path files = Files.createDirectories(folder.resolve("mssp-files"));
        FileNodes.Running mssp =
                nodes.start("mssp-1", FileNodes.serving(files), peer -> Optional.of(book.band(peer)), 0);
        nodes.connect(guardian, mssp);
        Files.write(files.resolve("shared/model.bin"), new byte[4 << 20]);
        HtpFileTransfer from = guardian.files(nodes.mesh.id("mssp-1"));
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<FileOutcome.Transferred> read = from.async()
                .onProgress((done, all) -> begun.countDown())
                .read("shared/model.bin", folder.resolve("model.bin"));
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        book.with(id, score -> score.onMismatch(1));
        denied(() -> HtpFileClient.await(read));
        assertThat(folder.resolve("model.bin")).doesNotExist();
    }
}
