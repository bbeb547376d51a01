package com.hookprobe.qsecbit.federation.tool.behaviour;

import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.tool.EventFormat;
import com.hookprobe.qsecbit.detection.tool.EventFormats;
import com.hookprobe.qsecbit.detection.tool.EventSource;
import com.hookprobe.qsecbit.federation.core.fingerprint.Fingerprint;
import com.hookprobe.qsecbit.federation.core.fingerprint.FlowFacts;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What one host did in a recording, as fingerprints of its windows.
 *
 * @param host the busiest host, or the one asked for
 * @param windows of 10 minutes each, at least one
 * @param flows how many flows are in them
 */
public record Recording(IpAddress host, List<Fingerprint> windows, int flows) {
    private static final long WINDOW_MICROS = 600_000_000L;
    private static final int WINDOWS_MAX = 64;

    /** A window with fewer flows says too little. */
    private static final int FLOWS_MIN = 4;

    private static final int EVENTS_MAX = 4_000_000;

    /** Copies the list. */
    public Recording {
        windows = List.copyOf(windows);
    }

    /**
     * Reads a file, or all files of a folder that belong together.
     *
     * @param wanted the host to look at; empty for the one with the most flows
     * @throws IOException when it cannot be read, or holds too few flows
     */
    public static Recording read(Path path, Optional<IpAddress> wanted) throws IOException {
        Map<IpAddress, List<FlowFacts>> byHost = FlowAdapter.flows(events(path));
        Optional<Map.Entry<IpAddress, List<FlowFacts>>> chosen = byHost.entrySet().stream()
                .filter(entry -> wanted.isEmpty() || wanted.get().equals(entry.getKey()))
                .max(Comparator.comparingInt(entry -> entry.getValue().size()));
        List<Fingerprint> windows =
                chosen.map(entry -> windows(entry.getValue())).orElse(List.of());
        if (chosen.isEmpty() || windows.isEmpty()) {
            throw new IOException(path + ": expected a host that opens at least " + FLOWS_MIN + " flows in 10 minutes"
                    + wanted.map(host -> ", namely " + host).orElse("") + "; found none");
        }
        return new Recording(
                chosen.get().getKey(), windows, chosen.get().getValue().size());
    }

    private static List<Fingerprint> windows(List<FlowFacts> flows) {
        flows.sort(Comparator.comparingLong(FlowFacts::startMicros));
        List<Fingerprint> windows = new ArrayList<>();
        int from = 0;
        while (from < flows.size() && windows.size() < WINDOWS_MAX) {
            int to = from;
            long endMicros = flows.get(from).startMicros() + WINDOW_MICROS;
            while (to < flows.size()
                    && to - from < Fingerprint.FLOWS_MAX
                    && flows.get(to).startMicros() < endMicros) {
                to++;
            }
            if (to - from >= FLOWS_MIN) {
                windows.add(Fingerprint.of(flows.subList(from, to)));
            }
            from = to;
        }
        return windows;
    }

    private static List<NetworkEvent> events(Path path) throws IOException {
        List<Path> files;
        if (Files.isDirectory(path)) {
            try (Stream<Path> all = Files.list(path)) {
                files = all.filter(Files::isRegularFile).sorted().toList();
            }
        } else if (Files.isRegularFile(path)) {
            files = List.of(path);
        } else {
            throw new NoSuchFileException(path.toString());
        }
        List<NetworkEvent> events = new ArrayList<>();
        for (Path file : files) {
            Optional<EventSource> source = source(file);
            if (source.isPresent()) {
                source.get()
                        .read(
                                event -> {
                                    if (isWanted(event) && events.size() < EVENTS_MAX) {
                                        events.add(event);
                                    }
                                },
                                found -> {});
            }
        }
        return events;
    }

    private static Optional<EventSource> source(Path file) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(EventFormats.HEAD_BYTES);
        }
        long modified =
                TimeUnit.MILLISECONDS.toMicros(Files.getLastModifiedTime(file).toMillis());
        for (EventFormat format : EventFormats.standard(modified)) {
            Optional<EventSource> source = format.open(file, head, LocalNetworks.privateRanges());
            if (source.isPresent()) {
                return source;
            }
        }
        return Optional.empty();
    }

    private static boolean isWanted(NetworkEvent event) {
        return event.type() == EventType.FLOW || event.type() == EventType.DNS || event.type() == EventType.TLS;
    }

    /** The mean cosine of all windows of the one with all of the other, in thousandths, and of bands that are equal. */
    public Nearness to(Recording other) {
        long cosines = 0;
        long bands = 0;
        for (Fingerprint mine : windows) {
            for (Fingerprint theirs : other.windows) {
                cosines += mine.cosine(theirs);
                bands += mine.bands().stream().filter(theirs.bands()::contains).count();
            }
        }
        double pairs = (double) windows.size() * other.windows.size();
        return new Nearness(cosines / pairs, bands / pairs);
    }

    /**
     * How near two recordings are.
     *
     * @param cosine mean, thousandths
     * @param bands how many of 16 bands are equal, mean
     */
    public record Nearness(double cosine, double bands) {}
}
