package com.hookprobe.qsecbit.detection.tool;

import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.detection.DetectionEngine;
import com.hookprobe.qsecbit.detection.Detector;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Gives recordings to the detectors and tells what they find. Several files are of one time and place: their events are
 * put in the order in which the sensor wrote them, as a node would get them. Reads the disk; not thread-safe.
 */
public final class DetectionRun {
    /** Several files together may hold so many events. */
    public static final int EVENTS_MAX = 4_000_000;

    private static final int HOSTS_MAX = 1_000_000;

    private final List<EventFormat> formats;
    private final LocalNetworks local;
    private final Function<LocalNetworks, List<Detector>> detectors;

    /**
     * What a run has found.
     *
     * @param detections in the order in which they were made
     * @param hosts the addresses from which events came, at most a million
     * @param events how many events there were
     * @param broken how many records were broken
     * @param unread the files of which no form is known
     */
    public record Outcome(
            List<Detection> detections, Set<IpAddress> hosts, long events, long broken, List<Path> unread) {}

    /**
     * A run.
     *
     * @param formats the forms that files may have
     * @param local our own networks
     * @param detectors makes fresh detectors; each run gets its own
     */
    public DetectionRun(
            List<EventFormat> formats, LocalNetworks local, Function<LocalNetworks, List<Detector>> detectors) {
        this.formats = List.copyOf(formats);
        this.local = local;
        this.detectors = detectors;
    }

    /**
     * Gives the events of files to fresh detectors.
     *
     * @throws IOException when a file cannot be read, or several of them hold more than {@link #EVENTS_MAX} events
     */
    public Outcome run(List<Path> files) throws IOException {
        List<Detection> detections = new ArrayList<>();
        Set<IpAddress> hosts = new HashSet<>();
        List<Path> unread = new ArrayList<>();
        DetectionEngine engine = DetectionEngine.learning(local, detectors, detections::add);
        List<NetworkEvent> together = new ArrayList<>();
        long broken = 0;
        for (Path file : files) {
            Optional<EventSource> source = EventFormats.open(formats, file, local);
            if (source.isEmpty()) {
                unread.add(file);
            } else if (files.size() == 1) {
                broken += source.get().read(event -> take(event, engine, hosts), detections::add);
            } else {
                broken += source.get()
                        .read(
                                event -> {
                                    if (together.size() < EVENTS_MAX) {
                                        together.add(event);
                                    }
                                },
                                detections::add);
            }
        }
        if (together.size() == EVENTS_MAX) {
            throw new IOException("expected at most " + EVENTS_MAX + " events in " + files.size()
                    + " files that belong together, found more: run them in parts");
        }
        together.sort(Comparator.comparingLong(NetworkEvent::loggedMicros));
        together.forEach(event -> take(event, engine, hosts));
        return new Outcome(
                List.copyOf(detections), Set.copyOf(hosts), engine.counters().events(), broken, List.copyOf(unread));
    }

    private static void take(NetworkEvent event, DetectionEngine engine, Set<IpAddress> hosts) {
        if (hosts.size() < HOSTS_MAX && !LocalNetworks.isGroup(event.srcIp())) {
            hosts.add(event.srcIp());
        }
        engine.onEvent(event);
    }
}
