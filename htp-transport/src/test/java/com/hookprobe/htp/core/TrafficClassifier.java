package com.hookprobe.htp.core;

import java.util.List;

/**
 * What an observer could do to tell two kinds of traffic apart from packet times and lengths: it learns from examples, by
 * logistic regression and by the five nearest neighbours, and says for each how often it is right about others.
 */
final class TrafficClassifier {
    /** A packet as it is seen from outside. */
    record Seen(long atNs, boolean up, int bytes) {}

    /** Features of a stretch of traffic, and whether somebody spoke in it. */
    record Example(double[] features, boolean active) {}

    private static final int NEIGHBOURS = 5;
    private static final double CLOSE_NS = 5e6;

    private final List<Example> training;
    private final double[] mean;
    private final double[] deviation;
    private final double[] weights;

    TrafficClassifier(List<Example> training) {
        int size = training.get(0).features().length;
        this.training = training;
        this.mean = new double[size];
        this.deviation = new double[size];
        this.weights = new double[size + 1];
        for (int f = 0; f < size; f++) {
            int feature = f;
            double m = training.stream()
                    .mapToDouble(e -> e.features()[feature])
                    .average()
                    .orElse(0);
            double v = training.stream()
                    .mapToDouble(e -> Math.pow(e.features()[feature] - m, 2))
                    .average()
                    .orElse(0);
            mean[f] = m;
            deviation[f] = Math.sqrt(v) + 1e-9;
        }
        for (int round = 0; round < 300; round++) {
            double[] gradient = new double[weights.length];
            for (Example e : training) {
                double[] x = scaled(e.features());
                double error = sigmoid(x) - (e.active() ? 1 : 0);
                for (int f = 0; f < x.length; f++) {
                    gradient[f] += error * x[f] / training.size();
                }
            }
            for (int f = 0; f < weights.length; f++) {
                weights[f] -= 0.5 * gradient[f];
            }
        }
    }

    /** How often regression is right, 0 to 1. */
    double regression(List<Example> unseen) {
        return right(unseen.stream().filter(e -> sigmoid(scaled(e.features())) > 0.5 == e.active()), unseen);
    }

    /** How often the neighbours are right, 0 to 1. */
    double neighbours(List<Example> unseen) {
        List<double[]> known = training.stream().map(e -> scaled(e.features())).toList();
        return right(unseen.stream().filter(e -> byNeighbours(scaled(e.features()), known) == e.active()), unseen);
    }

    private static double right(java.util.stream.Stream<Example> found, List<Example> all) {
        return (double) found.count() / all.size();
    }

    private boolean byNeighbours(double[] x, List<double[]> known) {
        double[] nearest = new double[NEIGHBOURS];
        boolean[] active = new boolean[NEIGHBOURS];
        java.util.Arrays.fill(nearest, Double.MAX_VALUE);
        for (int i = 0; i < known.size(); i++) {
            double distance = 0;
            for (int f = 0; f < x.length; f++) {
                distance += Math.pow(x[f] - known.get(i)[f], 2);
            }
            int worst = 0;
            for (int n = 1; n < NEIGHBOURS; n++) {
                worst = nearest[n] > nearest[worst] ? n : worst;
            }
            if (distance < nearest[worst]) {
                nearest[worst] = distance;
                active[worst] = training.get(i).active();
            }
        }
        int votes = 0;
        for (boolean vote : active) {
            votes += vote ? 1 : 0;
        }
        return votes > NEIGHBOURS / 2;
    }

    private double sigmoid(double[] x) {
        double sum = 0;
        for (int f = 0; f < x.length; f++) {
            sum += weights[f] * x[f];
        }
        return 1 / (1 + Math.exp(-sum));
    }

    private double[] scaled(double[] features) {
        double[] x = new double[features.length + 1];
        for (int f = 0; f < features.length; f++) {
            x[f] = (features[f] - mean[f]) / deviation[f];
        }
        x[features.length] = 1;
        return x;
    }

    /** Counts, lengths, gaps in each direction, and how one direction follows the other. */
    static double[] features(List<Seen> packets, double windowNs) {
        double[] up = direction(packets, true, windowNs);
        double[] down = direction(packets, false, windowNs);
        double[] all = new double[up.length + down.length + 4];
        System.arraycopy(up, 0, all, 0, up.length);
        System.arraycopy(down, 0, all, up.length, down.length);
        int at = up.length + down.length;
        double delays = 0;
        int close = 0;
        int turns = 0;
        double shortest = windowNs;
        for (int i = 1; i < packets.size(); i++) {
            double gap = packets.get(i).atNs() - packets.get(i - 1).atNs();
            shortest = Math.min(shortest, gap);
            if (packets.get(i).up() != packets.get(i - 1).up()) {
                turns++;
                delays += gap;
                close += gap < CLOSE_NS ? 1 : 0;
            }
        }
        all[at] = turns == 0 ? windowNs : delays / turns;
        all[at + 1] = turns == 0 ? 0 : (double) close / turns;
        all[at + 2] = (double) turns / Math.max(1, packets.size());
        all[at + 3] = shortest;
        return all;
    }

    private static double[] direction(List<Seen> packets, boolean up, double windowNs) {
        List<Seen> mine = packets.stream().filter(p -> p.up() == up).toList();
        double bytes = mine.stream().mapToInt(Seen::bytes).sum();
        double squares =
                mine.stream().mapToDouble(p -> (double) p.bytes() * p.bytes()).sum();
        double gaps = 0;
        double gapSquares = 0;
        double longest = 0;
        double lag = 0;
        double last = 0;
        for (int i = 1; i < mine.size(); i++) {
            double gap = mine.get(i).atNs() - mine.get(i - 1).atNs();
            gaps += gap;
            gapSquares += gap * gap;
            longest = Math.max(longest, gap);
            lag += gap * last;
            last = gap;
        }
        int n = Math.max(1, mine.size());
        return new double[] {
            mine.size(),
            bytes,
            bytes / n,
            squares / n - Math.pow(bytes / n, 2),
            gaps / n,
            gapSquares / n / windowNs,
            longest,
            lag / n / windowNs
        };
    }
}
