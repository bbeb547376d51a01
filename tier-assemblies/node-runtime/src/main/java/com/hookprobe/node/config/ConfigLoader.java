package com.hookprobe.node.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a node's YAML: substitutes <code>${NAME}</code> from the environment, then refuses whatever is not known. */
public final class ConfigLoader {
    static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}");
    private static final long MAX_BYTES = 1 << 20;

    private final UnaryOperator<@Nullable String> environment;
    private final ObjectMapper mapper;

    public ConfigLoader(Map<String, String> environment) {
        this.environment = environment::get;
        this.mapper = YAMLMapper.builder(YAMLFactory.builder().build())
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .build();
    }

    /** Reads, substitutes, parses and checks one file. */
    public NodeConfig load(Path file) throws ConfigException {
        String text = read(file);
        NodeConfig config = parse(file.toString(), text);
        InlineSecrets.require(file, text);
        return config;
    }

    private static String read(Path file) throws ConfigException {
        try {
            if (Files.isDirectory(file)) {
                throw new ConfigException(file + ": expected a YAML file, found a folder");
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new ConfigException(file + ": expected at most " + MAX_BYTES + " bytes of YAML");
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new ConfigException(file + ": no such file; pass an existing one with --config");
        } catch (CharacterCodingException e) {
            throw new ConfigException(file + ": expected UTF-8 text");
        } catch (IOException e) {
            throw new ConfigException(file + ": cannot be read: " + e.getMessage());
        }
    }

    NodeConfig parse(String name, String text) throws ConfigException {
        String substituted = substitute(name, text);
        if (substituted
                .lines()
                .allMatch(row -> row.isBlank() || row.stripLeading().startsWith("#"))) {
            throw new ConfigException(name + ": the file is empty; 'node' and 'mesh' are needed");
        }
        Map<String, Integer> lines = YamlLines.of(substituted);
        NodeConfig config;
        try {
            config = mapper.readValue(substituted, NodeConfig.class);
        } catch (UnrecognizedPropertyException e) {
            Set<String> known = e.getKnownPropertyIds().stream()
                    .map(Object::toString)
                    .collect(Collectors.toCollection(TreeSet::new));
            throw new ConfigException(at(name, lines.get(path(e)), e.getLocation()) + "unknown key '" + path(e)
                    + "'; known here: " + String.join(", ", known));
        } catch (MismatchedInputException e) {
            // The parser's own words may repeat the value.
            String found = SecretKeys.names(path(e)) ? "found something else" : firstLine(e.getOriginalMessage());
            throw new ConfigException(at(name, lines.get(path(e)), e.getLocation()) + "'" + path(e) + "' expects "
                    + expected(e.getTargetType()) + "; " + found);
        } catch (JsonProcessingException e) {
            throw new ConfigException(at(name, null, e.getLocation()) + firstLine(e.getOriginalMessage()));
        }
        if (config == null) {
            throw new ConfigException(name + ": expected a mapping with 'node' and 'mesh'; found nothing");
        }
        ConfigCheck.check(name, config);
        NotificationPlan.check(name, config, lines);
        return config;
    }

    private String substitute(String name, String text) throws ConfigException {
        StringBuilder out = new StringBuilder();
        int line = 0;
        for (String row : text.split("\n", -1)) {
            line++;
            String code = row.stripLeading();
            out.append(code.startsWith("#") ? row : substituteRow(name, line, row))
                    .append('\n');
        }
        return out.toString();
    }

    private String substituteRow(String name, int line, String row) throws ConfigException {
        Matcher matcher = VARIABLE.matcher(row);
        StringBuilder out = new StringBuilder();
        while (matcher.find()) {
            String value = environment.apply(matcher.group(1));
            if (value == null) {
                value = matcher.group(2);
            }
            if (value == null) {
                throw new ConfigException(name + ":" + line + ": environment variable " + matcher.group(1)
                        + " is not set; set it, or give a default as ${" + matcher.group(1) + ":-value}");
            }
            // A value with a quote or a line break could end its string and add keys.
            if (value.chars().anyMatch(c -> c < 0x20 || c == '"' || c == '\'' || c == '\\')) {
                throw new ConfigException(name + ":" + line + ": environment variable " + matcher.group(1)
                        + " holds a quote, backslash or control character, which a substituted value may not");
            }
            matcher.appendReplacement(out, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(out).toString();
    }

    private static String at(String name, @Nullable Integer line, @Nullable JsonLocation location) {
        if (line != null) {
            return name + ":" + line + ": ";
        }
        return location == null || location.getLineNr() < 1 ? name + ": " : name + ":" + location.getLineNr() + ": ";
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(r -> r.getFieldName() != null ? r.getFieldName() : "[" + r.getIndex() + "]")
                .collect(Collectors.joining("."));
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "another value";
        }
        if (type == Integer.class) {
            return "a whole number";
        }
        if (type == Double.class) {
            return "a number";
        }
        if (type == Boolean.class) {
            return "true or false";
        }
        if (type == String.class) {
            return "a text";
        }
        return type.isRecord() ? "a section" : "a list";
    }

    private static String firstLine(@Nullable String message) {
        return message == null
                ? "not readable as YAML"
                : message.lines().findFirst().orElse("not readable as YAML");
    }
}
