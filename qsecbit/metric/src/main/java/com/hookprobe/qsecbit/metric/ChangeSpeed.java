package com.hookprobe.qsecbit.metric;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The term "decay": how fast the distribution over the attack classes changes, as a share of {@link #FULL_SPEED} per
 * second.
 *
 * <p>The value is held and fades with a half-life. Without that, the term would be there for one call only, and the band
 * would depend on how often someone asks.
 */
final class ChangeSpeed {
    static final double FULL_SPEED = 0.15;
    static final double HALF_LIFE_SECONDS = 30;
    private static final double STEP_SECONDS_MIN = 1;

    private Map<String, Double> before = Map.of();
    private long beforeMicros;
    private double held;

    double update(Map<String, Double> shares, long nowMicros) {
        if (before.isEmpty()) {
            before = Map.copyOf(shares);
            beforeMicros = nowMicros;
            return 0;
        }
        double elapsedSeconds = Math.max(0, nowMicros - beforeMicros) / 1e6;
        double speed = distance(before, shares) / Math.max(elapsedSeconds, STEP_SECONDS_MIN);
        double fadedHeld = held * StrictMath.pow(0.5, elapsedSeconds / HALF_LIFE_SECONDS);
        // Several calls within a second compare with the same past, so that a change is not split into small ones.
        if (elapsedSeconds >= STEP_SECONDS_MIN) {
            before = Map.copyOf(shares);
            beforeMicros = nowMicros;
            held = Math.max(Math.min(1, speed / FULL_SPEED), fadedHeld);
            return held;
        }
        return Math.max(Math.min(1, speed / FULL_SPEED), fadedHeld);
    }

    void write(StateWriter out) {
        out.count(beforeMicros);
        out.number(held);
        out.table(new TreeMap<>(before));
    }

    void read(StateReader in) throws StateException {
        beforeMicros = in.time();
        held = in.number();
        in.check(held >= 0 && held <= 1, "a speed is out of range");
        before = Map.copyOf(in.table(AttackHistory.CLASSES_MAX + 1));
    }

    private static double distance(Map<String, Double> a, Map<String, Double> b) {
        Set<String> classes = new HashSet<>(a.keySet());
        classes.addAll(b.keySet());
        double sum = 0;
        for (String attackClass : classes.stream().sorted().toList()) {
            double difference = a.getOrDefault(attackClass, 0.0) - b.getOrDefault(attackClass, 0.0);
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }
}
