package com.hookprobe.qsecbit.exchange.core;

import com.hookprobe.qsecbit.exchange.Change;
import com.hookprobe.qsecbit.exchange.Decided;
import com.hookprobe.qsecbit.exchange.Remedy;
import com.hookprobe.qsecbit.exchange.Subject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a bouncer is told: it keeps a set of subjects and knows nothing of several decisions about one (EXCHANGE 4.2).
 *
 * @param added to be enforced from now on
 * @param deleted to be enforced no longer: nothing is left about these
 */
public record BouncerView(List<Decided> added, List<Decided> deleted) {
    private record Key(Subject subject, Remedy remedy) {
        static Key of(Decided decided) {
            return new Key(decided.subject(), decided.remedy());
        }
    }

    /** In force now, under a filter. */
    public static List<Decided> inForce(List<Decided> inForce, DecisionFilter filter) {
        List<Decided> wanted = inForce.stream().filter(filter::matches).toList();
        return filter.dedup() ? List.copyOf(longest(wanted).values()) : wanted;
    }

    /**
     * For one of whom nothing is known.
     *
     * @param changes that are kept: what ended lately may still be enforced there
     */
    public static BouncerView whole(List<Decided> inForce, List<Change> changes, DecisionFilter filter) {
        return new BouncerView(inForce(inForce, filter), ended(inForce, changes, filter));
    }

    /**
     * For one that knows what was before the changes.
     *
     * @param inForce after the last of them
     */
    public static BouncerView delta(List<Decided> inForce, List<Change> changes, DecisionFilter filter) {
        if (changes.isEmpty()) {
            return new BouncerView(List.of(), List.of());
        }
        Map<Key, Change> touched = touched(changes, filter);
        Set<Long> fresh = new HashSet<>();
        changes.forEach(change -> fresh.add(change.decision().id()));
        List<Decided> added = new ArrayList<>();
        for (Decided decided : inForce(inForce, filter)) {
            if (filter.dedup() ? touched.containsKey(Key.of(decided)) : fresh.contains(decided.id())) {
                added.add(decided);
            }
        }
        return new BouncerView(added, ended(inForce, changes, filter));
    }

    /** Subjects of which something ended and nothing is left, in the order of their last end. */
    private static List<Decided> ended(List<Decided> inForce, List<Change> changes, DecisionFilter filter) {
        Map<Key, Change> touched = touched(changes, filter);
        for (Decided decided : inForce) {
            if (filter.matches(decided)) {
                touched.remove(Key.of(decided));
            }
        }
        List<Decided> ended = new ArrayList<>();
        for (Change change : touched.values()) {
            ended.add(change.decision());
        }
        return ended;
    }

    private static Map<Key, Change> touched(List<Change> changes, DecisionFilter filter) {
        Map<Key, Change> touched = new LinkedHashMap<>();
        for (Change change : changes) {
            if (filter.matches(change.decision())) {
                Key key = Key.of(change.decision());
                touched.remove(key);
                touched.put(key, change);
            }
        }
        return touched;
    }

    private static Map<Key, Decided> longest(List<Decided> decided) {
        Map<Key, Decided> longest = new LinkedHashMap<>();
        for (Decided one : decided) {
            longest.merge(Key.of(one), one, (a, b) -> a.untilMicros() >= b.untilMicros() ? a : b);
        }
        return longest;
    }
}
