package com.hookprobe.neuro.dream;

import static com.hookprobe.neuro.dream.DreamFixture.HEADER;
import static com.hookprobe.neuro.dream.DreamFixture.SLOT;
import static com.hookprobe.neuro.dream.DreamFixture.after;
import static com.hookprobe.neuro.dream.DreamFixture.assertFails;
import static com.hookprobe.neuro.dream.DreamFixture.chain;
import static com.hookprobe.neuro.dream.DreamFixture.fill;
import static com.hookprobe.neuro.dream.DreamFixture.history;
import static com.hookprobe.neuro.dream.DreamFixture.only;
import static com.hookprobe.neuro.dream.DreamFixture.open;
import static com.hookprobe.neuro.dream.DreamFixture.options;
import static com.hookprobe.neuro.dream.DreamFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.neuro.NeuroException.Kind;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import com.hookprobe.neuro.WeightEvolution;
import com.hookprobe.neuro.WeightState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a log does for who uses it. Crashes and damage: DreamLogCrashTest. */
class DreamLogTest {
    @TempDir
    Path dir;

    @Test
    void whatWasAppendedIsThereAfterOpeningAgain() throws Exception {
        List<Ter> ters = history(25);
        try (DreamLog log = DreamLog.open(dir, TerChain.START, options(1, 7, 10))) {
            assertThat(log.firstCount()).isZero();
            fill(log, ters, 0, 25);
            assertThat(log.nextCount()).isEqualTo(25);
        }
        try (DreamLog log = DreamLog.open(dir, new TerChain(77, 1, 2), options(4, 100, 10))) {
            assertThat(log.nextCount()).isEqualTo(25);
            assertThat(log.chain()).isEqualTo(chain(TerChain.START, ters));
            assertThat(log.slotsCut()).isZero();
            log.scan();
            for (int from = 0; from <= 25; from++) {
                for (int n : new int[] {0, 1, 6, 7, 8, 30}) {
                    assertThat(log.range(from, n)).isEqualTo(ters.subList(from, Math.min(25, from + n)));
                }
                assertThat(log.chainAt(from)).isEqualTo(chain(TerChain.START, ters.subList(0, from)));
            }
        }
    }

    @Test
    void anEmptyLogStartsWhereItIsTold() throws Exception {
        TerChain start = new TerChain(1000, 1_764_547_200_000_123L, 4711);
        List<Ter> ters = after(start, 3, 3, 0);
        try (DreamLog log = DreamLog.open(dir, start, DreamLogOptions.DEFAULT)) {
            assertThat(log.firstCount()).isEqualTo(1000);
            assertThat(log.nextCount()).isEqualTo(1000);
            assertThat(log.chain()).isEqualTo(start);
            assertThat(log.range(1000, 5)).isEmpty();
            assertThat(log.packed(1000, 5).records()).isZero();
            assertThat(log.info()).isEqualTo(new DreamLogInfo(1, HEADER, 1000, 1000, 0, 0));
            log.append(1000, ters.get(0));
            assertThatThrownBy(() -> log.append(1000, ters.get(1))).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> log.append(1002, ters.get(1))).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> log.range(1002, 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> log.chainAt(1002)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> log.range(1000, DreamLog.RANGE_MAX + 1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertFails(Kind.LOG_TRIMMED, () -> log.range(999, 1), "the oldest one is 1000");
            assertFails(Kind.LOG_TRIMMED, () -> log.packed(999, 1), "the oldest one is 1000");
        }
        try (DreamLog log = open(dir)) {
            assertThat(log.chainAt(1000)).isEqualTo(start);
            assertThat(log.chain()).isEqualTo(start.after(ters.get(0)));
            log.append(1001, ters.get(1));
            assertThat(log.range(1000, 9)).isEqualTo(ters.subList(0, 2));
        }
    }

    /** What could not be packed is refused, and the log goes on. */
    @Test
    void aRecordThatDoesNotContinueTheHistoryIsRefused() throws Exception {
        List<Ter> ters = history(4);
        byte[] e = new byte[32];
        byte[] h = ters.get(0).integrity();
        try (DreamLog log = open(dir)) {
            fill(log, ters, 0, 2);
            long last = ters.get(1).timestampMicros();
            int crc = ters.get(1).crc();
            assertFails(Kind.RECORD_NOT_NEXT, () -> log.append(2, ters.get(3)), "SEQUENCE_GAP");
            assertFails(Kind.RECORD_NOT_NEXT, () -> log.append(2, ters.get(1)), "SEQUENCE_REPEAT");
            assertFails(Kind.RECORD_NOT_NEXT, () -> log.append(2, Ter.of(e, h, last, 2, crc)), "TIME_NOT_LATER");
            assertFails(Kind.RECORD_NOT_NEXT, () -> log.append(2, Ter.of(e, h, -1, 2, crc)), "TIME_OUT_OF_RANGE");
            assertFails(Kind.RECORD_NOT_NEXT, () -> log.append(2, Ter.of(e, h, last + 1, 2, crc ^ 1)), "CHAIN_BREAK");
            assertThat(Files.size(only(dir))).isEqualTo(HEADER + 3 * SLOT);
            fill(log, ters, 2, 4);
            assertThat(log.range(0, 9)).isEqualTo(ters);
        }
    }

    @Test
    void theLimitIsKeptAndTrimmingMakesRoom() throws Exception {
        List<Ter> ters = history(12);
        try (DreamLog log = DreamLog.open(dir, TerChain.START, options(1, 3, 3))) {
            fill(log, ters, 0, 9);
            assertFails(Kind.LOG_FULL, () -> log.append(9, ters.get(9)), "limit of 3 segments");
            assertThat(log.nextCount()).isEqualTo(9);
            log.trimBefore(2);
            assertThat(log.firstCount()).isZero();
            assertFails(Kind.LOG_FULL, () -> log.append(9, ters.get(9)), "limit");
            log.trimBefore(5);
            assertThat(log.firstCount()).isEqualTo(3);
            assertThat(log.chainAt(3)).isEqualTo(chain(TerChain.START, ters.subList(0, 3)));
            fill(log, ters, 9, 12);
            assertFails(Kind.LOG_TRIMMED, () -> log.range(2, 1), "record 2 is gone");
            assertThat(log.range(3, 20)).isEqualTo(ters.subList(3, 12));
            log.trimBefore(Long.MAX_VALUE);
            assertThat(log.firstCount()).isEqualTo(9);
        }
        try (DreamLog log = DreamLog.open(dir, TerChain.START, options(1, 3, 3))) {
            assertThat(log.firstCount()).isEqualTo(9);
            assertThat(log.nextCount()).isEqualTo(12);
            assertThat(log.range(9, 9)).isEqualTo(ters.subList(9, 12));
        }
        assertThat(DreamFixture.read(dir)).isEqualTo(ters.subList(9, 12));
    }

    @Test
    void itTellsHowMuchItHolds() throws Exception {
        List<Ter> ters = history(20);
        DreamLogInfo expected = new DreamLogInfo(
                3,
                3 * HEADER + (3 + 20) * SLOT,
                0,
                20,
                ters.get(0).timestampMicros(),
                ters.get(19).timestampMicros());
        try (DreamLog log = DreamLog.open(dir, TerChain.START, options(1, 8, 4))) {
            fill(log, ters, 0, 20);
            assertThat(log.info()).isEqualTo(expected);
            assertThat(log.info().records()).isEqualTo(20);
            assertThat(DreamLog.inspect(dir).info()).isEqualTo(expected);
            log.trimBefore(8);
            assertThat(log.info().oldestMicros()).isEqualTo(ters.get(8).timestampMicros());
            assertThat(log.info().firstCount()).isEqualTo(8);
        }
    }

    @Test
    void oneObjectAtATime() throws Exception {
        DreamLog log = open(dir);
        assertFails(Kind.LOG_LOCKED, () -> open(dir), "already");
        log.close();
        log.close();
        assertThatThrownBy(log::nextCount).isInstanceOf(IllegalStateException.class);
        open(dir).close();
    }

    /** An interrupt closes the file under the log: a real input and output error, without a mock. */
    @Test
    void afterAnErrorTheLogTakesNothingUntilItIsOpenedAgain() throws Exception {
        List<Ter> ters = history(5);
        DreamLog log = open(dir);
        fill(log, ters, 0, 3);
        Thread.currentThread().interrupt();
        try {
            assertFails(Kind.IO, () -> log.append(3, ters.get(3)), "cannot append record 3");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertFails(Kind.IO, () -> log.append(3, ters.get(3)), "opened again");
        assertFails(Kind.IO, () -> log.range(0, 1), "cannot read");
        log.close();
        try (DreamLog again = open(dir)) {
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
        try (DreamLog log = DreamLog.open(dir, TerChain.START, options(1, 16, 4))) {
            fill(log, ters, 0, 40);
            assertThat(log.catchUp(saved)).isEqualTo(25);
            assertThat(saved.fingerprint()).isEqualTo(live.fingerprint());
            assertThat(log.catchUp(saved)).isZero();
            WeightState atTheEnd = WeightState.fromSeed(new byte[32]);
            after(TerChain.START, 5, 40, 0).forEach(ter -> WeightEvolution.step(atTheEnd, ter));
            assertFails(Kind.LOG_CORRUPT, () -> log.catchUp(atTheEnd), "the log is at TerChain[count=40");
            WeightEvolution.step(live, live.chain().next(new byte[32], new byte[20], 1));
            WeightState ahead = live;
            assertFails(Kind.LOG_CORRUPT, () -> log.catchUp(ahead), "ends at 40, the weights are at 41");
            WeightEvolution.step(stranger, TerChain.START.next(new byte[32], new byte[20], 1));
            assertFails(Kind.LOG_CORRUPT, () -> log.catchUp(stranger), "CHAIN_BREAK");
            log.trimBefore(16);
            WeightState young = WeightState.fromSeed(new byte[32]);
            assertFails(Kind.LOG_TRIMMED, () -> log.catchUp(young), "record 0 is gone, the oldest one is 16");
        }
    }

    @Test
    void theOptionsAreChecked() {
        for (int[] bad :
                new int[][] {{0, 1, 2}, {1025, 1, 2}, {1, 0, 2}, {1, (1 << 20) + 1, 2}, {1, 1, 1}, {1, 1, 65_537}}) {
            assertThatThrownBy(() -> options(bad[0], bad[1], bad[2])).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(options(1024, 1 << 20, 65_536)).isNotNull();
        for (TerChain bad : List.of(new TerChain((1L << 62) + 1, 0, 0), new TerChain(1, -1, 0))) {
            assertThatThrownBy(() -> DreamLog.open(dir, bad, DreamLogOptions.DEFAULT))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at most 2^62");
        }
    }

    /** The format of 80-byte records had this header. */
    @Test
    void aLogOfTheFirstFormatIsNamed() throws Exception {
        ByteBuffer old = ByteBuffer.allocate(32)
                .put("HPDREAM1".getBytes(StandardCharsets.US_ASCII))
                .putLong(0)
                .putInt(1)
                .putLong(0);
        CRC32C crc = new CRC32C();
        crc.update(old.array(), 0, 28);
        byte[] header = old.putInt((int) crc.getValue()).array();
        Path file = dir.resolve("0000000000000000000.dream");
        for (byte[] bytes : List.of(header, Arrays.copyOf(header, 32 + 3 * 80))) {
            Files.write(file, bytes);
            assertFails(Kind.LOG_VERSION, () -> open(dir), "HPDREAM1");
            assertFails(Kind.LOG_VERSION, () -> DreamReader.open(dir), "HPDREAM1");
            assertFails(Kind.LOG_VERSION, () -> DreamLog.inspect(dir), "HPDREAM1");
            assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
        }
        header[9] ^= 1;
        Files.write(file, header);
        assertFails(Kind.LOG_CORRUPT, () -> open(dir), "a header of 40 bytes");
    }
}
