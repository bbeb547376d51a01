package com.hookprobe.node.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.node.report.core.DayTallies;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TallyFolderTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 28);

    @TempDir
    Path folder;

    private final List<String> damaged = new ArrayList<>();
    private TallyFolder tallies;
    private DayTallies day;

    @BeforeEach
    void open() {
        tallies = new TallyFolder(folder, Files::write, damaged::add);
        day = new DayTallies(DAY);
        day.count(DayTallies.HERE, "seen.PROBE.LOW", 3);
    }

    @Test
    void aDayComesBackAsItWasSaved() throws Exception {
        assertThat(tallies.load(DAY)).isEmpty();
        tallies.save(DAY, day.text());
        assertThat(tallies.load(DAY).orElseThrow().text()).isEqualTo(day.text());
        assertThat(tallies.days()).containsExactly(DAY);
    }

    /** Each byte is changed once, and each length tried: a count is right or not there, and the node goes on. */
    @Test
    void whatIsDamagedIsPutAsideAndSaid() throws Exception {
        tallies.save(DAY, day.text());
        Path file = folder.resolve(DAY + ".tally");
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 0x41;
            Files.write(file, changed);
            tallies.load(DAY).ifPresent(read -> assertThat(read.text()).isEqualTo(day.text()));
            Files.write(file, java.util.Arrays.copyOf(whole, i));
            assertThat(tallies.load(DAY)).isEmpty();
        }
        assertThat(damaged).hasSizeGreaterThan(whole.length).allMatch(what -> what.startsWith(DAY + ".tally: "));
        assertThat(folder.resolve(DAY + ".tally.damaged")).exists();
        tallies.save(DAY, day.text());
        assertThat(tallies.load(DAY)).isPresent();
    }

    @Test
    void anotherDaysFileAndAGreatOneAreRefused() throws Exception {
        tallies.save(DAY, new DayTallies(DAY.plusDays(1)).text());
        assertThat(tallies.load(DAY)).isEmpty();
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream packed = new GZIPOutputStream(bomb)) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 65; i++) {
                packed.write(zeros);
            }
        }
        Files.write(folder.resolve(DAY + ".tally"), bomb.toByteArray());
        assertThat(tallies.load(DAY)).isEmpty();
        assertThat(damaged.get(1)).contains("which no day has");
    }

    @Test
    void theNewestDaysAreKeptWhateverTheClockSays() throws Exception {
        for (int i = 0; i <= TallyFolder.DAYS_KEPT; i++) {
            Files.write(folder.resolve(DAY.plusDays(i) + ".tally"), new byte[1]);
        }
        Files.write(folder.resolve("notes.txt"), new byte[1]);
        tallies.prune();
        assertThat(tallies.days()).hasSize(TallyFolder.DAYS_KEPT).doesNotContain(DAY);
        assertThat(folder.resolve("notes.txt")).exists();
    }
}
