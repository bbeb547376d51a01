package com.hookprobe.qsecbit.learning.core;

/**
 * What releases cost in Renyi differential privacy, and what that is as (epsilon, delta). Stateless.
 *
 * <ul>
 *   <li>Gaussian noise: order / (2 noise^2). Mironov, "Renyi Differential Privacy" (2017), proposition 7.
 *   <li>With Poisson sampling, whole orders: Mironov, Talwar and Zhang, "Renyi Differential Privacy of the Sampled Gaussian
 *       Mechanism" (2019), section 3.3. For noise of whole numbers the same sums come out: the moments that they are made of are
 *       equal at whole orders and whole shifts.
 *   <li>To (epsilon, delta): Canonne, Kamath and Steinke (2020), proposition 12.
 * </ul>
 *
 * Neighbours are data sets of which one has one record more. Whole orders only, which gives at most a little more than the best
 * order would.
 */
final class RenyiAccountant {
    private static final int[] ORDERS = orders();
    /** Sums of rounded numbers may be too small by this share; it is added, since a bound must not be. */
    private static final double ROUNDING = 1e-9;

    private RenyiAccountant() {}

    private static int[] orders() {
        int[] orders = new int[127 + 6];
        for (int i = 0; i < 127; i++) {
            orders[i] = i + 2;
        }
        int[] high = {160, 192, 256, 384, 512, 1024};
        System.arraycopy(high, 0, orders, 127, high.length);
        return orders;
    }

    /** The cost of so many equal releases at each order. */
    static double[] cost(ReleasePlan plan, long times) {
        double[] cost = new double[ORDERS.length];
        for (int i = 0; i < cost.length; i++) {
            cost[i] = times * divergence(plan.noiseSquared(), plan.sampleRate(), ORDERS[i]);
        }
        return cost;
    }

    /** No release yet. */
    static double[] nothing() {
        return new double[ORDERS.length];
    }

    /** Both, one after the other. */
    static double[] sum(double[] a, double[] b) {
        double[] sum = a.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += b[i];
        }
        return sum;
    }

    /** The smallest epsilon that the costs prove for a delta, at least 0. */
    static double epsilon(double[] cost, double delta) {
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < cost.length; i++) {
            double order = ORDERS[i];
            double epsilon = cost[i] * (1 + ROUNDING)
                    + StrictMath.log1p(-1 / order)
                    - (StrictMath.log(delta) + StrictMath.log(order)) / (order - 1);
            best = Math.min(best, epsilon);
        }
        return Math.max(0, best);
    }

    /** Of one release, at a whole order of at least 2. */
    static double divergence(double noiseSquared, double rate, int order) {
        if (rate == 1) {
            return order / (2 * noiseSquared);
        }
        double logTake = StrictMath.log(rate);
        double logLeave = StrictMath.log1p(-rate);
        double logChoose = 0;
        double logSum = Double.NEGATIVE_INFINITY;
        for (int k = 0; k <= order; k++) {
            double term = logChoose + (order - k) * logLeave + k * logTake + (double) k * (k - 1) / (2 * noiseSquared);
            logSum = logAdd(logSum, term);
            logChoose += StrictMath.log(order - k) - StrictMath.log(k + 1);
        }
        return logSum / (order - 1);
    }

    private static double logAdd(double a, double b) {
        double high = Math.max(a, b);
        double low = Math.min(a, b);
        return low == Double.NEGATIVE_INFINITY ? high : high + StrictMath.log1p(StrictMath.exp(low - high));
    }
}
