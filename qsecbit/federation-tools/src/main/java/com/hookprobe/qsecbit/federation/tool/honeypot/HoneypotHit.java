package com.hookprobe.qsecbit.federation.tool.honeypot;

import com.hookprobe.qsecbit.metric.IpAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One packet at one honeypot.
 *
 * @param micros its minute, microseconds since the epoch: recordings tell no seconds
 * @param sensor the honeypot's name
 * @param source who sent it
 * @param protocol the IP protocol number; 255 when the recording names none of TCP, UDP and ICMP
 * @param port the sensor's port; for ICMP the type; 0 when the recording does not tell
 */
public record HoneypotHit(long micros, String sensor, IpAddress source, int protocol, int port) {
    private static final String HEAD = "datetime,host,";
    private static final int FIELDS_MIN = 8;
    private static final int TYPE_FIELD = 4;
    private static final int PORT_FIELD = 6;
    private static final int SOURCE_FIELD = 7;
    private static final int PORT_MAX = 65_535;
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("M/d/yy H:mm", Locale.ROOT);

    /**
     * Reads a recording: fields with commas between them; first a line with their names, of which the first is
     * {@code datetime} (month/day/year hour:minute), the second {@code host} and the eighth {@code srcip}; the fourth, fifth
     * and seventh are protocol, ICMP type and port. Lines without time, host or source are left out. In the order of time, and of the file within a minute.
     *
     * @throws IOException when the file cannot be read or is no such recording
     */
    public static List<HoneypotHit> read(Path file) throws IOException {
        List<HoneypotHit> hits = new ArrayList<>();
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            String head = lines.readLine();
            if (head == null || !head.startsWith(HEAD)) {
                throw new IOException(file + ": expected a first line that begins with '" + HEAD + "'; found '"
                        + (head == null ? "" : head.substring(0, Math.min(head.length(), 40))) + "'");
            }
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                parse(line).ifPresent(hits::add);
            }
        }
        if (hits.isEmpty()) {
            throw new IOException(file + ": expected hits with time, host and source; found none");
        }
        hits.sort(Comparator.comparingLong(HoneypotHit::micros));
        return hits;
    }

    private static Optional<HoneypotHit> parse(String line) {
        String[] fields = line.split(",", -1);
        if (fields.length < FIELDS_MIN || fields[1].isEmpty()) {
            return Optional.empty();
        }
        try {
            long seconds = LocalDateTime.parse(fields[0], MINUTE).toEpochSecond(ZoneOffset.UTC);
            return IpAddress.parse(fields[SOURCE_FIELD])
                    .map(source -> new HoneypotHit(
                            seconds * MICROS_PER_SECOND, fields[1], source, protocol(fields[3]), port(fields)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static int protocol(String name) {
        return switch (name) {
            case "TCP" -> 6;
            case "UDP" -> 17;
            case "ICMP" -> 1;
            default -> 255;
        };
    }

    private static int port(String[] fields) {
        String text = fields[PORT_FIELD].isEmpty() ? fields[TYPE_FIELD] : fields[PORT_FIELD];
        boolean valid = text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= PORT_MAX;
        return valid ? Integer.parseInt(text) : 0;
    }
}
