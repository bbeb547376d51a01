package com.hookprobe.node.federation.core;

import com.hookprobe.identity.NodeId;
import com.hookprobe.qsecbit.federation.CancelReason;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.core.Measure;
import com.hookprobe.qsecbit.federation.core.RefusalReason;
import com.hookprobe.qsecbit.federation.core.SiteEffect;
import com.hookprobe.qsecbit.metric.Cidr;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What correlators hold at a site, each for itself and by tag, as the site's filters have judged their words; the strongest counts
 * (federation 8.6, 12.4). Every method that changes something names the values about which the strongest may be another one now.
 * Pure and not thread-safe; microseconds since the epoch.
 */
public final class MeshHolds {
    /** Refusals of what the filter has taken note of; after all others it is as if the message had not come. */
    private static final Set<RefusalReason> NOTED = Set.of(RefusalReason.ALLOWLISTED, RefusalReason.GOOD_RELATION);

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

    /** The stronger is the greater, and of two alike the one that ends later. */
    public static final Comparator<Hold> STRENGTH =
            Comparator.comparing(Hold::measure).thenComparingLong(Hold::endsMicros);

    private final Map<IndicatorValue, Map<Source, Hold>> holds = new HashMap<>();
    private final Map<Source, IndicatorValue> values = new HashMap<>();
    private final TreeMap<Long, Set<Source>> byEnd = new TreeMap<>();

    /** What a decision makes this site enforce, if anything. */
    public static Optional<SiteEffect.Apply> own(String decision, List<SiteEffect> effects) {
        return effects.stream()
                .filter(SiteEffect.Apply.class::isInstance)
                .map(SiteEffect.Apply.class::cast)
                .filter(apply -> apply.decision().hex().equals(decision))
                .findFirst();
    }

    /** Whether the filter has taken note of a decision: then it takes the place of the one before about its tag. */
    static boolean isNoted(List<SiteEffect> effects) {
        return effects.stream()
                .noneMatch(e -> e instanceof SiteEffect.Refused refused && !NOTED.contains(refused.reason()));
    }

    /**
     * A decision came.
     *
     * @param decision its id, in hexadecimal
     * @param sites owners that have confirmed it
     * @param effects what the correlator's filter says of it
     */
    public Set<IndicatorValue> decided(
            Source source, String decision, int sites, List<SiteEffect> effects, long nowMicros) {
        Set<IndicatorValue> changed = new LinkedHashSet<>();
        liftOthers(source, effects, changed);
        Optional<SiteEffect.Apply> own = own(decision, effects);
        if (own.isPresent()) {
            long endsMicros = nowMicros + own.get().ttlMicros();
            put(own.get().value(), new Hold(source, own.get().measure(), endsMicros, decision, sites));
            changed.add(own.get().value());
        } else if (isNoted(effects)) {
            // It enforces nothing here, and takes the place of the one before, which after a restart the filter has
            // forgotten.
            remove(source).ifPresent(changed::add);
        }
        return changed;
    }

    /**
     * A cancel came that is news.
     *
     * @param effects what the correlator's filter says of it
     */
    public Set<IndicatorValue> cancelled(Source source, CancelReason reason, List<SiteEffect> effects) {
        Set<IndicatorValue> changed = new LinkedHashSet<>();
        liftOthers(source, effects, changed);
        // Also when the filter holds nothing: after a restart it has forgotten what this site still enforces.
        Optional<IndicatorValue> held = remove(source);
        held.ifPresent(changed::add);
        if (reason.isAboutTheValue()) {
            // It is about the value, in whatever key epoch it was decided.
            Optional<IndicatorValue> value = lifts(effects)
                    .filter(lift -> lift.key().equals(source.key()))
                    .findFirst()
                    .map(SiteEffect.Lift::value)
                    .or(() -> held);
            value.ifPresent(all -> of(all, source.correlator()).forEach(hold -> {
                remove(hold.source());
                changed.add(all);
            }));
        }
        return changed;
    }

    /** What was held when this node stopped. */
    public void recall(IndicatorValue value, Hold hold) {
        put(value, hold);
    }

    /** What counts for a value now. */
    public Optional<Hold> strongest(IndicatorValue value, long nowMicros) {
        return holds.getOrDefault(value, Map.of()).values().stream()
                .filter(hold -> hold.endsMicros() > nowMicros)
                .max(STRENGTH);
    }

    /** The tags under which values inside a prefix are held. */
    public Set<TagKey> tagsInside(Cidr prefix, long nowMicros) {
        Set<TagKey> tags = new LinkedHashSet<>();
        for (IndicatorValue value : holds.keySet()) {
            boolean inside = value.addresses()
                    .filter(held -> prefix.contains(held.address()) && prefix.length() <= held.length())
                    .isPresent();
            if (inside) {
                tags.addAll(tags(value, nowMicros));
            }
        }
        return tags;
    }

    /** The tags under which a value is held. */
    public Set<TagKey> tags(IndicatorValue value, long nowMicros) {
        return holds.getOrDefault(value, Map.of()).values().stream()
                .filter(hold -> hold.endsMicros() > nowMicros)
                .map(hold -> hold.source().key())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** What a source holds. */
    public Optional<IndicatorValue> value(Source source) {
        return Optional.ofNullable(values.get(source));
    }

    /** Forgets what has ended; what is weaker and goes on counts then. */
    public Set<IndicatorValue> expire(long nowMicros) {
        Set<IndicatorValue> changed = new LinkedHashSet<>();
        while (!byEnd.isEmpty() && byEnd.firstKey() <= nowMicros) {
            for (Source source : List.copyOf(byEnd.firstEntry().getValue())) {
                remove(source).ifPresent(changed::add);
            }
        }
        return changed;
    }

    /** How many decisions are held. */
    public int size() {
        return values.size();
    }

    /** What a filter has no room for any more is lifted. What other decisions still want is held here all the time. */
    private void liftOthers(Source source, List<SiteEffect> effects, Set<IndicatorValue> changed) {
        lifts(effects)
                .filter(lift -> !lift.key().equals(source.key()))
                .forEach(lift ->
                        remove(new Source(source.correlator(), lift.key())).ifPresent(changed::add));
    }

    private static Stream<SiteEffect.Lift> lifts(List<SiteEffect> effects) {
        return effects.stream().filter(SiteEffect.Lift.class::isInstance).map(SiteEffect.Lift.class::cast);
    }

    private List<Hold> of(IndicatorValue value, NodeId correlator) {
        return holds.getOrDefault(value, Map.of()).values().stream()
                .filter(hold -> hold.source().correlator().equals(correlator))
                .toList();
    }

    private void put(IndicatorValue value, Hold hold) {
        remove(hold.source());
        values.put(hold.source(), value);
        holds.computeIfAbsent(value, v -> new HashMap<>()).put(hold.source(), hold);
        byEnd.computeIfAbsent(hold.endsMicros(), end -> new HashSet<>(2)).add(hold.source());
    }

    private Optional<IndicatorValue> remove(Source source) {
        IndicatorValue value = values.remove(source);
        if (value == null) {
            return Optional.empty();
        }
        Map<Source, Hold> of = Objects.requireNonNull(holds.get(value), "a value that is held has holds");
        Hold gone = Objects.requireNonNull(of.remove(source), "a source that holds has its hold");
        if (of.isEmpty()) {
            holds.remove(value);
        }
        byEnd.computeIfPresent(gone.endsMicros(), (end, sources) -> {
            sources.remove(source);
            return sources.isEmpty() ? null : sources;
        });
        return Optional.of(value);
    }
}
