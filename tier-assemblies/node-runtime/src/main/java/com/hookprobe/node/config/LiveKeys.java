package com.hookprobe.node.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The keys whose changes a running node takes (docs/spec/fleet.md, 1), and those of them that a policy may set. All others need a
 * restart. A key stands for all that is below it.
 */
public final class LiveKeys {
    /** Who may set a live key. */
    private enum By {
        /** The node's own file alone. */
        FILE,
        /** A policy, too, where the node's file lets it. */
        POLICY
    }

    private static final Map<String, By> KEYS = new TreeMap<>(Map.ofEntries(
            Map.entry("detection.thresholds", By.POLICY),
            Map.entry("qsecbit.profile", By.POLICY),
            Map.entry("qsecbit.weights", By.POLICY),
            Map.entry("response.allowlist", By.FILE),
            Map.entry("response.own_hosts", By.FILE),
            Map.entry("federation.warning_lists", By.FILE),
            Map.entry("log.quiet", By.POLICY),
            Map.entry("log.per_minute", By.POLICY),
            Map.entry("fleet.tenant", By.FILE),
            Map.entry("fleet.accept", By.FILE),
            Map.entry("fleet.subtrees", By.FILE),
            Map.entry("fleet.keep", By.FILE)));

    private LiveKeys() {}

    /** All of them, in order. */
    public static List<String> all() {
        return List.copyOf(KEYS.keySet());
    }

    /** Those that a policy may set, in order. */
    public static List<String> byPolicy() {
        return KEYS.keySet().stream().filter(key -> KEYS.get(key) == By.POLICY).toList();
    }

    /** True for a live key and what is below one. */
    public static boolean isLive(String path) {
        return KEYS.keySet().stream().anyMatch(key -> covers(key, path));
    }

    /** True for a key that a policy may set, and what is below one. */
    static boolean policyMaySet(String path) {
        return byPolicy().stream().anyMatch(key -> covers(key, path));
    }

    /** True for a key of which, or below which, a policy may set something. */
    static boolean policyMaySetOf(String path) {
        return byPolicy().stream().anyMatch(key -> covers(key, path) || covers(path, key));
    }

    /** True when a path is a key, or below it. */
    static boolean covers(String key, String path) {
        return path.equals(key) || path.startsWith(key + ".");
    }
}
