package com.hookprobe.node.shape;

/** A level that rises at once and falls only after a time of calm, to the highest that was wanted in it. Not thread-safe. */
final class Lowering {
    private final long calmNs;
    private int level;
    private boolean calm;
    private long sinceNs;
    private int wantedInCalm;

    Lowering(long calmNs) {
        this.calmNs = calmNs;
    }

    int on(int wanted, long nowNs) {
        if (wanted >= level) {
            level = wanted;
            calm = false;
        } else if (!calm) {
            calm = true;
            sinceNs = nowNs;
            wantedInCalm = wanted;
        } else {
            wantedInCalm = Math.max(wantedInCalm, wanted);
            if (nowNs - sinceNs >= calmNs) {
                level = wantedInCalm;
                calm = false;
            }
        }
        return level;
    }
}
