package com.hookprobe.qsecbit.federation.core;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The statements of one kind about one tag, one for each owner: its heaviest, and of equal ones the first to arrive.
 *
 * <p>FEDERATION 1.1: an owner counts once, whatever number of nodes it has, and never more than 1.
 */
record Tally(List<Entry> byArrival, int sum, boolean strong) {
    private static final Comparator<Entry> HEAVIEST = Comparator.comparingInt(Entry::weight)
            .thenComparing(Entry::strong)
            .thenComparing(Comparator.comparingLong(Entry::serial).reversed());

    static Tally of(Iterable<Entry> entries) {
        Map<Bytes32, Entry> best = new HashMap<>();
        for (Entry entry : entries) {
            best.merge(entry.owner(), entry, (a, b) -> HEAVIEST.compare(a, b) >= 0 ? a : b);
        }
        List<Entry> byArrival = new ArrayList<>(best.values());
        byArrival.sort(Comparator.comparingLong(Entry::serial));
        int sum = byArrival.stream().mapToInt(Entry::weight).sum();
        return new Tally(byArrival, sum, byArrival.stream().anyMatch(Entry::strong));
    }

    Optional<DecisionLevel> level(int blockOwners, int activeOwners) {
        return Weights.level(sum, strong, blockOwners, activeOwners);
    }

    /** The first that reach a level, sorted by name: they justify a decision. */
    List<Bytes32> justification(DecisionLevel level, int blockOwners, int activeOwners, int max) {
        List<Bytes32> names = new ArrayList<>();
        int reached = 0;
        boolean grave = false;
        for (Entry entry : byArrival) {
            names.add(entry.id());
            reached += entry.weight();
            grave |= entry.strong();
            boolean enough = Weights.level(reached, grave, blockOwners, activeOwners)
                    .filter(got -> got.atLeast(level))
                    .isPresent();
            if (enough || names.size() == max) {
                break;
            }
        }
        return names.stream().sorted().toList();
    }

    /** The first that reach a weight, sorted by name. */
    List<Bytes32> reaching(int weight, int max) {
        List<Bytes32> names = new ArrayList<>();
        int reached = 0;
        for (Entry entry : byArrival) {
            if (reached >= weight || names.size() == max) {
                break;
            }
            names.add(entry.id());
            reached += entry.weight();
        }
        return names.stream().sorted().toList();
    }
}
