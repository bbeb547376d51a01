package com.hookprobe.qsecbit.metric;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The attacks of the last minutes, as one decayed hazard per attack class.
 *
 * <p>Why hazards: a detection that is a share {@code q = weight * confidence} of certainty multiplies the chance that
 * there is no attack by {@code 1 - q}. The sum of {@code -ln(1 - q)} is the same product, each summand can fade with
 * its age by a half-life, and the whole needs one number per class instead of a window of detections. A detection that
 * arrives late is added already faded, so the order of arrival does not matter.
 */
final class AttackHistory {
    static final int CLASSES_MAX = 64;
    static final String OTHER = "other";
    static final String NONE = "none";
    static final double HALF_LIFE_SECONDS = 60;
    private static final double CERTAINTY_MAX = 0.999;
    private static final double HAZARD_MIN = 1e-6;

    /** Sorted, so that sums are taken in the same order on every machine. */
    private final TreeMap<String, Double> hazards = new TreeMap<>();

    private long atMicros = Long.MIN_VALUE;
    private long recorded;

    void record(AttackEvidence evidence, long nowMicros) {
        advance(nowMicros);
        double certainty = Math.min(CERTAINTY_MAX, evidence.severity().weight() * evidence.confidence());
        long seenMicros = Math.min(evidence.timeMicros(), atMicros);
        double hazard = -StrictMath.log1p(-certainty) * fade(atMicros - seenMicros);
        recorded++;
        if (hazard < HAZARD_MIN) {
            return;
        }
        boolean known = hazards.containsKey(evidence.attackClass()) || hazards.size() < CLASSES_MAX - 1;
        hazards.merge(known ? evidence.attackClass() : OTHER, hazard, Double::sum);
    }

    /** Fades everything to the given time; time that goes backwards is taken as standing still. */
    void advance(long nowMicros) {
        if (atMicros == Long.MIN_VALUE) {
            atMicros = nowMicros;
            return;
        }
        if (nowMicros <= atMicros) {
            return;
        }
        double factor = fade(nowMicros - atMicros);
        atMicros = nowMicros;
        hazards.replaceAll((attackClass, hazard) -> hazard * factor);
        hazards.values().removeIf(hazard -> hazard < HAZARD_MIN);
    }

    void write(StateWriter out) {
        out.count(atMicros);
        out.count(recorded);
        out.table(hazards);
    }

    void read(StateReader in) throws StateException {
        atMicros = in.time();
        recorded = in.count();
        hazards.putAll(in.table(CLASSES_MAX));
    }

    double probability() {
        return -StrictMath.expm1(-total());
    }

    String reason() {
        if (hazards.isEmpty()) {
            return "no attack in the last minutes, " + recorded + " detections so far";
        }
        Map.Entry<String, Double> strongest = hazards.firstEntry();
        for (Map.Entry<String, Double> entry : hazards.entrySet()) {
            if (entry.getValue() > strongest.getValue()) {
                strongest = entry;
            }
        }
        return hazards.size() + " attack classes active, strongest " + strongest.getKey() + ", " + recorded
                + " detections so far";
    }

    /** The distribution over the classes and {@link #NONE}; its values sum to one. */
    Map<String, Double> distribution() {
        Map<String, Double> shares = new LinkedHashMap<>();
        double total = total();
        double probability = probability();
        shares.put(NONE, 1 - probability);
        hazards.forEach((attackClass, hazard) -> shares.put(attackClass, probability * hazard / total));
        return shares;
    }

    private double total() {
        double sum = 0;
        for (double hazard : hazards.values()) {
            sum += hazard;
        }
        return sum;
    }

    private static double fade(long ageMicros) {
        return StrictMath.pow(0.5, ageMicros / (HALF_LIFE_SECONDS * 1e6));
    }
}
