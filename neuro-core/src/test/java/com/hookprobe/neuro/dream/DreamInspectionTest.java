package com.hookprobe.neuro.dream;

import static com.hookprobe.neuro.dream.DreamFixture.HEADER;
import static com.hookprobe.neuro.dream.DreamFixture.SLOT;
import static com.hookprobe.neuro.dream.DreamFixture.after;
import static com.hookprobe.neuro.dream.DreamFixture.assertFails;
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
import com.hookprobe.neuro.dream.DreamInspection.Gap;
import com.hookprobe.neuro.dream.DreamInspection.TornTail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading a log without its lock: the inspection and the reader. */
class DreamInspectionTest {
    @TempDir
    Path dir;

    private static void flip(Path file, int position) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[position] ^= 1;
        Files.write(file, bytes);
    }

    private static Map<String, byte[]> contents(Path where) throws IOException {
        Map<String, byte[]> found = new TreeMap<>();
        try (var files = Files.list(where)) {
            for (Path file : files.toList()) {
                found.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return found;
    }

    @Test
    void anOpenLogIsReadWithoutItsLock() throws Exception {
        List<Ter> ters = history(20);
        try (DreamLog log = DreamLog.open(dir, TerChain.START, options(1, 8, 4))) {
            assertThat(read(dir)).isEmpty();
            assertThat(DreamLog.inspect(dir).info()).isEqualTo(log.info());
            fill(log, ters, 0, 10);
            assertThat(read(dir)).isEqualTo(ters.subList(0, 10));
            fill(log, ters, 10, 20);
            assertThat(read(dir)).isEqualTo(ters);
            DreamInspection found = DreamLog.inspect(dir);
            assertThat(found.info()).isEqualTo(log.info());
            assertThat(found.records()).isEqualTo(20);
            assertThat(found.sound()).isTrue();
            assertThat(found.tornTail()).isEmpty();
            assertThat(found.leftovers()).isEmpty();
        }
    }

    @Test
    void theReaderTellsThePlaceOfEachRecord() throws Exception {
        TerChain start = new TerChain(70, 80, 90);
        List<Ter> ters = after(start, 2, 20, 20);
        try (DreamLog log = DreamLog.open(dir, start, options(8, 7, 4))) {
            for (int i = 0; i < 20; i++) {
                log.append(70 + i, ters.get(i));
            }
        }
        try (DreamReader reader = DreamReader.open(dir)) {
            TerChain place = start;
            for (Ter ter : ters) {
                assertThat(reader.place()).isEqualTo(place);
                assertThat(reader.next()).contains(ter);
                place = place.after(ter);
            }
            assertThat(reader.place()).isEqualTo(place);
            assertThat(reader.next()).isEmpty();
            assertThat(reader.next()).isEmpty();
        }
    }

    @Test
    void noLogIsAnError() {
        assertFails(Kind.IO, () -> DreamReader.open(dir), "no dream log in");
        assertFails(Kind.IO, () -> DreamLog.inspect(dir), "no dream log in");
        assertFails(Kind.IO, () -> DreamReader.open(dir.resolve("nowhere")), "cannot read");
        assertFails(Kind.IO, () -> DreamLog.inspect(dir.resolve("nowhere")), "cannot read");
    }

    @Test
    void aTornTailIsToldAndLeftAlone() throws Exception {
        write(dir, history(10), options(4, 100, 4));
        byte[] whole = Files.readAllBytes(only(dir));
        // Eleven slots, 8 to 10 not synced; the tenth is bad and the eleventh good.
        flip(only(dir), HEADER + 9 * SLOT + 7);
        Map<String, byte[]> before = contents(dir);
        DreamInspection found = DreamLog.inspect(dir);
        assertThat(found.tornTail()).contains(new TornTail(Directory.name(0), HEADER + 9 * SLOT, 2 * SLOT));
        assertThat(found.sound()).isTrue();
        assertThat(found.records()).isEqualTo(8);
        assertThat(found.info().nextCount()).isEqualTo(8);
        assertThat(read(dir)).isEqualTo(history(8));
        assertThat(contents(dir)).containsExactlyEntriesOf(before);
        Files.write(only(dir), Arrays.copyOf(whole, whole.length - 1));
        assertThat(DreamLog.inspect(dir).tornTail())
                .contains(new TornTail(Directory.name(0), HEADER + 10 * SLOT, SLOT - 1));
    }

    /** Behind a bad slot the records up to the next head are lost, and those after it are found. */
    @Test
    void damageCostsTheRecordsUpToTheNextHead() throws Exception {
        List<Ter> ters = history(1000);
        write(dir, ters, options(1024, 700, 4));
        Path file = only(dir);
        // Record 300, and the head of the third block, which begins with record 510.
        flip(file, HEADER + 302 * SLOT + 5);
        flip(file, HEADER + 512 * SLOT + 5);
        Map<String, byte[]> before = contents(dir);
        DreamInspection found = DreamLog.inspect(dir);
        assertThat(found.gaps()).containsExactly(new Gap(300, 700));
        assertThat(found.damages()).hasSize(1);
        assertThat(found.damages().get(0).position()).isEqualTo(HEADER + 302 * SLOT);
        assertThat(found.damages().get(0).file()).isEqualTo(Directory.name(0));
        assertThat(found.damages().get(0).expected()).contains("of record 300");
        assertThat(found.records()).isEqualTo(600);
        assertThat(found.info().records()).isEqualTo(1000);
        assertThat(found.sound()).isFalse();
        assertThat(contents(dir)).containsExactlyEntriesOf(before);
        try (DreamReader reader = DreamReader.open(dir)) {
            for (Ter ter : ters.subList(0, 300)) {
                assertThat(reader.next()).contains(ter);
            }
            assertFails(Kind.LOG_CORRUPT, reader::next, "byte " + (HEADER + 302 * SLOT));
        }
        // With the head mended, the third block is found again.
        flip(file, HEADER + 512 * SLOT + 5);
        assertThat(DreamLog.inspect(dir).gaps()).containsExactly(new Gap(300, 510));
    }

    @Test
    void aMissingAHeaderlessAndAShortSegmentAreTold() throws Exception {
        write(dir, history(50), options(16, 10, 8));
        List<Path> files = Directory.segments(dir);
        Files.delete(files.get(1));
        flip(files.get(3), 9);
        DreamInspection found = DreamLog.inspect(dir);
        assertThat(found.gaps()).containsExactly(new Gap(10, 20), new Gap(30, 40));
        assertThat(found.records()).isEqualTo(30);
        assertThat(found.damages())
                .extracting(DreamInspection.Damage::file)
                .containsExactly(Directory.name(0), Directory.name(30));
        byte[] third = Files.readAllBytes(files.get(2));
        flip(files.get(3), 9);
        Files.write(files.get(2), Arrays.copyOf(third, third.length - 3 * SLOT - 1));
        DreamInspection shortened = DreamLog.inspect(dir);
        assertThat(shortened.gaps()).containsExactly(new Gap(10, 20), new Gap(26, 30));
        assertThat(shortened.records()).isEqualTo(36);
    }

    @Test
    void whatIsListedIsBounded() throws Exception {
        // Each record has a head of its own, so each second one that is bad is a damage and a gap of its own.
        List<Ter> ters = after(TerChain.START, 11, 3000, 100);
        write(dir, ters, options(1024, 3000, 4));
        byte[] bytes = Files.readAllBytes(only(dir));
        int bad = 0;
        int records = 0;
        for (int at = HEADER; at < bytes.length - 1024 * SLOT; at += SLOT) {
            if ((bytes[at] & 0xff) >>> 6 == Slots.KIND_RECORD && records++ % 2 == 0) {
                bytes[at + 9] ^= 1;
                bad++;
            }
        }
        assertThat(bad).isGreaterThan(1200);
        Files.write(only(dir), bytes);
        DreamInspection found = DreamLog.inspect(dir);
        assertThat(found.damages()).hasSize(DreamInspection.DAMAGES_MAX);
        assertThat(found.damagesLeftOut()).isEqualTo(bad - DreamInspection.DAMAGES_MAX);
        assertThat(found.gaps()).hasSize(DreamInspection.DAMAGES_MAX);
        assertThat(found.records()).isEqualTo(3000 - bad);
    }

    /** Opening, reading and inspecting agree about every damaged log, and nobody gives a record that was not written. */
    @Test
    void allThreeWaysOfReadingAgree() throws Exception {
        for (int seed = 0; seed < 80; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Path where = dir.resolve("log" + seed);
            List<Ter> ters = after(TerChain.START, seed, 30, 20);
            write(where, ters, options(random.nextInt(4, 30), random.nextInt(7, 40), 8));
            List<Path> files = Directory.segments(where);
            Path file = files.get(random.nextInt(files.size()));
            byte[] bytes = Files.readAllBytes(file);
            for (int i = random.nextInt(3); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) random.nextInt(1, 256);
            }
            Files.write(file, random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes);
            boolean sound = DreamLog.inspect(where).sound();
            assertThat(readsAPrefix(where, ters)).as("seed " + seed).isEqualTo(sound);
            assertThat(opensAndScans(where)).as("seed " + seed).isEqualTo(sound);
        }
    }

    private static boolean readsAPrefix(Path where, List<Ter> ters) {
        try {
            List<Ter> found = read(where);
            assertThat(found).isEqualTo(ters.subList(0, found.size()));
            return true;
        } catch (com.hookprobe.neuro.NeuroException e) {
            assertThat(e.kind()).isEqualTo(Kind.LOG_CORRUPT);
            return false;
        }
    }

    private static boolean opensAndScans(Path where) {
        try (DreamLog log = open(where)) {
            log.scan();
            return true;
        } catch (com.hookprobe.neuro.NeuroException e) {
            assertThat(e.kind()).isEqualTo(Kind.LOG_CORRUPT);
            return false;
        }
    }
}
