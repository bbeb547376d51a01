package com.hookprobe.qsecbit.correlation.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * One alert of a sensor.
 *
 * @param seconds since the epoch
 * @param site where it was raised
 * @param ip of the host that it is about
 * @param host its name
 */
record Alert(long seconds, String site, String name, String ip, String host) {
    private static final String SUFFIX = "_alerts.csv.gz";
    private static final int COLUMNS = 7;

    /** Every alert of a folder of the AIT alert data set, in order of time. */
    static List<Alert> recorded(Path folder) throws IOException {
        List<Alert> alerts = new ArrayList<>();
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            String site = String.valueOf(file.getFileName()).replace(SUFFIX, "");
            try (BufferedReader lines = new BufferedReader(
                    new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
                lines.readLine();
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    String[] fields = line.split(",", -1);
                    if (fields.length == COLUMNS) {
                        alerts.add(new Alert(
                                Long.parseLong(fields[0]),
                                site,
                                fields[1].intern(),
                                fields[2].intern(),
                                fields[3].intern()));
                    }
                }
            }
        }
        // Stable: alerts of one second stay in the order of their files.
        alerts.sort(Comparator.comparingLong(Alert::seconds));
        return alerts;
    }

    /** Alerts of eight sites over three days, for who does not have the recorded ones. */
    static List<Alert> made(int count) {
        Random random = new Random(20_220_115);
        List<Alert> alerts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long seconds = 1_642_000_000L + i * 259_200L / count;
            // A few names are raised all the time, most of them seldom.
            int name = (int) Math.abs(random.nextGaussian() * 40);
            int host = random.nextInt(12);
            alerts.add(new Alert(
                    seconds,
                    "site" + random.nextInt(8),
                    "Made: rule " + name,
                    "192.0.2." + host,
                    "user" + host + "_role" + host % 5));
        }
        return alerts;
    }
}
