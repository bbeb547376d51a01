package com.hookprobe.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.hookprobe.qsecbit.detection.DetectionEngine;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.detection.eve.EveParser;
import com.hookprobe.qsecbit.detection.packet.PacketConfig;
import com.hookprobe.qsecbit.detection.packet.SiteDetectors;
import com.hookprobe.qsecbit.detection.read.SensorReader;
import com.hookprobe.qsecbit.metric.Qsecbit;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How many events of Suricata one core reads, judges and scores, against Jackson's bare streaming parser on the same file.
 * Started by {@code benchmarks/detection}, which says how.
 */
public final class DetectionLoad implements Options.Program {
    private static final double GOAL_PER_SECOND = 150_000;
    private static final long GOAL_RESIDENT = 150_000_000;
    private static final long SEED = 1;

    private @Nullable Path file;
    private long events = 1_000_000;

    /** Ends with 0 when all was measured and held, 1 when something did not, 2 when the arguments are wrong. */
    public static void main(String[] args) {
        Options.main("detection", "events", new DetectionLoad(), args);
    }

    @Override
    public void option(String name, String value) {
        switch (name) {
            case "--file" -> file = Path.of(value);
            case "--events" -> events = Options.number(name, value, 1_000, 100_000_000);
            default -> throw Options.unknown(name);
        }
    }

    /** One pass: what was counted, and how long it took by the clock and by the thread. */
    private record Pass(long count, double wallSeconds, double threadSeconds) {
        double perSecond() {
            return count / threadSeconds;
        }
    }

    private interface Work {
        long run() throws IOException;
    }

    @Override
    public void run(boolean json) throws Exception {
        Path made = Files.createTempFile("hookprobe-events", ".json");
        try {
            Path recording = file;
            if (recording == null) {
                MadeEvents.write(made, events, SEED);
            } else {
                MadeEvents.repeat(recording, made, events);
            }
            measure(json, made);
        } finally {
            Files.deleteIfExists(made);
        }
    }

    private void measure(boolean json, Path made) throws Exception {
        // Both once to warm up, then in turns: what disturbs one disturbs the other.
        long[] detections = new long[1];
        pass(() -> bare(made));
        pass(() -> detect(made, detections));
        Pass bare = pass(() -> bare(made));
        Pass whole = pass(() -> detect(made, detections));
        Pass again = pass(() -> bare(made));
        long resident = Resident.peak();
        double anchor = (bare.perSecond() + again.perSecond()) / 2;
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("events", whole.count());
        report.put("detections", detections[0]);
        report.put("eventsPerSecondAndCore", Math.round(whole.perSecond()));
        report.put("eventsPerSecondOfTheClock", Math.round(whole.count() / whole.wallSeconds()));
        report.put("jacksonPerSecondAndCore", Math.round(anchor));
        report.put("ratio", whole.perSecond() / anchor);
        report.put("residentBytes", resident);
        if (json) {
            Options.printJson(report);
        } else {
            report.forEach((name, value) -> System.out.printf("%-28s %s%n", name, value));
        }
        if (whole.count() != events) {
            throw new BrokenPromise(whole.count() + " of " + events + " events were read");
        }
        if (whole.perSecond() < GOAL_PER_SECOND) {
            throw new BrokenPromise(String.format("%,.0f events/s are fewer than 150,000", whole.perSecond()));
        }
        if (resident > GOAL_RESIDENT) {
            throw new BrokenPromise(resident + " bytes are resident");
        }
    }

    private static long bare(Path made) throws IOException {
        long records = 0;
        JsonFactory factory = new JsonFactory();
        try (InputStream in = Files.newInputStream(made);
                JsonParser parser = factory.createParser(in)) {
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_OBJECT && depth++ == 0) {
                    records++;
                } else if (token == JsonToken.END_OBJECT) {
                    depth--;
                }
            }
        }
        return records;
    }

    private static long detect(Path made, long[] detections) throws IOException {
        Qsecbit qsecbit = Qsecbit.create();
        long[] now = new long[1];
        detections[0] = 0;
        DetectionEngine engine = DetectionEngine.learning(
                LocalNetworks.privateRanges(),
                local -> SiteDetectors.ofEvents(
                        PacketConfig.builder().local(local).build()),
                detection -> {
                    now[0] = Math.max(now[0], detection.lastMicros());
                    qsecbit.record(detection.toEvidence(), now[0]);
                    qsecbit.score(now[0]);
                    detections[0]++;
                });
        try (SensorReader reader = SensorReader.open(made, Optional.empty(), new EveParser("measured"))) {
            reader.readToEnd(engine::onEvent);
            return reader.counters().events();
        }
    }

    private static Pass pass(Work work) throws IOException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long cpu = threads.getCurrentThreadCpuTime();
        long wall = System.nanoTime();
        long count = work.run();
        return new Pass(count, (System.nanoTime() - wall) / 1e9, (threads.getCurrentThreadCpuTime() - cpu) / 1e9);
    }
}
