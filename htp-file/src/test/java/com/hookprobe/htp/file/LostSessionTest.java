package com.hookprobe.htp.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FileLimits;
import com.hookprobe.htp.file.core.FileOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A session ends in the middle of a transfer, both processes live: the next session goes on. */
@Timeout(60)
class LostSessionTest {
    private static final byte[] CONTENT = LoopbackTest.bytes(6, 12 << 20);
    private static final long ENOUGH = 3 << 20;

    @TempDir
    Path temp;

    private Path root;
    private DirectoryFileStore store;
    private HtpFileServer server;
    private HtpFiles files;

    @BeforeEach
    void open() throws Exception {
        root = Files.createDirectory(temp.resolve("root"));
        store = DirectoryFileStore.open(root);
        server = HtpFileServer.builder(store).start();
        files = HtpFiles.clients(FileLimits.DEFAULT);
    }

    @AfterEach
    void close() throws Exception {
        files.close();
        server.close();
        store.close();
    }

    private interface Move {
        CompletableFuture<FileOutcome.Transferred> with(HtpFileClient client);
    }

    /** Starts, cuts the session when enough is moved, and goes on with a new one; where the second try began. */
    private long cutAndGoOn(Move move) throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch cut = new CountDownLatch(1);
        TransferProgress stopsInTheMiddle = (done, total) -> {
            if (done >= ENOUGH) {
                reached.countDown();
                awaitCut(cut);
            }
        };
        LoopbackPair first = LoopbackPair.open(files, server);
        CompletableFuture<?> interrupted =
                move.with(files.client(first.session()).onProgress(stopsInTheMiddle));
        assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
        first.close();
        cut.countDown();
        LoopbackTest.assertFails(interrupted, FileErrorCode.TRANSFER_FAILED);
        AtomicLong begin = new AtomicLong(-1);
        try (LoopbackPair second = LoopbackPair.open(files, server)) {
            HtpFileClient client = files.client(second.session());
            HtpFileClient.await(move.with(client.onProgress((done, total) -> begin.compareAndSet(-1, done))));
        }
        return begin.get();
    }

    private static void awaitCut(CountDownLatch cut) {
        try {
            cut.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anUploadGoesOn() throws Exception {
        long begin = cutAndGoOn(client -> client.create("a.bin", CONTENT));
        assertThat(begin).isBetween(ENOUGH, (long) CONTENT.length - 1);
        assertThat(root.resolve("a.bin")).hasBinaryContent(CONTENT);
        assertThat(store.suspended()).isZero();
        assertThat(ReservedNames.in(root)).isEmpty();
    }

    @Test
    void anUpdateGoesOnAndTheOldFileStaysUntilThen() throws Exception {
        Files.write(root.resolve("a.bin"), new byte[] {1});
        long begin = cutAndGoOn(client -> {
            assertThat(root.resolve("a.bin")).hasBinaryContent(new byte[] {1});
            return client.update("a.bin", CONTENT);
        });
        assertThat(begin).isBetween(ENOUGH, (long) CONTENT.length - 1);
        assertThat(root.resolve("a.bin")).hasBinaryContent(CONTENT);
    }

    @Test
    void aDownloadGoesOn() throws Exception {
        Files.write(root.resolve("a.bin"), CONTENT);
        Path target = temp.resolve("target.bin");
        long begin = cutAndGoOn(client -> client.read("a.bin", target));
        assertThat(begin).isBetween(ENOUGH, (long) CONTENT.length - 1);
        assertThat(target).hasBinaryContent(CONTENT);
        assertThat(ReservedNames.in(temp)).isEmpty();
    }
}
