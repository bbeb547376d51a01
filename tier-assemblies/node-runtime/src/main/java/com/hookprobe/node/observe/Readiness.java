package com.hookprobe.node.observe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Whether a node can do its duty: checks with reasons. For one thread at a time. */
public final class Readiness {
    private final List<Check> checks = new ArrayList<>();

    /**
     * One condition.
     *
     * @param name of what is looked at, as {@code sessions}
     * @param ok whether it holds
     * @param needed false: the node does its duty without, and somebody should look all the same
     * @param reason what was found; names no file's folder, address or secret
     */
    public record Check(String name, boolean ok, boolean needed, String reason) {
        private static final Pattern FOLDERS = Pattern.compile("/(?:[^\\s/:;,'\"]+/)+");

        public Check {
            reason = FOLDERS.matcher(reason).replaceAll("");
        }

        /** For JSON. */
        public Map<String, Object> map() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("name", name);
            map.put("ok", ok);
            map.put("needed", needed);
            map.put("reason", reason);
            return map;
        }
    }

    /** One that was found elsewhere. */
    public void add(Check check) {
        checks.add(check);
    }

    /** A condition without which the node is not ready. */
    public void need(String name, boolean ok, String reason) {
        checks.add(new Check(name, ok, true, reason));
    }

    /** A condition that is told, and that the node does without. */
    public void want(String name, boolean ok, String reason) {
        checks.add(new Check(name, ok, false, reason));
    }

    /** All of them, in the order in which they were looked at. */
    public List<Check> checks() {
        return List.copyOf(checks);
    }

    /** True when all that is needed holds. */
    public boolean ready() {
        return checks.stream().allMatch(check -> check.ok() || !check.needed());
    }

    /** For JSON. */
    public Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("ready", ready());
        map.put("checks", checks.stream().map(Check::map).toList());
        return map;
    }
}
