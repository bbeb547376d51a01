package com.hookprobe.demo.soak;

import com.hookprobe.demo.DemoFailedException;
import com.hookprobe.demo.DemoNode;
import com.hookprobe.demo.NodeEvent;
import com.hookprobe.dsm.ledger.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** One soak: the mesh stands, is under load while things fail, settles, stops, and its ledgers are read. One thread. */
final class Soak implements AutoCloseable {
    private static final long TICK_MS = 50;
    private static final long STAND_MS_MAX = 600_000;
    private static final long BACK_MS = 30_000;
    /** A node that starts beside others on a busy machine takes as long as the mesh took to stand, and sessions come after that. */
    private static final int BACK_TIMES_STAND = 3;

    private static final long PROGRESS_EVERY_MS = 10_000;
    private static final long TREND_EVERY_MS = 60_000;
    private static final int HEAP_LOOKS = 15;
    private static final int BEHIND_MAX = 2;

    private final Schedule schedule;
    private final SoakMesh mesh;
    private final Path tellInto;
    private final Consumer<String> tell;
    private final Promises promises;
    private final Set<String> validators;
    private final long createdNs = System.nanoTime();
    private final Set<String> certified = new HashSet<>();
    private long beganNs;
    private long standMs;
    private double databaseSeconds;

    private Soak(Schedule schedule, SoakMesh mesh, Path data, Consumer<String> tell) {
        this.schedule = schedule;
        this.mesh = mesh;
        this.tellInto = data;
        this.tell = tell;
        this.promises = new Promises(names(mesh.plan().sites()));
        this.validators = names(mesh.plan().validators());
    }

    private static TreeSet<String> names(List<DemoNode> nodes) {
        return nodes.stream().map(DemoNode::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /** @param data an empty folder */
    static Soak prepare(long seed, int minutes, Path data, Path tiers, Consumer<String> tell)
            throws IOException, SQLException, DemoFailedException {
        SoakMesh mesh = SoakMesh.make(data, tiers, seed);
        return new Soak(Schedule.of(seed, minutes, Schedule.VALIDATORS, Schedule.OTHERS), mesh, data, tell);
    }

    /** The summary, when all held. */
    Map<String, Object> run(long seed)
            throws IOException, InterruptedException, DemoFailedException, Violation, StoreException {
        stand();
        long backMs = BACK_MS + BACK_TIMES_STAND * standMs;
        tell.accept(
                "the mesh stands after %.1f s; a node has to be ready within %d s of its last trouble; %d troubles, the last over at %d s"
                        .formatted(
                                standMs / 1000.0,
                                backMs / 1000,
                                schedule.troubles().size(),
                                schedule.over()));
        beganNs = System.nanoTime();
        try (Chaos chaos = new Chaos(mesh, schedule.troubles(), validators, this::said);
                Watch watch = new Watch(mesh, chaos, backMs, 1_000L * schedule.seconds() / HEAP_LOOKS)) {
            load(seed, chaos, watch);
            long heightBefore = settle(chaos, watch, backMs);
            grows(watch.resources());
            stop(heightBefore);
            return summary(seed, watch);
        }
    }

    private void said(String what) {
        tell.accept("%5d s  %s".formatted(nowMs() / 1000, what));
    }

    private long nowMs() {
        return (System.nanoTime() - beganNs) / 1_000_000;
    }

    private void stand() throws IOException, InterruptedException, DemoFailedException, Violation {
        for (SoakNode node : mesh.nodes()) {
            node.start();
        }
        Set<String> needed = mesh.nodes().stream()
                .map(SoakNode::name)
                .filter(name -> !name.startsWith("mssp"))
                .collect(Collectors.toCollection(TreeSet::new));
        long startedNs = System.nanoTime();
        while (!(certified.containsAll(needed) && promises.height() > 0)) {
            hear();
            Thread.sleep(TICK_MS);
            standMs = (System.nanoTime() - startedNs) / 1_000_000;
            for (SoakNode node : mesh.nodes()) {
                if (!node.alive()) {
                    throw new DemoFailedException(
                            node.name() + " ended at its start; see " + tellInto.resolve(node.name()));
                }
            }
            if (standMs > STAND_MS_MAX) {
                needed.removeAll(certified);
                throw new DemoFailedException("the mesh did not stand in " + STAND_MS_MAX / 1000
                        + " s; still without a certificate: " + needed + ", checkpoints: " + promises.height());
            }
        }
    }

    private void hear() throws Violation {
        for (SoakNode.Said next = mesh.said().poll();
                next != null;
                next = mesh.said().poll()) {
            NodeEvent event = next.event();
            if (event.name().equals("resonance_certificate")) {
                certified.add(event.node());
            }
            promises.take(event, nowMs());
        }
    }

    private void load(long seed, Chaos chaos, Watch watch) throws IOException, InterruptedException, Violation {
        List<String> recording = recording();
        List<EveLoad> loads = List.of(
                new EveLoad(recording, eve("guardian-1", "fortress-1"), seed),
                new EveLoad(recording, eve("guardian-2"), seed + 1),
                new EveLoad(recording, eve("nexus-1"), seed + 2));
        long progressAt = PROGRESS_EVERY_MS;
        long trendAt = TREND_EVERY_MS;
        for (long now = nowMs(); now < 1_000L * schedule.seconds(); now = nowMs()) {
            for (EveLoad load : loads) {
                load.advance(now);
            }
            chaos.advance(now);
            hear();
            watch.advance(now);
            if (now >= progressAt) {
                progressAt += PROGRESS_EVERY_MS;
                progress(chaos, watch);
            }
            if (now >= trendAt) {
                trendAt += TREND_EVERY_MS;
                grows(watch.resources());
            }
            Thread.sleep(TICK_MS);
        }
    }

    private static List<String> recording() throws IOException {
        try (InputStream own = Soak.class.getResourceAsStream("/demo/recording.eve.json")) {
            if (own == null) {
                throw new IOException("the demo's recording is missing from its jar; build again");
            }
            return new String(own.readAllBytes(), StandardCharsets.ISO_8859_1)
                    .lines()
                    .toList();
        }
    }

    private List<Path> eve(String... names) {
        return java.util.Arrays.stream(names)
                .map(name -> mesh.plan().node(name).eve())
                .toList();
    }

    private void progress(Chaos chaos, Watch watch) {
        said("height %d, %d blocks (%d unproven), %d detections, %d decisions told, not ready: %s, trouble: %s"
                .formatted(
                        promises.height(),
                        promises.sealed(),
                        promises.unproven().size(),
                        promises.count("detection"),
                        promises.decisions(),
                        watch.unready().isEmpty()
                                ? "none"
                                : new TreeSet<>(watch.unready().keySet()),
                        chaos.now()));
    }

    private static void grows(Resources resources) throws Violation {
        List<String> growing = resources.growing();
        if (!growing.isEmpty()) {
            throw new Violation(String.join("; ", growing));
        }
    }

    /**
     * Without load until all is ready and drained.
     *
     * @return the height then
     */
    private long settle(Chaos chaos, Watch watch, long backMs) throws IOException, InterruptedException, Violation {
        long from = nowMs();
        long until = from + backMs;
        said("the load is over; all has to be ready and drained within " + backMs / 1000 + " s");
        watch.askAgain();
        List<String> left = List.of("nothing was looked at yet");
        long lookAt = from;
        while (!left.isEmpty()) {
            long now = nowMs();
            chaos.advance(now);
            hear();
            watch.advance(now);
            if (now >= lookAt) {
                lookAt = now + 1_000;
                left = watch.queued();
                left.addAll(promises.unheard(now));
                if (!chaos.over() || !watch.allReadySince(from)) {
                    left.add("not all nodes are ready: " + watch.unready());
                }
            }
            if (now > until && !left.isEmpty()) {
                throw new Violation("after " + backMs / 1000 + " s without load: " + String.join("; ", left));
            }
            Thread.sleep(TICK_MS);
        }
        return promises.height();
    }

    private void stop(long heightBefore) throws IOException, InterruptedException, Violation, StoreException {
        for (SoakNode node : mesh.nodes()) {
            if (!node.stop()) {
                throw new Violation(node.name() + " did not stop in order");
            }
        }
        hear();
        databaseSeconds = Resources.withChildrenSeconds(mesh.database().pid());
        Map<String, List<String>> unproven = new HashMap<>();
        promises.unproven()
                .forEach((block, node) ->
                        unproven.computeIfAbsent(node, n -> new ArrayList<>()).add(block));
        Map<Long, String> finals = promises.finals();
        // What became final while nodes stopped, one after the other, not all have heard of.
        int behind = (int) (promises.height() - heightBefore) + BEHIND_MAX;
        for (SoakNode node : mesh.nodes()) {
            Path store = node.plan().folder().resolve("dsm");
            Ledgers.holds(node.name(), node.plan().validator(), store, finals, behind);
            Ledgers.prove(node.name(), store, unproven.getOrDefault(node.name(), List.of()), finals);
        }
    }

    private Map<String, Object> summary(long seed, Watch watch) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("event", "summary");
        summary.put("ok", true);
        summary.put("seed", seed);
        summary.put("minutes", schedule.seconds() / 60);
        summary.put("troubles", schedule.troubles().size());
        Map<String, Integer> kinds = new TreeMap<>();
        schedule.troubles().forEach(t -> kinds.merge(t.kind().name(), 1, Integer::sum));
        summary.put("by_kind", kinds);
        summary.put("stand_s", standMs / 1000.0);
        summary.put("longest_back_s", watch.longestBackMs() / 1000.0);
        summary.put("checkpoints", promises.height());
        summary.put("blocks", promises.sealed());
        summary.put("detections", promises.count("detection"));
        summary.put("decisions_told", promises.decisions());
        summary.put("requests", watch.asked());
        summary.put("datagrams_passed", mesh.relay().passed());
        summary.put("datagrams_lost", mesh.relay().lost());
        Resources resources = watch.resources();
        double own = ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .orElse(Duration.ZERO)
                        .toMillis()
                / 1000.0;
        summary.put("cpu_nodes_s", resources.processorSeconds());
        summary.put("cpu_database_s", databaseSeconds);
        summary.put("cpu_own_s", own);
        double elapsed = (System.nanoTime() - createdNs) / 1e9;
        summary.put("elapsed_s", elapsed);
        summary.put("cores", (resources.processorSeconds() + databaseSeconds + own) / elapsed);
        Map<String, Object> table = new LinkedHashMap<>();
        for (SoakNode node : mesh.nodes()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("lives", node.life());
            for (Resources.What what : Resources.What.values()) {
                double[] firstAndLast = resources.row(node.name(), what);
                row.put(what.name().toLowerCase(java.util.Locale.ROOT), List.of(firstAndLast[0], firstAndLast[1]));
            }
            table.put(node.name(), row);
        }
        summary.put("nodes", table);
        return summary;
    }

    @Override
    public void close() throws IOException {
        mesh.close();
    }
}
