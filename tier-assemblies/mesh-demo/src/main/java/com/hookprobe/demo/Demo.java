package com.hookprobe.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The show, in acts: provision, start, wait until the mesh stands, play the recording, tamper with one edge midway, let
 * the ledger finish, count. One thread; the nodes are processes and speak through their logs.
 */
final class Demo implements AutoCloseable {
    private static final String PLAYED = "guardian-1";
    private static final String TAMPERED = "guardian-2";
    private static final String MARKER = ".hookprobe-demo";
    private static final String KILLED = "sentinel-3";
    private static final int AFTER_TAMPERING_LINES = 100;
    private static final long SECOND_NS = 1_000_000_000L;
    /** Kept at the end for the last epochs, their proofs and an orderly stop. */
    private static final long TAIL_NS = 9 * SECOND_NS;
    /** A recording is played in this time, or in less when the machine was slow to start. */
    private static final long PLAY_NS = 15 * SECOND_NS;
    /** What a tampered edge needs to be caught, and to be refused. */
    private static final long TAMPER_NS = 8 * SECOND_NS;

    private final DemoOptions options;
    private final Timeline timeline;
    private final LinkedBlockingQueue<NodeEvent> events = new LinkedBlockingQueue<>();
    private final List<NodeProcess> processes = new ArrayList<>();
    private final Consoles consoles = new Consoles();
    private final Set<String> certified = new HashSet<>();
    private final Set<String> expectedToEnd = new HashSet<>();
    private final long startNs = System.nanoTime();
    private final long endNs;
    private volatile boolean closed;
    /** Held until the process ends: it keeps a second demo out of the folder. */
    private @Nullable FileChannel lock;

    Demo(DemoOptions options, Timeline timeline) {
        this.options = options;
        this.timeline = timeline;
        this.endNs = startNs + options.seconds * SECOND_NS;
    }

    boolean run() throws IOException, InterruptedException, DemoFailedException {
        Path data = options.data != null ? options.data : Path.of("demo-data");
        List<String> lines = recording();
        empty(data);
        DemoPlan plan = DemoPlan.on(data, options.basePort);
        Summary counted = new Summary(
                plan.sites().stream().map(DemoNode::name).collect(Collectors.toCollection(TreeSet::new)),
                plan.validators().size(),
                !options.noTamper);
        timeline.say("keys, enrolment and mesh file for " + plan.nodes().size() + " nodes, in " + data);
        try {
            Provisioning.run(plan, data, options.confirm, options.store, options.console);
            if (options.prepare) {
                return true;
            }
            start(plan);
            untilReady(plan, counted);
            if (options.console) {
                consoles.announce(plan, timeline);
            }
        } catch (DemoFailedException e) {
            timeline.summary(counted.fields(false, timeline.elapsedMs()), List.of(String.valueOf(e.getMessage())));
            throw e;
        }
        play(plan, lines, counted);
        settle(counted);
        if (options.console) {
            timeline.say("the mesh stays for its consoles; Ctrl-C ends it");
            while (!closed) {
                pump(counted, 500);
            }
        }
        return finish(counted);
    }

    private List<String> recording() throws IOException, DemoFailedException {
        String text;
        if (options.eve != null) {
            // Byte for byte: a sensor may write what is no UTF-8.
            text = Files.readString(options.eve, StandardCharsets.ISO_8859_1);
        } else {
            try (InputStream own = Demo.class.getResourceAsStream("/demo/recording.eve.json")) {
                if (own == null) {
                    throw new DemoFailedException("the demo's own recording is missing from its jar; build again");
                }
                text = new String(own.readAllBytes(), StandardCharsets.ISO_8859_1);
            }
        }
        List<String> lines = text.lines().toList();
        if (lines.isEmpty()) {
            throw new DemoFailedException("the recording is empty; --eve expects Suricata EVE lines");
        }
        return lines;
    }

    private void empty(Path data) throws IOException, DemoFailedException {
        Path marker = data.resolve(MARKER);
        if (Files.exists(data) && !Files.isDirectory(data)) {
            throw new DemoFailedException("--data expects a folder; found a file at " + data);
        }
        if (Files.exists(data)) {
            try (Stream<Path> children = Files.list(data)) {
                if (children.findAny().isPresent() && !Files.exists(marker)) {
                    throw new DemoFailedException(data + " holds files that are not a demo's; give another --data");
                }
            }
        }
        Files.createDirectories(data);
        FileChannel held = FileChannel.open(marker, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        lock = held;
        if (held.tryLock() == null) {
            throw new DemoFailedException("another demo runs in " + data + "; give another --data");
        }
        try (Stream<Path> all = Files.walk(data)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(data) && !path.equals(marker)) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }

    private void start(DemoPlan plan) throws IOException, DemoFailedException {
        for (DemoNode node : plan.nodes()) {
            Path jar =
                    options.tiers.resolve(node.tier()).resolve("target").resolve("hookprobe-" + node.tier() + ".jar");
            if (!Files.exists(jar)) {
                throw new DemoFailedException("expected the tier's jar at " + jar + "; run ./hookprobe build");
            }
            processes.add(NodeProcess.start(node, jar, events));
        }
        timeline.say("started: "
                + processes.stream()
                        .map(p -> p.name() + " (pid " + p.pid() + ")")
                        .collect(Collectors.joining(", ")));
    }

    private static String firstLine(DemoNode node) throws IOException {
        try (Stream<String> lines = Files.lines(node.folder().resolve("stderr.log"))) {
            return lines.findFirst().orElse("it said nothing");
        }
    }

    private void untilReady(DemoPlan plan, Summary counted)
            throws IOException, InterruptedException, DemoFailedException {
        Set<String> needed = plan.nodes().stream()
                .map(DemoNode::name)
                .filter(n -> !n.startsWith("mssp"))
                .collect(Collectors.toCollection(TreeSet::new));
        while (!(certified.containsAll(needed) && counted.checkpoints() > 0)) {
            if (System.nanoTime() > endNs - TAIL_NS) {
                needed.removeAll(certified);
                throw new DemoFailedException("the mesh did not stand in time; still without a resonance certificate: "
                        + needed + "; checkpoints: " + counted.checkpoints() + "; see stderr.log in the nodes' folders,"
                        + " or give more --seconds");
            }
            pump(counted, 50);
            for (NodeProcess process : processes) {
                if (!process.alive() && !expectedToEnd.contains(process.name())) {
                    throw new DemoFailedException(process.name() + " ended at start with exit code "
                            + process.exitCode() + ": " + firstLine(plan.node(process.name())));
                }
            }
        }
        timeline.say("the mesh stands: every node is certified, checkpoints are final");
    }

    private void play(DemoPlan plan, List<String> lines, Summary counted) throws IOException, InterruptedException {
        List<Path> targets = new ArrayList<>(List.of(plan.node(PLAYED).eve()));
        if (options.confirm > 1) {
            targets.add(plan.node("fortress-1").eve());
        }
        if (options.confirm > 2) {
            targets.add(plan.node("nexus-1").eve());
        }
        long now = System.nanoTime();
        long budget = endNs - TAIL_NS - now;
        Player player = new Player(lines, targets, now, Math.min(budget * 3 / 4, PLAY_NS));
        timeline.say("playing " + lines.size() + " sensor lines into " + PLAYED
                + (options.confirm > 1 ? " and " + (options.confirm - 1) + " more site(s)" : ""));
        boolean tampered = options.noTamper;
        boolean killed = !options.killSentinel;
        boolean reported = options.noTamper;
        while (System.nanoTime() < endNs - TAIL_NS && !(player.done() && tampered && killed && reported)) {
            player.advance(System.nanoTime());
            pump(counted, 20);
            double share = player.played() / (double) lines.size();
            if (!killed && share >= 0.4) {
                kill(KILLED);
                killed = true;
            }
            // A revoked edge is told nothing: it shall have blocked before, if anybody does.
            boolean late = System.nanoTime() > Math.min(now + 2 * PLAY_NS, endNs - TAIL_NS - TAMPER_NS);
            if (!tampered && share >= 0.5 && (counted.everyOtherSiteBlocked() || late)) {
                timeline.say("tampering: one byte more in " + TAMPERED + "'s binary");
                Files.write(plan.node(TAMPERED).binary(), new byte[] {1}, StandardOpenOption.APPEND);
                tampered = true;
            }
            if (!reported && counted.resonanceBroken(TAMPERED)) {
                timeline.say(TAMPERED + " sees an attack and tries to report it");
                Player.append(
                        List.of(plan.node(TAMPERED).eve()),
                        lines.subList(Math.max(0, lines.size() - AFTER_TAMPERING_LINES), lines.size()));
                reported = true;
            }
        }
        timeline.say("played " + player.played() + " of " + lines.size() + " lines");
    }

    private void kill(String name) {
        for (NodeProcess process : processes) {
            if (process.name().equals(name)) {
                timeline.say("kill -9 " + name + " (pid " + process.pid() + ")");
                expectedToEnd.add(name);
                process.kill();
            }
        }
    }

    /** Until every microblock is proven, or time is up. */
    private void settle(Summary counted) throws InterruptedException {
        long quietUntil = Math.min(endNs - 2 * SECOND_NS, System.nanoTime() + 2 * SECOND_NS);
        while (System.nanoTime() < endNs - 2 * SECOND_NS
                && (System.nanoTime() < quietUntil || !counted.everyMicroblockProven())) {
            pump(counted, 50);
        }
    }

    private boolean finish(Summary counted) throws InterruptedException {
        close();
        pump(counted, 100);
        List<String> missing = counted.missing();
        boolean ok = missing.isEmpty();
        timeline.summary(counted.fields(ok, timeline.elapsedMs()), missing);
        return ok;
    }

    private void pump(Summary counted, long waitMs) throws InterruptedException {
        NodeEvent event = events.poll(waitMs, TimeUnit.MILLISECONDS);
        while (event != null) {
            if (closed && event.name().equals("process_ended")) {
                event = events.poll();
                continue;
            }
            counted.add(event);
            consoles.hear(event);
            if (event.name().equals("resonance_certificate")) {
                certified.add(event.node());
            }
            timeline.show(event);
            event = events.poll();
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        processes.forEach(NodeProcess::terminate);
        processes.forEach(NodeProcess::close);
        if (lock != null) {
            try {
                lock.close();
            } catch (IOException e) {
                timeline.say("the lock of the data folder could not be released: " + e.getMessage());
            }
        }
    }
}
