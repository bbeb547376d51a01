package com.hookprobe.htp.file.core;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.Optional;

/** HTP file F-55: any bytes are no journal, or one whose chunks are chunks of its file; and cutting never adds any. */
class JournalFuzzTest {
    @FuzzTest
    void whatIsReadStaysInsideTheFile(byte[] bytes) {
        byte[] before = bytes.clone();
        Optional<Journal> parsed = Journal.parse(bytes);
        if (!Arrays.equals(before, bytes)) {
            throw new AssertionError("changed its input");
        }
        // A fuzzer does not find a CRC by chance: the same bytes as records behind a header that is sound.
        checkRecords(bytes);
        if (parsed.isEmpty()) {
            return;
        }
        Journal journal = parsed.get();
        check(journal, bytes.length);
        byte[] header = Journal.header(journal.key(), journal.createdMillis());
        require(Arrays.equals(header, Arrays.copyOf(bytes, header.length)), "a header with two spellings");
        Journal cut = Journal.parse(Arrays.copyOf(bytes, journal.soundBytes())).orElseThrow();
        require(cut.chunks().equals(journal.chunks()), "the sound part says something else");
    }

    private static void checkRecords(byte[] bytes) {
        FileHash hash = FileHash.of(Arrays.copyOf(new byte[] {1}, FileHash.LENGTH));
        byte[] header = Journal.header(ResumeKey.of(new byte[32], hash, hash, 1 << 20), 0);
        int records = Math.min(bytes.length / 4, 1000);
        byte[] whole = Arrays.copyOf(header, header.length + records * Journal.RECORD_BYTES);
        for (int i = 0; i < records; i++) {
            int index = bytes[4 * i] << 8 | bytes[4 * i + 1] & 0xFF;
            byte[] record = Journal.record(header, index, bytes[4 * i + 2]);
            record[Math.floorMod(bytes[4 * i + 3], 128) % 16] ^= (byte) (bytes[4 * i + 3] < 0 ? 1 : 0);
            System.arraycopy(record, 0, whole, header.length + i * Journal.RECORD_BYTES, record.length);
        }
        check(Journal.parse(whole).orElseThrow(), whole.length);
    }

    private static void check(Journal journal, int length) {
        int chunks = ChunkPlan.of(journal.key().size()).totalChunks();
        require(journal.chunks().length() <= chunks, "chunks beyond the file");
        require(journal.soundBytes() <= length, "more sound bytes than there are");
        require(
                journal.chunks().cardinality() <= (journal.soundBytes() - Journal.HEADER_BYTES) / Journal.RECORD_BYTES,
                "more chunks than records");
        ChunkRanges.of(journal.chunks());
        journal.chunks().stream().forEach(journal::check);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
