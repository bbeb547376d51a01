package com.hookprobe.qsecbit.detection.tool;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is known about a recording by other means than ours.
 *
 * @param expected the attacks in it
 * @param benign the hosts that did nothing wrong
 * @param restBenign true when every host that is not in {@code expected} did nothing wrong
 * @param silent true when nothing may be found that asks for action
 */
public record GroundTruth(List<Expectation> expected, Set<IpAddress> benign, boolean restBenign, boolean silent) {
    /** From here on a detection asks for action; below, it is a remark. */
    static final Severity FLAG_SEVERITY = Severity.MEDIUM;

    private static final double FLAG_CONFIDENCE = 0.5;

    /**
     * An attack that a recording holds.
     *
     * @param kinds what it may be called; empty when any name will do
     * @param address who does it; the victim, when nobody can say who; {@link IpAddress#NONE} when that is not known
     */
    public record Expectation(Set<AttackKind> kinds, IpAddress address) {
        boolean isMetBy(Detection detection) {
            IpAddress named = detection.hasSource() ? detection.source() : detection.target();
            return (kinds.isEmpty() ? isFlag(detection) : kinds.contains(detection.kind()))
                    && detection.severity().atLeast(Severity.LOW)
                    && (address.isUnspecified() || address.equals(named));
        }

        @Override
        public String toString() {
            String kind = kinds.isEmpty()
                    ? "any"
                    : String.join(
                            "|", new TreeSet<>(kinds.stream().map(Enum::name).toList()));
            return address.isUnspecified() ? kind : kind + " " + address;
        }
    }

    /** Compares what was found with this. */
    ScenarioResult judge(String name, DetectionRun.Outcome outcome) {
        List<String> missed = new ArrayList<>();
        Set<IpAddress> attackers = new HashSet<>();
        for (Expectation expectation : expected) {
            attackers.add(expectation.address());
            if (outcome.detections().stream().noneMatch(expectation::isMetBy)) {
                missed.add(expectation.toString());
            }
        }
        Set<IpAddress> innocent = new HashSet<>(benign);
        if (restBenign || silent) {
            innocent.addAll(outcome.hosts());
        }
        innocent.removeAll(attackers);
        Set<String> flagged = new TreeSet<>();
        for (Detection detection : outcome.detections()) {
            if (isFlag(detection) && (silent || innocent.contains(detection.source()))) {
                flagged.add((detection.hasSource() ? detection.source() : detection.target()) + " " + detection.kind());
            }
        }
        return new ScenarioResult(
                name,
                outcome.events(),
                outcome.broken(),
                expected.size(),
                List.copyOf(missed),
                innocent.size(),
                hosts(flagged),
                List.copyOf(flagged));
    }

    private static int hosts(Set<String> flagged) {
        return (int) flagged.stream()
                .map(text -> text.substring(0, text.indexOf(' ')))
                .distinct()
                .count();
    }

    private static boolean isFlag(Detection detection) {
        return detection.severity().atLeast(FLAG_SEVERITY) && detection.confidence() >= FLAG_CONFIDENCE;
    }
}
