package com.hookprobe.node.federation.core;

import com.hookprobe.identity.NodeId;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.core.Measure;
import com.hookprobe.qsecbit.metric.Cidr;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What correlators hold at a site, each for itself and by tag: the strongest counts, and a cancel lifts what its own correlator set
 * under its own tag, and nothing else (federation 12). Pure and not thread-safe; microseconds since the epoch.
 */
public final class MeshHolds {
    /**
     * Who holds.
     *
     * @param correlator who decided
     * @param key under which tag
     */
    public record Source(NodeId correlator, TagKey key) {}

    /**
     * One decision as it applies here.
     *
     * @param measure what is to be done
     * @param endsMicros until when
     * @param decision the decision's id, in hexadecimal
     * @param sites owners that have confirmed it
     */
    public record Hold(Source source, Measure measure, long endsMicros, String decision, int sites) {}

    private static final Comparator<Hold> STRENGTH =
            Comparator.comparing(Hold::measure).thenComparingLong(Hold::endsMicros);

    private final Map<Cidr, Map<Source, Hold>> holds = new HashMap<>();
    private final Map<Source, Cidr> values = new HashMap<>();

    /**
     * A decision applies here, and takes the place of the one before about its tag (federation 8.6).
     *
     * @return true when that one was stronger
     */
    public boolean put(Cidr value, Hold hold, long nowMicros) {
        values.put(hold.source(), value);
        Hold before = holds.computeIfAbsent(value, v -> new HashMap<>()).put(hold.source(), hold);
        return before != null && before.endsMicros() > nowMicros && STRENGTH.compare(before, hold) > 0;
    }

    /** What counts for a value now. */
    public Optional<Hold> strongest(Cidr value, long nowMicros) {
        return holds.getOrDefault(value, Map.of()).values().stream()
                .filter(hold -> hold.endsMicros() > nowMicros)
                .max(STRENGTH);
    }

    /** A correlator holds nothing more under a tag; returns the value that it held. */
    public Optional<Cidr> remove(Source source) {
        Cidr value = values.remove(source);
        if (value != null) {
            Map<Source, Hold> of = holds.getOrDefault(value, new HashMap<>());
            of.remove(source);
            if (of.isEmpty()) {
                holds.remove(value);
            }
        }
        return Optional.ofNullable(value);
    }

    /** A correlator takes back what it holds of a value by one decision, or by all of them when none is named. */
    public boolean remove(NodeId correlator, Cidr value, Optional<String> decision) {
        List<Hold> gone = holds.getOrDefault(value, Map.of()).values().stream()
                .filter(hold -> hold.source().correlator().equals(correlator))
                .filter(hold -> decision.isEmpty() || decision.get().equals(hold.decision()))
                .toList();
        gone.forEach(hold -> remove(hold.source()));
        return !gone.isEmpty();
    }

    /** The tags under which values inside a prefix are held. */
    public Set<TagKey> tagsInside(Cidr prefix, long nowMicros) {
        Set<TagKey> tags = new LinkedHashSet<>();
        holds.forEach((value, of) -> {
            if (prefix.contains(value.address()) && prefix.length() <= value.length()) {
                of.values().stream()
                        .filter(hold -> hold.endsMicros() > nowMicros)
                        .forEach(hold -> tags.add(hold.source().key()));
            }
        });
        return tags;
    }

    /** Forgets what has ended. */
    public void expire(long nowMicros) {
        List<Hold> ended = holds.values().stream()
                .flatMap(of -> of.values().stream())
                .filter(hold -> hold.endsMicros() <= nowMicros)
                .toList();
        ended.forEach(hold -> remove(hold.source()));
    }

    /** How many decisions are held. */
    public int size() {
        return values.size();
    }
}
