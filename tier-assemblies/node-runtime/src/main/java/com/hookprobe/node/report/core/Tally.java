package com.hookprobe.node.report.core;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was counted of one subject, by names. Names that begin with {@link #MAX} keep the greatest value, with {@link #MIN} the least, with
 * {@link #LAST} the latest; all others are sums. Not safe for use by several threads.
 */
public final class Tally {
    /** The greatest value is kept. */
    public static final String MAX = "max.";

    /** The least value is kept. */
    public static final String MIN = "min.";

    /** The latest value is kept. */
    public static final String LAST = "last.";

    /** Names of one subject; one more is not counted. */
    public static final int NAMES_MAX = 512;

    /** The longest name. */
    public static final int NAME_CHARS_MAX = 64;

    private final TreeMap<String, Long> values = new TreeMap<>();

    /**
     * Counts.
     *
     * @param name 1 to {@link #NAME_CHARS_MAX} characters {@code a-z A-Z 0-9 . _}
     * @return false when there was no room
     */
    public boolean count(String name, long value) {
        check(name);
        if (values.size() >= NAMES_MAX && !values.containsKey(name)) {
            return false;
        }
        values.merge(name, value, (before, now) -> joined(name, before, now));
        return true;
    }

    private static void check(String name) {
        boolean well = !name.isEmpty()
                && name.length() <= NAME_CHARS_MAX
                && name.chars().allMatch(c -> c == '.' || c == '_' || Character.isLetterOrDigit(c) && c < 128);
        if (!well) {
            throw new IllegalArgumentException(
                    "a count's name is 1 to " + NAME_CHARS_MAX + " characters a-z A-Z 0-9 . _, found " + name);
        }
    }

    private static long joined(String name, long before, long now) {
        if (name.startsWith(MAX)) {
            return Math.max(before, now);
        }
        if (name.startsWith(MIN)) {
            return Math.min(before, now);
        }
        if (name.startsWith(LAST)) {
            return now;
        }
        return before > Long.MAX_VALUE - Math.max(0, now) ? Long.MAX_VALUE : before + now;
    }

    /** Takes a later tally of the same subject in. */
    public void join(Tally later) {
        later.values.forEach(this::count);
    }

    /** What was counted; 0 when nothing was. */
    public long get(String name) {
        return values.getOrDefault(name, 0L);
    }

    /** Whether anything was counted under this name. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** All of it, sorted by name; a view. */
    public SortedMap<String, Long> all() {
        return Collections.unmodifiableSortedMap(values);
    }

    /** The sum of all names with this beginning. */
    public long sum(String beginning) {
        return values.tailMap(beginning).entrySet().stream()
                .takeWhile(entry -> entry.getKey().startsWith(beginning))
                .mapToLong(entry -> entry.getValue())
                .sum();
    }
}
