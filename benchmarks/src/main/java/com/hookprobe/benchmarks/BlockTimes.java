package com.hookprobe.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The times of one attacker's way from the k-th sight to a site that blocks it, hop by hop, gathered over sites and rounds.
 * Microseconds by one clock. Not thread-safe.
 */
final class BlockTimes {
    /** The hops in their order; each name is that of its end. */
    enum Hop {
        /** The sensor has written its line until the site's detector has found. */
        DETECTED,
        /** Sealed, tagged and handed to HTP. */
        EDGE_SENT,
        /** At the region's nexus; none for a report that went directly. */
        NEXUS,
        MSSP,
        /** Counted, decided and signed. */
        DECIDED,
        /** A quorum of validators has judged it, and it is on its way. */
        WITNESSED,
        RECEIVED,
        /** Checked by this site itself and applied. */
        ENFORCED
    }

    private final Map<Hop, List<Long>> hops = new LinkedHashMap<>();
    private final List<Long> whole = new ArrayList<>();
    private final List<Long> fromDetection = new ArrayList<>();
    /** Of each round: until the last site has blocked. */
    private final List<Long> lastSites = new ArrayList<>();

    /**
     * One site of one round.
     *
     * @param sightMicros when the k-th sight began
     * @param at when each hop ended; a hop that was left out is not in it
     */
    record Way(long sightMicros, Map<Hop, Long> at) {
        long micros() {
            Long end = at.get(Hop.ENFORCED);
            if (end == null) {
                throw new IllegalArgumentException("a way ends with its enforcement");
            }
            return end - sightMicros;
        }
    }

    /** All sites of a round that have blocked. */
    void round(List<Way> ways) {
        long last = 0;
        for (Way way : ways) {
            long before = way.sightMicros();
            for (Hop hop : Hop.values()) {
                Long at = way.at().get(hop);
                if (at != null) {
                    hops.computeIfAbsent(hop, h -> new ArrayList<>()).add(at - before);
                    before = at;
                }
            }
            Long detected = way.at().get(Hop.DETECTED);
            whole.add(way.micros());
            fromDetection.add(way.micros() - (detected == null ? 0 : detected - way.sightMicros()));
            last = Math.max(last, way.micros());
        }
        lastSites.add(last);
    }

    int samples() {
        return whole.size();
    }

    double p99Millis() {
        return Figures.quantile(sorted(whole), 0.99) / 1e3;
    }

    /** p50, p99 and the most of the whole and of each hop, in milliseconds. */
    Map<String, Object> figures() {
        Map<String, Object> figures = new LinkedHashMap<>();
        put(figures, "block_latency_ms", whole);
        put(figures, "from_detection_ms", fromDetection);
        put(figures, "last_site_ms", lastSites);
        figures.put("hops", hopFigures());
        return figures;
    }

    /** Until the last hop, and each by itself. */
    Map<String, Object> hopFigures() {
        Map<String, Object> each = new LinkedHashMap<>();
        for (Hop hop : Hop.values()) {
            List<Long> micros = hops.getOrDefault(hop, List.of());
            if (!micros.isEmpty()) {
                Map<String, Object> of = new LinkedHashMap<>();
                put(of, "ms", micros);
                of.put("samples", micros.size());
                each.put(hop.name().toLowerCase(java.util.Locale.ROOT), of);
            }
        }
        Map<String, Object> all = new LinkedHashMap<>();
        put(all, "ms", whole);
        all.put("samples", whole.size());
        each.put("whole_way", all);
        return each;
    }

    private static void put(Map<String, Object> to, String name, List<Long> micros) {
        List<Long> sorted = sorted(micros);
        to.put(name + "_p50", Figures.quantile(sorted, 0.5) / 1e3);
        to.put(name + "_p99", Figures.quantile(sorted, 0.99) / 1e3);
        to.put(name + "_most", Figures.quantile(sorted, 1) / 1e3);
    }

    private static List<Long> sorted(List<Long> micros) {
        return micros.stream().sorted().toList();
    }
}
