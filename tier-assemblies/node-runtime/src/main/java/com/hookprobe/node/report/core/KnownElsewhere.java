package com.hookprobe.node.report.core;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Tells which attackers were decided upon before a tenant had seen them, by the tags of their reports: how far herd immunity reaches. What
 * has no room is forgotten, the oldest first, and then not counted: the numbers are lower bounds. Not safe for use by several threads.
 *
 * @param <K> a tag
 */
public final class KnownElsewhere<K> {
    /** Tags that are remembered. */
    public static final int TAGS_MAX = 16_384;

    private final Map<K, Tag> tags = new LinkedHashMap<>(1_024, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Tag> eldest) {
            return size() > TAGS_MAX;
        }
    };

    /** Tenants as numbers: a bit each for a tag. */
    private final Map<String, Integer> numbers = new HashMap<>();

    private static final class Tag {
        private final BitSet reporters = new BitSet();
        /** Whom the decision found without a report of their own, and who has not met it since. */
        private final BitSet spared = new BitSet();

        private long decidedMicros;
        private long endsMicros;
    }

    /**
     * A site has reported a tag.
     *
     * @param seenMicros when it saw it, by its own clock
     * @return true when this is the first time that the tenant meets what it was spared by the word of others
     */
    public boolean reported(K tag, String tenant, long seenMicros) {
        Tag known = tags.computeIfAbsent(tag, any -> new Tag());
        int number = number(tenant);
        known.reporters.set(number);
        boolean wasSpared = known.spared.get(number);
        known.spared.clear(number);
        return wasSpared && seenMicros > known.decidedMicros && seenMicros < known.endsMicros;
    }

    private int number(String tenant) {
        return numbers.computeIfAbsent(tenant, any -> numbers.size());
    }

    /**
     * A decision about a tag was told to all.
     *
     * @param tenants who has sites
     * @return those whom it spares: none of their sites had reported the tag, and no decision about it was in force
     */
    public Set<String> decided(K tag, long decidedMicros, long endsMicros, Set<String> tenants) {
        Tag known = tags.computeIfAbsent(tag, any -> new Tag());
        boolean renewed = decidedMicros < known.endsMicros;
        known.endsMicros = Math.max(known.endsMicros, endsMicros);
        if (renewed) {
            return Set.of();
        }
        known.decidedMicros = decidedMicros;
        known.spared.clear();
        Set<String> spared = new HashSet<>();
        for (String tenant : tenants) {
            int number = number(tenant);
            if (!known.reporters.get(number)) {
                known.spared.set(number);
                spared.add(tenant);
            }
        }
        return spared;
    }

    /** A decision was taken back. */
    public void cancelled(K tag, long micros) {
        Tag known = tags.get(tag);
        if (known != null) {
            known.endsMicros = Math.min(known.endsMicros, micros);
            known.spared.clear();
        }
    }
}
