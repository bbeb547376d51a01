package com.hookprobe.node.reload;

import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.ConfigLayers;
import com.hookprobe.node.config.LiveKeys;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.config.PolicyFragment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The configuration of a running node, and how a change of it comes into force: whole, or not at all. Changed on the node's loop only;
 * {@link #effective} may be asked by any thread.
 */
public final class LiveConfig {
    private record Registered(List<String> keys, LiveSetting setting) {}

    private final List<Registered> settings = new ArrayList<>();
    private final List<Runnable> watchers = new ArrayList<>();
    private volatile ConfigLayers layers;

    /** Of a node that starts. */
    public LiveConfig(NodeConfig file) {
        this.layers = ConfigLayers.of(file);
    }

    /**
     * What a change of the file comes to.
     *
     * @param inForce live keys that have other values now
     * @param waiting keys that have other values after a restart
     * @param kept keys of the policy that the file decides
     */
    public record Report(List<String> inForce, List<String> waiting, List<String> kept) {}

    /**
     * Has a part of the node hear of its keys.
     *
     * @param setting asked when one of the keys, or of those below, is to change
     * @param keys live ones
     */
    public void on(LiveSetting setting, String... keys) {
        for (String key : keys) {
            if (!LiveKeys.all().contains(key)) {
                throw new IllegalArgumentException(key + " is no live key");
            }
        }
        settings.add(new Registered(List.of(keys), setting));
    }

    /** Runs after each change that is in force, on the loop. */
    public void changed(Runnable watcher) {
        watchers.add(watcher);
    }

    /** What holds now. */
    public NodeConfig effective() {
        return layers.effective();
    }

    /** File and policy, and what they come to. */
    public ConfigLayers layers() {
        return layers;
    }

    /**
     * Brings into force what can be of a file that was read and checked.
     *
     * @throws ConfigException with what does not work; then nothing has changed
     */
    public Report reload(NodeConfig file) throws ConfigException {
        ConfigLayers.Step step = layers.reload(file);
        bring(step);
        return new Report(
                List.copyOf(step.changed()),
                List.copyOf(step.waiting()),
                List.copyOf(step.layers().kept()));
    }

    /**
     * Brings a policy into force in the place of the one before.
     *
     * @param policy empty for none
     * @return the keys that have other values now
     * @throws ConfigException with what does not work; then nothing has changed
     */
    public SortedSet<String> follow(Optional<PolicyFragment> policy) throws ConfigException {
        ConfigLayers.Step step = layers.follow(policy);
        bring(step);
        return step.changed();
    }

    private void bring(ConfigLayers.Step step) throws ConfigException {
        List<Runnable> ready = new ArrayList<>();
        for (Registered each : settings) {
            if (step.changed().stream().anyMatch(path -> concerns(each.keys(), path))) {
                ready.add(each.setting().prepare(step.layers().effective()));
            }
        }
        layers = step.layers();
        ready.forEach(Runnable::run);
        watchers.forEach(Runnable::run);
    }

    private static boolean concerns(List<String> keys, String path) {
        return keys.stream().anyMatch(key -> path.equals(key) || path.startsWith(key + "."));
    }
}
