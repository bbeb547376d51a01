package com.hookprobe.node.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** A configuration as a tree of keys, of which layers are made. Holds secrets as the configuration does. */
final class ConfigTree {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();

    private ConfigTree() {}

    /** What a file has set. */
    static ObjectNode of(NodeConfig config) {
        return MAPPER.valueToTree(config);
    }

    /** @throws ConfigException when it comes to nothing that a file may say */
    static NodeConfig config(String name, ObjectNode tree) throws ConfigException {
        NodeConfig config;
        try {
            config = MAPPER.treeToValue(tree, NodeConfig.class);
        } catch (JsonProcessingException e) {
            // Its message may repeat a value.
            throw new ConfigException(name + ": the layers do not come to a configuration");
        }
        ConfigCheck.check(name, config);
        return config;
    }

    /** Values by their dotted keys; a list is one value. */
    static Map<String, JsonNode> flat(JsonNode tree) {
        Map<String, JsonNode> values = new TreeMap<>();
        flat("", tree, values);
        return values;
    }

    private static void flat(String path, JsonNode node, Map<String, JsonNode> to) {
        if (node instanceof ObjectNode section) {
            section.properties()
                    .forEach(part ->
                            flat(path.isEmpty() ? part.getKey() : path + "." + part.getKey(), part.getValue(), to));
        } else {
            to.put(path, node);
        }
    }

    /** The keys whose values differ, set or not. */
    static SortedSet<String> differing(NodeConfig one, NodeConfig other) {
        Map<String, JsonNode> here = flat(of(one));
        Map<String, JsonNode> there = flat(of(other));
        SortedSet<String> keys = new TreeSet<>(here.keySet());
        keys.addAll(there.keySet());
        keys.removeIf(key -> Objects.equals(here.get(key), there.get(key)));
        return keys;
    }

    /** Takes out what is named, and sections that are empty then. */
    static void remove(ObjectNode tree, Predicate<String> which) {
        remove("", tree, which);
    }

    private static void remove(String path, ObjectNode tree, Predicate<String> which) {
        tree.properties().removeIf(part -> {
            String at = path.isEmpty() ? part.getKey() : path + "." + part.getKey();
            if (!(part.getValue() instanceof ObjectNode section)) {
                return which.test(at);
            }
            boolean had = !section.isEmpty();
            remove(at, section, which);
            return had && section.isEmpty();
        });
    }

    /** Puts the values of a tree into another one. */
    static void put(ObjectNode tree, ObjectNode over) {
        over.properties().forEach(part -> {
            if (part.getValue() instanceof ObjectNode section && tree.get(part.getKey()) instanceof ObjectNode below) {
                put(below, section);
            } else {
                tree.set(part.getKey(), part.getValue().deepCopy());
            }
        });
    }
}
