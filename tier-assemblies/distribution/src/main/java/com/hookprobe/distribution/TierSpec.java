package com.hookprobe.distribution;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * One tier as it is packed: the values of {@code tiers/TIER.properties}, which templates name as {@code @KEY@}. So what the JVM
 * may take, what the service manager lets it have and what the installer asks of the machine stand in one place.
 */
record TierSpec(String tier, Map<String, String> values) {
    static final List<String> TIERS = List.of("sentinel", "guardian", "fortress", "nexus", "mssp");

    static TierSpec read(Path templates, String tier, String version) throws IOException {
        Properties read = new Properties();
        try (Reader in = Files.newBufferedReader(templates.resolve("tiers").resolve(tier + ".properties"))) {
            read.load(in);
        }
        Map<String, String> values = new TreeMap<>();
        read.stringPropertyNames().forEach(key -> values.put(key, read.getProperty(key)));
        values.put("tier", tier);
        values.put("version", version);
        return new TierSpec(tier, values);
    }

    /**
     * The text with each {@code @key@} replaced. A line that is a key alone goes when its value is empty.
     *
     * @throws IOException when the template names what the tier does not have
     */
    String fill(Path template, Map<String, String> more) throws IOException {
        Map<String, String> all = new TreeMap<>(values);
        all.putAll(more);
        String text = Files.readString(template);
        for (Map.Entry<String, String> value : all.entrySet()) {
            String key = "@" + value.getKey() + "@";
            text = value.getValue().isEmpty() ? text.replace("\n" + key + "\n", "\n") : text;
            text = text.replace(key, value.getValue());
        }
        java.util.regex.Matcher left =
                java.util.regex.Pattern.compile("@[a-z_]+@").matcher(text);
        if (left.find()) {
            throw new IOException(template + ": expected a value for " + left.group() + " in tiers/" + tier
                    + ".properties, found none");
        }
        return text;
    }

    String value(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("tiers/" + tier + ".properties: expected a value for " + key);
        }
        return value;
    }
}
