package com.hookprobe.qsecbit.model.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Rows in two parts, each with the same share of every attack. By the attack's own name and not its class, or a rare one
 * could be missing on one side.
 */
record Split(List<LabelledRow> first, List<LabelledRow> second) {
    /**
     * The same parts for the same rows and seed. A name that occurs once goes to the first part.
     *
     * @param share of the first part, in (0, 1)
     */
    static Split stratified(List<LabelledRow> rows, double share, long seed) {
        Map<String, List<Integer>> byName = new TreeMap<>();
        for (int i = 0; i < rows.size(); i++) {
            byName.computeIfAbsent(rows.get(i).name(), name -> new ArrayList<>())
                    .add(i);
        }
        boolean[] inFirst = new boolean[rows.size()];
        SplittableRandom random = new SplittableRandom(seed);
        for (List<Integer> places : byName.values()) {
            int wanted = Math.max(1, (int) Math.round(share * places.size()));
            // Fisher and Yates, as far as it is needed.
            for (int i = 0; i < wanted; i++) {
                int other = i + random.nextInt(places.size() - i);
                int taken = places.get(other);
                places.set(other, places.get(i));
                places.set(i, taken);
                inFirst[taken] = true;
            }
        }
        List<LabelledRow> first = new ArrayList<>();
        List<LabelledRow> second = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            (inFirst[i] ? first : second).add(rows.get(i));
        }
        return new Split(first, second);
    }
}
