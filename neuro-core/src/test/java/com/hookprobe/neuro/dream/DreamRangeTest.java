package com.hookprobe.neuro.dream;

import static com.hookprobe.neuro.dream.DreamFixture.HEADER;
import static com.hookprobe.neuro.dream.DreamFixture.SLOT;
import static com.hookprobe.neuro.dream.DreamFixture.after;
import static com.hookprobe.neuro.dream.DreamFixture.chain;
import static com.hookprobe.neuro.dream.DreamFixture.open;
import static com.hookprobe.neuro.dream.DreamFixture.options;
import static com.hookprobe.neuro.dream.DreamFixture.read;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.neuro.PackedTers;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading ranges of long logs. */
class DreamRangeTest {
    private static final int UPLOAD = 512;

    @TempDir
    Path dir;

    private static void fill(DreamLog log, TerChain start, List<Ter> ters) throws Exception {
        for (int i = 0; i < ters.size(); i++) {
            log.append(start.count() + i, ters.get(i));
        }
    }

    /** Segments of odd sizes, heads by themselves or all the time, any range, before and after opening again. */
    @Test
    void anyRangeOfRandomHistories() throws Exception {
        for (int seed = 0; seed < 12; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            TerChain start = new TerChain(65_000 + random.nextInt(600), 5, 6);
            List<Ter> ters = after(start, seed, 2000, List.of(0, 2, 40, 100).get(seed % 4));
            DreamLogOptions options = options(random.nextInt(100, 1025), random.nextInt(60, 1500), 65_536);
            Path where = dir.resolve("log" + seed);
            try (DreamLog log = DreamLog.open(where, start, options)) {
                // So that the index of blocks is there before most blocks are.
                fill(log, start, ters.subList(0, 300));
                assertRanges(log, start, ters.subList(0, 300), random);
                for (int i = 300; i < 2000; i++) {
                    log.append(start.count() + i, ters.get(i));
                }
                assertRanges(log, start, ters, random);
            }
            try (DreamLog log = DreamLog.open(where, TerChain.START, options)) {
                assertRanges(log, start, ters, random);
                log.scan();
            }
            assertThat(read(where)).as("seed " + seed).isEqualTo(ters);
            DreamInspection inspection = DreamLog.inspect(where);
            assertThat(inspection.sound()).as("seed " + seed).isTrue();
            assertThat(inspection.records()).as("seed " + seed).isEqualTo(2000);
        }
    }

    private static void assertRanges(DreamLog log, TerChain start, List<Ter> ters, SplittableRandom random)
            throws Exception {
        List<TerChain> places = new ArrayList<>(List.of(start));
        ters.forEach(ter -> places.add(places.get(places.size() - 1).after(ter)));
        for (int i = 0; i < 25; i++) {
            int from = random.nextInt(ters.size() + 1);
            int n = random.nextInt(ters.size());
            List<Ter> expected = ters.subList(from, Math.min(ters.size(), from + n));
            assertThat(log.range(start.count() + from, n)).isEqualTo(expected);
            TerChain place = places.get(from);
            assertThat(log.chainAt(start.count() + from)).isEqualTo(place);
            PackedRange packed = log.packed(start.count() + from, n);
            assertThat(packed.start()).isEqualTo(place);
            assertThat(packed.records()).isEqualTo(expected.size());
            assertThat(packed.endCount()).isEqualTo(place.count() + expected.size());
            assertThat(packed.bytes()).isEqualTo(PackedTers.encode(place, expected));
        }
    }

    /** Three days offline at a record each 5 s, over the wrap of the sequence, uploaded in ranges. */
    @Test
    void threeDaysInRanges() throws Exception {
        TerChain start = new TerChain(65_536L * 3 - 1000, 1_764_547_200_000_000L, 9);
        List<Ter> ters = after(start, 4, 51_840, 0);
        assertThat(ters.get(999).sequence()).isEqualTo(65_535);
        assertThat(ters.get(1000).sequence()).isZero();
        try (DreamLog log = DreamLog.open(dir, start, options(1024, 65_536, 64))) {
            fill(log, start, ters);
        }
        int uploaded = 0;
        try (DreamLog log = open(dir)) {
            List<Ter> received = new ArrayList<>();
            TerChain place = start;
            while (place.count() < log.nextCount()) {
                PackedRange range = log.packed(place.count(), UPLOAD);
                List<Ter> batch = PackedTers.decode(place, range.bytes());
                received.addAll(batch);
                place = chain(place, batch);
                uploaded += range.bytes().length;
            }
            assertThat(received).isEqualTo(ters);
            assertThat(place).isEqualTo(log.chain());
        }
        // NEURO 10.10: what the page says about sizes.
        long onDisk = Files.size(DreamFixture.only(dir)) - HEADER;
        assertThat(onDisk).isEqualTo((51_840 + 51_840 / 255 + 1L) * SLOT);
        assertThat(uploaded / 51_840).isEqualTo(34);
    }

    /**
     * Walking a segment in ranges reads each block about once and a half, wherever it starts: the slots that are read are
     * counted by damaging all that must not be read.
     */
    @Test
    void aRangeReadsItsOwnBlocksOnly() throws Exception {
        List<Ter> ters = after(TerChain.START, 6, 10_000, 0);
        try (DreamLog log = DreamLog.open(dir, TerChain.START, options(1024, 10_000, 4))) {
            fill(log, TerChain.START, ters);
            TerChain end = log.chain();
            log.append(10_000, end.next(new byte[32], new byte[20], end.lastTimestampMicros() + 1));
        }
        byte[] whole = Files.readAllBytes(DreamFixture.only(dir));
        try (DreamLog log = open(dir)) {
            for (int from = 0; from + UPLOAD <= 10_000; from += 777) {
                int first = from / 255 * 256;
                int last = (from + UPLOAD - 1) / 255 * 256 + (from + UPLOAD - 1) % 255 + 1;
                byte[] damaged = whole.clone();
                for (int slot = 0; slot < (whole.length - HEADER) / SLOT; slot++) {
                    if (slot < first || slot > last) {
                        // The entropy, so that heads stay as they are; theirs are read for the index.
                        damaged[HEADER + slot * SLOT + 20] ^= (byte) (slot % 256 == 0 ? 0 : 1);
                    }
                }
                Files.write(DreamFixture.only(dir), damaged);
                assertThat(log.range(from, UPLOAD)).isEqualTo(ters.subList(from, from + UPLOAD));
            }
        }
    }

    /** The index goes on with what is appended after it was made. */
    @Test
    void aRangeOfNewRecordsReadsNoOldBlocks() throws Exception {
        List<Ter> ters = after(TerChain.START, 8, 2000, 1);
        try (DreamLog log = DreamLog.open(dir, TerChain.START, options(1024, 65_536, 4))) {
            fill(log, TerChain.START, ters.subList(0, 100));
            assertThat(log.range(0, 1)).hasSize(1);
            for (int i = 100; i < 2000; i++) {
                log.append(i, ters.get(i));
            }
            byte[] bytes = Files.readAllBytes(DreamFixture.only(dir));
            Arrays.fill(bytes, HEADER, HEADER + 6 * 256 * SLOT, (byte) 0);
            Files.write(DreamFixture.only(dir), bytes);
            assertThat(log.range(1800, 999)).isEqualTo(ters.subList(1800, 2000));
            assertThat(log.packed(1990, 999).records()).isEqualTo(10);
        }
    }

    /** Opening 64 full segments reads 64 headers and the newest segment: all else may be damaged. */
    @Test
    void openingReadsNoOlderRecords() throws Exception {
        List<Ter> ters = after(TerChain.START, 7, 640, 10);
        try (DreamLog log = DreamLog.open(dir, TerChain.START, options(1024, 10, 64))) {
            fill(log, TerChain.START, ters);
        }
        List<Path> files = Directory.segments(dir);
        assertThat(files).hasSize(64);
        for (Path file : files.subList(0, 63)) {
            byte[] bytes = Files.readAllBytes(file);
            Arrays.fill(bytes, HEADER, bytes.length, (byte) 0);
            Files.write(file, bytes);
        }
        try (DreamLog log = open(dir)) {
            assertThat(log.nextCount()).isEqualTo(640);
            assertThat(log.range(630, 99)).isEqualTo(ters.subList(630, 640));
            assertThat(log.chainAt(630)).isEqualTo(chain(TerChain.START, ters.subList(0, 630)));
        }
    }
}
