package com.hookprobe.neuro.dream;

import static com.hookprobe.neuro.dream.DreamFixture.HEADER;
import static com.hookprobe.neuro.dream.DreamFixture.SLOT;
import static com.hookprobe.neuro.dream.DreamFixture.after;
import static com.hookprobe.neuro.dream.DreamFixture.assertFails;
import static com.hookprobe.neuro.dream.DreamFixture.copyOf;
import static com.hookprobe.neuro.dream.DreamFixture.fill;
import static com.hookprobe.neuro.dream.DreamFixture.history;
import static com.hookprobe.neuro.dream.DreamFixture.only;
import static com.hookprobe.neuro.dream.DreamFixture.open;
import static com.hookprobe.neuro.dream.DreamFixture.options;
import static com.hookprobe.neuro.dream.DreamFixture.read;
import static com.hookprobe.neuro.dream.DreamFixture.write;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.neuro.NeuroException.Kind;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** NEURO 10.4 to 10.6: what a crash may leave is cut, all else is reported. */
class DreamLogCrashTest {
    @TempDir
    Path dir;

    /** Five records are six slots: a head and five records. */
    @Test
    void everyTruncationOfTheFileIsEitherCutOrReported() throws Exception {
        List<Ter> ters = history(5);
        Path whole = dir.resolve("whole");
        write(whole, ters, options(1, 100, 4));
        byte[] bytes = Files.readAllBytes(only(whole));
        assertThat(bytes).hasSize(HEADER + 6 * SLOT);
        for (int length = 0; length <= bytes.length; length++) {
            Path torn = copyOf(dir.resolve("torn" + length), only(whole), Arrays.copyOf(bytes, length));
            if (length < HEADER) {
                // A header is durable before it has its name, so this is no crash.
                assertFails(Kind.LOG_CORRUPT, () -> open(torn), "byte 0 of");
                continue;
            }
            int slots = (length - HEADER) / SLOT;
            int records = slots == 0 ? 0 : slots - 1;
            int kept = records == 0 ? 0 : records + 1;
            try (DreamLog log = open(torn)) {
                assertThat(log.nextCount()).isEqualTo(records);
                assertThat(log.slotsCut()).isEqualTo((length - HEADER + SLOT - 1) / SLOT - kept);
                assertThat(Files.size(only(torn))).isEqualTo(HEADER + (long) kept * SLOT);
                // Each record costs a sync of a real disk, so not after every length.
                if (length % 19 == 0) {
                    fill(log, ters, records, 5);
                    assertThat(Files.readAllBytes(only(torn))).isEqualTo(bytes);
                }
            }
        }
    }

    @Test
    void aChangedByteInWhatWasDurableIsReportedWithItsPlace() throws Exception {
        List<Ter> ters = history(6);
        Path whole = dir.resolve("whole");
        write(whole, ters, options(1, 100, 4));
        Path name = only(whole).getFileName();
        byte[] bytes = Files.readAllBytes(only(whole));
        SplittableRandom random = new SplittableRandom(5);
        for (int at = 0; at < bytes.length; at++) {
            byte[] changed = bytes.clone();
            changed[at] ^= (byte) (random.nextBoolean() ? 1 << random.nextInt(8) : random.nextInt(1, 256));
            Path bad = copyOf(dir.resolve("bad" + at), name, changed);
            int slot = (at - HEADER) / SLOT;
            if (at < HEADER) {
                assertFails(Kind.LOG_CORRUPT, () -> open(bad), "byte 0 of");
                assertThat(DreamLog.inspect(bad).damages()).hasSize(1);
            } else if (slot < 6) {
                String place = "byte " + (HEADER + slot * SLOT) + " of " + name;
                assertFails(Kind.LOG_CORRUPT, () -> open(bad), place);
                assertFails(Kind.LOG_CORRUPT, () -> read(bad), place);
                assertThat(DreamLog.inspect(bad).damages().get(0).toString()).startsWith(place);
                assertThat(Files.readAllBytes(bad.resolve(name))).isEqualTo(changed);
            } else {
                // The last record: a torn write looks the same.
                assertThat(read(bad)).isEqualTo(ters.subList(0, 5));
                try (DreamLog log = open(bad)) {
                    assertThat(log.nextCount()).isEqualTo(5);
                    assertThat(log.slotsCut()).isEqualTo(1);
                }
            }
        }
    }

    /** With a sync every 4 slots, 0 to 7 of 10 were durable; the disk may have kept any part of 8 and 9. */
    @Test
    void onlyWhatWasNotYetSyncedMayBeTorn() throws Exception {
        Path whole = dir.resolve("whole");
        write(whole, history(9), options(4, 100, 4));
        byte[] bytes = Files.readAllBytes(only(whole));
        for (int hole = 0; hole < 10; hole++) {
            byte[] changed = bytes.clone();
            Arrays.fill(changed, HEADER + hole * SLOT, HEADER + (hole + 1) * SLOT, (byte) 0);
            Path bad = copyOf(dir.resolve("hole" + hole), only(whole), changed);
            if (hole < 8) {
                assertFails(Kind.LOG_CORRUPT, () -> open(bad), "byte " + (HEADER + hole * SLOT));
            } else {
                try (DreamLog log = open(bad)) {
                    assertThat(log.nextCount()).isEqualTo(hole - 1);
                    assertThat(log.slotsCut()).isEqualTo(10 - hole);
                }
            }
        }
    }

    /**
     * A power cut after any write: what was synced is there, of the slots behind it any bytes. Here from each byte on
     * nothing, zeros, or garbage; the disk may also have kept a later slot and lost an earlier one.
     */
    @Test
    void aTornWriteAtAnyByteIsCutBackToWholeRecords() throws Exception {
        int syncEvery = 5;
        List<Ter> ters = after(TerChain.START, 17, 12, 30);
        Path whole = dir.resolve("whole");
        write(whole, ters, options(syncEvery, 100, 4));
        byte[] bytes = Files.readAllBytes(only(whole));
        int slots = (bytes.length - HEADER) / SLOT;
        // At least one record has a head of its own, so that one lies at a border between synced and not.
        assertThat(slots).isGreaterThan(14);
        SplittableRandom random = new SplittableRandom(18);
        Path torn = dir.resolve("torn");
        for (int begun = 1; begun <= slots; begun++) {
            int durable = (begun - 1) / syncEvery * syncEvery;
            byte[] written = Arrays.copyOf(bytes, HEADER + begun * SLOT);
            for (int at = HEADER + durable * SLOT; at < written.length; at++) {
                int kind = random.nextInt(4);
                byte[] left = left(written, at, kind, random);
                copyOf(torn, only(whole), left);
                int goodSlots = (at - HEADER) / SLOT;
                String what = "begun " + begun + ", byte " + at + ", kind " + kind;
                int records = recordsIn(written, goodSlots);
                DreamInspection inspection = DreamLog.inspect(torn);
                assertThat(inspection.damages()).as(what).isEmpty();
                assertThat(inspection.records()).as(what).isEqualTo(records);
                assertThat(read(torn)).as(what).isEqualTo(ters.subList(0, records));
                if (at % 29 == 0) {
                    try (DreamLog log = open(torn)) {
                        assertThat(log.range(0, 99)).as(what).isEqualTo(ters.subList(0, records));
                        log.append(records, ters.get(records));
                    }
                    assertThat(Files.readAllBytes(only(torn))).as(what).isEqualTo(Arrays.copyOf(bytes, (int)
                            Files.size(only(torn))));
                }
            }
        }
    }

    private static byte[] left(byte[] written, int at, int kind, SplittableRandom random) {
        byte[] left = kind == 0 ? Arrays.copyOf(written, at) : written.clone();
        if (kind == 1) {
            Arrays.fill(left, at, left.length, (byte) 0);
        } else if (kind == 2) {
            Arrays.fill(left, at, left.length, (byte) random.nextInt(256));
            left[at] = (byte) ~written[at];
        } else if (kind == 3) {
            // Only this byte; what was written later has reached the disk.
            left[at] ^= (byte) random.nextInt(1, 256);
        }
        return left;
    }

    /** Record slots before a slot; a head tells of no record that is not behind it. */
    private static int recordsIn(byte[] bytes, int slots) {
        int records = 0;
        for (int slot = 0; slot < slots; slot++) {
            records += (bytes[HEADER + slot * SLOT] & 0xff) >>> 6 == 1 ? 1 : 0;
        }
        return records;
    }

    @Test
    void aGoodSlotInTheWrongPlaceIsDamage() throws Exception {
        write(dir, history(6), options(1, 100, 4));
        Path file = only(dir);
        byte[] bytes = Files.readAllBytes(file);
        byte[] second = Arrays.copyOfRange(bytes, HEADER + 2 * SLOT, HEADER + 3 * SLOT);
        System.arraycopy(bytes, HEADER + 3 * SLOT, bytes, HEADER + 2 * SLOT, SLOT);
        System.arraycopy(second, 0, bytes, HEADER + 3 * SLOT, SLOT);
        Files.write(file, bytes);
        assertFails(Kind.LOG_CORRUPT, () -> open(dir), "byte " + (HEADER + 2 * SLOT));
    }

    /** Same count, same difference of time, whole by itself: only what it implies tells. */
    @Test
    void aSlotOfAnotherHistoryIsDamage() throws Exception {
        Path here = dir.resolve("here");
        Path there = dir.resolve("there");
        write(here, after(TerChain.START, 1, 6, 0), options(1, 100, 4));
        write(there, after(TerChain.START, 2, 6, 0), options(1, 100, 4));
        byte[] bytes = Files.readAllBytes(only(here));
        System.arraycopy(Files.readAllBytes(only(there)), HEADER + 3 * SLOT, bytes, HEADER + 3 * SLOT, SLOT);
        Files.write(only(here), bytes);
        assertFails(Kind.LOG_CORRUPT, () -> open(here), "byte " + (HEADER + 3 * SLOT));
    }

    @Test
    void damageInAnOlderSegmentIsReportedWhenItIsRead() throws Exception {
        List<Ter> ters = history(1300);
        write(dir, ters, options(256, 600, 4));
        Path first = only(dir);
        byte[] bytes = Files.readAllBytes(first);
        // Record 300 lies in the second block, which begins with record 255; the third one begins with record 510.
        int position = HEADER + (300 + 2) * SLOT;
        bytes[position + 20] ^= 1;
        Files.write(first, bytes);
        try (DreamLog log = open(dir)) {
            assertThat(log.range(0, 300)).isEqualTo(ters.subList(0, 300));
            assertThat(log.range(510, 2000)).isEqualTo(ters.subList(510, 1300));
            assertFails(Kind.LOG_CORRUPT, () -> log.range(0, 301), "byte " + position);
            assertFails(Kind.LOG_CORRUPT, () -> log.range(400, 1), "byte " + position);
            assertFails(Kind.LOG_CORRUPT, log::scan, "byte " + position);
        }
    }

    @Test
    void aMissingShortenedOrRenamedSegmentIsReported() throws Exception {
        List<Ter> ters = history(20);
        Path missing = dir.resolve("missing");
        write(missing, ters, options(1, 8, 4));
        Files.delete(missing.resolve(Directory.name(8)));
        assertFails(Kind.LOG_CORRUPT, () -> open(missing), "expected 8 records in 9 slots");
        assertFails(Kind.LOG_CORRUPT, () -> read(missing), "a next segment that begins with record 16");
        Path shortened = dir.resolve("shortened");
        write(shortened, ters, options(1, 8, 4));
        Path first = only(shortened);
        Files.write(first, Arrays.copyOf(Files.readAllBytes(first), HEADER + 8 * SLOT));
        assertFails(
                Kind.LOG_CORRUPT, () -> open(shortened), "byte " + (HEADER + 8 * SLOT) + " of " + Directory.name(0));
        Path renamed = dir.resolve("renamed");
        write(renamed, ters.subList(0, 3), options(1, 8, 4));
        Files.move(only(renamed), renamed.resolve(Directory.name(5)));
        assertFails(Kind.LOG_CORRUPT, () -> open(renamed), "file's name");
        // The failed openings hold neither files nor the lock.
        Files.move(renamed.resolve(Directory.name(5)), renamed.resolve(Directory.name(0)));
        open(renamed).close();
    }

    /** A segment that was put back from another time: its length fits, its history does not. */
    @Test
    void anOlderSegmentThatEndsElsewhereIsReportedWhenItIsRead() throws Exception {
        Path here = dir.resolve("here");
        Path there = dir.resolve("there");
        write(here, after(TerChain.START, 1, 20, 0), options(1, 8, 4));
        write(there, after(TerChain.START, 2, 20, 0), options(1, 8, 4));
        Files.write(only(here), Files.readAllBytes(only(there)));
        try (DreamLog log = open(here)) {
            assertThat(log.range(8, 12)).hasSize(12);
            assertFails(Kind.LOG_CORRUPT, () -> log.range(0, 20), "expected records that end at TerChain[count=8");
            assertFails(Kind.LOG_CORRUPT, log::scan, "expected records that end at TerChain[count=8");
        }
        assertFails(Kind.LOG_CORRUPT, () -> read(here), "expected records that end at TerChain[count=8");
        assertThat(DreamLog.inspect(here).damages()).hasSize(1);
    }

    @Test
    void aSegmentThatWasHalfMadeAtACrashIsRemoved() throws Exception {
        write(dir, history(3), options(1, 3, 4));
        Path half = Files.write(dir.resolve(Directory.name(3) + ".tmp"), new byte[7]);
        assertThat(DreamLog.inspect(dir).leftovers())
                .containsExactly(half.getFileName().toString());
        try (DreamLog log = DreamLog.open(dir, TerChain.START, options(1, 3, 4))) {
            assertThat(half).doesNotExist();
            log.append(3, history(4).get(3));
            assertThat(log.range(0, 9)).isEqualTo(history(4));
        }
    }

    /** A crash in a roll: the new segment is there, at any length up to its first record, or not there at all. */
    @Test
    void aCrashWhileRollingLosesNothing() throws Exception {
        List<Ter> ters = after(TerChain.START, 21, 6, 50);
        Path whole = dir.resolve("whole");
        write(whole, ters.subList(0, 5), options(1, 4, 4));
        List<Path> files = Directory.segments(whole);
        assertThat(files).hasSize(2);
        byte[] older = Files.readAllBytes(files.get(0));
        byte[] newer = Files.readAllBytes(files.get(1));
        for (int length = 0; length <= newer.length; length += length < HEADER - 1 ? HEADER - 1 : 1) {
            Path crashed = copyOf(dir.resolve("roll" + length), files.get(0), older);
            if (length >= HEADER) {
                copyOf(crashed, files.get(1), Arrays.copyOf(newer, length));
            } else {
                // Before it has its name.
                Files.write(crashed.resolve(files.get(1).getFileName() + ".tmp"), Arrays.copyOf(newer, length));
            }
            int records = length == newer.length ? 5 : 4;
            assertThat(read(crashed)).isEqualTo(ters.subList(0, records));
            assertThat(DreamLog.inspect(crashed).sound()).isTrue();
            try (DreamLog log = DreamLog.open(crashed, TerChain.START, options(1, 4, 4))) {
                assertThat(log.nextCount()).isEqualTo(records);
                fill(log, ters, records, 6);
                assertThat(log.range(0, 9)).isEqualTo(ters);
            }
        }
    }
}
