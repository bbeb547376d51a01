package com.hookprobe.htp.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.file.core.ChunkBytes;
import com.hookprobe.htp.file.core.DiskResult;
import com.hookprobe.htp.file.core.FileHash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file is hashed while it comes, and each byte of it once. */
class HeldPendingTest {
    private static final int CHUNK_BYTES = 8192;
    private static final byte[] CONTENT = new byte[200 * CHUNK_BYTES - 5];
    private static final FileHash SHA256;

    static {
        new Random(4).nextBytes(CONTENT);
        SHA256 = FileHash.of(Digests.sha256().digest(CONTENT));
    }

    private final MemoryTarget target = new MemoryTarget(CONTENT.length);
    private final List<Long> readAgain = new ArrayList<>();
    private final HeldPending held = new HeldPending(new PendingFile() {
        @Override
        public long size() {
            return target.size();
        }

        @Override
        public void write(long offset, ChunkBytes data) {
            target.write(offset, data);
        }

        @Override
        public void read(long offset, ByteBuffer into) {
            readAgain.add((long) into.remaining());
            target.read(offset, into);
        }

        @Override
        public void commit() throws IOException {
            target.commit();
        }

        @Override
        public void close() {
            target.close();
        }
    });

    private void write(int chunk) throws IOException {
        int from = chunk * CHUNK_BYTES;
        byte[] bytes = Arrays.copyOfRange(CONTENT, from, Math.min(from + CHUNK_BYTES, CONTENT.length));
        held.write(from, ChunkBytes.of(bytes));
    }

    private FileHash hash() throws IOException {
        DiskResult result = held.hashNext();
        while (result instanceof DiskResult.HashMore) {
            result = held.hashNext();
        }
        return ((DiskResult.Hashed) result).sha256();
    }

    private long bytesReadAgain() {
        return readAgain.stream().mapToLong(Long::longValue).sum();
    }

    @Test
    void whatComesInOrderIsNotReadAgain() throws IOException {
        for (int i = 0; i < 200; i++) {
            write(i);
        }
        assertThat(hash()).isEqualTo(SHA256);
        assertThat(bytesReadAgain()).isZero();
    }

    @Test
    void afterAGapOnlyWhatCameMeanwhileIsReadAgain() throws IOException {
        for (int i = 0; i < 200; i++) {
            if (i != 10) {
                write(i);
            }
            if (i == 90) {
                // It was lost at first.
                write(10);
            }
        }
        assertThat(bytesReadAgain()).isEqualTo(83L * CHUNK_BYTES);
        assertThat(hash()).isEqualTo(SHA256);
        assertThat(bytesReadAgain()).as("nothing was left for the end").isEqualTo(83L * CHUNK_BYTES);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 64, 200})
    void theHashIsRightInAnyOrder(int window) throws IOException {
        List<Integer> order = new ArrayList<>();
        for (int from = 0; from < 200; from += window) {
            List<Integer> part = new ArrayList<>();
            for (int i = from; i < Math.min(from + window, 200); i++) {
                part.add(i);
            }
            Collections.shuffle(part, new Random(window));
            order.addAll(part);
        }
        for (int chunk : order) {
            write(chunk);
        }
        assertThat(hash()).isEqualTo(SHA256);
        assertThat(bytesReadAgain()).isLessThanOrEqualTo(CONTENT.length);
    }

    @Test
    void aWriteThatGoesOnRemembersAFewOfItsPartsOnly() {
        WrittenRanges ranges = new WrittenRanges();
        for (long i = 1; i <= 2 * WrittenRanges.BEYOND_MAX; i++) {
            ranges.add(i, i + 1);
        }
        ranges.add(0, 1);
        assertThat(ranges.leading()).isEqualTo(WrittenRanges.BEYOND_MAX + 1);
    }

    @Test
    void whatAnEarlierTryLeftIsHashedAtTheEnd() throws IOException {
        target.write(0, ChunkBytes.of(Arrays.copyOf(CONTENT, 50 * CHUNK_BYTES)));
        for (int i = 50; i < 200; i++) {
            write(i);
        }
        assertThat(bytesReadAgain()).isZero();
        assertThat(hash()).isEqualTo(SHA256);
    }
}
