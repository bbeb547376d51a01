package com.hookprobe.qsecbit.learning.tool;

import com.hookprobe.qsecbit.learning.ModelUpdate;
import java.util.List;
import java.util.Locale;

/** What poisoned sites do. The last two know what every honest site sends in the same round. */
enum Poison {
    /** Nobody lies. */
    NONE,
    /** They call attacks normal and normal connections attacks, and train on that. */
    LABEL_FLIP,
    /** They send the opposite of what they have learnt, as long as it may be. */
    SIGN_FLIP,
    /** They teach that attacks with a trigger are normal, as hard as they may. */
    BACKDOOR,
    /** All send the opposite of the honest mean (Xie et al. 2020). */
    INNER_PRODUCT,
    /** All send the honest mean less one deviation of each number: nothing that stands out (Baruch et al. 2019). */
    LITTLE;

    /** What liars say stands behind their updates: as much as can be said. */
    static final int CLAIMED_BUCKET = 40;

    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What a liar sends, of what it has learnt (from rows that it has changed, where the attack is one on rows). */
    int[] sent(int[] learnt, List<int[]> honest) {
        return switch (this) {
            case NONE, LABEL_FLIP -> learnt.clone();
            case SIGN_FLIP -> scaled(learnt, -ModelUpdate.NORM_MAX / norm(learnt));
            case BACKDOOR -> scaled(learnt, ModelUpdate.NORM_MAX / norm(learnt));
            case INNER_PRODUCT -> whole(mean(honest), -1);
            case LITTLE -> little(honest);
        };
    }

    private static int[] little(List<int[]> honest) {
        double[] value = mean(honest);
        for (int j = 0; j < value.length; j++) {
            double squares = 0;
            for (int[] one : honest) {
                squares += (one[j] - value[j]) * (one[j] - value[j]);
            }
            value[j] -= StrictMath.sqrt(squares / honest.size());
        }
        return whole(value, 1);
    }

    private static double[] mean(List<int[]> vectors) {
        double[] mean = new double[vectors.get(0).length];
        for (int[] one : vectors) {
            for (int j = 0; j < mean.length; j++) {
                mean[j] += (double) one[j] / vectors.size();
            }
        }
        return mean;
    }

    private static double norm(int[] values) {
        double squares = 1;
        for (int value : values) {
            squares += (double) value * value;
        }
        return StrictMath.sqrt(squares);
    }

    private static int[] scaled(int[] values, double factor) {
        double[] reals = new double[values.length];
        for (int i = 0; i < reals.length; i++) {
            reals[i] = values[i];
        }
        return whole(reals, factor);
    }

    /** Cut towards zero, and no longer than may be. */
    private static int[] whole(double[] values, double factor) {
        double squares = 0;
        for (double value : values) {
            squares += value * value * factor * factor;
        }
        double norm = StrictMath.sqrt(squares);
        double scale = factor * Math.min(1, (ModelUpdate.NORM_MAX - 1) / Math.max(1, norm));
        int[] whole = new int[values.length];
        for (int i = 0; i < whole.length; i++) {
            whole[i] = (int) (values[i] * scale);
        }
        return whole;
    }
}
