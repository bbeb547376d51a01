package com.hookprobe.htp.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.HtpEndpoint;
import com.hookprobe.htp.file.core.ChunkPlan;
import com.hookprobe.htp.file.core.ExtensionPolicy;
import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FileLimits;
import com.hookprobe.htp.file.core.FileOutcome;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, real sessions, SIGKILL: a transfer goes on without what was safe. */
@Timeout(120)
class KilledProcessTest {
    private static final byte[] CONTENT = LoopbackTest.bytes(6, 12 << 20);
    private static final ChunkPlan PLAN = ChunkPlan.of(CONTENT.length);

    @TempDir
    Path temp;

    private Path root;

    @BeforeEach
    void makeRoot() throws Exception {
        root = Files.createDirectory(temp.resolve("root"));
    }

    @Test
    void anUploadGoesOnAfterTheServerWasKilled() throws Exception {
        Path source = Files.write(temp.resolve("source.bin"), CONTENT);
        int noted = 0;
        try (ChildProcess server = ChildProcess.start(ServerProcess.class, root);
                HtpFiles files = HtpFiles.clients(FileLimits.DEFAULT);
                HtpEndpoint client = LoopbackPair.client(files)) {
            var session = LoopbackPair.connect(client, address(server.await("port ")));
            CompletableFuture<?> cut = files.client(session).create("a.bin", source);
            for (int i = 0; i < 3; i++) {
                noted = Integer.parseInt(server.await("noted "));
            }
            server.kill();
            files.close();
            LoopbackTest.assertFails(cut, FileErrorCode.TRANSFER_FAILED);
        }
        assertThat(root.resolve("a.bin")).doesNotExist();
        AtomicLong first = new AtomicLong(-1);
        try (ChildProcess server = ChildProcess.start(ServerProcess.class, root);
                HtpFiles files = HtpFiles.clients(FileLimits.DEFAULT);
                HtpEndpoint client = LoopbackPair.client(files)) {
            var session = LoopbackPair.connect(client, address(server.await("port ")));
            FileOutcome.Transferred done = HtpFileClient.await(files.client(session)
                    .onProgress((moved, total) -> first.compareAndSet(-1, moved))
                    .create("a.bin", source));
            assertThat(done.size()).isEqualTo(CONTENT.length);
            int sent = Integer.parseInt(server.await("written "));
            assertThat(noted).isGreaterThanOrEqualTo(3 * 64);
            assertThat(sent).as("only what was not safe").isLessThanOrEqualTo(PLAN.totalChunks() - noted);
            assertThat(first.get()).isGreaterThanOrEqualTo((long) noted * PLAN.chunkSize());
        }
        assertThat(root.resolve("a.bin")).hasBinaryContent(CONTENT);
        assertThat(ReservedNames.in(root)).isEmpty();
    }

    @Test
    void anUploadGoesOnAfterTheClientWasKilledThoughItsSessionStillSeemsAlive() throws Exception {
        Path source = Files.write(temp.resolve("source.bin"), CONTENT);
        CountDownLatch checkpoints = new CountDownLatch(3);
        AtomicInteger written = new AtomicInteger();
        StoreSteps steps = step -> {
            if (step.equals("force-journal")) {
                checkpoints.countDown();
            } else if (step.equals("write")) {
                written.incrementAndGet();
            }
        };
        try (DirectoryFileStore store = DirectoryFileStore.open(
                        root, ExtensionPolicy.DEFAULT, StoreLimits.DEFAULT, new SplittableRandom(1), steps);
                HtpFileServer server = HtpFileServer.builder(store).start();
                HtpEndpoint endpoint = LoopbackPair.server(server)) {
            try (ChildProcess client = ChildProcess.start(
                    ClientProcess.class, "put", endpoint.localAddress().getPort(), source)) {
                assertThat(checkpoints.await(60, TimeUnit.SECONDS)).isTrue();
                client.kill();
            }
            AtomicLong first = new AtomicLong(-1);
            try (HtpFiles files = HtpFiles.clients(FileLimits.DEFAULT);
                    HtpEndpoint client = LoopbackPair.client(files)) {
                var session = LoopbackPair.connect(client, endpoint.localAddress());
                HtpFileClient.await(files.client(session)
                        .onProgress((moved, total) -> first.compareAndSet(-1, moved))
                        .create("a.bin", source));
            }
            assertThat(first.get()).isGreaterThanOrEqualTo(2 << 20);
            assertThat(written.get()).as("each chunk was written once").isEqualTo(PLAN.totalChunks());
        }
        assertThat(root.resolve("a.bin")).hasBinaryContent(CONTENT);
        assertThat(ReservedNames.in(root)).isEmpty();
    }

    @Test
    void aDownloadGoesOnAfterTheClientWasKilledAndStartsOverForAnotherVersion() throws Exception {
        for (boolean changed : new boolean[] {false, true}) {
            Files.write(root.resolve("a.bin"), CONTENT);
            Path target = temp.resolve("target.bin");
            Files.write(target, new byte[] {1});
            try (DirectoryFileStore store = DirectoryFileStore.open(root);
                    HtpFileServer server = HtpFileServer.builder(store).start();
                    HtpEndpoint endpoint = LoopbackPair.server(server)) {
                try (ChildProcess client = ChildProcess.start(
                        ClientProcess.class, "get", endpoint.localAddress().getPort(), target)) {
                    while (Long.parseLong(client.await("moved ")) < 9 << 20) {
                        // Not far enough yet: the last 4 MiB and what is being synced need not be safe.
                    }
                    client.kill();
                }
                assertThat(target).as("the old file until the new one is whole").hasBinaryContent(new byte[] {1});
                assertThat(ReservedNames.in(temp)).isNotEmpty();
                byte[] expected = changed ? LoopbackTest.bytes(7, 3 << 20) : CONTENT;
                if (changed) {
                    Files.write(root.resolve("a.bin"), expected);
                }
                AtomicLong first = new AtomicLong(-1);
                try (HtpFiles files = HtpFiles.clients(FileLimits.DEFAULT);
                        HtpEndpoint client = LoopbackPair.client(files)) {
                    var session = LoopbackPair.connect(client, endpoint.localAddress());
                    HtpFileClient.await(files.client(session)
                            .onProgress((moved, total) -> first.compareAndSet(-1, moved))
                            .read("a.bin", target));
                }
                assertThat(target).hasBinaryContent(expected);
                assertThat(first.get() >= 3 << 20).as("went on").isEqualTo(!changed);
                assertThat(ReservedNames.in(temp)).isEmpty();
            }
        }
    }

    private static InetSocketAddress address(String port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
    }
}
