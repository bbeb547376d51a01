package com.hookprobe.qsecbit.federation.tool.intrusion;

import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.core.alert.HostClass;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Reads the alerts of one site: {@code SITE_alerts.csv} or {@code SITE_alerts.csv.gz}. */
final class AlertFile {
    private static final List<String> COLUMNS = List.of("time", "name", "host", "event_label");
    private static final String BENIGN = "-";
    private static final int NAME_BYTES_MAX = 187;
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final double TIME_MAX_SECONDS = 4e9;

    /** Words in the names of hosts through which others' traffic goes. */
    private static final List<String> NETWORK_WORDS =
            List.of("firewall", "gateway", "router", "vpn", "dns", "proxy", "switch");

    private final Path file;
    private final Map<String, Long> hosts = new HashMap<>();
    private final Map<IndicatorValue, IndicatorValue> values = new HashMap<>();
    private final Map<String, String> texts = new HashMap<>();
    private final List<AlertRow> rows = new ArrayList<>();

    private AlertFile(Path file) {
        this.file = file;
    }

    /**
     * The alerts in the order of time, and of the file within a second.
     *
     * @throws IOException when the file cannot be read or is no such file
     */
    static List<AlertRow> read(Path file) throws IOException {
        AlertFile reading = new AlertFile(file);
        try (InputStream raw = Files.newInputStream(file);
                InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
                BufferedReader lines = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
            reading.readAll(lines);
        }
        reading.rows.sort(Comparator.comparingLong(AlertRow::micros));
        return reading.rows;
    }

    /** What kind of host a name tells of; a site of production takes it from its inventory. */
    static HostClass hostClass(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return NETWORK_WORDS.stream().anyMatch(lower::contains) ? HostClass.NETWORK : HostClass.END_SYSTEM;
    }

    private void readAll(BufferedReader lines) throws IOException {
        String head = lines.readLine();
        List<String> names = head == null ? List.of() : CsvLine.fields(head);
        if (!names.containsAll(COLUMNS)) {
            throw new IOException(file + ": expected a first line with the columns " + COLUMNS + "; found " + names);
        }
        int[] places = COLUMNS.stream().mapToInt(names::indexOf).toArray();
        long number = 1;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (!line.isEmpty()) {
                add(line, places, names.size(), number);
            }
        }
        if (rows.isEmpty()) {
            throw new IOException(file + ": expected alerts; found none");
        }
    }

    private void add(String line, int[] places, int columns, long number) throws IOException {
        try {
            List<String> fields = CsvLine.fields(line);
            if (fields.size() != columns) {
                throw new IllegalArgumentException(fields.size() + " fields");
            }
            double seconds = Double.parseDouble(fields.get(places[0]));
            if (!(seconds >= 0 && seconds <= TIME_MAX_SECONDS)) {
                throw new IllegalArgumentException("time " + fields.get(places[0]));
            }
            String name = once(shortened(fields.get(places[1])));
            String host = fields.get(places[2]);
            IndicatorValue value =
                    IndicatorValue.alertClass(name, hostClass(host).context());
            String label = fields.get(places[3]);
            rows.add(new AlertRow(
                    Math.round(seconds * MICROS_PER_SECOND),
                    name,
                    values.computeIfAbsent(value, same -> same),
                    hosts.computeIfAbsent(host, fresh -> (long) hosts.size()),
                    label.equals(BENIGN) ? "" : once(label)));
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    file + ", line " + number + ": expected " + columns + " fields with a time and a name; found "
                            + e.getMessage(),
                    e);
        }
    }

    private String once(String text) {
        return texts.computeIfAbsent(text, same -> same);
    }

    /** An alert class holds at most 187 bytes of a name: as many whole characters as fit. */
    static String shortened(String name) {
        String cut = name;
        while (cut.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES_MAX) {
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        }
        return cut;
    }
}
