package com.hookprobe.qsecbit.learning.core;

/**
 * How often a model judged at an owner's sites, and how often it was wrong there.
 *
 * @param flows connections judged
 * @param vetoes detections that the site's own benign history contradicted
 * @param errors detections that were taken back
 */
public record SiteCounts(long flows, long vetoes, long errors) {
    /** Nothing yet. */
    public static final SiteCounts NONE = new SiteCounts(0, 0, 0);

    private static final double MILLION = 1e6;

    /** Both together. */
    public SiteCounts plus(SiteCounts other) {
        return new SiteCounts(flows + other.flows, vetoes + other.vetoes, errors + other.errors);
    }

    double vetoesPerMillion() {
        return flows == 0 ? 0 : vetoes * MILLION / flows;
    }

    double errorsPerMillion() {
        return flows == 0 ? 0 : errors * MILLION / flows;
    }
}
