package com.hookprobe.htp.file.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A file that is alone moves fast, and many together take little memory. */
class WindowShareTest {
    private static final long HOUR_NS = 3_600_000_000_000L;
    private static final FileLimits LIMITS = FileLimits.DEFAULT;

    @Test
    void theMoreThereAreTheLessALaterOneGets() {
        assertThat(IntStream.of(1, 2, 3, 4, 16, 32, 64).map(LIMITS::windowBytes))
                .containsExactly(2 << 20, 2 << 20, (4 << 20) / 3, 1 << 20, 256 << 10, 128 << 10, 128 << 10);
        assertThat(IntStream.rangeClosed(1, 16).mapToLong(LIMITS::windowBytes).sum())
                .isLessThan(12L << 20);
        assertThat(IntStream.rangeClosed(1, 64).mapToLong(LIMITS::windowBytes).sum())
                .isLessThan(20L << 20);
    }

    @Test
    void whatMayBeUnderWayIsEnoughForChunksOfAnySize() {
        assertThat(LIMITS.withWindowBytes(1).bytesUnderWayMax()).isEqualTo(16L * ChunkPlan.CHUNK_SIZE_MAX);
        assertThat(LIMITS.bytesUnderWayMax()).isLessThan(16L << 20);
    }

    @Test
    void bothSidesShare() {
        MachinePair pair = new MachinePair(1, LIMITS);
        List<Long> granted = new ArrayList<>();
        List<Long> asked = new ArrayList<>();
        pair.toClient = bytes -> {
            if (FileMessage.decode(bytes) instanceof FileMessage.Decoded.Sound sound
                    && sound.message() instanceof WriteReply reply) {
                granted.add(reply.windowBytes());
            }
            return bytes;
        };
        pair.toServer = bytes -> {
            if (FileMessage.decode(bytes) instanceof FileMessage.Decoded.Sound sound
                    && sound.message() instanceof ReadRequest request) {
                asked.add(request.windowBytes());
            }
            return bytes;
        };
        byte[] content = new byte[100_000];
        pair.serverDisk.files.put("/down.bin", content);
        for (int i = 0; i < 4; i++) {
            pair.upload("up" + i + ".bin", content, 0, false, true);
        }
        pair.download("down.bin", FileHash.NONE);
        pair.run(HOUR_NS);
        assertThat(pair.failedKeys()).isEmpty();
        assertThat(granted).containsExactly(2L << 20, 2L << 20, (4L << 20) / 3, 1L << 20);
        assertThat(asked).containsExactly((4L << 20) / 5);
    }
}
