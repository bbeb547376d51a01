package com.hookprobe.node.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The events that a node's log knows are those of "What the log says" in {@code docs/operating.md}, and metrics count only such. */
class EventNamesTest {
    private static final Path PAGE = Path.of("../../docs/operating.md");
    private static final Pattern WRITTEN = Pattern.compile("(?:\\.event|[^a-z]write)\\(\\s*\"([a-z_]+)\"");
    private static final Pattern COUNTED =
            Pattern.compile("Rule\\.(?:count|countAs|countBy|value|between)\\(\\s*\"([a-z_]+)\"");
    private static final Pattern NAME = Pattern.compile("`([a-z_]+)`");

    private String source = "";
    private Set<String> documented = Set.of();

    @BeforeEach
    void read() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            StringBuilder all = new StringBuilder();
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                all.append(Files.readString(file)).append('\n');
            }
            source = all.toString();
        }
        String page = Files.readString(PAGE);
        int begin = page.indexOf("## What the log says");
        String table = page.substring(begin, page.indexOf("\n## ", begin + 3));
        documented = table.lines()
                .filter(line -> line.startsWith("| `"))
                .flatMap(line -> names(NAME, line.split("\\|")[1]).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> names(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return Stream.iterate(matcher.find(), found -> found, found -> matcher.find())
                .map(found -> matcher.group(1))
                .toList();
    }

    @Test
    void everyEventIsExplained() {
        assertThat(new TreeSet<>(names(WRITTEN, source)))
                .as("events without a row in docs/operating.md, What the log says")
                .hasSizeGreaterThan(100)
                .isSubsetOf(documented);
    }

    @Test
    void nothingElseIsExplained() {
        assertThat(documented)
                .allSatisfy(name -> assertThat(source)
                        .as("docs/operating.md explains an event that no code writes")
                        .contains('"' + name + '"'));
    }

    @Test
    void whatMetricsCountIsAnEvent() {
        List<String> counted = names(COUNTED, source);
        assertThat(counted).hasSizeGreaterThan(30);
        assertThat(documented).containsAll(counted);
    }
}
