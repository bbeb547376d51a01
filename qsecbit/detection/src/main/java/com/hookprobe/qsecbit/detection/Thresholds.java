package com.hookprobe.qsecbit.detection;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The numbers that an operator has set; all others have their standard value. Immutable. */
public final class Thresholds {
    private static final Thresholds STANDARD = new Thresholds(Map.of());

    private final Map<String, Double> set;

    private Thresholds(Map<String, Double> set) {
        this.set = set;
    }

    /** Every threshold at its standard value. */
    public static Thresholds standard() {
        return STANDARD;
    }

    /**
     * Thresholds of which some are set.
     *
     * @param known all that there are
     * @param values by name
     * @throws IllegalArgumentException for a name that is not known or a value out of range; the message says which
     */
    public static Thresholds of(List<Threshold> known, Map<String, Double> values) {
        Map<String, Double> set = new HashMap<>();
        for (Map.Entry<String, Double> entry : values.entrySet()) {
            Threshold threshold = known.stream()
                    .filter(t -> t.name().equals(entry.getKey()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("there is no threshold '" + entry.getKey()
                            + "'; those that there are: "
                            + known.stream().map(Threshold::name).sorted().toList()));
            double value = entry.getValue();
            if (!(value >= threshold.min() && value <= threshold.max())) {
                throw new IllegalArgumentException("threshold " + threshold.name() + " expects " + threshold.min()
                        + " to " + threshold.max() + " " + threshold.unit() + "; found " + value);
            }
            set.put(threshold.name(), value);
        }
        return new Thresholds(Map.copyOf(set));
    }

    /** The value of one. */
    public double get(Threshold threshold) {
        return set.getOrDefault(threshold.name(), threshold.standard());
    }

    /** The value of one that counts something. */
    public int count(Threshold threshold) {
        return (int) Math.round(get(threshold));
    }
}
