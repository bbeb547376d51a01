package com.hookprobe.benchmarks;

import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.dsm.ledger.StoreMaintenance;
import com.hookprobe.node.mesh.MeshFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * {@code benchmarks/dsm catchup}: three sentinels have gone on for many epochs; the fourth was never there. From the start of its
 * process until its chain is as long as theirs, and until it holds every block too.
 */
final class DsmCatchup implements Options.Program {
    private static final int EPOCH_SECONDS = 2;
    private static final int LIVE_HEIGHTS = 2;
    private static final double SECONDS_MOST = 30;
    private static final long WAIT_MOST_S = 600;
    private static final List<String> JVM = List.of("-XX:+UseSerialGC", "-Xshare:auto", "-Xmx256m");

    private int epochs = 1_000;
    private int blocks = 10;
    private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

    public static void main(String[] args) {
        Options.main("dsm", "catchup", new DsmCatchup(), args);
    }

    @Override
    public void option(String name, String value) {
        switch (name) {
            case "--epochs" -> epochs = (int) Options.number(name, value, 2, 100_000);
            case "--blocks" -> blocks = (int) Options.number(name, value, 0, 1_000);
            case "--dir" -> directory = Options.directory(name, value);
            default -> throw Options.unknown(name);
        }
    }

    @Override
    public void run(boolean json) throws Exception {
        // Every epoch of the past must be over when the processes start.
        long genesisMicros = System.currentTimeMillis() * 1_000 - (epochs + 5L) * EPOCH_SECONDS * 1_000_000;
        MeshFile.Consensus consensus = new MeshFile.Consensus(EPOCH_SECONDS, 200, 1_000);
        List<NodeProcess> running = new ArrayList<>();
        try (WorkDirectory work = new WorkDirectory(directory);
                LocalMesh mesh = LocalMesh.create(work.path(), consensus, genesisMicros)) {
            fastForward(mesh);
            FinalityRecord record = new FinalityRecord(
                    mesh.genesis().params(), mesh.genesis().validators().quorum());
            try {
                List<LocalMesh.Home> there = mesh.homes().subList(0, LocalMesh.SENTINELS - 1);
                LocalMesh.Home away = mesh.homes().get(LocalMesh.SENTINELS - 1);
                for (LocalMesh.Home home : there) {
                    running.add(NodeProcess.sentinel(home, JVM, record::add));
                }
                await(() -> record.quorumTip() >= epochs + LIVE_HEIGHTS);
                System.err.println("starts " + away.name());
                long start = System.nanoTime();
                NodeProcess node = NodeProcess.sentinel(away, JVM, record::add);
                running.add(node);
                await(() -> record.tip(away.name()) >= 1);
                double first = seconds(start);
                double cpuFirst = node.cpuSeconds();
                await(() -> record.tip(away.name()) >= record.quorumTip());
                double caughtUp = seconds(start);
                double cpu = node.cpuSeconds();
                long heights = record.tip(away.name());
                await(() -> lacking(away.store()) == 0);
                report(json, heights, first, caughtUp, seconds(start), cpuFirst, cpu);
                if (!record.broken().isEmpty()) {
                    throw new BrokenPromise(String.join("; ", record.broken()));
                }
                if (caughtUp >= SECONDS_MOST) {
                    throw new BrokenPromise("caught up in " + caughtUp + " s, not in less than " + SECONDS_MOST);
                }
            } catch (BrokenPromise e) {
                work.keep();
                throw e;
            } finally {
                for (NodeProcess process : running) {
                    process.close();
                }
            }
        }
    }

    private void fastForward(LocalMesh mesh) throws Exception {
        long start = System.nanoTime();
        try (FastForward past = new FastForward(mesh, mesh.homes().subList(0, LocalMesh.SENTINELS - 1))) {
            for (int height = 1; height <= epochs; height++) {
                past.height(blocks);
                if (height % 100 == 0) {
                    System.err.printf("%d heights of the past, %.0f s%n", height, seconds(start));
                }
            }
            long ahead = past.reachedMicros() - System.currentTimeMillis() * 1_000;
            if (ahead > 0) {
                TimeUnit.MICROSECONDS.sleep(ahead);
            }
        }
    }

    /** Checkpoints whose blocks are not all there. */
    private static int lacking(Path store) throws Exception {
        int lacking = 0;
        try (LedgerReader reader = StoreMaintenance.openToRead(store)) {
            for (long height = 1; height <= reader.frontierHeight(); height++) {
                for (SourceRange range : reader.decided(height)
                        .flatMap(checkpoint -> checkpoint.body())
                        .map(CheckpointBody::ranges)
                        .orElse(List.of())) {
                    lacking += reader.chain(range).isPresent() ? 0 : 1;
                }
            }
        }
        return lacking;
    }

    private void report(
            boolean json, long heights, double first, double caughtUp, double blocksHere, double cpuFirst, double cpu)
            throws Exception {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("jdk", Runtime.version().toString());
        report.put("epochs", epochs);
        report.put("blocks_in_each", blocks);
        report.put("heights_caught_up", heights);
        report.put("first_height_s", first);
        report.put("caught_up_s", caughtUp);
        report.put("every_block_here_s", blocksHere);
        report.put("processor_s_to_first_height", cpuFirst);
        report.put("processor_s_to_caught_up", cpu);
        report.put("heights_per_second", heights / (caughtUp - first));
        if (json) {
            Options.printJson(report);
        } else {
            report.forEach((name, value) -> System.out.printf("%-28s %s%n", name, value));
        }
    }

    private static double seconds(long startNs) {
        return (System.nanoTime() - startNs) / 1e9;
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long end = System.nanoTime() + WAIT_MOST_S * 1_000_000_000L;
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new BrokenPromise("nothing more came for " + WAIT_MOST_S + " s");
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
