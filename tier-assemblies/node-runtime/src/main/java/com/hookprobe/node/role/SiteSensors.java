package com.hookprobe.node.role;

import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.DetectionSettings;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.detection.DetectionEngine;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.detection.Thresholds;
import com.hookprobe.qsecbit.detection.eve.EveParser;
import com.hookprobe.qsecbit.detection.read.RecordParser;
import com.hookprobe.qsecbit.detection.rule.Detectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All that a site looks at, as its configuration says. */
final class SiteSensors implements AutoCloseable {
    private final List<FileSensors> sensors = new ArrayList<>();

    private SiteSensors() {}

    static SiteSensors open(NodeContext node, HandOver<Detection> detections, HandOver<Findings.GoodFlow> flows)
            throws ConfigException {
        DetectionSettings settings = node.config().sensing();
        LocalNetworks local = Defences.localNetworks(node);
        Thresholds thresholds = thresholds(settings);
        SiteSensors all = new SiteSensors();
        List<FollowedFile> files = new ArrayList<>();
        for (DetectionSettings.Source source : settings.sources()) {
            Path file = Path.of(source.file());
            files.add(new FollowedFile(file, node.data(), () -> parser(source.format(), file), node.log()));
        }
        if (!files.isEmpty()) {
            folder(node);
            Findings findings = new Findings(local, detections, flows);
            DetectionEngine engine = DetectionEngine.learning(
                    local, own -> Detectors.standard(own, thresholds), findings::onDetection);
            all.sensors.add(new FileSensors(files, engine, findings, node.log()));
        }
        return all;
    }

    private static void folder(NodeContext node) throws ConfigException {
        try {
            Files.createDirectories(node.data().resolve("sensors"));
        } catch (IOException e) {
            throw new ConfigException(node.data().resolve("sensors") + " cannot be made: " + e);
        }
    }

    private static Thresholds thresholds(DetectionSettings settings) throws ConfigException {
        Map<String, Double> set = settings.thresholds();
        try {
            return Thresholds.of(Detectors.thresholds(), set == null ? Map.of() : set);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("'detection.thresholds': " + e.getMessage());
        }
    }

    private static RecordParser parser(DetectionSettings.Format format, Path file) {
        String sensor = String.valueOf(file.getFileName());
        return switch (format) {
            case EVE -> new EveParser(sensor);
            case ZEEK, SNORT, LOG -> throw new IllegalStateException("soon");
        };
    }

    void start() {
        sensors.forEach(FileSensors::start);
    }

    @Override
    public void close() {
        sensors.forEach(FileSensors::close);
    }
}
