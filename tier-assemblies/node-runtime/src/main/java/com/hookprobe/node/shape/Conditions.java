package com.hookprobe.node.shape;

import com.hookprobe.node.power.EnergyBand;
import com.hookprobe.qsecbit.metric.Band;

/**
 * What a node sees when it chooses.
 *
 * @param loss the greatest of its ways, 0 to 1
 * @param slowness the greatest of its ways: round trip time now as a multiple of the usual one, at least 1
 * @param paths ways that an alert could go now
 * @param threat Qsecbit's band
 * @param energy how much the battery must be spared
 */
public record Conditions(double loss, double slowness, int paths, Band threat, EnergyBand energy) {
    public Conditions {
        if (!(loss >= 0 && loss <= 1)) {
            throw new IllegalArgumentException("a loss is 0 to 1, is " + loss);
        }
        if (!(slowness >= 1)) {
            throw new IllegalArgumentException("a slowness is 1 or more, is " + slowness);
        }
        if (paths < 0) {
            throw new IllegalArgumentException("a number of paths is not negative, is " + paths);
        }
    }
}
