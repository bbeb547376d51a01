package com.hookprobe.node.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a running node goes by (docs/spec/fleet.md, 1): the file that it started with, the live keys of that file as it is now, and over
 * them what a policy says, as far as the file lets it. Immutable.
 */
public final class ConfigLayers {
    private final NodeConfig started;
    private final NodeConfig file;
    private final Optional<PolicyFragment> policy;
    private final NodeConfig effective;
    private final SortedSet<String> set;
    private final SortedSet<String> kept;
    private final Optional<String> refusal;

    private ConfigLayers(
            NodeConfig started,
            NodeConfig file,
            Optional<PolicyFragment> policy,
            PolicyFragment.Layered layered,
            Optional<String> refusal) {
        this.started = started;
        this.file = file;
        this.policy = policy;
        this.effective = layered.config();
        this.set = layered.set();
        this.kept = layered.kept();
        this.refusal = refusal;
    }

    /** Of a node that starts, without a policy. */
    public static ConfigLayers of(NodeConfig file) {
        return new ConfigLayers(file, file, Optional.empty(), alone(file), Optional.empty());
    }

    private static PolicyFragment.Layered alone(NodeConfig file) {
        return new PolicyFragment.Layered(file, new TreeSet<>(), new TreeSet<>());
    }

    /**
     * A change that is not in force yet.
     *
     * @param layers as they are when it is
     * @param changed live keys that are other ones then
     * @param waiting keys of the file that a restart brings into force
     */
    public record Step(ConfigLayers layers, SortedSet<String> changed, SortedSet<String> waiting) {}

    /**
     * The file says something else. A policy that it does not take is laid aside until it does.
     *
     * @throws ConfigException when the live keys of the new file do not go with the others that still hold
     */
    public Step reload(NodeConfig next) throws ConfigException {
        ObjectNode tree = ConfigTree.of(started);
        ConfigTree.remove(tree, LiveKeys::isLive);
        ObjectNode live = ConfigTree.of(next);
        ConfigTree.remove(live, key -> !LiveKeys.isLive(key));
        ConfigTree.put(tree, live);
        NodeConfig base = ConfigTree.config("file", tree);
        SortedSet<String> waiting = ConfigTree.differing(started, next);
        waiting.removeIf(LiveKeys::isLive);
        return step(layers(base, policy), waiting);
    }

    private ConfigLayers layers(NodeConfig base, Optional<PolicyFragment> over) {
        if (over.isEmpty()) {
            return new ConfigLayers(started, base, over, alone(base), Optional.empty());
        }
        try {
            return new ConfigLayers(started, base, over, strict(base, over.get()), Optional.empty());
        } catch (ConfigException e) {
            return new ConfigLayers(started, base, over, alone(base), Optional.of(String.valueOf(e.getMessage())));
        }
    }

    private static PolicyFragment.Layered strict(NodeConfig base, PolicyFragment over) throws ConfigException {
        if (!base.policies().follows()) {
            throw new ConfigException("this node follows no policies: its 'fleet.accept' is none");
        }
        return over.over(base);
    }

    /**
     * A policy says something else.
     *
     * @param next empty when none holds any more
     * @throws ConfigException when the file does not take it; what held before holds on
     */
    public Step follow(Optional<PolicyFragment> next) throws ConfigException {
        PolicyFragment.Layered layered = next.isEmpty() ? alone(file) : strict(file, next.get());
        return step(new ConfigLayers(started, file, next, layered, Optional.empty()), new TreeSet<>());
    }

    private Step step(ConfigLayers next, SortedSet<String> waiting) {
        return new Step(next, ConfigTree.differing(effective, next.effective), waiting);
    }

    /** What holds. */
    public NodeConfig effective() {
        return effective;
    }

    /** What the file says of it. */
    public NodeConfig file() {
        return file;
    }

    /** Keys that the policy decides, in order. */
    public SortedSet<String> byPolicy() {
        return new TreeSet<>(set);
    }

    /** Keys that the policy names and the file keeps, in order. */
    public SortedSet<String> kept() {
        return new TreeSet<>(kept);
    }

    /** Why the policy is laid aside, while it is. */
    public Optional<String> refusal() {
        return refusal;
    }
}
