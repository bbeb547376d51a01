package com.hookprobe.benchmarks;

import com.hookprobe.dsm.consensus.Params;
import com.hookprobe.node.mesh.MeshFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * {@code benchmarks/dsm kills}: four sentinels as processes; one at random is killed with SIGKILL and started again, over and over,
 * while a source reports. One at a time, since f is 1: the next kill comes when the killed one has signed again.
 */
final class DsmKills implements Options.Program {
    private static final int BLOCKS_PER_SECOND = 20;
    private static final long SIGNS_AGAIN_MOST_MS = 60_000;
    private static final long START_MOST_MS = 180_000;
    private static final int DRAIN_HEIGHTS = 5;
    /** Starts are frequent and share the processors with those who go on: quick starts beat peak speed. */
    private static final List<String> JVM =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx192m");

    private double minutes = 10;
    private long seed = System.nanoTime();
    private int epochSeconds = 2;
    private int viewTimeoutMillis = 1_000;
    private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

    private final Map<String, NodeProcess> running = new LinkedHashMap<>();
    private final List<Long> signedAgainMs = new ArrayList<>();

    public static void main(String[] args) {
        Options.main("dsm", "kills", new DsmKills(), args);
    }

    @Override
    public void option(String name, String value) {
        switch (name) {
            case "--minutes" -> minutes = Options.number(name, value, 1, 10_000);
            case "--seconds" -> minutes = Options.number(name, value, 10, 600_000) / 60.0;
            case "--seed" -> seed = Options.number(name, value, 0, Long.MAX_VALUE);
            case "--epoch" -> epochSeconds = (int) Options.number(name, value, 1, 59);
            case "--view-timeout" -> viewTimeoutMillis = (int) Options.number(name, value, 100, 8_000);
            case "--dir" -> directory = Options.directory(name, value);
            default -> throw Options.unknown(name);
        }
    }

    @Override
    public void run(boolean json) throws Exception {
        MeshFile.Consensus consensus = new MeshFile.Consensus(epochSeconds, 200, viewTimeoutMillis);
        try (WorkDirectory work = new WorkDirectory(directory);
                LocalMesh mesh = LocalMesh.create(work.path(), consensus, System.currentTimeMillis() * 1_000)) {
            FinalityRecord record = new FinalityRecord(
                    mesh.genesis().params(), mesh.genesis().validators().quorum());
            try (BlockSource source = new BlockSource(mesh, BLOCKS_PER_SECOND)) {
                for (LocalMesh.Home home : mesh.homes()) {
                    running.put(home.name(), NodeProcess.sentinel(home, JVM, record::add));
                }
                await("four sentinels finalise together", START_MOST_MS, () -> allAt(mesh, record, 2));
                long from = record.quorumTip();
                kills(mesh, record, source, from);
                finish(mesh, record, source, from, json);
            } catch (BrokenPromise e) {
                work.keep();
                throw e;
            } finally {
                for (NodeProcess process : running.values()) {
                    process.kill();
                }
            }
        }
    }

    private void kills(LocalMesh mesh, FinalityRecord record, BlockSource source, long from) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        long end = System.nanoTime() + (long) (minutes * 60e9);
        while (System.nanoTime() < end) {
            LocalMesh.Home home = mesh.homes().get(random.nextInt(LocalMesh.SENTINELS));
            TimeUnit.MILLISECONDS.sleep(random.nextInt(epochSeconds * 1_000));
            long signed = VoteLogTail.height(home.votes());
            kill(home);
            TimeUnit.MILLISECONDS.sleep(random.nextInt(2 * epochSeconds * 1_000));
            long start = System.nanoTime();
            running.put(home.name(), NodeProcess.sentinel(home, JVM, record::add));
            // A vote at a height above all that it can have signed before, and its chain is as long as the others'.
            await(home.name() + " signs again after kill " + (signedAgainMs.size() + 1), SIGNS_AGAIN_MOST_MS, () -> {
                long now = VoteLogTail.height(home.votes());
                return now > signed + 1 && record.tip(home.name()) >= now - 1;
            });
            signedAgainMs.add((System.nanoTime() - start) / 1_000_000);
            System.err.printf(
                    "kill %d: %s signs again %,d ms after its start; height %d, %d blocks final, longest standstill %,d ms%n",
                    signedAgainMs.size(),
                    home.name(),
                    signedAgainMs.get(signedAgainMs.size() - 1),
                    record.quorumTip(),
                    record.blocks(),
                    longest(record, from));
            require(record.broken());
            require(source.conflict().isEmpty() ? List.of() : List.of(source.conflict()));
            requireAlive();
        }
    }

    private void kill(LocalMesh.Home home) throws Exception {
        NodeProcess process = running.get(home.name());
        if (process != null) {
            process.kill();
        }
        running.remove(home.name());
    }

    private void requireAlive() {
        for (NodeProcess process : running.values()) {
            if (!process.alive()) {
                throw new BrokenPromise(process.name() + " ended by itself; see its stderr.log");
            }
        }
    }

    private static long longest(FinalityRecord record, long from) {
        return record.finals(from).stream()
                        .mapToLong(FinalityRecord.Final::standstillMicros)
                        .max()
                        .orElse(0)
                / 1_000;
    }

    private void finish(LocalMesh mesh, FinalityRecord record, BlockSource source, long from, boolean json)
            throws Exception {
        source.stopPublishing();
        long last = record.quorumTip() + DRAIN_HEIGHTS;
        await("all finalise the last blocks", START_MOST_MS, () -> allAt(mesh, record, last));
        List<FinalityRecord.Final> finals = record.finals(from);
        for (NodeProcess process : running.values()) {
            process.kill();
        }
        ChainCheck check = new ChainCheck(mesh.genesis(), record.hashes());
        for (LocalMesh.Home home : mesh.homes()) {
            System.err.println("walks the chain of " + home.name());
            check.walk(home.name(), home.store(), record.tip(home.name()));
        }
        List<String> broken = new ArrayList<>(record.broken());
        broken.addAll(check.broken());
        if (record.blocks() != source.published()) {
            broken.add(source.published() + " blocks were published, " + record.blocks() + " became final");
        }
        long bound = 2L * viewTimeoutMillis;
        long longest = longest(record, from);
        if (longest > bound) {
            broken.add("finality stood still for " + longest + " ms; two view timeouts are " + bound + " ms");
        }
        report(mesh.genesis().params(), record, finals, check, json, bound, longest);
        require(broken);
    }

    private void report(
            Params params,
            FinalityRecord record,
            List<FinalityRecord.Final> finals,
            ChainCheck check,
            boolean json,
            long bound,
            long longest)
            throws Exception {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("minutes", minutes);
        report.put("seed", seed);
        report.put("kills", signedAgainMs.size());
        report.put("heights", finals.size());
        report.put("blocks", record.blocks());
        report.put("epoch_s", params.epochLenSeconds());
        report.put("two_view_timeouts_ms", bound);
        report.put("longest_standstill_ms", longest);
        List<Long> still = finals.stream()
                .map(each -> each.standstillMicros() / 1_000)
                .sorted()
                .toList();
        report.put("standstill_ms_p50", Figures.quantile(still, 0.5));
        report.put("standstill_ms_p99", Figures.quantile(still, 0.99));
        report.put("longest_between_heights_less_epoch_ms", longestBetween(finals, params));
        List<Long> again = signedAgainMs.stream().sorted().toList();
        report.put("signs_again_ms_p50", Figures.quantile(again, 0.5));
        report.put("signs_again_ms_most", Figures.quantile(again, 1));
        report.put("certificates_verified", check.checkpoints());
        report.put("of_later_views", check.laterViews());
        if (json) {
            Options.printJson(report);
        } else {
            report.forEach((name, value) -> System.out.printf("%-40s %s%n", name, value));
        }
    }

    private static long longestBetween(List<FinalityRecord.Final> finals, Params params) {
        long most = 0;
        for (int i = 1; i < finals.size(); i++) {
            most = Math.max(
                    most, finals.get(i).finalMicros() - finals.get(i - 1).finalMicros());
        }
        return Math.max(0, most / 1_000 - params.epochLenSeconds() * 1_000L);
    }

    private static boolean allAt(LocalMesh mesh, FinalityRecord record, long height) {
        return mesh.homes().stream().allMatch(home -> record.tip(home.name()) >= height);
    }

    private static void require(List<String> broken) {
        if (!broken.isEmpty()) {
            throw new BrokenPromise(String.join("; ", broken));
        }
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }

    private void await(String what, long mostMs, Condition condition) throws Exception {
        long end = System.nanoTime() + mostMs * 1_000_000;
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new BrokenPromise("expected within " + mostMs / 1_000 + " s: " + what);
            }
            requireAlive();
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }
}
