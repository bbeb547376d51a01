package com.hookprobe.node.config;

import java.io.StringReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** The line of each key of a YAML text, by its dotted path. The binder's own positions point behind the value. */
final class YamlLines {
    private YamlLines() {}

    /** Empty when the text is not YAML: the binder then reports the syntax error with its own position. */
    static Map<String, Integer> of(String text) {
        Map<String, Integer> lines = new HashMap<>();
        try {
            Node root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
            walk("", root, lines);
        } catch (YAMLException e) {
            lines.clear();
        }
        return lines;
    }

    private static void walk(String path, @Nullable Node node, Map<String, Integer> lines) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                if (entry.getKeyNode() instanceof ScalarNode key) {
                    String at = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
                    lines.put(at, key.getStartMark().getLine() + 1);
                    walk(at, entry.getValueNode(), lines);
                }
            }
        } else if (node instanceof SequenceNode sequence) {
            List<Node> items = sequence.getValue();
            for (int i = 0; i < items.size(); i++) {
                String at = path + ".[" + i + "]";
                lines.put(at, items.get(i).getStartMark().getLine() + 1);
                walk(at, items.get(i), lines);
            }
        }
    }
}
