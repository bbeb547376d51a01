package com.hookprobe.qsecbit.tool;

import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.detection.DetectionEngine;
import com.hookprobe.qsecbit.detection.Detector;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.Thresholds;
import com.hookprobe.qsecbit.detection.capture.CaptureCounters;
import com.hookprobe.qsecbit.detection.capture.CaptureReader;
import com.hookprobe.qsecbit.detection.packet.PacketConfig;
import com.hookprobe.qsecbit.detection.packet.PacketPipeline;
import com.hookprobe.qsecbit.detection.packet.SiteDetectors;
import com.hookprobe.qsecbit.detection.read.ReadCounters;
import com.hookprobe.qsecbit.detection.read.RecordParser;
import com.hookprobe.qsecbit.detection.read.SensorReader;
import com.hookprobe.qsecbit.metric.Qsecbit;
import com.hookprobe.qsecbit.metric.Score;
import com.hookprobe.qsecbit.model.AttackModel;
import com.hookprobe.qsecbit.model.ModelDetector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Files through every detector, and the score that they lead to. Several files are of one time and place: their events are put in order
 * first, as a node would get them. The score's time is that of the detections. Not thread-safe.
 */
final class FileDetection {
    /** Several files that belong together hold at most so many events: they are put in order in memory. */
    private static final int EVENTS_MAX = 4_000_000;

    private static final int CHECK_EVERY = 1 << 16;

    private final PacketConfig config;
    private final Qsecbit qsecbit = Qsecbit.create();
    private final BiConsumer<Detection, Score> out;
    private final DetectionEngine engine;
    private List<Detector> detectors = List.of();
    private long nowMicros;
    private final List<Path> notUnderstood = new ArrayList<>();
    private long broken;
    private long foreign;
    private long streamed;
    private Score last = qsecbit.score(0);

    /** @param out takes each detection with the score right after it */
    FileDetection(
            LocalNetworks local, Thresholds thresholds, Optional<AttackModel> model, BiConsumer<Detection, Score> out) {
        this.config = config(local, thresholds);
        this.out = out;
        this.engine = DetectionEngine.learning(
                local,
                own -> {
                    List<Detector> all = new ArrayList<>(SiteDetectors.ofEvents(config(own, thresholds)));
                    model.ifPresent(trained -> all.add(new ModelDetector(trained, own, thresholds)));
                    detectors = List.copyOf(all);
                    return detectors;
                },
                this::onDetection);
    }

    private static PacketConfig config(LocalNetworks local, Thresholds thresholds) {
        return PacketConfig.builder().local(local).thresholds(thresholds).build();
    }

    /** The detectors, in the order in which they get an event. */
    List<Detector> detectors() {
        return detectors;
    }

    /**
     * Reads all of the files.
     *
     * @param unread takes each that fails; what was read of it before stays
     */
    void read(List<SourceFile> files, Progress progress, Unread unread) throws IOException {
        if (files.size() == 1) {
            read(files.get(0), progress, event -> take(event, files.get(0), progress), unread);
            return;
        }
        List<NetworkEvent> together = new ArrayList<>();
        for (SourceFile file : files) {
            read(
                    file,
                    progress,
                    event -> {
                        if (together.size() == EVENTS_MAX) {
                            throw new IllegalArgumentException("expected at most " + EVENTS_MAX
                                    + " events in files that belong" + " together, found more: read them one by one");
                        }
                        together.add(event);
                        progress.show(file.path(), together.size(), 0);
                    },
                    unread);
        }
        together.sort(Comparator.comparingLong(NetworkEvent::loggedMicros));
        together.forEach(this::take);
    }

    /** Takes one event. */
    void take(NetworkEvent event) {
        engine.onEvent(event);
    }

    private void take(NetworkEvent event, SourceFile file, Progress progress) {
        engine.onEvent(event);
        if (++streamed % CHECK_EVERY == 0) {
            progress.show(file.path(), streamed, engine.counters().detections());
        }
    }

    private void read(SourceFile file, Progress progress, Consumer<NetworkEvent> events, Unread unread)
            throws IOException {
        try {
            if (file.isCapture()) {
                capture(file, progress, events);
            } else {
                records(file, events);
            }
        } catch (IOException e) {
            unread.accept(file.path(), e);
        }
    }

    private void records(SourceFile file, Consumer<NetworkEvent> events) throws IOException {
        RecordParser parser = file.parser();
        try (SensorReader reader = SensorReader.open(file.path(), Optional.empty(), parser)) {
            reader.readToEnd(events);
            ReadCounters counters = reader.counters();
            long wrong = counters.broken() + counters.overlong();
            broken += wrong;
            foreign += parser.foreign();
            if (counters.events() == 0 && wrong + parser.foreign() > 0) {
                notUnderstood.add(file.path());
            }
        }
    }

    /** Files of which not one record was understood. */
    List<Path> notUnderstood() {
        return List.copyOf(notUnderstood);
    }

    private void capture(SourceFile file, Progress progress, Consumer<NetworkEvent> events) throws IOException {
        try (CaptureReader reader = file.capture()) {
            PacketPipeline pipeline = PacketPipeline.standard(config, events, engine::onDetection);
            long count = 0;
            while (reader.next()) {
                pipeline.onPacket(reader);
                if (++count % CHECK_EVERY == 0) {
                    progress.show(file.path(), count, engine.counters().detections());
                }
            }
            pipeline.flush();
            CaptureCounters counters = reader.counters();
            broken += counters.damaged() + counters.overlong() + counters.truncated();
        }
    }

    private void onDetection(Detection detection) {
        // Files are not sorted by the second: the score's time only goes on.
        nowMicros = Math.max(nowMicros, detection.lastMicros());
        qsecbit.record(detection.toEvidence(), nowMicros);
        last = qsecbit.score(nowMicros);
        out.accept(detection, last);
    }

    /** One line of totals. */
    String summary() {
        DetectionEngine.Counters counters = engine.counters();
        return String.format(
                Locale.ROOT,
                "%d events, %d broken records, %d foreign lines, %d detections (%d repeated ones folded); qsecbit %.4f %s after the last",
                counters.events(),
                broken,
                foreign,
                counters.detections(),
                counters.folded(),
                last.value(),
                last.band());
    }
}
