package com.hookprobe.htp.file.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTP file F-60 to F-63. */
class CompressionTest {
    private static final long HOUR_NS = Duration.ofHours(1).toNanos();
    private static final FileLimits LIMITS =
            FileLimits.DEFAULT.withRequests(10_000, 10_000).withWindowBytes(5 * 8192);
    private static final byte[] TEXT =
            "the same line again and again\n".repeat(20_000).getBytes(StandardCharsets.UTF_8);

    private final AtomicLong chunkBytes = new AtomicLong();
    private final AtomicLong packedChunks = new AtomicLong();
    private final AtomicLong plainChunks = new AtomicLong();
    private final UnaryOperator<byte[]> counting = bytes -> {
        if (FileMessage.decode(bytes) instanceof FileMessage.Decoded.Sound sound
                && sound.message() instanceof ChunkData chunk) {
            chunkBytes.addAndGet(chunk.data().length());
            (chunk.packed() ? packedChunks : plainChunks).incrementAndGet();
        }
        return bytes;
    };

    private static byte[] random(int size) {
        byte[] content = new byte[size];
        new SplittableRandom(1).nextBytes(content);
        return content;
    }

    private static byte[] mixed() {
        // Text first, so that deflating is chosen; then chunks that do not shrink and go out as they are.
        byte[] content = Arrays.copyOf(TEXT, 400_000);
        System.arraycopy(random(100_000), 0, content, 200_000, 100_000);
        return content;
    }

    private static MachinePair pair() {
        return new MachinePair(1, LIMITS);
    }

    @Test
    void textGoesBothWaysDeflatedAndArrivesUnchanged() {
        for (byte[] content : new byte[][] {TEXT, mixed(), new byte[8192], Arrays.copyOf(TEXT, 50), new byte[1]}) {
            MachinePair pair = pair();
            pair.toServer = counting;
            chunkBytes.set(0);
            TransferKey up = pair.upload("a.bin", content, FileFlags.COMPRESSED, false, false);
            pair.run(HOUR_NS);
            assertThat(pair.outcomes.get(up)).isInstanceOf(FileEffect.Done.class);
            assertThat(pair.serverDisk.files.get("/a.bin")).isEqualTo(content);
            long upBytes = chunkBytes.getAndSet(0);
            pair.toClient = counting;
            TransferKey down = pair.ask(download(true));
            pair.run(2 * HOUR_NS);
            assertThat(pair.outcomes.get(down)).isInstanceOf(FileEffect.Done.class);
            assertThat(pair.clientDisk.files.get("/a.bin")).isEqualTo(content);
            assertThat(chunkBytes.get()).isEqualTo(upBytes).isLessThanOrEqualTo(content.length);
        }
        assertThat(packedChunks.get()).isPositive();
        assertThat(plainChunks.get()).as("chunks that do not shrink").isPositive();
    }

    @Test
    void theFirst64KibibytesDecide() {
        byte[] tail = Arrays.copyOf(random(64 * 1024), 500_000);
        assertThat(deflatedChunks(tail)).as("zeros after a random start").isZero();
        byte[] head = Arrays.copyOf(TEXT, 500_000);
        System.arraycopy(random(400_000), 0, head, 100_000, 400_000);
        assertThat(deflatedChunks(head)).isBetween(8L, 14L);
        // 7 chunks of 8 do not shrink, one vanishes: 0.875, below 0.9. With half a chunk of zeros it is 0.94.
        assertThat(deflatedChunks(start(8192))).isGreaterThan(20);
        assertThat(deflatedChunks(start(4096))).isEqualTo(1);
    }

    /** 64 KiB of noise but for so many zeros, then zeros. */
    private static byte[] start(int zeros) {
        byte[] content = new byte[500_000];
        System.arraycopy(random(64 * 1024), 0, content, 0, 64 * 1024);
        Arrays.fill(content, 0, zeros, (byte) 0);
        return content;
    }

    private long deflatedChunks(byte[] content) {
        MachinePair pair = pair();
        pair.toServer = counting;
        packedChunks.set(0);
        pair.upload("a.bin", content, FileFlags.COMPRESSED, false, false);
        pair.run(HOUR_NS);
        assertThat(pair.serverDisk.files.get("/a.bin")).isEqualTo(content);
        return packedChunks.get();
    }

    @Test
    void withoutTheFlagNothingIsDeflated() {
        MachinePair pair = pair();
        pair.toServer = counting;
        pair.toClient = counting;
        pair.upload("a.bin", TEXT, 0, false, false);
        pair.run(HOUR_NS);
        pair.ask(download(false));
        pair.run(2 * HOUR_NS);
        assertThat(packedChunks.get()).isZero();
        assertThat(pair.clientDisk.files.get("/a.bin")).isEqualTo(TEXT);
    }

    @Test
    void aDeflatedChunkOfAPlainTransferIsRefusedOnBothSides() {
        UnaryOperator<byte[]> flag = bytes -> {
            bytes[1] |= (byte) (bytes[0] == FileOp.CHUNK.code() && (bytes[16] & 2) == 0 ? FileFlags.COMPRESSED : 0);
            return bytes;
        };
        MachinePair up = pair();
        up.toServer = flag;
        TransferKey upload = up.upload("a.bin", TEXT, 0, false, false);
        up.run(HOUR_NS);
        MachinesTest.assertFailed(up, upload, FileErrorCode.INVALID_OPERATION);
        MachinePair down = pair();
        down.serverDisk.files.put("/a.bin", TEXT);
        down.toClient = flag;
        TransferKey download = down.ask(download(false));
        down.run(HOUR_NS);
        MachinesTest.assertFailed(down, download, FileErrorCode.INVALID_OPERATION);
    }

    @Test
    void aBrokenDeflatedChunkEndsTheTransferAndLeavesNothing() {
        MachinePair pair = pair();
        pair.toServer = bytes -> {
            if (bytes[0] == FileOp.CHUNK.code() && bytes[3] == 2) {
                bytes[bytes.length - 1] ^= 1;
            }
            return bytes;
        };
        TransferKey up = pair.upload("a.bin", TEXT, FileFlags.COMPRESSED, false, false);
        pair.run(HOUR_NS);
        MachinesTest.assertFailed(pair, up, FileErrorCode.INTEGRITY_FAILURE);
        assertThat(pair.serverDisk.files).isEmpty();
        assertThat(pair.serverDisk.openCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 8191, 8193, 1 << 19})
    void aBombIsCutOffAtTheExpectedLength(int length) {
        byte[] bomb = zlib(new byte[64 << 20], null);
        assertRefused(bomb, length, length > bomb.length ? "too long" : "not shorter");
    }

    @Test
    void everyOtherLengthAndEveryTrailIsRefused() throws Malformed {
        byte[] plain = Arrays.copyOf(TEXT, 8192);
        byte[] packed = zlib(plain, null);
        assertThat(ChunkCodec.inflate(ChunkBytes.of(packed), 8192).copy()).isEqualTo(plain);
        assertRefused(packed, 8191, "too long");
        assertRefused(packed, 8193, "too short");
        assertRefused(Arrays.copyOf(packed, packed.length + 1), 8192, "behind");
        for (int cut = 0; cut < packed.length; cut++) {
            byte[] part = Arrays.copyOf(packed, cut);
            assertThatThrownBy(() -> ChunkCodec.inflate(ChunkBytes.of(part), 8192))
                    .isInstanceOf(Malformed.class);
        }
        byte[] checksum = packed.clone();
        checksum[checksum.length - 1] ^= 1;
        assertRefused(checksum, 8192, "soundly");
        assertRefused(zlib(plain, "the same line".getBytes(StandardCharsets.UTF_8)), 8192, "dictionary");
        assertRefused(zlib(new byte[0], null), 8192, "too short");
        assertRefused("not zlib at all".getBytes(StandardCharsets.UTF_8), 8192, "soundly");
        assertRefused(zlib(random(100), null), 100, "not shorter");
    }

    private static void assertRefused(byte[] packed, int length, String reason) {
        assertThatThrownBy(() -> ChunkCodec.inflate(ChunkBytes.of(packed), length))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining(reason);
    }

    private static ClientRequest download(boolean compressed) {
        return new ClientRequest.Download(
                MessageArbitraries.path("a.bin"), FileHash.NONE, Long.MAX_VALUE, compressed, -1);
    }

    private static byte[] zlib(byte[] plain, byte[] dictionary) {
        Deflater deflater = new Deflater();
        try {
            if (dictionary != null) {
                deflater.setDictionary(dictionary);
            }
            deflater.setInput(plain);
            deflater.finish();
            byte[] out = new byte[plain.length + 100];
            return Arrays.copyOf(out, deflater.deflate(out));
        } finally {
            deflater.end();
        }
    }
}
