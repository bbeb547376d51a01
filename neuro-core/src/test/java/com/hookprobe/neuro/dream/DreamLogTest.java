package com.hookprobe.neuro.dream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.NeuroException.Kind;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import com.hookprobe.neuro.WeightEvolution;
import com.hookprobe.neuro.WeightState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DreamLogTest {
    private static final int HEADER = 32;
    private static final int RECORD = 80;

    @TempDir
    Path dir;

    private static List<Ter> history(int n) {
        SplittableRandom random = new SplittableRandom(99);
        List<Ter> ters = new ArrayList<>();
        TerChain chain = TerChain.START;
        for (int i = 0; i < n; i++) {
            byte[] entropy = new byte[32];
            random.nextBytes(entropy);
            Ter ter = chain.next(entropy, new byte[20], 1000L * i + 1);
            ters.add(ter);
            chain = chain.after(ter);
        }
        return ters;
    }

    private static DreamLogOptions options(int syncEvery, int perSegment, int segments) {
        return new DreamLogOptions(syncEvery, perSegment, segments);
    }

    private static void fill(DreamLog log, List<Ter> ters, int from, int to) throws NeuroException {
        for (int i = from; i < to; i++) {
            log.append(i, ters.get(i));
        }
    }

    private void write(Path where, List<Ter> ters, DreamLogOptions options) throws NeuroException {
        try (DreamLog log = DreamLog.open(where, 0, options)) {
            fill(log, ters, 0, ters.size());
        }
    }

    private static Path only(Path where) throws IOException {
        try (Stream<Path> files = Files.list(where)) {
            return files.filter(f -> f.toString().endsWith(".dream"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void assertFails(
            Kind kind, org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String text) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        NeuroException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(text);
    }

    @Test
    void whatWasAppendedIsThereAfterOpeningAgain() throws Exception {
        List<Ter> ters = history(25);
        try (DreamLog log = DreamLog.open(dir, 0, options(1, 7, 10))) {
            assertThat(log.firstCount()).isZero();
            fill(log, ters, 0, 25);
            assertThat(log.nextCount()).isEqualTo(25);
        }
        try (DreamLog log = DreamLog.open(dir, 77, options(4, 100, 10))) {
            assertThat(log.nextCount()).isEqualTo(25);
            assertThat(log.recordsCut()).isZero();
            log.scan();
            for (int from = 0; from <= 25; from++) {
                for (int n : new int[] {0, 1, 6, 7, 8, 30}) {
                    assertThat(log.range(from, n)).isEqualTo(ters.subList(from, Math.min(25, from + n)));
                }
            }
        }
    }

    @Test
    void anEmptyLogStartsWhereItIsTold() throws Exception {
        List<Ter> ters = history(3);
        try (DreamLog log = DreamLog.open(dir, 1000, DreamLogOptions.DEFAULT)) {
            assertThat(log.firstCount()).isEqualTo(1000);
            assertThat(log.nextCount()).isEqualTo(1000);
            assertThat(log.range(1000, 5)).isEmpty();
            log.append(1000, ters.get(0));
            assertThatThrownBy(() -> log.append(1000, ters.get(1))).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> log.append(1002, ters.get(1))).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> log.range(1002, 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> log.range(1000, DreamLog.RANGE_MAX + 1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertFails(Kind.LOG_TRIMMED, () -> log.range(999, 1), "the oldest one is 1000");
        }
    }

    @Test
    void everyTruncationOfTheFileIsEitherCutOrReported() throws Exception {
        List<Ter> ters = history(5);
        Path whole = dir.resolve("whole");
        write(whole, ters, options(1, 100, 4));
        Path name = only(whole).getFileName();
        byte[] bytes = Files.readAllBytes(only(whole));
        assertThat(bytes).hasSize(HEADER + 5 * RECORD);
        for (int length = 0; length <= bytes.length; length++) {
            Path torn = Files.createDirectories(dir.resolve("torn" + length));
            Files.write(torn.resolve(name), Arrays.copyOf(bytes, length));
            if (length < HEADER) {
                // A header is durable before it has its name, so this is no crash.
                assertFails(Kind.LOG_CORRUPT, () -> DreamLog.open(torn, 0, DreamLogOptions.DEFAULT), "byte 0");
                continue;
            }
            int records = (length - HEADER) / RECORD;
            boolean partial = (length - HEADER) % RECORD != 0;
            try (DreamLog log = DreamLog.open(torn, 0, DreamLogOptions.DEFAULT)) {
                assertThat(log.nextCount()).isEqualTo(records);
                assertThat(log.recordsCut()).isEqualTo(partial ? 1 : 0);
                assertThat(Files.size(only(torn))).isEqualTo(HEADER + (long) records * RECORD);
                // Each record costs a sync of a real disk, so not after every length.
                if (length % 9 == 0) {
                    fill(log, ters, records, 5);
                    assertThat(Files.readAllBytes(only(torn))).isEqualTo(bytes);
                }
            }
        }
    }

    @Test
    void aFlippedBitInWhatWasDurableIsReportedWithItsPlace() throws Exception {
        List<Ter> ters = history(6);
        Path whole = dir.resolve("whole");
        write(whole, ters, options(1, 100, 4));
        Path name = only(whole).getFileName();
        byte[] bytes = Files.readAllBytes(only(whole));
        SplittableRandom random = new SplittableRandom(5);
        for (int at = 0; at < bytes.length; at++) {
            Path bad = Files.createDirectories(dir.resolve("bad" + at));
            byte[] changed = bytes.clone();
            changed[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(bad.resolve(name), changed);
            int record = (at - HEADER) / RECORD;
            if (at < HEADER) {
                assertFails(Kind.LOG_CORRUPT, () -> DreamLog.open(bad, 0, DreamLogOptions.DEFAULT), "byte 0 of");
            } else if (record < 5) {
                assertFails(
                        Kind.LOG_CORRUPT,
                        () -> DreamLog.open(bad, 0, DreamLogOptions.DEFAULT),
                        "byte " + (HEADER + record * RECORD) + " of " + name);
                assertThat(Files.readAllBytes(bad.resolve(name))).isEqualTo(changed);
            } else {
                // The last record: a torn write looks the same.
                try (DreamLog log = DreamLog.open(bad, 0, DreamLogOptions.DEFAULT)) {
                    assertThat(log.nextCount()).isEqualTo(5);
                    assertThat(log.recordsCut()).isEqualTo(1);
                }
            }
        }
    }

    /** With a sync every 4 records, 0 to 7 of 10 were durable; the disk may have kept any part of 8 and 9. */
    @Test
    void onlyWhatWasNotYetSyncedMayBeTorn() throws Exception {
        List<Ter> ters = history(10);
        Path whole = dir.resolve("whole");
        write(whole, ters, options(4, 100, 4));
        byte[] bytes = Files.readAllBytes(only(whole));
        for (int hole = 0; hole < 10; hole++) {
            Path bad = Files.createDirectories(dir.resolve("hole" + hole));
            byte[] changed = bytes.clone();
            Arrays.fill(changed, HEADER + hole * RECORD, HEADER + (hole + 1) * RECORD, (byte) 0);
            Files.write(bad.resolve(only(whole).getFileName()), changed);
            if (hole < 8) {
                assertFails(
                        Kind.LOG_CORRUPT,
                        () -> DreamLog.open(bad, 0, DreamLogOptions.DEFAULT),
                        "byte " + (HEADER + hole * RECORD));
            } else {
                try (DreamLog log = DreamLog.open(bad, 0, DreamLogOptions.DEFAULT)) {
                    assertThat(log.nextCount()).isEqualTo(hole);
                    assertThat(log.recordsCut()).isEqualTo(10 - hole);
                }
            }
        }
    }

    @Test
    void aGoodRecordInTheWrongPlaceIsDamage() throws Exception {
        write(dir, history(6), options(1, 100, 4));
        Path file = only(dir);
        byte[] bytes = Files.readAllBytes(file);
        byte[] second = Arrays.copyOfRange(bytes, HEADER + RECORD, HEADER + 2 * RECORD);
        System.arraycopy(bytes, HEADER + 2 * RECORD, bytes, HEADER + RECORD, RECORD);
        System.arraycopy(second, 0, bytes, HEADER + 2 * RECORD, RECORD);
        Files.write(file, bytes);
        assertFails(
                Kind.LOG_CORRUPT, () -> DreamLog.open(dir, 0, DreamLogOptions.DEFAULT), "byte " + (HEADER + RECORD));
    }

    @Test
    void damageInAnOlderSegmentIsReportedWhenItIsRead() throws Exception {
        List<Ter> ters = history(20);
        write(dir, ters, options(1, 8, 4));
        Path first = only(dir);
        byte[] bytes = Files.readAllBytes(first);
        bytes[HEADER + 3 * RECORD + 20] ^= 1;
        Files.write(first, bytes);
        try (DreamLog log = DreamLog.open(dir, 0, DreamLogOptions.DEFAULT)) {
            assertThat(log.range(0, 3)).isEqualTo(ters.subList(0, 3));
            assertThat(log.range(4, 16)).isEqualTo(ters.subList(4, 20));
            assertFails(Kind.LOG_CORRUPT, () -> log.range(0, 20), "byte " + (HEADER + 3 * RECORD));
            assertFails(Kind.LOG_CORRUPT, log::scan, "byte " + (HEADER + 3 * RECORD));
        }
    }

    @Test
    void aMissingShortenedOrRenamedSegmentIsReported() throws Exception {
        List<Ter> ters = history(20);
        Path missing = dir.resolve("missing");
        write(missing, ters, options(1, 8, 4));
        Files.delete(missing.resolve("0000000000000000008.dream"));
        assertFails(Kind.LOG_CORRUPT, () -> DreamLog.open(missing, 0, DreamLogOptions.DEFAULT), "expected 16 records");
        Path shortened = dir.resolve("shortened");
        write(shortened, ters, options(1, 8, 4));
        Path first = only(shortened);
        Files.write(first, Arrays.copyOf(Files.readAllBytes(first), HEADER + 7 * RECORD));
        assertFails(Kind.LOG_CORRUPT, () -> DreamLog.open(shortened, 0, DreamLogOptions.DEFAULT), "expected 8 records");
        Path renamed = dir.resolve("renamed");
        write(renamed, ters.subList(0, 3), options(1, 8, 4));
        Files.move(only(renamed), renamed.resolve("0000000000000000005.dream"));
        assertFails(Kind.LOG_CORRUPT, () -> DreamLog.open(renamed, 0, DreamLogOptions.DEFAULT), "file's name");
        // The failed openings hold neither files nor the lock.
        Files.move(renamed.resolve("0000000000000000005.dream"), renamed.resolve("0000000000000000000.dream"));
        DreamLog.open(renamed, 0, DreamLogOptions.DEFAULT).close();
    }

    @Test
    void aSegmentThatWasHalfMadeAtACrashIsRemoved() throws Exception {
        write(dir, history(3), options(1, 3, 4));
        Path half = Files.write(dir.resolve("0000000000000000003.dream.tmp"), new byte[7]);
        try (DreamLog log = DreamLog.open(dir, 0, options(1, 3, 4))) {
            assertThat(half).doesNotExist();
            log.append(3, history(4).get(3));
            assertThat(log.range(0, 9)).isEqualTo(history(4));
        }
    }

    @Test
    void theLimitIsKeptAndTrimmingMakesRoom() throws Exception {
        List<Ter> ters = history(12);
        try (DreamLog log = DreamLog.open(dir, 0, options(1, 3, 3))) {
            fill(log, ters, 0, 9);
            assertFails(Kind.LOG_FULL, () -> log.append(9, ters.get(9)), "limit of 3 segments");
            assertThat(log.nextCount()).isEqualTo(9);
            log.trimBefore(2);
            assertThat(log.firstCount()).isZero();
            assertFails(Kind.LOG_FULL, () -> log.append(9, ters.get(9)), "limit");
            log.trimBefore(5);
            assertThat(log.firstCount()).isEqualTo(3);
            fill(log, ters, 9, 12);
            assertFails(Kind.LOG_TRIMMED, () -> log.range(2, 1), "record 2 is gone");
            assertThat(log.range(3, 20)).isEqualTo(ters.subList(3, 12));
            log.trimBefore(Long.MAX_VALUE);
            assertThat(log.firstCount()).isEqualTo(9);
        }
        try (DreamLog log = DreamLog.open(dir, 0, options(1, 3, 3))) {
            assertThat(log.firstCount()).isEqualTo(9);
            assertThat(log.nextCount()).isEqualTo(12);
        }
    }

    @Test
    void oneObjectAtATime() throws Exception {
        DreamLog log = DreamLog.open(dir, 0, DreamLogOptions.DEFAULT);
        assertFails(Kind.LOG_LOCKED, () -> DreamLog.open(dir, 0, DreamLogOptions.DEFAULT), "already");
        log.close();
        log.close();
        assertThatThrownBy(log::nextCount).isInstanceOf(IllegalStateException.class);
        DreamLog.open(dir, 0, DreamLogOptions.DEFAULT).close();
    }

    /** An interrupt closes the file under the log: a real input and output error, without a mock. */
    @Test
    void afterAnErrorTheLogTakesNothingUntilItIsOpenedAgain() throws Exception {
        List<Ter> ters = history(5);
        DreamLog log = DreamLog.open(dir, 0, DreamLogOptions.DEFAULT);
        fill(log, ters, 0, 3);
        Thread.currentThread().interrupt();
        try {
            assertFails(Kind.IO, () -> log.append(3, ters.get(3)), "cannot append record 3");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertFails(Kind.IO, () -> log.append(3, ters.get(3)), "opened again");
        log.close();
        try (DreamLog again = DreamLog.open(dir, 0, DreamLogOptions.DEFAULT)) {
            assertThat(again.nextCount()).isEqualTo(3);
            fill(again, ters, 3, 5);
            assertThat(again.range(0, 9)).isEqualTo(ters);
        }
    }

    @Test
    void othersMayNotReadIt() throws Exception {
        write(dir, history(1), DreamLogOptions.DEFAULT);
        if (Files.getFileStore(dir).supportsFileAttributeView("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(only(dir))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void savedWeightsCatchUpWithTheLog() throws Exception {
        List<Ter> ters = history(40);
        WeightState live = WeightState.fromSeed(new byte[32]);
        WeightState saved = live.copy();
        WeightState stranger = live.copy();
        for (int i = 0; i < 40; i++) {
            WeightEvolution.step(live, ters.get(i));
            if (i == 14) {
                saved = live.copy();
            }
        }
        try (DreamLog log = DreamLog.open(dir, 0, options(1, 16, 4))) {
            fill(log, ters, 0, 40);
            assertThat(log.catchUp(saved)).isEqualTo(25);
            assertThat(saved.fingerprint()).isEqualTo(live.fingerprint());
            assertThat(log.catchUp(saved)).isZero();
            WeightEvolution.step(live, live.chain().next(new byte[32], new byte[20], 1));
            WeightState ahead = live;
            assertFails(Kind.LOG_CORRUPT, () -> log.catchUp(ahead), "ends at 40, the weights are at 41");
            WeightEvolution.step(stranger, TerChain.START.next(new byte[32], new byte[20], 1));
            assertFails(Kind.LOG_CORRUPT, () -> log.catchUp(stranger), "CHAIN_BREAK");
        }
    }

    @Test
    void theOptionsAreChecked() {
        for (int[] bad :
                new int[][] {{0, 1, 2}, {1025, 1, 2}, {1, 0, 2}, {1, (1 << 20) + 1, 2}, {1, 1, 1}, {1, 1, 65_537}}) {
            assertThatThrownBy(() -> options(bad[0], bad[1], bad[2])).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(options(1024, 1 << 20, 65_536)).isNotNull();
        assertThatThrownBy(() -> DreamLog.open(dir, -1, DreamLogOptions.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
