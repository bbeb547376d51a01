package com.hookprobe.qsecbit.detection.tool;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The text that describes scenarios: one fact per line, {@code #} begins a comment.
 *
 * <pre>
 * scenario: NAME            a scenario begins; may be left out when there is one
 * input: FILE               a recording; without any, all files of the folder but this one
 * home: PREFIX | none       a network of ours; without any, the private ranges
 * expect: KINDS [ADDRESS]   an attack: its kinds, divided by |, or any; who does it, or the victim of an unknown one
 * labels: FILE              a Zeek conn.log with a column "label": each host with a malicious flow is expected as an
 *                           attacker, each other source benign
 * benign: ADDRESS | rest    a host that does nothing wrong; rest means all that are not expected
 * silent                    nothing that asks for action may be found
 * </pre>
 */
final class ScenarioText {
    /** The name of the file in the folder of a scenario. */
    static final String FILE = "scenario.txt";

    private static final int LINES_MAX = 10_000;

    private final Path folder;
    private final List<Scenario> scenarios = new ArrayList<>();
    private String name;
    private List<Path> inputs = new ArrayList<>();
    private List<Cidr> homes = new ArrayList<>();
    private List<GroundTruth.Expectation> expected = new ArrayList<>();
    private Set<IpAddress> benign = new HashSet<>();
    private boolean noHome;
    private boolean restBenign;
    private boolean silent;
    private boolean anything;

    private ScenarioText(Path folder) {
        this.folder = folder;
        this.name = String.valueOf(folder.getFileName());
    }

    /**
     * Reads a text.
     *
     * @param folder where the inputs lie
     * @throws IOException when a line is none of the above; the message says which
     */
    static List<Scenario> read(Path folder, List<String> lines) throws IOException {
        if (lines.size() > LINES_MAX) {
            throw new IOException("expected at most " + LINES_MAX + " lines in " + FILE + ", found " + lines.size());
        }
        ScenarioText text = new ScenarioText(folder);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            int comment = line.indexOf('#');
            String fact = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (!fact.isEmpty()) {
                try {
                    text.fact(fact);
                } catch (IllegalArgumentException e) {
                    throw new IOException(folder.resolve(FILE) + " line " + (i + 1) + ": " + e.getMessage(), e);
                }
            }
        }
        text.finish();
        return text.scenarios;
    }

    private void fact(String fact) throws IOException {
        int colon = fact.indexOf(':');
        String word = colon < 0 ? fact : fact.substring(0, colon).strip();
        String value = colon < 0 ? "" : fact.substring(colon + 1).strip();
        if (word.equals("scenario")) {
            finish();
            name = value;
            return;
        }
        anything = true;
        switch (word) {
            case "input" -> inputs.add(file(value));
            case "home" -> {
                noHome |= value.equals("none");
                if (!value.equals("none")) {
                    homes.add(Cidr.parse(value)
                            .orElseThrow(() -> new IllegalArgumentException(
                                    "home expects a prefix such as 192.0.2.0/24 or none, found '" + value + "'")));
                }
            }
            case "expect" -> expected.add(expectation(value));
            case "labels" -> ZeekLabels.read(file(value), expected, benign);
            case "benign" -> {
                restBenign |= value.equals("rest");
                if (!value.equals("rest")) {
                    benign.add(address(value));
                }
            }
            case "silent" -> silent = true;
            default ->
                throw new IllegalArgumentException(
                        "expected scenario, input, home, expect, labels, benign or silent, found '" + word + "'");
        }
    }

    private void finish() throws IOException {
        if (!anything) {
            return;
        }
        LocalNetworks local = noHome || !homes.isEmpty() ? LocalNetworks.only(homes) : LocalNetworks.privateRanges();
        GroundTruth truth = new GroundTruth(List.copyOf(expected), Set.copyOf(benign), restBenign, silent);
        scenarios.add(new Scenario(name, inputs.isEmpty() ? all() : List.copyOf(inputs), local, truth));
        inputs = new ArrayList<>();
        homes = new ArrayList<>();
        expected = new ArrayList<>();
        benign = new HashSet<>();
        noHome = false;
        restBenign = false;
        silent = false;
        anything = false;
    }

    private List<Path> all() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith(FILE))
                    .sorted()
                    .toList();
        }
    }

    private Path file(String value) {
        Path file = folder.resolve(value).normalize();
        if (value.isEmpty() || !file.startsWith(folder.normalize())) {
            throw new IllegalArgumentException("expected a file below the scenario's folder, found '" + value + "'");
        }
        return file;
    }

    private static GroundTruth.Expectation expectation(String value) {
        String[] words = value.split("\\s+");
        if (words.length > 2) {
            throw new IllegalArgumentException("expect takes kinds and an address, found '" + value + "'");
        }
        Set<AttackKind> kinds = words[0].equals("any") ? Set.of() : kinds(words[0]);
        return new GroundTruth.Expectation(kinds, words.length == 2 ? address(words[1]) : IpAddress.NONE);
    }

    /** Kinds divided by bars. */
    static Set<AttackKind> kinds(String text) {
        Set<AttackKind> kinds = EnumSet.noneOf(AttackKind.class);
        for (String word : text.split("\\|")) {
            try {
                kinds.add(AttackKind.valueOf(word.strip()));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "expected any, or kinds divided by a bar, of " + List.of(AttackKind.values()) + "; found '"
                                + word.strip() + "'",
                        e);
            }
        }
        return kinds;
    }

    private static IpAddress address(String text) {
        return IpAddress.parse(text)
                .orElseThrow(() -> new IllegalArgumentException("expected an address, found '" + text + "'"));
    }
}
