package com.hookprobe.node.role;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.ExchangeCheck;
import com.hookprobe.node.config.ExchangeSettings;
import com.hookprobe.qsecbit.exchange.ApiKey;
import com.hookprobe.qsecbit.exchange.ApiKeys;
import com.hookprobe.qsecbit.exchange.Right;
import com.hookprobe.qsecbit.exchange.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Who may ask a site's exchange: keys of the configuration, and those that commands have added, whose hashes are in a file. */
final class ExchangeKeys {
    private static final int ADDED_MAX = 512;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Path file;
    private final List<ExchangeSettings.Key> configured;
    private final List<ExchangeSettings.Key> added;
    private final ApiKeys keys;

    private ExchangeKeys(Path file, List<ExchangeSettings.Key> configured, List<ExchangeSettings.Key> added) {
        this.file = file;
        this.configured = configured;
        this.added = new ArrayList<>(added);
        this.keys = new ApiKeys(all(), System::nanoTime);
    }

    /** Reads the file; none is none added. */
    static ExchangeKeys open(Path file, List<ExchangeSettings.Key> configured) throws IOException, ConfigException {
        List<ExchangeSettings.Key> added = List.of();
        try {
            if (Files.exists(file)) {
                added = Objects.requireNonNull(JSON.readValue(Files.readAllBytes(file), new TypeReference<>() {}));
            }
            return new ExchangeKeys(file, configured, added);
        } catch (JsonProcessingException | RuntimeException e) {
            throw new ConfigException(file + ": expected the keys that commands have added, none of the configuration's"
                    + " names among them; found: " + e.getMessage() + "; mend it, or move it away");
        }
    }

    ApiKeys keys() {
        return keys;
    }

    int size() {
        return configured.size() + added.size();
    }

    void add(String name, String sha256, List<String> rights) throws IOException {
        if (!name.matches(ExchangeCheck.NAME)) {
            throw new IllegalArgumentException("a key's name has 1 to 64 of letters, digits, '.', '_' and '-'");
        }
        if (Stream.concat(configured.stream(), added.stream()).anyMatch(key -> name.equals(key.name()))) {
            throw new IllegalArgumentException("a key named " + name + " is there already; remove it first");
        }
        if (added.size() >= ADDED_MAX) {
            throw new IllegalArgumentException("at most " + ADDED_MAX + " keys are added; remove some");
        }
        ExchangeSettings.Key key = new ExchangeSettings.Key(name, sha256, List.copyOf(rights));
        apiKey(key);
        List<ExchangeSettings.Key> next = new ArrayList<>(added);
        next.add(key);
        save(next);
    }

    void remove(String name) throws IOException {
        if (configured.stream().anyMatch(key -> name.equals(key.name()))) {
            throw new IllegalArgumentException(
                    name + " is of the configuration: take it out there, and restart the node");
        }
        List<ExchangeSettings.Key> next = new ArrayList<>(added);
        if (!next.removeIf(key -> name.equals(key.name()))) {
            throw new IllegalArgumentException("no key is named " + name);
        }
        save(next);
    }

    /** Names and rights; hashes are nobody's business. */
    List<Map<String, Object>> rows() {
        List<Map<String, Object>> rows = new ArrayList<>();
        configured.forEach(key -> rows.add(row(key, "configuration")));
        added.forEach(key -> rows.add(row(key, "command")));
        return rows;
    }

    private static Map<String, Object> row(ExchangeSettings.Key key, String from) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", String.valueOf(key.name()));
        row.put("rights", rights(key));
        row.put("from", from);
        return row;
    }

    /** On disk first: a key that was removed must not come back with the next start. */
    private void save(List<ExchangeSettings.Key> next) throws IOException {
        WholeFile.replace(file, JSON.writeValueAsBytes(next));
        added.clear();
        added.addAll(next);
        keys.replace(all());
    }

    private List<ApiKey> all() {
        return Stream.concat(configured.stream(), added.stream())
                .map(ExchangeKeys::apiKey)
                .toList();
    }

    private static ApiKey apiKey(ExchangeSettings.Key key) {
        Right[] rights = rights(key).stream()
                .map(word -> {
                    if (!ExchangeCheck.RIGHTS.contains(word)) {
                        throw new IllegalArgumentException(
                                "a right is one of " + String.join(", ", ExchangeCheck.RIGHTS) + ", found " + word);
                    }
                    return Right.valueOf(word.toUpperCase(Locale.ROOT));
                })
                .toArray(Right[]::new);
        return ApiKey.ofHash(String.valueOf(key.name()), String.valueOf(key.sha256()), rights);
    }

    private static List<String> rights(ExchangeSettings.Key key) {
        List<String> words = key.rights() == null ? List.of() : key.rights();
        return words.stream()
                .map(word -> word.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
    }
}
