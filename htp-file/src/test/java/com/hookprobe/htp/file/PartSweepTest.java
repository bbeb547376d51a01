package com.hookprobe.htp.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.file.core.WriteMode;
import com.hookprobe.htp.file.core.WriteSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTP file F-58: what downloads left goes after a day, and nothing else does. Time is virtual, file times too. */
class PartSweepTest {
    private static final Instant BEGUN = Instant.ofEpochSecond(1_800_000_000L);
    private static final Instant A_DAY_LATER = BEGUN.plusMillis(SuspendedWrites.EXPIRY_MILLIS);
    private static final String NAME = ".htp-d" + "0123456789abcdef".repeat(2);

    @TempDir(factory = MemoryTempDir.class)
    Path folder;

    private static LocalDisk disk(Instant now) {
        return new LocalDisk(InstantSource.fixed(now), Runnable::run, StoreSteps.NONE);
    }

    private int sweep(Instant now) throws IOException {
        return PartSweep.sweep(folder, disk(now));
    }

    /** A part with its journal, as an interrupted download leaves them, last written to at BEGUN. */
    private void leavePart() throws IOException {
        byte[] content = new byte[2 << 20];
        WriteSpec spec = StoreResumeFixture.spec("big.bin", WriteMode.CREATE_OR_REPLACE, content);
        PartialDownload download = new PartialDownload(
                new byte[32], StoreFixture.path("big.bin"), folder.resolve("here.bin"), disk(BEGUN));
        PathTarget part = download.start(spec);
        StoreResumeFixture.writeMissing(part, content, new BitSet(), 200);
        part.suspend();
        for (Path left : ReservedNames.in(folder)) {
            touch(left.getFileName().toString(), BEGUN);
        }
    }

    private void touch(String name, Instant when) throws IOException {
        Files.setLastModifiedTime(folder.resolve(name), FileTime.from(when));
    }

    @Test
    void aPartAndItsJournalGoAfterADayAndNotBefore() throws IOException {
        leavePart();
        assertThat(sweep(A_DAY_LATER.minusMillis(1))).isZero();
        assertThat(ReservedNames.in(folder)).hasSize(2);
        assertThat(sweep(A_DAY_LATER)).isEqualTo(2);
        assertThat(ReservedNames.in(folder)).isEmpty();
    }

    @Test
    void aPartWithoutAJournalAndAJournalWithoutAPartGoToo() throws IOException {
        for (String name : List.of(NAME, NAME.replace('0', 'f') + ".j")) {
            Files.write(folder.resolve(name), new byte[10]);
            touch(name, BEGUN);
        }
        assertThat(sweep(A_DAY_LATER.minusMillis(1))).isZero();
        assertThat(sweep(A_DAY_LATER)).isEqualTo(2);
    }

    @Test
    void whatWasWrittenToWithinTheDayStaysHoweverOldItsBeginning() throws IOException {
        leavePart();
        for (Path left : ReservedNames.in(folder)) {
            touch(left.getFileName().toString(), BEGUN.plusSeconds(3600));
        }
        assertThat(sweep(A_DAY_LATER)).isZero();
    }

    @Test
    void whatADownloadHoldsStays() throws IOException {
        leavePart();
        PartialDownload download = new PartialDownload(
                new byte[32], StoreFixture.path("big.bin"), folder.resolve("here.bin"), disk(BEGUN.plusSeconds(1)));
        try (PathTarget busy = download.resume().orElseThrow()) {
            assertThat(busy.size()).isEqualTo(2 << 20);
            assertThat(sweep(A_DAY_LATER)).isZero();
        }
    }

    @Test
    void linksDirectoriesAndOtherNamesStay() throws IOException {
        Path other = Files.write(folder.resolve("other.bin"), new byte[1]);
        Files.createSymbolicLink(folder.resolve(NAME), other);
        Files.createDirectory(folder.resolve(NAME.replace('0', 'e')));
        Files.write(folder.resolve(NAME + "0"), new byte[1]);
        Files.write(folder.resolve(NAME.toUpperCase(java.util.Locale.ROOT)), new byte[1]);
        for (String name : List.of("other.bin", NAME.replace('0', 'e'), NAME + "0")) {
            touch(name, BEGUN);
        }
        assertThat(sweep(A_DAY_LATER)).isZero();
        assertThat(other).exists();
    }

    @Test
    void soManyNamesAreLookedAtAndNoMore() throws IOException {
        for (int i = 0; i <= PartSweep.NAMES_MAX; i++) {
            String name = String.format(".htp-d%032x", i);
            Files.createFile(folder.resolve(name));
            touch(name, BEGUN);
        }
        assertThat(sweep(A_DAY_LATER)).isEqualTo(PartSweep.NAMES_MAX);
        assertThat(sweep(A_DAY_LATER)).as("the one beyond").isEqualTo(1);
    }

    @Test
    void aStoreOfAServerIsLeftToIt() throws IOException {
        leavePart();
        Files.write(folder.resolve(StoreLock.NAME), new byte[0]);
        assertThat(sweep(A_DAY_LATER)).isZero();
    }
}
