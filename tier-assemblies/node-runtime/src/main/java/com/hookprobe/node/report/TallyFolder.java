package com.hookprobe.node.report;

import com.hookprobe.node.report.core.DayTallies;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The tallies of days as files: {@code YYYY-MM-DD.tally}, gzip, whose check sum finds what is damaged. They are kept for
 * {@link #DAYS_KEPT} days. Safe for use by many threads, when one writes.
 */
public final class TallyFolder {
    /** Thirteen months and some days: a month can be compared with that of the year before. */
    public static final int DAYS_KEPT = 400;

    private static final String SUFFIX = ".tally";
    private static final String DAMAGED = ".damaged";
    private static final int BYTES_MAX = 64 << 20;

    private final Path folder;
    private final Writer writer;
    private final Consumer<String> damaged;

    /** Replaces a file: after a crash it is the old one or the new one. */
    @FunctionalInterface
    public interface Writer {
        void replace(Path file, byte[] content) throws IOException;
    }

    /** @param damaged hears of a file that could not be read and was put aside */
    public TallyFolder(Path folder, Writer writer, Consumer<String> damaged) {
        this.folder = folder;
        this.writer = writer;
        this.damaged = damaged;
    }

    private Path file(LocalDate day) {
        return folder.resolve(day + SUFFIX);
    }

    /** Stores a day; what was there of it is replaced. */
    public void save(LocalDate day, String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream packed = new GZIPOutputStream(bytes)) {
            packed.write(text.getBytes(StandardCharsets.UTF_8));
        }
        writer.replace(file(day), bytes.toByteArray());
    }

    /**
     * The tallies of a day; empty when there are none. A file that is damaged is put aside under another name, and the day begins anew: counts
     * protect nobody, and must not keep a node from it.
     */
    public Optional<DayTallies> load(LocalDate day) throws IOException {
        Path file = file(day);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        byte[] bytes = Files.readAllBytes(file);
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            byte[] text = in.readNBytes(BYTES_MAX + 1);
            if (text.length > BYTES_MAX) {
                throw new IllegalArgumentException("more than " + BYTES_MAX + " bytes, which no day has");
            }
            DayTallies read = DayTallies.read(new String(text, StandardCharsets.UTF_8));
            if (!read.day().equals(day)) {
                throw new IllegalArgumentException("expected the tallies of " + day + ", found those of " + read.day());
            }
            return Optional.of(read);
        } catch (IOException | IllegalArgumentException e) {
            Files.move(file, folder.resolve(day + SUFFIX + DAMAGED), StandardCopyOption.REPLACE_EXISTING);
            damaged.accept(file.getFileName() + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    /** The days of which there are tallies, in order. */
    public List<LocalDate> days() throws IOException {
        return named(SUFFIX);
    }

    private List<LocalDate> named(String ending) throws IOException {
        List<LocalDate> days = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return days;
        }
        try (Stream<Path> files = Files.list(folder)) {
            files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(ending))
                    .forEach(name -> {
                        try {
                            days.add(LocalDate.parse(name.substring(0, name.length() - ending.length())));
                        } catch (DateTimeException e) {
                            // Not one of these files.
                        }
                    });
        }
        days.sort(null);
        return days;
    }

    /** Keeps the newest {@link #DAYS_KEPT} days, whatever day the clock says that it is. */
    public void prune() throws IOException {
        for (String ending : List.of(SUFFIX, SUFFIX + DAMAGED)) {
            List<LocalDate> days = named(ending);
            for (LocalDate day : days.subList(0, Math.max(0, days.size() - DAYS_KEPT))) {
                Files.deleteIfExists(folder.resolve(day + ending));
            }
        }
    }
}
