package com.hookprobe.benchmarks;

import com.hookprobe.node.mesh.MeshFile;
import com.hookprobe.node.role.SetRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * {@code benchmarks/dsm sets}: the validator set of real sentinels changes while they run: a fifth joins by the approval of the operators, one
 * changes its vote key and is killed right after, one leaves, one is suspended. Finality must go on throughout, also with one down.
 */
final class DsmSets implements Options.Program {
    private static final int EPOCH_SECONDS = 1;
    private static final int VIEW_TIMEOUT_MS = 1_000;
    private static final long STEP_MOST_S = 120;
    private static final List<String> JVM = List.of("-XX:+UseSerialGC", "-Xshare:auto", "-Xmx256m");

    private final Map<String, NodeLine> sets = new ConcurrentHashMap<>();
    private final Map<String, Long> tips = new ConcurrentHashMap<>();
    private final Map<String, String> waiting = new ConcurrentHashMap<>();
    private final Set<String> alarms = ConcurrentHashMap.newKeySet();
    private final Map<String, Object> report = new LinkedHashMap<>();
    private final Map<String, NodeProcess> running = new LinkedHashMap<>();
    private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

    public static void main(String[] args) {
        Options.main("dsm", "sets", new DsmSets(), args);
    }

    @Override
    public void option(String name, String value) {
        if (!name.equals("--dir")) {
            throw Options.unknown(name);
        }
        directory = Options.directory(name, value);
    }

    @Override
    public void run(boolean json) throws Exception {
        MeshFile.Consensus consensus = new MeshFile.Consensus(EPOCH_SECONDS, 10, VIEW_TIMEOUT_MS);
        report.put("jdk", Runtime.version().toString());
        try (WorkDirectory work = new WorkDirectory(directory);
                LocalMesh mesh = LocalMesh.create(work.path(), consensus, System.currentTimeMillis() * 1_000, 1)) {
            try {
                for (LocalMesh.Home home : mesh.homes()) {
                    start(home);
                }
                steps(mesh);
            } catch (BrokenPromise | IllegalStateException e) {
                work.keep();
                throw e;
            } finally {
                for (NodeProcess process : new ArrayList<>(running.values())) {
                    process.close();
                }
            }
        }
        if (json) {
            Options.printJson(report);
        } else {
            report.forEach((name, value) -> System.out.printf("%-52s %s%n", name, value));
        }
    }

    private void start(LocalMesh.Home home) throws Exception {
        running.put(home.name(), NodeProcess.sentinel(home, JVM, this::line));
    }

    private void line(NodeLine line) {
        switch (line.event()) {
            case "validators_changed" -> sets.put(line.node(), line);
            case "checkpoint_finalised" -> tips.merge(line.node(), line.number("height"), Math::max);
            case "set_change_considered" -> waiting.put(line.node() + "/" + line.text("kind"), line.text("change"));
            case "alarm" -> alarms.add(line.node() + ": " + line.text("what"));
            default -> {
                // The rest is in the node's own log.
            }
        }
    }

    private void steps(LocalMesh mesh) throws Exception {
        List<LocalMesh.Home> homes = mesh.homes();
        step("first checkpoints of four, seen by a fifth, s", () -> allReach(homes, 2));

        new SetRequest("join", null, null, 5L, null).write(homes.get(4).folder());
        approve(homes.subList(0, 3), "JOIN");
        step("a fifth joined by three of four approvals, s", () -> setsAre(homes, 5));
        goOn("and finality goes on with five, s", homes);

        new SetRequest("rotate-key", null, null, null, null).write(homes.get(1).folder());
        String before = hash(homes.get(0));
        step("a vote key was changed, s", () -> !hash(homes.get(0)).equals(before) && setsAre(homes, 5));
        kill(homes.get(1));
        start(homes.get(1));
        kill(homes.get(0));
        List<LocalMesh.Home> others = homes.subList(1, 5);
        goOn("killed, back with the new key, and needed: finality goes on, s", others);
        start(homes.get(0));
        goOn("the other one that was killed is back, s", homes);

        new SetRequest("leave", null, null, null, null).write(homes.get(3).folder());
        step("one has left, s", () -> setsAre(homes, 4));
        goOn("and finality goes on with four, s", homes);

        new SetRequest("suspend", "sentinel-3", "for this test", null, null)
                .write(homes.get(0).folder());
        approve(List.of(homes.get(0), homes.get(1), homes.get(4)), "SUSPEND");
        step("one was suspended by three of four, s", () -> setsAre(homes, 3));
        goOn("and finality goes on with three, s", homes);
        NodeLine last = sets.get(homes.get(0).name());
        report.put(
                "validators at the end",
                last == null ? "" : last.fields().path("validators").toString());
        if (!alarms.isEmpty()) {
            throw new BrokenPromise(String.join("; ", alarms));
        }
    }

    /** Each of these operators approves the change as soon as its node says that it waits. */
    private void approve(List<LocalMesh.Home> operators, String kind) throws Exception {
        for (LocalMesh.Home home : operators) {
            String key = home.name() + "/" + kind;
            await(kind + " to wait on " + home.name(), () -> waiting.containsKey(key));
            new SetRequest("approve", null, null, null, waiting.get(key)).write(home.folder());
        }
    }

    private void kill(LocalMesh.Home home) throws Exception {
        NodeProcess process = running.remove(home.name());
        if (process != null) {
            process.kill();
        }
    }

    private String hash(LocalMesh.Home home) {
        NodeLine line = sets.get(home.name());
        return line == null ? "" : line.number("height") + "";
    }

    private boolean setsAre(List<LocalMesh.Home> homes, int size) {
        return homes.stream().allMatch(home -> {
            NodeLine line = sets.get(home.name());
            return line != null && line.fields().path("validators").size() == size;
        });
    }

    private boolean allReach(List<LocalMesh.Home> homes, long height) {
        return homes.stream().allMatch(home -> tips.getOrDefault(home.name(), 0L) >= height);
    }

    private void goOn(String what, List<LocalMesh.Home> homes) throws InterruptedException {
        long height = tips.values().stream().mapToLong(Long::longValue).max().orElse(0) + 3;
        step(what, () -> allReach(homes, height));
    }

    private void step(String what, BooleanSupplier done) throws InterruptedException {
        long from = System.nanoTime();
        await(what, done);
        report.put(what, (System.nanoTime() - from) / 100_000_000L / 10.0);
        System.err.printf("%s %s%n", what, report.get(what));
    }

    private void await(String what, BooleanSupplier done) throws InterruptedException {
        long end = System.nanoTime() + STEP_MOST_S * 1_000_000_000L;
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new BrokenPromise(
                        "not within " + STEP_MOST_S + " s: " + what + "; tips " + tips + ", alarms " + alarms);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
