package com.hookprobe.qsecbit.detection.tool;

import com.hookprobe.qsecbit.metric.IpAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The column "label" that some labellers add to Zeek's tab-separated conn.log: "Malicious", "Benign", "Unknown". */
final class ZeekLabels {
    private static final String FIELDS = "#fields\t";

    private ZeekLabels() {}

    /**
     * Reads the labels.
     *
     * @param expected gets each source of a malicious flow
     * @param benign gets each source that has benign flows and no others; of unknown flows nothing is learnt
     * @throws IOException when the file cannot be read or has no labels
     */
    static void read(Path file, List<GroundTruth.Expectation> expected, Set<IpAddress> benign) throws IOException {
        Set<IpAddress> malicious = new HashSet<>();
        Set<IpAddress> harmless = new HashSet<>();
        Set<IpAddress> unknown = new HashSet<>();
        int source = -1;
        int label = -1;
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith(FIELDS)) {
                    List<String> names =
                            Arrays.asList(line.substring(FIELDS.length()).split("\t"));
                    source = names.indexOf("id.orig_h");
                    label = names.indexOf("label");
                }
                if (line.startsWith("#")) {
                    continue;
                }
                String[] columns = line.split("\t");
                if (source < 0 || label < 0 || columns.length <= Math.max(source, label)) {
                    throw new IOException("expected the columns id.orig_h and label in " + file + ", found '"
                            + line.substring(0, Math.min(80, line.length())) + "'");
                }
                Optional<IpAddress> address = IpAddress.parse(columns[source]);
                String word = columns[label].toLowerCase(Locale.ROOT);
                address.ifPresent(ip -> {
                    (word.startsWith("malicious") ? malicious : word.startsWith("benign") ? harmless : unknown).add(ip);
                });
            }
        }
        malicious.stream().sorted().forEach(ip -> expected.add(new GroundTruth.Expectation(Set.of(), ip)));
        harmless.removeAll(malicious);
        harmless.removeAll(unknown);
        benign.addAll(harmless);
    }
}
