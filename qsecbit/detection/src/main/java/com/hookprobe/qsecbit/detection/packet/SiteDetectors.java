package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.Detector;
import com.hookprobe.qsecbit.detection.Threshold;
import com.hookprobe.qsecbit.detection.rule.Detectors;
import java.util.ArrayList;
import java.util.List;

/** Everything that a site detects with, whatever its sensors are. */
public final class SiteDetectors {
    private SiteDetectors() {}

    /** A fresh instance of every detector of events; those of packets alone belong to a {@link PacketPipeline}. */
    public static List<Detector> ofEvents(PacketConfig config) {
        List<Detector> all = new ArrayList<>(Detectors.standard(config.local(), config.thresholds()));
        all.addAll(PacketDetectors.ofEvents(config));
        return List.copyOf(all);
    }

    /** Every number that may be set. */
    public static List<Threshold> thresholds() {
        List<Threshold> all = new ArrayList<>(Detectors.thresholds());
        all.addAll(PacketDetectors.thresholds());
        return List.copyOf(all);
    }
}
