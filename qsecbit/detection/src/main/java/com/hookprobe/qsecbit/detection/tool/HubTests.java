package com.hookprobe.qsecbit.detection.tool;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tests of CrowdSec's hub as scenarios: a folder per test with a log, {@code config.yaml} that names the log and its
 * kind, and {@code scenario.assert} that lists the alerts which are expected of that log. A test without any must stay
 * silent. Only tests of logs that we read count.
 *
 * <p>What CrowdSec's scenarios are called here is a table, see {@code hub-scenarios.txt}. The attackers in these logs
 * often have private addresses, so no network is taken for ours.
 */
final class HubTests {
    private static final Pattern RESULT = Pattern.compile("^results\\[(\\d{1,4})]\\.Overflow\\.(.*)$");
    private static final Pattern SOURCE = Pattern.compile("^Sources\\[\"([^\"]{1,64})\"]\\.IP == ");
    private static final Pattern SCENARIO = Pattern.compile("^Alert\\.GetScenario\\(\\) == \"([^\"]{1,200})\"");
    private static final Set<String> PARSERS = Set.of(
            "sshd-logs",
            "nginx-logs",
            "apache2-logs",
            "iptables-logs",
            "bunkerweb-logs",
            "nginx-proxy-manager-logs",
            "dovecot-logs",
            "exim-logs",
            "postfix-logs",
            "proftpd-logs",
            "vsftpd-logs",
            "pgsql-logs",
            "mysql-logs",
            "smb-logs",
            "proxmox-logs");
    private static final String NOT_OURS = "-";

    private final Map<Pattern, String> table = new LinkedHashMap<>();

    /** With a table of lines "pattern = kinds". */
    HubTests(List<String> lines) {
        for (String line : lines) {
            int equals = line.indexOf('=');
            if (!line.startsWith("#") && equals > 0) {
                String glob = line.substring(0, equals).strip();
                table.put(
                        Pattern.compile(Pattern.quote(glob).replace("*", "\\E.*\\Q")),
                        line.substring(equals + 1).strip());
            }
        }
    }

    /** The tests below a folder. */
    List<Scenario> read(Path folder) throws IOException {
        List<Path> tests;
        try (Stream<Path> walk = Files.walk(folder, 3)) {
            tests = walk.filter(path -> path.endsWith("config.yaml")).sorted().toList();
        }
        List<Scenario> scenarios = new ArrayList<>();
        for (Path config : tests) {
            test(config).ifPresent(scenarios::add);
        }
        return scenarios;
    }

    private Optional<Scenario> test(Path config) throws IOException {
        Path folder = config.resolveSibling(".").normalize();
        List<String> lines = Files.readAllLines(config, StandardCharsets.UTF_8);
        Path asserted = folder.resolve("scenario.assert");
        String log = lines.stream()
                .filter(line -> line.startsWith("log_file:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip().replace("\"", ""))
                .findFirst()
                .orElse("");
        Path input = folder.resolve(log).normalize();
        if (log.isEmpty() || !input.startsWith(folder) || !Files.exists(input) || !Files.exists(asserted)) {
            return Optional.empty();
        }
        boolean ours = items(lines, "parsers:").stream().anyMatch(item -> PARSERS.contains(base(item)));
        boolean judged = items(lines, "scenarios:").stream().anyMatch(item -> !item.isEmpty());
        if (!ours || !judged) {
            return Optional.empty();
        }
        List<String> alerts = Files.readAllLines(asserted, StandardCharsets.UTF_8);
        boolean silent = alerts.stream().noneMatch(line -> line.contains("GetScenario()"));
        List<GroundTruth.Expectation> expected = expectations(alerts);
        if (!silent && expected.isEmpty()) {
            return Optional.empty();
        }
        GroundTruth truth = new GroundTruth(expected, Set.of(), false, silent);
        return Optional.of(
                new Scenario("hub/" + folder.getFileName(), List.of(input), LocalNetworks.only(List.of()), truth));
    }

    private List<GroundTruth.Expectation> expectations(List<String> lines) {
        Map<Integer, String> scenarios = new TreeMap<>();
        Map<Integer, String> sources = new TreeMap<>();
        for (String line : lines) {
            Matcher result = RESULT.matcher(line);
            if (!result.find()) {
                continue;
            }
            int number = Integer.parseInt(result.group(1));
            Matcher source = SOURCE.matcher(result.group(2));
            Matcher scenario = SCENARIO.matcher(result.group(2));
            if (source.find()) {
                sources.put(number, source.group(1));
            } else if (scenario.find()) {
                scenarios.put(number, scenario.group(1));
            }
        }
        List<GroundTruth.Expectation> expected = new ArrayList<>();
        scenarios.forEach((number, scenario) -> {
            String kinds = kinds(scenario);
            if (!kinds.equals(NOT_OURS)) {
                Set<AttackKind> set = kinds.equals("any") ? Set.of() : ScenarioText.kinds(kinds);
                IpAddress address =
                        IpAddress.parse(sources.getOrDefault(number, "")).orElse(IpAddress.NONE);
                expected.add(new GroundTruth.Expectation(set, address));
            }
        });
        return expected;
    }

    private String kinds(String scenario) {
        for (Map.Entry<Pattern, String> entry : table.entrySet()) {
            if (entry.getKey().matcher(scenario).matches()) {
                return entry.getValue();
            }
        }
        return "any";
    }

    /** The name of a parser, also where it is given as a file. */
    private static String base(String item) {
        String name = item.substring(item.lastIndexOf('/') + 1);
        return name.endsWith(".yaml") ? name.substring(0, name.length() - ".yaml".length()) : name;
    }

    /** The items of a list in the simple YAML of these files: "- item" below its name. */
    private static List<String> items(List<String> lines, String name) {
        List<String> items = new ArrayList<>();
        boolean inside = false;
        for (String line : lines) {
            String text = line.strip();
            if (text.startsWith("-") && inside) {
                items.add(text.substring(1).strip().replace("\"", "").replace("'", ""));
            } else {
                inside = text.equals(name);
            }
        }
        return items;
    }
}
