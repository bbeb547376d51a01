package com.hookprobe.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * {@code benchmarks/detection guardian}: what a guardian needs under load. The demo's mesh, every node a process, with one guardian in
 * the options for small hardware; events are appended to the file that it follows, as Suricata would, at a steady rate.
 */
public final class GuardianLoad implements Options.Program {
    private static final String MEASURED = "guardian-1";
    private static final long GOAL_RESIDENT = 150_000_000;
    private static final long SEED = 1;
    private static final int STEPS_PER_SECOND = 20;
    private static final long WAIT_MOST_S = 120;
    /** Comes last, and from nobody else: when it is detected, all before it has been. */
    private static final String LAST = "192.0.2.77";

    private static final List<String> OTHERS =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx160m");

    private long events = 1_000_000;
    private long rate = 10_000;
    private long heap = 48;
    private String store = "segments";
    private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

    /** Ends with 0 when all was measured and held, 1 when something did not, 2 when the arguments are wrong. */
    public static void main(String[] args) {
        Options.main("detection", "guardian", new GuardianLoad(), args);
    }

    @Override
    public void option(String name, String value) {
        switch (name) {
            case "--events" -> events = Options.number(name, value, 1_000, 100_000_000);
            case "--rate" -> rate = Options.number(name, value, 100, 1_000_000);
            case "--heap" -> heap = Options.number(name, value, 16, 4_096);
            case "--store" ->
                store = Options.some(name, value, List.of("rocksdb", "segments"))
                        .get(0);
            case "--dir" -> directory = Options.directory(name, value);
            default -> throw Options.unknown(name);
        }
    }

    @Override
    public void run(boolean json) throws Exception {
        try (WorkDirectory work = new WorkDirectory(directory);
                DemoMesh mesh = DemoMesh.provision(work.path().resolve("mesh"), store)) {
            try {
                measure(json, work.path(), mesh);
            } catch (BrokenPromise e) {
                work.keep();
                throw e;
            }
        }
    }

    private void measure(boolean json, Path work, DemoMesh mesh) throws Exception {
        AtomicLong detections = new AtomicLong();
        AtomicLong decisions = new AtomicLong();
        AtomicLong defects = new AtomicLong();
        AtomicLong proven = new AtomicLong();
        AtomicLong refused = new AtomicLong();
        CountDownLatch certified = new CountDownLatch(1);
        CountDownLatch last = new CountDownLatch(1);
        for (String name : mesh.names()) {
            if (!name.equals(MEASURED)) {
                mesh.start(name, OTHERS, line -> {});
            }
        }
        NodeProcess guardian = mesh.start(MEASURED, options(), line -> {
            switch (line.event()) {
                case "resonance_certificate" -> certified.countDown();
                case "decision" -> decisions.incrementAndGet();
                case "inclusion_verified" -> proven.incrementAndGet();
                case "report_not_taken" -> refused.incrementAndGet();
                case "internal_error" -> defects.incrementAndGet();
                case "detection" -> {
                    detections.incrementAndGet();
                    if (line.fields().toString().contains(LAST)) {
                        last.countDown();
                    }
                }
                default -> {}
            }
        });
        await(certified, "the guardian was not certified");
        long idle = Resident.now(guardian.pid());
        double cpu = guardian.cpuSeconds();
        Path made = work.resolve("events");
        MadeEvents.write(made, events, SEED);
        Path eve = mesh.folder(MEASURED).resolve("eve.json");
        long start = System.nanoTime();
        play(made, eve);
        double written = seconds(start);
        Files.writeString(eve, MadeEvents.exploit(events, LAST) + "\n", StandardOpenOption.APPEND);
        await(last, "the last event was not detected");
        double detected = seconds(start);
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("jdk", Runtime.version().toString());
        report.put("events", events + 1);
        report.put("events_written_per_second", Math.round(events / written));
        report.put("detected_seconds_later", detected - written);
        report.put("detections", detections.get());
        report.put("decisions", decisions.get());
        report.put("blocks_proven", proven.get());
        report.put("blocks_refused", refused.get());
        report.put("processor_s", guardian.cpuSeconds() - cpu);
        report.put("resident_idle_bytes", idle);
        long peak = Resident.peak(guardian.pid());
        report.put("resident_peak_bytes", peak);
        report.put("live_heap_bytes", liveHeap(guardian.pid()));
        report.put("internal_errors", defects.get());
        if (json) {
            Options.printJson(report);
        } else {
            report.forEach((name, value) -> System.out.printf("%-28s %s%n", name, value));
        }
        if (defects.get() > 0) {
            throw new BrokenPromise(defects.get() + " internal errors");
        }
        if (refused.get() > 0) {
            throw new BrokenPromise(refused.get() + " blocks were refused by validators");
        }
        if (peak > GOAL_RESIDENT) {
            throw new BrokenPromise(peak + " bytes were resident");
        }
    }

    /** As docs/operating.md says for small hardware. */
    private List<String> options() {
        return List.of(
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Xmx" + heap + "m",
                "-Xss512k",
                "-XX:ReservedCodeCacheSize=32m",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto");
    }

    private void play(Path from, Path to) throws IOException, InterruptedException {
        long perStep = Math.max(1, rate / STEPS_PER_SECOND);
        long start = System.nanoTime();
        long done = 0;
        try (BufferedReader lines = Files.newBufferedReader(from);
                BufferedWriter out = Files.newBufferedWriter(to, StandardOpenOption.APPEND)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                out.write(line);
                out.write('\n');
                if (++done % perStep == 0) {
                    out.flush();
                    long due = start + done * 1_000_000_000L / rate;
                    TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
                }
                if (done % (rate * 10) == 0) {
                    System.err.printf("%d of %d events%n", done, events);
                }
            }
        }
    }

    /** What is left after a collection, which this brings about. */
    private static long liveHeap(long pid) throws IOException {
        Process histogram = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "GC.class_histogram")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = histogram.inputReader()) {
            return lines.lines()
                    .filter(line -> line.startsWith("Total"))
                    .mapToLong(line -> Long.parseLong(line.trim().split("\\s+")[2]))
                    .findFirst()
                    .orElseThrow(() -> new IOException("jcmd told no histogram of process " + pid));
        }
    }

    private static void await(CountDownLatch latch, String otherwise) throws Exception {
        if (!latch.await(WAIT_MOST_S, TimeUnit.SECONDS)) {
            throw new BrokenPromise(otherwise + " within " + WAIT_MOST_S + " s");
        }
    }

    private static double seconds(long startNs) {
        return (System.nanoTime() - startNs) / 1e9;
    }
}
