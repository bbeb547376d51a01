package com.hookprobe.qsecbit.federation.tool.behaviour;

import com.hookprobe.qsecbit.federation.core.fingerprint.DnsShape;
import com.hookprobe.qsecbit.federation.core.fingerprint.Fingerprint;
import com.hookprobe.qsecbit.federation.core.fingerprint.FlowFacts;
import com.hookprobe.qsecbit.federation.core.fingerprint.FlowOutcome;
import com.hookprobe.qsecbit.federation.tool.honeypot.HoneypotHit;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Are fingerprints of one tool at two sites nearer than those of two tools at one site? A source that comes to several honeypots
 * runs one tool; honeypots are sites. Fingerprints know no source, so nothing but behaviour can bring them together.
 */
public final class SensorFingerprints {
    /** Two packets say nothing of a rhythm. */
    private static final int HITS_MIN = 3;

    private record Trace(IpAddress source, String sensor, Fingerprint fingerprint) {}

    /**
     * What the comparison shows.
     *
     * @param sources how many sources were at two sensors at least
     * @param samePairs pairs of one source at two sensors
     * @param otherPairs pairs of two sources at one sensor
     * @param sameCosine mean cosine of the first, thousandths
     * @param otherCosine mean cosine of the second
     * @param nearer how often a pair of the first kind is nearer than one of the second, ties as a half, 0 to 1
     * @param sameMatched of the first kind, the share that has two bands of 16 in common
     * @param otherMatched of the second kind
     */
    public record Result(
            long sources,
            int samePairs,
            int otherPairs,
            double sameCosine,
            double otherCosine,
            double nearer,
            double sameMatched,
            double otherMatched) {}

    private SensorFingerprints() {}

    /** Compares what the hits tell; a source's packets at a sensor are one window. */
    public static Result compare(List<HoneypotHit> hits) {
        List<Trace> traces = traces(hits);
        List<Integer> same = new ArrayList<>();
        List<Integer> other = new ArrayList<>();
        int sameMatched = 0;
        int otherMatched = 0;
        for (int i = 0; i < traces.size(); i++) {
            for (int j = i + 1; j < traces.size(); j++) {
                Trace a = traces.get(i);
                Trace b = traces.get(j);
                boolean sameSource = a.source().equals(b.source());
                if (sameSource == a.sensor().equals(b.sensor())) {
                    continue;
                }
                (sameSource ? same : other).add(a.fingerprint().cosine(b.fingerprint()));
                int matched = a.fingerprint().matches(b.fingerprint()) ? 1 : 0;
                sameMatched += sameSource ? matched : 0;
                otherMatched += sameSource ? 0 : matched;
            }
        }
        long sources = traces.stream()
                .filter(trace -> traces.stream()
                        .anyMatch(twin -> twin.source().equals(trace.source())
                                && !twin.sensor().equals(trace.sensor())))
                .map(Trace::source)
                .distinct()
                .count();
        return new Result(
                sources,
                same.size(),
                other.size(),
                mean(same),
                mean(other),
                nearer(same, other),
                (double) sameMatched / Math.max(1, same.size()),
                (double) otherMatched / Math.max(1, other.size()));
    }

    private static List<Trace> traces(List<HoneypotHit> hits) {
        record Place(IpAddress source, String sensor) implements Comparable<Place> {
            @Override
            public int compareTo(Place to) {
                int order = source.compareTo(to.source);
                return order != 0 ? order : sensor.compareTo(to.sensor);
            }
        }
        Map<Place, List<FlowFacts>> flows = new TreeMap<>();
        for (HoneypotHit hit : hits) {
            flows.computeIfAbsent(new Place(hit.source(), hit.sensor()), place -> new ArrayList<>())
                    .add(facts(hit));
        }
        List<Trace> traces = new ArrayList<>();
        flows.forEach((place, facts) -> {
            if (facts.size() >= HITS_MIN && facts.size() <= Fingerprint.FLOWS_MAX) {
                traces.add(new Trace(place.source(), place.sensor(), Fingerprint.of(facts)));
            }
        });
        return traces;
    }

    /** A packet that nobody answers; its size is not in the recording. */
    private static FlowFacts facts(HoneypotHit hit) {
        return new FlowFacts(
                hit.micros(), 0, hit.protocol(), hit.port(), FlowOutcome.SILENT, 0, 0, 1, 0, 0, DnsShape.NONE, 0);
    }

    private static double mean(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).average().orElse(0);
    }

    private static double nearer(List<Integer> same, List<Integer> other) {
        long halves = 0;
        for (int near : same) {
            for (int far : other) {
                halves += near > far ? 2 : near == far ? 1 : 0;
            }
        }
        return halves / (2.0 * Math.max(1, (long) same.size() * other.size()));
    }
}
