package com.hookprobe.benchmarks;

import com.hookprobe.node.mesh.MeshFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/** {@code benchmarks/dsm finality}: from the end of an epoch until its checkpoint is final and durable; four sentinels as processes. */
final class DsmFinality implements Options.Program {
    private static final int EPOCH_SECONDS = 1;
    private static final int VIEW_TIMEOUT_MS = 1_000;
    private static final int WARM_UP_HEIGHTS = 30;
    private static final long START_MOST_S = 120;
    private static final double MEDIAN_MOST_MS = 100;
    private static final List<String> JVM = List.of("-XX:+UseSerialGC", "-Xshare:auto", "-Xmx256m");

    private int epochs = 120;
    private int settleMillis = 10;
    private int blocksPerSecond = 20;
    private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

    public static void main(String[] args) {
        Options.main("dsm", "finality", new DsmFinality(), args);
    }

    @Override
    public void option(String name, String value) {
        switch (name) {
            case "--epochs" -> epochs = (int) Options.number(name, value, 5, 86_400);
            case "--settle" -> settleMillis = (int) Options.number(name, value, 0, 900);
            case "--blocks" -> blocksPerSecond = (int) Options.number(name, value, 1, 500);
            case "--dir" -> directory = Options.directory(name, value);
            default -> throw Options.unknown(name);
        }
    }

    @Override
    public void run(boolean json) throws Exception {
        MeshFile.Consensus consensus = new MeshFile.Consensus(EPOCH_SECONDS, settleMillis, VIEW_TIMEOUT_MS);
        List<NodeProcess> running = new ArrayList<>();
        try (WorkDirectory work = new WorkDirectory(directory);
                LocalMesh mesh = LocalMesh.create(work.path(), consensus, System.currentTimeMillis() * 1_000)) {
            FinalityRecord record = new FinalityRecord(
                    mesh.genesis().params(), mesh.genesis().validators().quorum());
            try (BlockSource source = new BlockSource(mesh, blocksPerSecond)) {
                for (LocalMesh.Home home : mesh.homes()) {
                    running.add(NodeProcess.sentinel(home, JVM, record::add));
                }
                await(record, WARM_UP_HEIGHTS);
                long from = record.quorumTip();
                double cpu = cpuSeconds(running);
                await(record, from + epochs);
                report(record, from, (cpuSeconds(running) - cpu) / running.size(), json);
            } catch (IllegalStateException e) {
                work.keep();
                throw e;
            } finally {
                for (NodeProcess process : running) {
                    process.close();
                }
            }
        }
    }

    private static double cpuSeconds(List<NodeProcess> running) {
        return running.stream().mapToDouble(NodeProcess::cpuSeconds).sum();
    }

    private void await(FinalityRecord record, long height) throws InterruptedException {
        long end = System.nanoTime() + (START_MOST_S + 2L * epochs) * 1_000_000_000L;
        while (record.quorumTip() < height) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("expected height " + height + ", found " + record.quorumTip());
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private void report(FinalityRecord record, long from, double cpu, boolean json) throws Exception {
        List<FinalityRecord.Final> finals = record.finals(from);
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("jdk", Runtime.version().toString());
        report.put("heights", finals.size());
        report.put("epoch_s", EPOCH_SECONDS);
        report.put("settle_ms", settleMillis);
        report.put("blocks_per_second", blocksPerSecond);
        report.put("processor_ms_per_node_and_height", 1_000 * cpu / finals.size());
        List<Long> every = finals.stream()
                .flatMap(each -> each.saidMicros().stream().map(said -> said - each.epochEndMicros()))
                .sorted()
                .toList();
        add(report, "epoch_end_to_final_on_a_node_ms", every);
        add(report, "epoch_end_to_final_on_a_quorum_ms", of(finals, f -> f.finalMicros() - f.epochEndMicros()));
        add(report, "start_of_height_to_final_on_a_quorum_ms", of(finals, f -> f.finalMicros() - f.dueMicros()));
        if (json) {
            Options.printJson(report);
        } else {
            report.forEach((name, value) -> System.out.printf("%-46s %s%n", name, value));
        }
        double median = Figures.quantile(every, 0.5) / 1e3;
        if (!record.broken().isEmpty()) {
            throw new BrokenPromise(String.join("; ", record.broken()));
        }
        if (median >= MEDIAN_MOST_MS) {
            throw new BrokenPromise("the median is " + median + " ms, not below " + MEDIAN_MOST_MS);
        }
    }

    private static List<Long> of(List<FinalityRecord.Final> finals, ToLongFunction<FinalityRecord.Final> what) {
        return finals.stream().mapToLong(what).sorted().boxed().toList();
    }

    private static void add(Map<String, Object> report, String name, List<Long> micros) {
        report.put(name + "_p50", Figures.quantile(micros, 0.5) / 1e3);
        report.put(name + "_p90", Figures.quantile(micros, 0.9) / 1e3);
        report.put(name + "_p99", Figures.quantile(micros, 0.99) / 1e3);
        report.put(name + "_most", Figures.quantile(micros, 1) / 1e3);
    }
}
