package com.hookprobe.node.role;

import com.hookprobe.node.config.ReportSettings;
import com.hookprobe.node.report.ReportPage;
import com.hookprobe.node.report.core.Period;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Makes the reports of a month that is over, once, into a folder, and lets old ones go. On the reports' thread. */
final class ReportCalendar {
    private static final Pattern FILE = Pattern.compile("hookprobe-.+-(\\d{4}-\\d{2})\\.html");

    private final NodeContext node;
    private final ReportSettings settings;
    private final ReportRole reports;
    private final Path folder;

    ReportCalendar(NodeContext node, ReportSettings settings, ReportRole reports) {
        this.node = node;
        this.settings = settings;
        this.reports = reports;
        String given = settings.folder();
        this.folder = given == null ? node.data().resolve("monthly-reports") : Path.of(given);
    }

    /** Makes what is due and not there. One that fails does not keep the others from being made. */
    void look() throws Exception {
        Period month = Period.of(node.loop().wallMicros()).before();
        boolean recorded = reports.book().folder().days().stream()
                .anyMatch(day -> month.days().contains(day));
        if (!recorded) {
            return;
        }
        Optional<Exception> failed = Optional.empty();
        for (String subject : reports.maker().subjects()) {
            String name = subject.isEmpty() ? node.self().name() : subject;
            Path file = folder.resolve(ReportPage.fileName(name, month.toString(), ".html"));
            if (Files.exists(file)) {
                continue;
            }
            try {
                ReportRole.Made made = reports.make(subject, month);
                WholeFile.replace(file, made.page().getBytes(StandardCharsets.UTF_8), step -> {});
                reports.seal(subject, made);
            } catch (Exception e) {
                failed = Optional.of(new IOException(name + ": " + e.getMessage(), e));
            }
        }
        prune();
        if (failed.isPresent()) {
            throw failed.get();
        }
    }

    /** By their names, newest months first: whatever the clock says, so many months are kept. */
    private void prune() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
            files = all.filter(file -> month(file).isPresent()).toList();
        }
        List<YearMonth> months = files.stream()
                .flatMap(file -> month(file).stream())
                .distinct()
                .sorted()
                .toList();
        List<YearMonth> old = months.subList(0, Math.max(0, months.size() - settings.kept()));
        for (Path file : files) {
            if (old.contains(month(file).orElseThrow())) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static Optional<YearMonth> month(Path file) {
        Matcher name = FILE.matcher(String.valueOf(file.getFileName()));
        try {
            return name.matches() ? Optional.of(YearMonth.parse(name.group(1))) : Optional.empty();
        } catch (java.time.DateTimeException e) {
            return Optional.empty();
        }
    }
}
