package com.hookprobe.node.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a policy says: a piece of a node's file with none but keys that a policy may set (docs/spec/fleet.md, 2). Immutable.
 */
public final class PolicyFragment {
    /** Bytes of a fragment. */
    public static final int BYTES_MAX = 8_192;

    private static final String REST = "\nnode: {name: a, data: /d}\nmesh: m.json\n";

    private final ObjectNode tree;

    private PolicyFragment(ObjectNode tree) {
        this.tree = tree;
    }

    /**
     * Reads a fragment by the rules of a file; variables have no values here.
     *
     * @param name of the fragment, in messages
     * @throws ConfigException with what is wrong and where, or which keys a policy may set
     */
    public static PolicyFragment parse(String name, String yaml) throws ConfigException {
        if (yaml.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX) {
            throw new ConfigException(name + ": a policy expects at most " + BYTES_MAX + " bytes");
        }
        if (yaml.indexOf('$') >= 0) {
            throw new ConfigException(name + ": a policy expects no '$': variables are a node's own");
        }
        NodeConfig config = new ConfigLoader(Map.of()).parse(name, yaml + REST);
        ObjectNode tree = ConfigTree.of(config);
        tree.remove(List.of("node", "mesh"));
        for (String key : ConfigTree.flat(tree).keySet()) {
            if (!LiveKeys.policyMaySet(key)) {
                throw new ConfigException(name + ": no policy may set '" + key + "'; what one may set: "
                        + String.join(", ", LiveKeys.byPolicy()));
            }
        }
        return new PolicyFragment(tree);
    }

    /** The keys that it sets. */
    public SortedSet<String> keys() {
        return new TreeSet<>(ConfigTree.flat(tree).keySet());
    }

    /** A file that says nothing but this: what depends on more than types and ranges is tried with it. */
    public NodeConfig asConfig() throws ConfigException {
        NodeConfig bare = new ConfigLoader(Map.of()).parse("policy", REST);
        ObjectNode all = ConfigTree.of(bare);
        ConfigTree.put(all, tree);
        return ConfigTree.config("policy", all);
    }

    /**
     * What a file and this policy come to, as the file lets it.
     *
     * @throws ConfigException when the file does not take it, or both together are no configuration
     */
    public Layered over(NodeConfig file) throws ConfigException {
        FleetSettings rules = file.policies();
        SortedSet<String> keys = keys();
        SortedSet<String> kept = new TreeSet<>();
        for (String key : keys) {
            if (rules.open().stream().noneMatch(open -> LiveKeys.covers(open, key))) {
                throw new ConfigException("this node takes nothing of '" + key
                        + "' from a policy: its 'fleet.subtrees' are " + String.join(", ", rules.open()));
            }
            if (rules.kept().stream().anyMatch(keep -> LiveKeys.covers(keep, key))) {
                kept.add(key);
            }
        }
        ObjectNode over = tree.deepCopy();
        ConfigTree.remove(over, kept::contains);
        ObjectNode all = ConfigTree.of(file);
        if (over.has("qsecbit")) {
            // A profile and weights of one's own exclude each other: the section is one value.
            ConfigTree.remove(all, key -> LiveKeys.covers("qsecbit", key));
        }
        ConfigTree.put(all, over);
        keys.removeAll(kept);
        return new Layered(ConfigTree.config("file and policy", all), keys, kept);
    }

    /**
     * A file with a policy over it.
     *
     * @param config what holds
     * @param set the keys that the policy decides
     * @param kept the keys that the policy names and the file decides
     */
    public record Layered(NodeConfig config, SortedSet<String> set, SortedSet<String> kept) {}
}
