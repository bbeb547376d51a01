package com.hookprobe.qsecbit.model.train;

import com.hookprobe.qsecbit.detection.Transport;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.model.AttackClass;
import com.hookprobe.qsecbit.model.Connection;
import com.hookprobe.qsecbit.model.ConnectionState;
import com.hookprobe.qsecbit.model.FlowFeatures;
import com.hookprobe.qsecbit.model.Schemas;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads Zeek's conn.log with labels, as text with tabs: the columns {@code label} and {@code detailed-label} of IoT-23
 * (there the last three columns stand between spaces) or {@code detailedlabel} of CTU-SME. A record without a label, or
 * of "Unknown" or "Background", is no row, but it is traffic and counts in the windows of the others.
 */
final class ZeekReader {
    private static final double SECONDS_MAX = 1e11;
    private static final long COUNT_MAX = 1L << 50;

    private ZeekReader() {}

    /**
     * Reads files one after the other, each with windows of its own.
     *
     * @throws IOException also for a line that is no record
     */
    static DataSet read(List<Path> files) throws IOException {
        MessageDigest hash = Hashes.sha256();
        List<LabelledRow> rows = new ArrayList<>();
        int skipped = 0;
        for (Path file : files) {
            FlowFeatures features = new FlowFeatures();
            Map<String, Integer> columns = Map.of();
            try (DataLines lines = new DataLines(file, hash)) {
                for (String line = lines.next(); line != null; line = lines.next()) {
                    if (line.startsWith("#fields")) {
                        columns = columns(lines, line);
                    }
                    if (line.startsWith("#") || line.isBlank()) {
                        continue;
                    }
                    if (columns.isEmpty()) {
                        throw lines.failed("a line '#fields' before the first record", "none");
                    }
                    String[] parts = split(line);
                    if (parts.length != columns.size()) {
                        throw lines.failed(columns.size() + " fields", parts.length + "");
                    }
                    try {
                        Fields fields = new Fields(parts, columns);
                        double[] vector = features.vector(fields.connection());
                        LabelledRow row = fields.row(vector);
                        if (row == null) {
                            skipped++;
                        } else {
                            rows.add(row);
                        }
                    } catch (IllegalArgumentException e) {
                        throw lines.failed(String.valueOf(e.getMessage()), "this line");
                    }
                }
            }
        }
        return new DataSet(Schemas.FLOW, "zeek", HexFormat.of().formatHex(hash.digest()), rows, skipped);
    }

    private static Map<String, Integer> columns(DataLines lines, String line) throws DataSetException {
        String[] names = split(line);
        Map<String, Integer> columns = new HashMap<>();
        for (int i = 1; i < names.length; i++) {
            if (columns.put(names[i].replace("detailed-label", "detailedlabel"), i - 1) != null) {
                throw lines.failed("each column once", names[i] + " twice");
            }
        }
        for (String needed : List.of("ts", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "proto", "label")) {
            if (!columns.containsKey(needed)) {
                throw lines.failed("a column '" + needed + "'", "none; labelled logs only");
            }
        }
        return columns;
    }

    private static String[] split(String line) {
        // IoT-23 puts three blanks before the columns that it has added.
        return line.replaceAll(" {2,}", "\t").split("\t", -1);
    }

    /** A classification of the words that people write for attacks. */
    static AttackClass attackClass(String detail) {
        String text = detail.toLowerCase(Locale.ROOT);
        if (text.matches(".*(scan|sweep|probe|recon|discovery).*")) {
            return AttackClass.PROBE;
        }
        if (text.matches(".*(dos|flood).*")) {
            return AttackClass.DOS;
        }
        if (text.matches(".*(brute|password|guess|login|exploit|infiltration|exfiltration|web.?attack).*")) {
            return AttackClass.R2L;
        }
        return AttackClass.OTHER;
    }

    private record Fields(String[] parts, Map<String, Integer> columns) {
        Connection connection() {
            Transport transport = Transport.of(text("proto"));
            String state = text("conn_state");
            return new Connection(
                    micros("ts"),
                    address("id.orig_h"),
                    port("id.orig_p"),
                    address("id.resp_h"),
                    // Zeek writes an ICMP message's type as the port of the origin.
                    port(transport == Transport.ICMP ? "id.orig_p" : "id.resp_p"),
                    transport,
                    ConnectionState.of(state),
                    micros("duration"),
                    count("orig_bytes"),
                    count("resp_bytes"),
                    count("orig_pkts"),
                    count("resp_pkts"));
        }

        @Nullable LabelledRow row(double[] vector) {
            String label = text("label").toLowerCase(Locale.ROOT);
            String detail = text("detailedlabel");
            return switch (label) {
                case "benign", "normal" -> new LabelledRow(vector, AttackClass.NORMAL, "normal");
                case "malicious", "attack" -> {
                    AttackClass found = attackClass(detail);
                    yield new LabelledRow(vector, found, detail.isEmpty() ? found.text() : detail.intern());
                }
                case "", "unknown", "background" -> null;
                default ->
                    throw new IllegalArgumentException(
                            "label Benign, Malicious, Unknown or Background; found '" + label + "'");
            };
        }

        private String text(String column) {
            Integer at = columns.get(column);
            return at == null || parts[at].equals("-") || parts[at].equals("(empty)") ? "" : parts[at].strip();
        }

        private IpAddress address(String column) {
            return IpAddress.parse(text(column))
                    .orElseThrow(() ->
                            new IllegalArgumentException("an address in " + column + "; found '" + text(column) + "'"));
        }

        private int port(String column) {
            long port = count(column);
            if (port > 65_535) {
                throw new IllegalArgumentException("a port in " + column + "; found " + port);
            }
            return (int) port;
        }

        private long count(String column) {
            String text = text(column);
            try {
                long value = text.isEmpty() ? 0 : Long.parseLong(text);
                if (value >= 0 && value <= COUNT_MAX) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // Told below.
            }
            throw new IllegalArgumentException("a count in " + column + "; found '" + text + "'");
        }

        private long micros(String column) {
            String text = text(column);
            if (text.isEmpty()) {
                return 0;
            }
            if (!text.matches("[0-9]{1,12}(\\.[0-9]{1,9})?") || Double.parseDouble(text) > SECONDS_MAX) {
                throw new IllegalArgumentException("seconds in " + column + "; found '" + text + "'");
            }
            return new BigDecimal(text).movePointRight(6).longValue();
        }
    }
}
