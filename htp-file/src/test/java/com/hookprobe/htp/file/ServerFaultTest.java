package com.hookprobe.htp.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.file.core.ExtensionPolicy;
import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FileLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server's edge when the disk fails under it, and when a peer floods it. */
@Timeout(60)
class ServerFaultTest {
    @TempDir
    Path temp;

    @Test
    void aDiskThatFailsOnceFailsOneTransferAndLeavesNothing() throws Exception {
        AtomicInteger untilFailure = new AtomicInteger(-1);
        StoreSteps failing = step -> {
            if (untilFailure.getAndDecrement() == 0) {
                throw new IOException("disk");
            }
        };
        try (DirectoryFileStore store = DirectoryFileStore.open(
                        temp, ExtensionPolicy.DEFAULT, StoreLimits.DEFAULT, new SplittableRandom(1), failing);
                HtpFileServer server = HtpFileServer.builder(store).start();
                HtpFiles files = HtpFiles.clients(FileLimits.DEFAULT);
                LoopbackPair pair = LoopbackPair.open(files, server)) {
            HtpFileClient client = files.client(pair.session());
            // open-temporary, three writes, force, link, unlink
            for (int at = 0; at < 6; at++) {
                untilFailure.set(at);
                LoopbackTest.assertFails(
                        client.create("a.bin", LoopbackTest.bytes(at, 20_000)), FileErrorCode.IO_ERROR);
                assertThat(ReservedNames.in(temp)).isEmpty();
                assertThat(temp.resolve("a.bin")).doesNotExist();
            }
            // In front of the unlink the file is in its place already: the answer is an error, the file is the new one,
            // and the temporary name goes all the same.
            untilFailure.set(6);
            LoopbackTest.assertFails(client.create("late.bin", LoopbackTest.bytes(6, 20_000)), FileErrorCode.IO_ERROR);
            assertThat(ReservedNames.in(temp)).isEmpty();
            assertThat(temp.resolve("late.bin")).hasBinaryContent(LoopbackTest.bytes(6, 20_000));
            assertThat(store.usage().entries()).isEqualTo(1);
            untilFailure.set(-1);
            HtpFileClient.await(client.create("a.bin", LoopbackTest.bytes(9, 20_000)));
            assertThat(temp.resolve("a.bin")).hasBinaryContent(LoopbackTest.bytes(9, 20_000));
        }
    }

    @Test
    void aFloodIsCutOffBeforeItTakesMemoryAndTheServerGoesOn() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch atTheDisk = new CountDownLatch(1);
        StoreSteps slow = step -> {
            atTheDisk.countDown();
            try {
                gate.await();
            } catch (InterruptedException interrupted) {
                throw new IOException(interrupted);
            }
        };
        try (DirectoryFileStore store = DirectoryFileStore.open(
                        temp, ExtensionPolicy.DEFAULT, StoreLimits.DEFAULT, new SplittableRandom(1), slow);
                HtpFileServer server = HtpFileServer.builder(store).start();
                HtpFiles files = HtpFiles.clients(FileLimits.DEFAULT);
                LoopbackPair pair = LoopbackPair.open(files, server)) {
            HtpFileClient client = files.client(pair.session());
            var upload = client.create("a.bin", new byte[10]);
            atTheDisk.await();
            // Straight to the listener, as if the peer had sent them: 64 MiB while the disk stands still.
            var session = pair.serverSession();
            byte[] junk = new byte[1 << 20];
            for (int i = 0; i < 64; i++) {
                server.onMessage(session, Channels.FILES, junk);
            }
            long overruns = server.stats().overruns();
            gate.countDown();
            assertThat(overruns).isGreaterThan(0);
            LoopbackTest.assertFails(upload, FileErrorCode.QUOTA_EXCEEDED);
            HtpFileClient.await(client.create("b.bin", new byte[10]));
            assertThat(Files.size(temp.resolve("b.bin"))).isEqualTo(10);
        }
    }
}
