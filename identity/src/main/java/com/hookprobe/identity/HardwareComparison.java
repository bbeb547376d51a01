package com.hookprobe.identity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What comparing two machines came to, field by field. (identity.md, 6.7 to 6.9.) The same rule for readings and for digests.
 *
 * <p>Immutable; safe for use by many threads.
 *
 * @param outcomes for each field that one of the two has; immutable
 * @param kindDiffers whether both kinds are known and not the same
 * @param verdict what follows
 */
public record HardwareComparison(Map<HardwareField, Outcome> outcomes, boolean kindDiffers, Verdict verdict) {
    /** How many differences are tolerated by default, as in the reference. */
    public static final int TOLERANCE_DEFAULT = 2;

    /** The largest tolerance: all compared fields and the kind, so that only the rule of 6.8 is left. */
    public static final int TOLERANCE_MAX = 7;

    /** What became of one field. */
    public enum Outcome {
        /** The same values. */
        SAME,
        /** Some values are the same: a card or disk came or went. It counts as agreement. */
        PARTLY,
        /** Other values. */
        CHANGED,
        /** It was there and is not. */
        GONE,
        /** It was not there and is. */
        NEW;

        private boolean agrees() {
            return this == SAME || this == PARTLY;
        }
    }

    /** What a comparison comes to. */
    public enum Verdict {
        /** Nothing differs. */
        SAME,
        /** Taken for the same machine: something differs, within the tolerance. */
        TOLERATED,
        /** Neither side has a field that names a single machine, and what they have does not differ too much. */
        UNIDENTIFIED,
        /** Another machine. */
        OTHER
    }

    /** Checks nothing and copies nothing that the rule has not made. */
    public HardwareComparison {
        outcomes = Collections.unmodifiableMap(outcomes);
    }

    /** Tells whether the two are taken for one machine: SAME or TOLERATED. */
    public boolean matches() {
        return verdict == Verdict.SAME || verdict == Verdict.TOLERATED;
    }

    /** Returns the names of all that is not the same, for logs: fields, and {@code kind}; never values. Immutable. */
    public List<String> changed() {
        return names(outcome -> outcome != Outcome.SAME, true);
    }

    /** Returns the names of the differences that were counted. Immutable. */
    public List<String> differing() {
        return names(outcome -> !outcome.agrees(), false);
    }

    private List<String> names(Predicate<Outcome> wanted, boolean uncounted) {
        List<String> names = new ArrayList<>();
        outcomes.forEach((field, outcome) -> {
            if (wanted.test(outcome) && (uncounted || field.compared())) {
                names.add(field.text());
            }
        });
        if (kindDiffers) {
            names.add("kind");
        }
        return List.copyOf(names);
    }

    /** One machine as the rule sees it; what the values are does not matter, only which are equal. */
    record Machine(HardwareKind kind, Map<HardwareField, ? extends Collection<?>> fields) {
        Collection<?> values(HardwareField field) {
            Collection<?> values = fields.get(field);
            return values == null ? List.of() : values;
        }

        private boolean has(HardwareField.Says says) {
            return fields.keySet().stream()
                    .anyMatch(field -> field.says() == says && !values(field).isEmpty());
        }
    }

    static HardwareComparison of(Machine before, Machine now, int tolerance) {
        if (tolerance < 0 || tolerance > TOLERANCE_MAX) {
            throw new IllegalArgumentException("tolerance: expected 0.." + TOLERANCE_MAX + ", found " + tolerance);
        }
        Map<HardwareField, Outcome> outcomes = new EnumMap<>(HardwareField.class);
        for (HardwareField field : HardwareField.values()) {
            if (!before.values(field).isEmpty() || !now.values(field).isEmpty()) {
                outcomes.put(field, outcome(before.values(field), now.values(field)));
            }
        }
        boolean kindDiffers =
                before.kind != now.kind && before.kind != HardwareKind.UNKNOWN && now.kind != HardwareKind.UNKNOWN;
        return new HardwareComparison(outcomes, kindDiffers, verdict(before, now, outcomes, kindDiffers, tolerance));
    }

    private static Outcome outcome(Collection<?> before, Collection<?> now) {
        if (before.isEmpty() || now.isEmpty()) {
            return before.isEmpty() ? Outcome.NEW : Outcome.GONE;
        }
        Set<Object> common = new HashSet<>(before);
        common.retainAll(Set.copyOf(now));
        if (common.isEmpty()) {
            return Outcome.CHANGED;
        }
        return common.size() == before.size() && common.size() == now.size() ? Outcome.SAME : Outcome.PARTLY;
    }

    private static Verdict verdict(
            Machine before, Machine now, Map<HardwareField, Outcome> outcomes, boolean kindDiffers, int tolerance) {
        long differences = outcomes.entrySet().stream()
                        .filter(e -> e.getKey().compared() && !e.getValue().agrees())
                        .count()
                + (kindDiffers ? 1 : 0);
        if (differences > tolerance) {
            return Verdict.OTHER;
        }
        boolean boardKnown = before.has(HardwareField.Says.BOARD) || now.has(HardwareField.Says.BOARD);
        boolean diskKnown = before.has(HardwareField.Says.DISK) || now.has(HardwareField.Says.DISK);
        if (!boardKnown && !diskKnown) {
            return Verdict.UNIDENTIFIED;
        }
        // identity 6.8: a disk is carried from machine to machine, so it stands for the machine only where nothing else
        // does.
        HardwareField.Says decisive = boardKnown ? HardwareField.Says.BOARD : HardwareField.Says.DISK;
        boolean named = outcomes.entrySet().stream()
                .anyMatch(e -> e.getKey().says() == decisive && e.getValue().agrees());
        if (!named) {
            return Verdict.OTHER;
        }
        boolean same = !kindDiffers && outcomes.values().stream().allMatch(outcome -> outcome == Outcome.SAME);
        return same ? Verdict.SAME : Verdict.TOLERATED;
    }
}
