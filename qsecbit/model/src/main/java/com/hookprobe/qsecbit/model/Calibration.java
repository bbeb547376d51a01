package com.hookprobe.qsecbit.model;

import java.util.Arrays;

/**
 * How often an attack was one, by the forest's share: 16 steps that never fall, from rows that were not learnt from.
 * Neighbouring steps that would fall are pooled (the pool-adjacent-violators algorithm, Ayer et al. 1955). Immutable.
 */
final class Calibration {
    static final int STEPS = 16;

    private final int[] values;

    /** Of 16 values in units of 1/65,535. */
    Calibration(int[] values) throws MalformedModelException {
        for (int i = 0; i < STEPS; i++) {
            if (values[i] < (i == 0 ? 0 : values[i - 1]) || values[i] > TreeEnsemble.ONE) {
                throw new MalformedModelException(
                        "expected a calibration that does not fall; found " + values[i] + " at step " + i);
            }
        }
        this.values = values;
    }

    int value(int step) {
        return values[step];
    }

    /** In [0, 1], for a share in [0, 1]. */
    double confidence(double share) {
        return values[Math.min(STEPS - 1, (int) (share * STEPS))] / (double) TreeEnsemble.ONE;
    }

    /** From shares and what they were of; a step without rows is taken for its own middle, with the weight of one row. */
    static Calibration fit(double[] shares, boolean[] attacks) {
        double[] weight = new double[STEPS];
        double[] hits = new double[STEPS];
        for (int i = 0; i < STEPS; i++) {
            weight[i] = 1;
            hits[i] = (i + 0.5) / STEPS;
        }
        for (int row = 0; row < shares.length; row++) {
            int step = Math.min(STEPS - 1, (int) (shares[row] * STEPS));
            weight[step]++;
            hits[step] += attacks[row] ? 1 : 0;
        }
        int[] end = new int[STEPS];
        double[] pooledWeight = new double[STEPS];
        double[] pooledHits = new double[STEPS];
        int pools = 0;
        for (int i = 0; i < STEPS; i++) {
            pooledWeight[pools] = weight[i];
            pooledHits[pools] = hits[i];
            end[pools++] = i + 1;
            while (pools > 1
                    && pooledHits[pools - 2] * pooledWeight[pools - 1]
                            >= pooledHits[pools - 1] * pooledWeight[pools - 2]) {
                pools--;
                pooledHits[pools - 1] += pooledHits[pools];
                pooledWeight[pools - 1] += pooledWeight[pools];
                end[pools - 1] = end[pools];
            }
        }
        int[] values = new int[STEPS];
        int from = 0;
        for (int pool = 0; pool < pools; pool++) {
            int value = (int) (TreeEnsemble.ONE * (pooledHits[pool] / pooledWeight[pool]));
            Arrays.fill(values, from, end[pool], value);
            from = end[pool];
        }
        try {
            return new Calibration(values);
        } catch (MalformedModelException e) {
            throw new IllegalStateException("pooled steps do not fall", e);
        }
    }
}
