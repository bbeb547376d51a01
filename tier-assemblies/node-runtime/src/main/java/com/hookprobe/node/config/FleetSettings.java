package com.hookprobe.node.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether this node follows the policies of a group, which operators of its provider push (docs/spec/fleet.md).
 *
 * @param tenant whose policies are followed, as the provider's registry names it; without, none are. Live
 * @param accept none (the default), or policies. Live
 * @param subtrees what a policy may set, keys or sections: any of the keys below that are live by policy; detection and qsecbit
 *     when it is left out. Live
 * @param keep keys, or sections, that this file decides, whatever a policy says of them. Live
 */
public record FleetSettings(
        @Nullable String tenant,
        @Nullable String accept,
        @Nullable List<String> subtrees,
        @Nullable List<String> keep) {
    /** Follows nothing. */
    static final FleetSettings NONE = new FleetSettings(null, null, null, null);

    private static final List<String> STANDARD = List.of("detection", "qsecbit");
    private static final Pattern TENANT = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern PATH = Pattern.compile("[a-z0-9_.-]{1,128}");
    private static final int PATHS_MAX = 64;

    /** True when this node follows policies of a tenant. */
    public boolean follows() {
        return "policies".equals(word()) && tenant != null;
    }

    /** What a policy may set. */
    public List<String> open() {
        return subtrees == null ? STANDARD : subtrees;
    }

    /** What this file decides. */
    public List<String> kept() {
        return keep == null ? List.of() : keep;
    }

    String word() {
        return accept == null ? "none" : accept.toLowerCase(Locale.ROOT);
    }

    static void check(String file, @Nullable FleetSettings settings) throws ConfigException {
        if (settings == null) {
            return;
        }
        if (!List.of("none", "policies").contains(settings.word())) {
            throw fail(file, "accept", "none or policies", settings.word());
        }
        if (settings.tenant != null && !TENANT.matcher(settings.tenant).matches()) {
            throw fail(file, "tenant", "1 to 63 of a-z, 0-9 and '-', a letter or digit at both ends", settings.tenant);
        }
        if (settings.word().equals("policies") && settings.tenant == null) {
            throw new ConfigException(file + ": 'fleet.accept' is policies, and 'fleet.tenant' does not say whose");
        }
        for (String path : settings.open()) {
            if (!LiveKeys.policyMaySetOf(path)) {
                throw fail(
                        file, "subtrees", "keys or sections of " + String.join(", ", LiveKeys.byPolicy()), "" + path);
            }
        }
        List<String> all = new ArrayList<>(settings.open());
        all.addAll(settings.kept());
        for (String path : all) {
            if (path == null || !PATH.matcher(path).matches() || all.size() > PATHS_MAX) {
                throw fail(file, "keep", "at most " + PATHS_MAX + " keys with dots between their parts", "" + path);
            }
        }
    }

    private static ConfigException fail(String file, String key, String expected, String found) {
        return new ConfigException(file + ": 'fleet." + key + "' expects " + expected + "; found " + found);
    }
}
