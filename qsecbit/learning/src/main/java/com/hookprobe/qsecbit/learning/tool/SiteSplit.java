package com.hookprobe.qsecbit.learning.tool;

import com.hookprobe.qsecbit.model.train.LabelledRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Rows of one data set dealt out: a hold-out for the last measurement, the aggregator's own, and what each site has. Each attack by its own
 * name is dealt out among the sites by a Dirichlet distribution, so that sites lack most of them; so is the normal traffic, but more
 * evenly, since every network has some.
 *
 * @param heldOut rows that nothing sees before the last measurement
 * @param own rows of the aggregator
 * @param sites rows of each site
 */
record SiteSplit(List<LabelledRow> heldOut, List<LabelledRow> own, List<List<LabelledRow>> sites) {
    private static final double HELD_OUT = 0.3;
    /** Of what is left. */
    private static final double OWN = 0.1;

    /** The same parts for the same rows, numbers and seed. */
    static SiteSplit of(List<LabelledRow> rows, int sites, double alpha, double alphaNormal, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TreeMap<String, List<LabelledRow>> byName = new TreeMap<>();
        rows.forEach(row ->
                byName.computeIfAbsent(row.name(), n -> new ArrayList<>()).add(row));
        List<LabelledRow> heldOut = new ArrayList<>();
        List<LabelledRow> own = new ArrayList<>();
        List<List<LabelledRow>> dealt = new ArrayList<>();
        for (int i = 0; i < sites; i++) {
            dealt.add(new ArrayList<>());
        }
        byName.values().forEach(named -> {
            shuffle(named, random);
            int out = Math.min(named.size() - 1, (int) Math.round(HELD_OUT * named.size()));
            int mine = (int) Math.round(OWN * (named.size() - out));
            heldOut.addAll(named.subList(0, out));
            own.addAll(named.subList(out, out + mine));
            List<LabelledRow> left = named.subList(out + mine, named.size());
            boolean normal = !named.get(0).label().isAttack();
            double[] shares = dirichlet(sites, normal ? alphaNormal : alpha, random);
            double reached = 0;
            int from = 0;
            for (int i = 0; i < sites; i++) {
                reached += shares[i];
                int to = i == sites - 1 ? left.size() : Math.min(left.size(), (int) Math.round(reached * left.size()));
                dealt.get(i).addAll(left.subList(from, Math.max(from, to)));
                from = Math.max(from, to);
            }
        });
        return new SiteSplit(heldOut, own, dealt);
    }

    /** How many attacks by name a site has none of. */
    int lacking(int site, List<LabelledRow> all) {
        return (int) (all.stream().map(LabelledRow::name).distinct().count()
                - sites.get(site).stream().map(LabelledRow::name).distinct().count());
    }

    private static void shuffle(List<LabelledRow> rows, SplittableRandom random) {
        for (int i = rows.size() - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            LabelledRow row = rows.get(i);
            rows.set(i, rows.get(other));
            rows.set(other, row);
        }
    }

    /** Equal draws of a gamma distribution, divided by their sum. */
    static double[] dirichlet(int parts, double alpha, SplittableRandom random) {
        double[] draws = new double[parts];
        double sum = 0;
        for (int i = 0; i < parts; i++) {
            draws[i] = gamma(alpha, random);
            sum += draws[i];
        }
        for (int i = 0; i < parts; i++) {
            draws[i] /= sum;
        }
        return draws;
    }

    /** Marsaglia and Tsang (2000); below 1 by their remark with a power of a uniform number. */
    private static double gamma(double alpha, SplittableRandom random) {
        if (alpha < 1) {
            return gamma(alpha + 1, random) * StrictMath.pow(1 - random.nextDouble(), 1 / alpha);
        }
        double d = alpha - 1.0 / 3;
        double c = 1 / StrictMath.sqrt(9 * d);
        while (true) {
            double x = normal(random);
            double v = 1 + c * x;
            if (v > 0) {
                double cube = v * v * v;
                double u = 1 - random.nextDouble();
                if (StrictMath.log(u) < 0.5 * x * x + d - d * cube + d * StrictMath.log(cube)) {
                    return d * cube;
                }
            }
        }
    }

    /** Box and Muller, one of the two. */
    private static double normal(SplittableRandom random) {
        double u = 1 - random.nextDouble();
        return StrictMath.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
    }

    /** The sites by their number of rows, largest first. */
    List<Integer> bySize() {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < sites.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparing((Integer i) -> -sites.get(i).size()));
        return order;
    }
}
