package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.DetectionSink;
import com.hookprobe.qsecbit.detection.Detector;
import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.LastUsedMap;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.Threshold;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.Map;

/**
 * Finds stations being thrown out of a wireless network: many frames that end connections within a short time. Stations
 * that leave and access points that restart send a few.
 */
final class WifiDeauthenticationDetector implements Detector {
    static final Threshold FRAMES = new Threshold(
            "wifi-deauthentication.frames",
            20,
            5,
            100_000,
            "in 10 s",
            "frames that end connections to one access point");

    static final int POINTS_MAX = 4096;
    private static final long WINDOW_MICROS = 10L * 1_000_000;
    private static final int MANY = 5;

    private final PacketFinding finding;
    private final int limit;
    private final Map<MacAddress, Count> points = new LastUsedMap<>(POINTS_MAX);

    private static final class Count {
        long from;
        int frames;
    }

    WifiDeauthenticationDetector(PacketConfig config) {
        this.finding = new PacketFinding("wifi-deauthentication", config);
        this.limit = config.thresholds().count(FRAMES);
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onEvent(NetworkEvent event, DetectionSink out) {
        String frame = event.wifi().frame();
        boolean ends = frame.equals("deauthentication") || frame.equals("disassociation");
        if (event.type() != EventType.WIFI || !ends || !event.wifi().bssid().isPresent()) {
            return;
        }
        Count count = points.computeIfAbsent(event.wifi().bssid(), mac -> new Count());
        if (Math.abs(event.timeMicros() - count.from) > WINDOW_MICROS) {
            count.from = event.timeMicros();
            count.frames = 0;
        }
        count.frames++;
        boolean many = count.frames == MANY * limit;
        if (count.frames != limit && !many) {
            return;
        }
        // The sender of the frames pretends to be the access point, which is therefore the one that is hit.
        out.accept(finding.ofMac(
                AttackKind.WIFI_DEAUTHENTICATION,
                event.wifi().bssid().bits(),
                IpAddress.NONE,
                many ? Severity.HIGH : Severity.MEDIUM,
                many ? 0.9 : 0.75,
                count.from,
                event.timeMicros(),
                count.frames + " frames within 10 s end connections to "
                        + event.wifi().bssid() + ", the last that of "
                        + event.link().destination(),
                count.frames));
    }
}
