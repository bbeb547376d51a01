package com.hookprobe.node.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * docs/configuration.md has every key that a node's file may have, with what its setting's Javadoc says. It is made by
 * {@code mvn -pl tier-assemblies/node-runtime test -Dtest=ConfigReferenceTest -Dconfig.reference.write=true}.
 */
class ConfigReferenceTest {
    private static final Path PAGE = Path.of("../../docs/configuration.md");
    /** Of the modules whose settings are sections of the file. */
    private static final List<Path> SOURCES =
            List.of(Path.of("src/main/java"), Path.of("../site-network/src/main/java"));

    private static final PropertyNamingStrategies.SnakeCaseStrategy SNAKE =
            new PropertyNamingStrategies.SnakeCaseStrategy();
    private static final Pattern PARAM = Pattern.compile("@param (\\w+) (.*?)(?=@param|\\z)", Pattern.DOTALL);

    private final List<String> lines = new ArrayList<>();

    /** Every key and its type, in order. */
    private final Map<String, Class<?>> keys = new LinkedHashMap<>();

    private final Map<String, String> spoken = new LinkedHashMap<>();

    @Test
    void thePageHasEveryKey() throws IOException {
        page();
        String made = String.join("\n", lines) + "\n";
        if (Boolean.getBoolean("config.reference.write")) {
            Files.writeString(PAGE, made);
        }
        assertThat(PAGE)
                .as("make it anew with -Dconfig.reference.write=true")
                .content()
                .isEqualTo(made);
    }

    @Test
    void whatHoldsByDefaultIsAKeyOfItsType() throws Exception {
        page();
        NodeConfig minimal = new ConfigLoader(Map.of())
                .parse("c.yaml", "node: {name: a, data: /d}\nmesh: m.json\napi: {}\nexchange: {}\n");
        Map<String, Object> defaults = EffectiveConfig.defaults(minimal);
        assertThat(keys.keySet()).containsAll(defaults.keySet());
        // What is shown is read again, and shows the same.
        String shown = EffectiveConfig.yaml(minimal);
        assertThat(EffectiveConfig.yaml(new ConfigLoader(Map.of()).parse("d.yaml", shown)))
                .isEqualTo(shown);
    }

    /** fleet 1.1 and 2.1. */
    @Test
    void whatIsLiveSaysSo() throws Exception {
        page();
        List<String> live = new ArrayList<>();
        List<String> byPolicy = new ArrayList<>();
        spoken.forEach((key, meaning) -> {
            if (meaning.endsWith("Live") || meaning.endsWith("Live, also by policy")) {
                live.add(key);
            }
            if (meaning.endsWith("Live, also by policy")) {
                byPolicy.add(key);
            }
        });
        assertThat(live).containsExactlyInAnyOrderElementsOf(LiveKeys.all());
        assertThat(byPolicy).containsExactlyInAnyOrderElementsOf(LiveKeys.byPolicy());
    }

    @Test
    void secretsAreNotShown() throws Exception {
        String file = """
                node: {name: a, data: /d, passphrase: hush-1}
                mesh: m.json
                registry: {db: "postgresql://hp@db/hp", password: hush-2}
                dsm: {storage: {postgresql: {url: "jdbc:postgresql://db/hp", user: hp, password: hush-3}}}
                api: {otlp: {endpoint: "http://127.0.0.1:4318/v1/metrics?key=hush-5", headers: {x-key: hush-4}}}
                """;
        NodeConfig config = new ConfigLoader(Map.of()).parse("c.yaml", file);
        assertThat(EffectiveConfig.yaml(config))
                .doesNotContain("hush")
                .contains("(set)", "jdbc:postgresql://db/hp", "/v1/metrics?(set)");
        assertThat(EffectiveConfig.given(config)).doesNotContain("hush").doesNotContain("4719");
    }

    private void page() throws IOException {
        lines.clear();
        lines.add("# Configuration of a node");
        lines.add("");
        lines.add(
                "Every key of the YAML that `--config` names. Unknown keys are refused, with the line and what is known there;"
                        + " `${NAME}` and `${NAME:-default}`");
        lines.add(
                "are filled in from the environment. `hookprobe TIER config check --config FILE` tests a file, `config show"
                        + " --effective` shows what holds.");
        lines.add(
                "Durations are seconds; fractions are allowed. A section that is left out has the values named here, or its part"
                        + " does not run.");
        lines.add("");
        lines.add("This page is made from the sources (`ConfigReferenceTest`).");
        section("", NodeConfig.class);
    }

    private void section(String path, Class<?> type) throws IOException {
        Map<String, String> meanings = meanings(type);
        lines.add("");
        lines.add(path.isEmpty() ? "## The file" : "## " + path);
        lines.add("| key | value | meaning |");
        lines.add("|---|---|---|");
        List<Map.Entry<String, Class<?>>> below = new ArrayList<>();
        for (RecordComponent part : type.getRecordComponents()) {
            String name = SNAKE.translate(part.getName());
            String full = path.isEmpty() ? name : path + "." + name;
            String meaning = meanings.get(part.getName());
            assertThat(meaning).as("@param %s of %s", part.getName(), type).isNotBlank();
            keys.put(full, part.getType());
            spoken.put(full, meaning);
            lines.add("| `" + name + "` | " + value(part.getGenericType()) + " | " + meaning + " |");
            section(part.getGenericType()).ifPresent(inner -> below.add(Map.entry(full, inner)));
        }
        for (Map.Entry<String, Class<?>> inner : below) {
            section(inner.getKey(), inner.getValue());
        }
    }

    private static java.util.Optional<Class<?>> section(Type type) {
        Type meant = type instanceof ParameterizedType list && list.getRawType() == List.class
                ? list.getActualTypeArguments()[0]
                : type;
        return meant instanceof Class<?> cls && cls.isRecord()
                ? java.util.Optional.of(cls)
                : java.util.Optional.empty();
    }

    private static String value(Type type) {
        if (type instanceof ParameterizedType many) {
            Type[] of = many.getActualTypeArguments();
            return many.getRawType() == List.class
                    ? "list of " + plural(value(of[0]))
                    : "names, each with " + value(of[1]);
        }
        Class<?> cls = (Class<?>) type;
        if (cls.isRecord()) {
            return "section";
        }
        if (Set.of(Integer.class, Long.class).contains(cls)) {
            return "whole number";
        }
        if (cls == Double.class || cls == double.class) {
            return "number";
        }
        return cls == Boolean.class ? "true or false" : "text";
    }

    private static String plural(String word) {
        return word.equals("text") ? "texts" : word + "s";
    }

    /** What the Javadoc of a record says of each part. */
    private static Map<String, String> meanings(Class<?> type) throws IOException {
        Class<?> outer = type;
        while (outer.getEnclosingClass() != null) {
            outer = outer.getEnclosingClass();
        }
        String file = outer.getName().replace('.', '/') + ".java";
        String source = Files.readString(SOURCES.stream()
                .map(root -> root.resolve(file))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow());
        Matcher record =
                Pattern.compile("record " + type.getSimpleName() + "\\(").matcher(source);
        assertThat(record.find()).as(type.getName()).isTrue();
        int end = source.lastIndexOf("*/", record.start());
        int begin = source.lastIndexOf("/**", end);
        assertThat(source.substring(end, record.start()))
                .as("Javadoc of " + type)
                .doesNotContain(";", "{");
        String text = source.substring(begin + 3, end)
                .lines()
                .map(line -> line.strip().replaceFirst("^\\*", "").strip())
                .collect(Collectors.joining(" "));
        Map<String, String> meanings = new LinkedHashMap<>();
        Matcher params = PARAM.matcher(text);
        while (params.find()) {
            meanings.put(
                    params.group(1),
                    params.group(2)
                            .strip()
                            .replaceAll("\\{@code ((?:[^{}]|\\{[^}]*})*)}", "`$1`")
                            .replaceAll("\\{@link (?:\\w+#)?([^}]*)}", "`$1`")
                            .replace("|", "\\|"));
        }
        return meanings;
    }
}
