package com.hookprobe.tier.mssp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Load on two MSSPs, of which either is killed in the middle and comes back: what the mesh decides reaches the site that only listens once
 * each, and nothing is missing. As a program it prints a table; {@code benchmarks/pair}.
 */
final class PairRun {
    private static final Pattern ADDRESS = Pattern.compile("\"indicator\":\"([0-9.]+)");
    private static final Pattern NAME = Pattern.compile("\"decision\":\"([0-9a-f]+)\"");
    private static final Pattern DECIDED = Pattern.compile("\"decided_us\":(\\d+)");
    private static final Pattern ENFORCED = Pattern.compile("\"enforced_us\":(\\d+)");

    /** What happened while one of the MSSPs was as it is named. */
    record Phase(String name, int attackers, List<Long> latencyMillis, Map<String, Integer> told) {}

    private final PairMesh mesh;
    private final long pauseMillis;
    private final List<Phase> phases = new ArrayList<>();
    private final Map<String, Long> sensedMillis = new HashMap<>();
    private int attackers;

    PairRun(PairMesh mesh, long pauseMillis) {
        this.mesh = mesh;
        this.pauseMillis = pauseMillis;
    }

    List<Phase> phases() {
        return phases;
    }

    /** One more kind of load, until all of it has reached the listener. */
    void phase(String name, int count) throws Exception {
        Map<String, Integer> before = told();
        List<String> all = sense(count);
        await(all);
        Map<String, Integer> told = told();
        told.replaceAll((mssp, number) -> number - before.getOrDefault(mssp, 0));
        List<Long> latency = new ArrayList<>();
        Map<String, Long> enforced = enforcedMillis();
        all.forEach(attacker -> latency.add(enforced.get(attacker) - sensedMillis.get(attacker)));
        latency.sort(null);
        phases.add(new Phase(name, count, latency, told));
    }

    /** Load begins, then one is killed in its middle. */
    void killWhileLoaded(String victim, int count) throws Exception {
        Map<String, Integer> before = told();
        List<String> all = sense(count / 2);
        mesh.mssp(victim).kill();
        List<String> after = sense(count - count / 2);
        all.addAll(after);
        await(all);
        Map<String, Integer> told = told();
        told.replaceAll((mssp, number) -> number - before.getOrDefault(mssp, 0));
        List<Long> latency = new ArrayList<>();
        Map<String, Long> enforced = enforcedMillis();
        all.forEach(attacker -> latency.add(enforced.get(attacker) - sensedMillis.get(attacker)));
        latency.sort(null);
        phases.add(new Phase("kill -9 " + victim, count, latency, told));
    }

    /** The one that was killed comes back under load. */
    void back(String name, int count) throws Exception {
        mesh.mssp(name).start();
        phase(name + " starts again", count);
        mesh.awaitReady(name);
    }

    private List<String> sense(int count) throws Exception {
        List<String> sensed = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = attackers++;
            String attacker = "203.0." + (113 + number / 250) + "." + (1 + number % 250);
            for (String site : PairMesh.WITH_SENSORS) {
                mesh.nodes().sense(site, attacker);
            }
            sensedMillis.put(attacker, System.currentTimeMillis());
            sensed.add(attacker);
            TimeUnit.MILLISECONDS.sleep(pauseMillis);
        }
        return sensed;
    }

    private void await(List<String> all) throws Exception {
        PairMesh.await(() -> enforcedMillis().keySet().containsAll(all), () -> {
            Set<String> missing = new HashSet<>(all);
            missing.removeAll(enforcedMillis().keySet());
            return "the listener has not heard of " + missing + logs();
        });
    }

    private String logs() throws IOException {
        StringBuilder logs = new StringBuilder();
        for (String mssp : PairMesh.MSSPS) {
            String output = mesh.mssp(mssp).output();
            logs.append("\n")
                    .append(mssp)
                    .append(": ")
                    .append(output, Math.max(0, output.length() - 6_000), output.length());
        }
        return logs.toString();
    }

    /** What the listener has been told by an MSSP; a pair is one correlator to it, and has the first one's name. */
    private List<String> heard() {
        List<String> lines = new ArrayList<>();
        for (String event : List.of("blocked", "blocked_late", "mesh_decision")) {
            lines.addAll(mesh.nodes().logged(PairMesh.LISTENER, event, "\"by\":\"mssp-1\""));
        }
        return lines;
    }

    private Map<String, Long> enforcedMillis() {
        Map<String, Long> enforced = new HashMap<>();
        for (String line : heard()) {
            if (line.contains("\"action\":\"BLOCK\"")) {
                enforced.putIfAbsent(found(ADDRESS, line), Long.parseLong(found(ENFORCED, line)) / 1_000);
            }
        }
        return enforced;
    }

    /** Words that the listener took more than once; each has one time of its decision. */
    List<String> repeated() {
        Set<String> seen = new HashSet<>();
        List<String> twice = new ArrayList<>();
        for (String line : heard()) {
            if (!seen.add(found(NAME, line) + " " + found(DECIDED, line))) {
                twice.add(line);
            }
        }
        return twice;
    }

    /** How many decisions each MSSP has told itself. */
    private Map<String, Integer> told() throws IOException {
        Map<String, Integer> told = new LinkedHashMap<>();
        for (String mssp : PairMesh.MSSPS) {
            told.put(mssp, mesh.mssp(mssp).everLogged("signature_broadcast").size());
        }
        return told;
    }

    private static String found(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern + " in " + line);
        }
        return matcher.group(1);
    }

    String table() {
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                "%-24s %9s %8s %8s %8s %10s %10s%n",
                "",
                "attackers",
                "p50 ms",
                "p99 ms",
                "most ms",
                "by mssp-1",
                "by mssp-2"));
        for (Phase phase : phases) {
            List<Long> latency = phase.latencyMillis();
            table.append(String.format(
                    Locale.ROOT,
                    "%-24s %9d %8d %8d %8d %10d %10d%n",
                    phase.name(),
                    phase.attackers(),
                    latency.get(latency.size() / 2),
                    latency.get((latency.size() - 1) * 99 / 100),
                    latency.get(latency.size() - 1),
                    phase.told().get("mssp-1"),
                    phase.told().get("mssp-2")));
        }
        return table.append("told twice to the site that listens: ")
                .append(repeated().size())
                .append('\n')
                .toString();
    }

    /** @param args attackers of each phase, and milliseconds between two */
    public static void main(String[] args) throws Exception {
        int count = args.length > 0 ? Integer.parseInt(args[0]) : 100;
        long pause = args.length > 1 ? Long.parseLong(args[1]) : 200;
        Path folder = Files.createTempDirectory("pair");
        try (PairMesh mesh = new PairMesh(folder)) {
            mesh.stand();
            PairRun run = new PairRun(mesh, pause);
            run.phase("both", count);
            for (String victim : PairMesh.MSSPS) {
                run.killWhileLoaded(victim, count);
                System.err.print(run.table());
                run.back(victim, count);
            }
            System.out.print(run.table());
            System.exit(run.repeated().isEmpty() ? 0 : 1);
        }
    }
}
