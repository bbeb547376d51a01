package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.detection.DetectionEngine;
import com.hookprobe.qsecbit.detection.Detector;
import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.capture.CaptureReader;
import com.hookprobe.qsecbit.detection.rule.Detectors;
import com.hookprobe.testsupport.SharedData;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** Runs captures that no one here has made through everything there is. */
final class RealCaptures {
    private static final int TAR_BLOCK = 512;
    private static final Pattern JA3 = Pattern.compile("JA3C: ([0-9a-f]{32})");

    private RealCaptures() {}

    /** What a capture gave. */
    record Result(
            PacketCounters counters, Map<EventType, Integer> types, List<NetworkEvent> events, List<Detection> found) {
        Map<String, Long> kinds() {
            Map<String, Long> kinds = new TreeMap<>();
            found.forEach(d -> kinds.merge(d.kind().name(), 1L, Long::sum));
            return kinds;
        }
    }

    /** All captures of an archive by their names, and the JA3 hashes that another decoder found in them. */
    static Map<String, Result> run(String archive, Map<String, Set<String>> ja3) throws IOException {
        Map<String, Result> results = new TreeMap<>();
        try (DataInputStream in = new DataInputStream(
                new BufferedInputStream(new GZIPInputStream(Files.newInputStream(SharedData.file(archive)))))) {
            byte[] header = new byte[TAR_BLOCK];
            while (true) {
                in.readFully(header);
                String name = text(header, 0, 100);
                if (name.isEmpty()) {
                    return results;
                }
                int size = Integer.parseInt(text(header, 124, 12).trim(), 8);
                byte[] content = new byte[size];
                in.readFully(content);
                in.skipNBytes((TAR_BLOCK - size % TAR_BLOCK) % TAR_BLOCK);
                if (name.endsWith(".out")) {
                    Matcher matcher = JA3.matcher(new String(content, StandardCharsets.ISO_8859_1));
                    String of = name.substring(name.lastIndexOf('/') + 1, name.length() - ".out".length());
                    while (matcher.find()) {
                        ja3.computeIfAbsent(of, key -> new TreeSet<>()).add(matcher.group(1));
                    }
                } else if (name.endsWith(".pcap") || name.endsWith(".pcapng")) {
                    results.put(name.substring(name.lastIndexOf('/') + 1), run(content));
                }
            }
        }
    }

    private static Result run(byte[] capture) throws IOException {
        List<NetworkEvent> events = new ArrayList<>();
        List<Detection> found = new ArrayList<>();
        Map<EventType, Integer> types = new EnumMap<>(EventType.class);
        PacketConfig config = PacketConfig.builder().build();
        DetectionEngine engine = DetectionEngine.learning(
                LocalNetworks.privateRanges(),
                local -> {
                    List<Detector> all = new ArrayList<>(Detectors.standard(local));
                    all.addAll(PacketDetectors.ofEvents(config));
                    return all;
                },
                found::add);
        PacketPipeline pipeline = PacketPipeline.standard(
                config,
                event -> {
                    events.add(event);
                    types.merge(event.type(), 1, Integer::sum);
                    engine.onEvent(event);
                },
                engine::onDetection);
        try (CaptureReader reader = CaptureReader.of(new ByteArrayInputStream(capture), "capture")) {
            pipeline.readToEnd(reader);
        }
        return new Result(pipeline.counters(), types, events, found);
    }

    private static String text(byte[] bytes, int from, int length) {
        String text = new String(bytes, from, length, StandardCharsets.US_ASCII);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }
}
