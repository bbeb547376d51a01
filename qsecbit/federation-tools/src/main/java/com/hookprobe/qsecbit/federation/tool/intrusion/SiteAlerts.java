package com.hookprobe.qsecbit.federation.tool.intrusion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All alerts of one site.
 *
 * @param name of the site
 * @param rows in the order of time, at least one
 */
record SiteAlerts(String name, List<AlertRow> rows) {
    private static final List<String> SUFFIXES =
            List.of("_alerts.csv", "_alerts.csv.gz", "_alerts.txt", "_alerts.txt.gz");

    /**
     * The sites of a folder, by name.
     *
     * @throws IOException when a file cannot be read, or there is none
     */
    static List<SiteAlerts> readAll(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> site(file) != null).sorted().toList();
        }
        if (files.isEmpty()) {
            throw new IOException(folder + ": expected files SITE_alerts.csv or SITE_alerts.csv.gz; found none");
        }
        List<SiteAlerts> sites = new ArrayList<>();
        for (Path file : files) {
            String name = site(file);
            if (sites.stream().anyMatch(known -> known.name().equals(name))) {
                throw new IOException(folder + ": expected one file for each site; found two for " + name);
            }
            sites.add(new SiteAlerts(String.valueOf(name), AlertFile.read(file)));
        }
        return sites;
    }

    long beganMicros() {
        return rows.get(0).micros();
    }

    private static @Nullable String site(Path file) {
        String name = String.valueOf(file.getFileName());
        for (String suffix : SUFFIXES) {
            if (name.endsWith(suffix) && name.length() > suffix.length()) {
                return name.substring(0, name.length() - suffix.length());
            }
        }
        return null;
    }
}
