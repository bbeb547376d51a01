package com.hookprobe.qsecbit.detection.rule;

import com.hookprobe.qsecbit.detection.Detector;
import com.hookprobe.qsecbit.detection.Explainer;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.Threshold;
import com.hookprobe.qsecbit.detection.Thresholds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The detectors of this module. An integrator adds his own to the list. */
public final class Detectors {
    private Detectors() {}

    /** A fresh instance of every detector of events, with the standard thresholds. */
    public static List<Detector> standard(LocalNetworks local) {
        return standard(local, Thresholds.standard());
    }

    /**
     * A fresh instance of every detector of events.
     *
     * @param thresholds made from {@link #thresholds()}
     */
    public static List<Detector> standard(LocalNetworks local, Thresholds thresholds) {
        return List.of(
                new PortScanDetector(local, thresholds),
                new BruteForceDetector(local, thresholds),
                new PasswordSprayDetector(local, thresholds),
                new AuthBypassDetector(local, thresholds),
                new WebAttackDetector(local, thresholds),
                new SslStripDetector(local, thresholds),
                new TlsDowngradeDetector(local, thresholds),
                new CertificateDetector(local, thresholds),
                new MalwareTransferDetector(local, thresholds),
                new DnsTunnelDetector(local, thresholds),
                new DgaDetector(local, thresholds),
                new BeaconDetector(local, thresholds),
                new ExfiltrationDetector(local, thresholds),
                new FlowFloodDetector(local, thresholds),
                new DhcpScanDetector(local, thresholds),
                new AnomalyDetector(local, thresholds),
                new IdsAlertDetector(local, thresholds));
    }

    /** Every number of the standard detectors that may be set. */
    public static List<Threshold> thresholds() {
        return Stream.of(
                        PortScanDetector.THRESHOLDS,
                        BruteForceDetector.THRESHOLDS,
                        PasswordSprayDetector.THRESHOLDS,
                        AuthBypassDetector.THRESHOLDS,
                        WebAttackDetector.THRESHOLDS,
                        SslStripDetector.THRESHOLDS,
                        TlsDowngradeDetector.THRESHOLDS,
                        CertificateDetector.THRESHOLDS,
                        MalwareTransferDetector.THRESHOLDS,
                        DnsTunnelDetector.THRESHOLDS,
                        DgaDetector.THRESHOLDS,
                        BeaconDetector.THRESHOLDS,
                        ExfiltrationDetector.THRESHOLDS,
                        FlowFloodDetector.THRESHOLDS,
                        DhcpScanDetector.THRESHOLDS,
                        AnomalyDetector.THRESHOLDS,
                        IdsAlertDetector.THRESHOLDS)
                .flatMap(List::stream)
                .toList();
    }

    /**
     * What each detector makes of an event that it has taken.
     *
     * @return one line by the name of the detector; those that have nothing to say are left out
     */
    public static Map<String, String> explain(List<Detector> detectors, NetworkEvent event) {
        Map<String, String> lines = new LinkedHashMap<>();
        for (Detector detector : detectors) {
            String line = detector instanceof Explainer explainer ? explainer.explain(event) : "";
            if (!line.isEmpty()) {
                lines.put(detector.name(), line);
            }
        }
        return lines;
    }
}
