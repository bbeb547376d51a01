package com.hookprobe.node.config;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Configurations that differ from others in a few keys. */
public final class TestConfigs {
    private TestConfigs() {}

    /** Sets values at dotted keys. */
    public static NodeConfig with(NodeConfig base, Map<String, Object> values) throws ConfigException {
        ObjectNode tree = ConfigTree.of(base);
        values.forEach((path, value) -> {
            String[] names = path.split("\\.");
            ObjectNode at = tree;
            for (int i = 0; i < names.length - 1; i++) {
                at = at.get(names[i]) instanceof ObjectNode below ? below : at.putObject(names[i]);
            }
            at.set(names[names.length - 1], new ObjectMapper().valueToTree(value));
        });
        return ConfigTree.config("c.yaml", tree);
    }
}
