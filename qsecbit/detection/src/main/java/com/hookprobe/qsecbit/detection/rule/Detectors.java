package com.hookprobe.qsecbit.detection.rule;

import com.hookprobe.qsecbit.detection.Detector;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import java.util.List;

/** The detectors of this module. An integrator adds his own to the list. */
public final class Detectors {
    private Detectors() {}

    /** A fresh instance of every detector of events. */
    public static List<Detector> standard(LocalNetworks local) {
        return List.of(
                new PortScanDetector(local),
                new BruteForceDetector(local),
                new WebAttackDetector(local),
                new DnsTunnelDetector(local),
                new IdsAlertDetector(local));
    }
}
