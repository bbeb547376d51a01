package com.hookprobe.node.leak;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a search of many byte strings of one kind means. A long spelling counts when it is found once. Four bytes of an address
 * come by chance too, once in 4 GiB of keys, tags and ciphertext: short spellings count when they are found, in different places,
 * more often than chance would explain with a probability of {@link #chanceMax}. Who sends an address of each alert sends more
 * of them than that.
 *
 * @param name of the kind
 * @param bytes that were searched, copies left out
 * @param expected short spellings that chance brings
 * @param bound how many are too many
 * @param falseAlarm at most this probable, for this kind
 * @param leaks what was found; empty when nothing leaked
 */
public record LeakVerdict(String name, long bytes, double expected, int bound, double falseAlarm, List<String> leaks) {
    /** Of byte strings that are no text. */
    public static LeakVerdict of(String name, Collection<byte[]> captured, LeakSearch search, double chanceMax) {
        return of(name, captured, search, chanceMax, false);
    }

    /** @param text that keys and hashes are written out in what was captured */
    public static LeakVerdict of(
            String name, Collection<byte[]> captured, LeakSearch search, double chanceMax, boolean text) {
        long bytes = captured.stream().mapToLong(each -> each.length).sum();
        double expected = 0;
        double conclusive = 0;
        for (Spelling each : search.spellings()) {
            double chance = bytes * Math.pow(2, -each.bits(text));
            if (each.bits(text) >= LeakSearch.BITS_ENOUGH) {
                conclusive += chance;
            } else {
                expected += chance;
            }
        }
        int bound = 1;
        while (tail(expected, bound) > chanceMax) {
            bound++;
        }
        List<String> sure = new ArrayList<>();
        List<String> weak = new ArrayList<>();
        Set<String> places = new LinkedHashSet<>();
        for (byte[] each : captured) {
            for (LeakSearch.Hit hit : search.search(each)) {
                String line = hit.spelling() + " at " + hit.at() + " of " + each.length + " bytes: " + hit.around();
                if (hit.spelling().bits(text) >= LeakSearch.BITS_ENOUGH) {
                    sure.add(line);
                } else if (places.add(hit.spelling().needle().what() + hit.around())) {
                    weak.add(line);
                }
            }
        }
        if (weak.size() >= bound) {
            sure.addAll(weak);
        }
        return new LeakVerdict(name, bytes, expected, bound, conclusive + tail(expected, bound), sure);
    }

    /** Of a Poisson distribution, from above: k or more of so many expected. */
    private static double tail(double expected, int k) {
        double term = 1;
        for (int i = 1; i <= k; i++) {
            term *= expected / i;
        }
        return term;
    }
}
