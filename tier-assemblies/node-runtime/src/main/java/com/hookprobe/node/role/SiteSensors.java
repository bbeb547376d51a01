package com.hookprobe.node.role;

import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.DetectionSettings;
import com.hookprobe.node.config.KnownNetwork;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.observe.Readiness;
import com.hookprobe.node.observe.Sheet;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.detection.DetectionEngine;
import com.hookprobe.qsecbit.detection.Detector;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.detection.Threshold;
import com.hookprobe.qsecbit.detection.Thresholds;
import com.hookprobe.qsecbit.detection.eve.EveParser;
import com.hookprobe.qsecbit.detection.packet.PacketConfig;
import com.hookprobe.qsecbit.detection.packet.SiteDetectors;
import com.hookprobe.qsecbit.detection.read.RecordParser;
import com.hookprobe.qsecbit.detection.snort.SnortParser;
import com.hookprobe.qsecbit.detection.syslog.LogParser;
import com.hookprobe.qsecbit.detection.zeek.ZeekParser;
import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.model.AttackModel;
import com.hookprobe.qsecbit.model.MalformedModelException;
import com.hookprobe.qsecbit.model.ModelDetector;
import com.hookprobe.qsecbit.model.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** All that a site looks at, as its configuration says. */
final class SiteSensors implements AutoCloseable {
    private static final int FLOWS_MAX = 1 << 16;

    private final List<Sensor> sensors = new ArrayList<>();
    private final List<Maker> makers = new ArrayList<>();

    /**
     * What the thread of one sensor detects with.
     *
     * @param engine its sink is the findings
     * @param packets what the detectors of packets go by
     */
    record Detecting(DetectionEngine engine, Findings findings, PacketConfig packets) {}

    @FunctionalInterface
    private interface Maker {
        Detecting make(NodeConfig config) throws ConfigException;
    }

    /** Reads on a thread of its own until it is closed. */
    interface Sensor extends AutoCloseable {
        void start();

        /** How each thing that it reads stands; on another thread. */
        List<DetectionMetrics.Seen> seen();

        /** What only this kind of sensor counts; on another thread. */
        default void measure(Sheet sheet) {}

        /** From its next event on it detects with another engine, which has seen nothing yet; by any thread. */
        void use(Detecting next);

        @Override
        void close();
    }

    private SiteSensors() {}

    /** As {@link com.hookprobe.node.reload.LiveSetting}. */
    Runnable prepare(NodeConfig next) throws ConfigException {
        List<Runnable> ready = new ArrayList<>();
        for (int i = 0; i < sensors.size(); i++) {
            Sensor sensor = sensors.get(i);
            Detecting detecting = makers.get(i).make(next);
            ready.add(() -> sensor.use(detecting));
        }
        return () -> ready.forEach(Runnable::run);
    }

    static SiteSensors open(
            NodeContext node,
            HandOver<Detection> detections,
            HandOver<Findings.GoodFlow> flows,
            HandOver<AlertSight> alerts,
            LearningSight learning)
            throws ConfigException {
        DetectionSettings settings = node.config().sensing();
        LocalNetworks local = Defences.localNetworks(node);
        List<Cidr> transit = Defences.transitHosts(node);
        Optional<AttackModel> model = model(settings);
        // One for each thread.
        Maker maker = config -> {
            Thresholds thresholds = thresholds(config.sensing());
            Findings findings = new Findings(
                    local, transit, detections, flows, new AlertQueue(alerts, node.log(), node.loop()::nowNs));
            return new Detecting(
                    engine(local, thresholds, model, findings, learning),
                    findings,
                    packets(settings, local, thresholds));
        };
        SiteSensors all = new SiteSensors();
        List<Polled> files = new ArrayList<>();
        for (DetectionSettings.Source source : settings.sources()) {
            Path file = Path.of(source.file());
            files.add(new FollowedFile(file, node.data(), () -> parser(node, source.format(), file), node.log()));
        }
        if (settings.eveSocket() != null) {
            files.add(new ListeningSocket(Path.of(settings.eveSocket()), node.log()));
        }
        if (!files.isEmpty()) {
            folder(node);
            all.makers.add(maker);
            all.sensors.add(new FileSensors(files, maker.make(node.config()), node.log()));
        }
        if (settings.capture() != null) {
            all.makers.add(maker);
            all.sensors.add(new CaptureSensor(settings.capture(), maker.make(node.config()), node.log()));
        }
        return all;
    }

    private static PacketConfig packets(DetectionSettings settings, LocalNetworks local, Thresholds thresholds)
            throws ConfigException {
        return known(config(local, thresholds), settings.known())
                .sensor(settings.capture() == null ? "" : settings.capture())
                .flowsMax(FLOWS_MAX)
                // So that nobody can choose addresses that fall into one place of a table.
                .seed(new SecureRandom().nextLong())
                .build();
    }

    private static DetectionEngine engine(
            LocalNetworks local,
            Thresholds thresholds,
            Optional<AttackModel> model,
            Findings findings,
            LearningSight learning) {
        return DetectionEngine.learning(
                local,
                own -> {
                    List<Detector> all = new ArrayList<>(
                            SiteDetectors.ofEvents(config(own, thresholds).build()));
                    model.ifPresent(trained -> all.add(new ModelDetector(trained, own, thresholds)));
                    learning.detector(own, findings).ifPresent(all::add);
                    return all;
                },
                findings::onDetection);
    }

    private static Optional<AttackModel> model(DetectionSettings settings) throws ConfigException {
        if (settings.model() == null) {
            return Optional.empty();
        }
        Path file = Path.of(settings.model());
        try {
            if (Files.size(file) > ModelFile.BYTES_MAX) {
                throw new ConfigException(
                        "'detection.model' expects at most " + ModelFile.BYTES_MAX + " bytes: " + file);
            }
            AttackModel model = ModelFile.decode(Files.readAllBytes(file));
            // Says what is wrong with it now, and not at the first flow.
            new ModelDetector(model, LocalNetworks.privateRanges(), Thresholds.standard());
            return Optional.of(model);
        } catch (IOException | MalformedModelException | IllegalArgumentException e) {
            throw new ConfigException("'detection.model' " + file + " is not usable: " + e.getMessage());
        }
    }

    /** What is named decides, and nothing else is learnt (packets 5.2). */
    static PacketConfig.Builder known(PacketConfig.Builder builder, @Nullable KnownNetwork known)
            throws ConfigException {
        return known == null
                ? builder
                : builder.gateways(known.gatewayAddresses())
                        .dhcpServers(known.dhcpServerAddresses())
                        .vlans(known.vlanNumbers())
                        .accessPoints(known.accessPointAddresses());
    }

    private static PacketConfig.Builder config(LocalNetworks local, Thresholds thresholds) {
        return PacketConfig.builder().local(local).thresholds(thresholds);
    }

    private static void folder(NodeContext node) throws ConfigException {
        try {
            Files.createDirectories(node.data().resolve("sensors"));
        } catch (IOException e) {
            throw new ConfigException(node.data().resolve("sensors") + " cannot be made: " + e);
        }
    }

    /** Checks names and ranges. */
    static Thresholds thresholds(DetectionSettings settings) throws ConfigException {
        Map<String, Double> set = settings.thresholds();
        try {
            List<Threshold> known = new ArrayList<>(SiteDetectors.thresholds());
            known.addAll(ModelDetector.thresholds());
            return Thresholds.of(known, set == null ? Map.of() : set);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("'detection.thresholds': " + e.getMessage());
        }
    }

    private static RecordParser parser(NodeContext node, DetectionSettings.Format format, Path file) {
        String sensor = String.valueOf(file.getFileName());
        // Asked at each line: a node that runs for longer than a day must not date today a year back.
        LongSupplier now = node.loop()::wallMicros;
        return switch (format) {
            case EVE -> new EveParser(sensor);
            case ZEEK -> new ZeekParser(sensor, sensor);
            case SNORT -> new SnortParser(sensor, now);
            case LOG -> new LogParser(sensor, IpAddress.NONE, now);
        };
    }

    void start() {
        sensors.forEach(Sensor::start);
    }

    void measure(Sheet sheet) {
        DetectionMetrics.measure(sheet, seen());
        sensors.forEach(sensor -> sensor.measure(sheet));
    }

    void check(Readiness readiness) {
        DetectionMetrics.check(readiness, seen());
    }

    private List<DetectionMetrics.Seen> seen() {
        return sensors.stream().flatMap(sensor -> sensor.seen().stream()).toList();
    }

    @Override
    public void close() {
        sensors.forEach(Sensor::close);
    }
}
