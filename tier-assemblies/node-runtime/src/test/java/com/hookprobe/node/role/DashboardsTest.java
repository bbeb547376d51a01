package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dashboards and alerts ask for metrics and labels that nodes have: {@code docs/metrics.md} is compared with them elsewhere. */
class DashboardsTest {
    private static final Path FOLDER = Path.of("../../docs/dashboards");
    private static final Pattern SERIES = Pattern.compile("(hookprobe_[a-z0-9_]+)(?:\\{([^}]*)})?");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)\\s*\"[^\"]*\"");
    private static final Pattern GROUPED = Pattern.compile("by \\(([a-z_, ]+)\\)");
    private static final Set<String> OF_PROMETHEUS = Set.of("instance", "job", "le");

    private Map<String, MetricsPage.Row> documented = Map.of();

    @BeforeEach
    void read() throws IOException {
        documented = MetricsPage.read();
    }

    private static List<String> labels(MetricsPage.Row row) {
        return row.labels().isEmpty() ? List.of() : List.of(row.labels().split(", "));
    }

    /** The rows of the metrics that an expression asks for; the test fails for what there is not. */
    private Set<String> check(String where, String expression) {
        assertThat(expression.chars().filter(c -> c == '(').count())
                .as(where + ": " + expression)
                .isEqualTo(expression.chars().filter(c -> c == ')').count());
        Set<String> asked = new TreeSet<>();
        Set<String> labels = new HashSet<>(OF_PROMETHEUS);
        Matcher series = SERIES.matcher(expression);
        while (series.find()) {
            String name = series.group(1);
            MetricsPage.Row row = documented.get(name);
            String whole = name.replaceAll("_(bucket|sum|count)$", "");
            if (row == null && !whole.equals(name)) {
                row = documented.get(whole);
                assertThat(row).as(where + ": " + name + " is no metric").isNotNull();
                assertThat(row.type()).as(where + ": " + name).isEqualTo("histogram");
            }
            assertThat(row)
                    .as(where + ": " + name + " is no metric of docs/metrics.md")
                    .isNotNull();
            asked.add(row.name());
            labels.addAll(labels(row));
            List<String> own = labels(row);
            Matcher matcher = MATCHER.matcher(series.group(2) == null ? "" : series.group(2));
            while (matcher.find()) {
                String label = matcher.group(1);
                assertThat(own.contains(label) || OF_PROMETHEUS.contains(label))
                        .as(where + ": " + name + " has the label " + label)
                        .isTrue();
            }
        }
        Matcher grouped = GROUPED.matcher(expression);
        while (grouped.find()) {
            assertThat(labels)
                    .as(where + ": " + expression)
                    .contains(grouped.group(1).split(", *"));
        }
        assertThat(asked).as(where + ": " + expression).isNotEmpty();
        return asked;
    }

    private static void collect(JsonNode node, String name, List<JsonNode> found) {
        if (node.has(name)) {
            found.add(node);
        }
        node.forEach(child -> collect(child, name, found));
    }

    @Test
    void everyExpressionOfADashboardAsksForWhatThereIs() throws IOException {
        JsonMapper strict = JsonMapper.builder()
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
        Set<String> uids = new TreeSet<>();
        List<Path> files;
        try (Stream<Path> all = Files.list(FOLDER)) {
            files = all.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
        assertThat(files.stream().map(file -> file.getFileName().toString()))
                .containsExactly("mesh.json", "mssp.json", "site.json", "validator.json");
        for (Path file : files) {
            JsonNode board = strict.readTree(Files.readString(file));
            assertThat(uids.add(board.path("uid").asText())).as(file.toString()).isTrue();
            List<JsonNode> targets = new ArrayList<>();
            collect(board.path("panels"), "expr", targets);
            assertThat(targets).as(file.toString()).hasSizeGreaterThan(10);
            targets.forEach(target ->
                    check(file.getFileName().toString(), target.path("expr").asText()));
            List<JsonNode> panels = new ArrayList<>();
            collect(board.path("panels"), "gridPos", panels);
            assertThat(panels.stream().map(panel -> panel.path("id").asInt()))
                    .as(file.toString())
                    .doesNotHaveDuplicates();
            // A variable in an expression is one that the dashboard has.
            Set<String> variables = new HashSet<>(Set.of("__rate_interval", "datasource"));
            board.path("templating")
                    .path("list")
                    .forEach(each -> variables.add(each.path("name").asText()));
            Matcher used = Pattern.compile("\\$\\{?([a-z_]+)")
                    .matcher(board.path("panels").toString());
            while (used.find()) {
                assertThat(variables).as(file.toString()).contains(used.group(1));
            }
        }
    }

    @Test
    void everyAlertAsksForWhatThereIsAndSaysWhatToDo() throws IOException {
        JsonNode groups = new YAMLMapper()
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .readTree(Files.readString(FOLDER.resolve("alerts.yaml")))
                .path("groups");
        Set<String> names = new TreeSet<>();
        for (JsonNode rule : groups.path(0).path("rules")) {
            String name = rule.path("alert").asText();
            assertThat(name).matches("HookProbe[A-Z][A-Za-z]+");
            assertThat(names.add(name)).as(name).isTrue();
            Set<String> asked = check(name, rule.path("expr").asText());
            assertThat(rule.path("for").asText("1m")).as(name).matches("[0-9]+[smh]");
            assertThat(rule.path("labels").path("severity").asText()).as(name).isIn("critical", "warning");
            assertThat(rule.path("annotations").path("summary").asText())
                    .as(name)
                    .isNotEmpty();
            assertThat(rule.path("annotations").path("description").asText())
                    .as(name)
                    .isNotEmpty();
            Set<String> labels = new HashSet<>(OF_PROMETHEUS);
            asked.forEach(metric -> labels.addAll(labels(documented.get(metric))));
            Matcher used = Pattern.compile("\\$labels\\.([a-z_]+)").matcher(rule.toString());
            while (used.find()) {
                assertThat(labels).as(name).contains(used.group(1));
            }
        }
        assertThat(names).hasSizeGreaterThanOrEqualTo(10);
    }
}
