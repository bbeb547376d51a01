package com.hookprobe.htp.file.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class JournalTest {
    private static final FileHash HASH = MemoryDisk.sha256(new byte[5]);
    private static final ResumeKey KEY = ResumeKey.of(new byte[32], HASH, HASH, 100_000);
    private static final byte[] HEADER = Journal.header(KEY, 77);

    private static byte[] journal(int... chunks) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(HEADER);
        for (int chunk : chunks) {
            out.writeBytes(Journal.record(HEADER, chunk, 1000L + chunk));
        }
        return out.toByteArray();
    }

    @Test
    void readsWhatWasWritten() {
        Journal found = Journal.parse(journal(3, 0, 12)).orElseThrow();
        assertThat(found.key()).isEqualTo(KEY);
        assertThat(found.createdMillis()).isEqualTo(77);
        assertThat(found.chunks()).isEqualTo(bits(0, 3, 12));
        assertThat(found.check(12)).isEqualTo(1012);
        assertThat(found.soundBytes()).isEqualTo(journal(3, 0, 12).length);
    }

    @Test
    void theLastRecordOfAChunkCounts() {
        byte[] twice = Arrays.copyOf(journal(4), journal(4).length + Journal.RECORD_BYTES);
        byte[] later = Journal.record(HEADER, 4, 5);
        System.arraycopy(later, 0, twice, twice.length - later.length, later.length);
        assertThat(Journal.parse(twice).orElseThrow().check(4)).isEqualTo(5);
    }

    @Property(tries = 300)
    void aTornEndCostsOnlyWhatIsTorn(@ForAll @IntRange(min = 0, max = 64) int torn) {
        byte[] whole = journal(0, 1, 2, 3);
        Optional<Journal> found = Journal.parse(Arrays.copyOf(whole, whole.length - torn));
        int records = 4 - (torn + Journal.RECORD_BYTES - 1) / Journal.RECORD_BYTES;
        assertThat(found.orElseThrow().chunks().cardinality()).isEqualTo(records);
    }

    @Property(tries = 500)
    void aFlippedBitIsFound(@ForAll int position, @ForAll @IntRange(min = 0, max = 7) int bit) {
        byte[] bytes = journal(0, 1, 2, 3);
        int at = Math.floorMod(position, bytes.length);
        bytes[at] ^= (byte) (1 << bit);
        Optional<Journal> found = Journal.parse(bytes);
        if (at < Journal.HEADER_BYTES) {
            assertThat(found).isEmpty();
        } else {
            int record = (at - Journal.HEADER_BYTES) / Journal.RECORD_BYTES;
            assertThat(found.orElseThrow().chunks().cardinality()).isEqualTo(record);
        }
    }

    @Test
    void recordsOfAnotherJournalAreNotTaken() {
        byte[] other = Journal.header(ResumeKey.of(new byte[32], HASH, HASH, 100_001), 77);
        byte[] mixed = Arrays.copyOf(other, other.length + Journal.RECORD_BYTES);
        System.arraycopy(Journal.record(HEADER, 1, 9), 0, mixed, other.length, Journal.RECORD_BYTES);
        assertThat(Journal.parse(mixed).orElseThrow().chunks().isEmpty()).isTrue();
    }

    @Test
    void aRecordOfAChunkThatTheFileDoesNotHaveEndsTheReading() {
        assertThat(Journal.parse(journal(0, 13, 1)).orElseThrow().chunks()).isEqualTo(bits(0));
        assertThat(Journal.parse(journal(0, -1, 1)).orElseThrow().chunks()).isEqualTo(bits(0));
    }

    @Test
    void aJournalThatIsTooLongIsNone() {
        assertThat(Journal.parse(Arrays.copyOf(HEADER, Journal.BYTES_MAX))).isPresent();
        assertThat(Journal.parse(Arrays.copyOf(HEADER, Journal.BYTES_MAX + 1))).isEmpty();
        assertThat(Journal.parse(Arrays.copyOf(HEADER, HEADER.length - 1))).isEmpty();
    }

    private static BitSet bits(int... set) {
        BitSet bits = new BitSet();
        Arrays.stream(set).forEach(bits::set);
        return bits;
    }
}
