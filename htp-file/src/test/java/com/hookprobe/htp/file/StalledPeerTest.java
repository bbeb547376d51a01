package com.hookprobe.htp.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.Channels;
import com.hookprobe.htp.file.core.ChunkBytes;
import com.hookprobe.htp.file.core.ChunkData;
import com.hookprobe.htp.file.core.ChunkPlan;
import com.hookprobe.htp.file.core.ExtensionPolicy;
import com.hookprobe.htp.file.core.FileFlags;
import com.hookprobe.htp.file.core.FileHash;
import com.hookprobe.htp.file.core.FileLimits;
import com.hookprobe.htp.file.core.Role;
import com.hookprobe.htp.file.core.WriteMode;
import com.hookprobe.htp.file.core.WriteRequest;
import com.hookprobe.htp.file.core.WriteSpec;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A peer that sends a little and then nothing: what it sent is safe a moment later all the same. */
@Timeout(60)
class StalledPeerTest {
    @TempDir
    Path root;

    @Test
    void whatWasWrittenIsNotedWithoutAnotherChunk() throws Exception {
        byte[] content = LoopbackTest.bytes(1, 2 << 20);
        WriteSpec spec = StoreResumeFixture.spec("a.bin", WriteMode.CREATE_NEW, content);
        CountDownLatch opened = new CountDownLatch(1);
        CountDownLatch noted = new CountDownLatch(1);
        StoreSteps steps = step -> {
            if (step.equals("open-temporary")) {
                opened.countDown();
            } else if (step.equals("force-journal")) {
                noted.countDown();
            }
        };
        try (DirectoryFileStore store = DirectoryFileStore.open(
                root, ExtensionPolicy.DEFAULT, StoreLimits.DEFAULT, new SplittableRandom(1), steps)) {
            try (HtpFileServer server = HtpFileServer.builder(store).start();
                    HtpFiles nobody = HtpFiles.clients(FileLimits.DEFAULT);
                    LoopbackPair pair = LoopbackPair.open(nobody, server)) {
                ChunkPlan plan = spec.plan();
                FileHash hash = spec.version();
                WriteRequest request =
                        new WriteRequest(1, false, FileFlags.VERIFY_HASH, true, plan, hash, FileHash.NONE, spec.path());
                pair.session().send(Channels.FILES, request.encode());
                // Chunks before the answer end a transfer. The first look waits behind the opening, the second behind
                // the
                // preparation that the opening asked for.
                assertThat(opened.await(20, TimeUnit.SECONDS)).isTrue();
                for (int looks = 0; looks < 2; looks++) {
                    nobody.client(pair.session()).stat("/").get(20, TimeUnit.SECONDS);
                }
                for (int i = 0; i < 3; i++) {
                    int from = (int) plan.offset(i);
                    byte[] chunk = Arrays.copyOfRange(content, from, from + plan.length(i));
                    ChunkData data = new ChunkData(
                            Role.REQUESTER, 1, i, plan.totalChunks(), hash.prefix(), ChunkBytes.of(chunk));
                    pair.session().send(Channels.FILES, data.encode());
                }
                assertThat(noted.await(20, TimeUnit.SECONDS)).isTrue();
            }
            try (PendingFile pending = store.create(spec, LoopbackPair.CLIENT_ID)) {
                assertThat(StoreResumeFixture.held(pending).cardinality()).isEqualTo(3);
            }
        }
    }
}
