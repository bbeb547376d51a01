package com.hookprobe.demo.soak;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Carries a schedule out, and knows who is in trouble and who was when. Times are milliseconds since the load began; not thread-safe. */
final class Chaos implements AutoCloseable {
    private final SoakMesh mesh;
    private final List<Trouble> coming;
    private final List<Trouble> lasting = new ArrayList<>();
    private final Set<String> validators;
    private final int faulty;
    private final Consumer<String> tell;
    private final Map<String, Long> overAt = new HashMap<>();
    /** Stopping and starting a database takes seconds, in which the load goes on. */
    private final ExecutorService databaseKeeper = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "database-keeper");
        thread.setDaemon(true);
        return thread;
    });

    private volatile boolean databaseAway;
    private volatile String databaseFailed = "";

    Chaos(SoakMesh mesh, List<Trouble> troubles, Set<String> validators, Consumer<String> tell) {
        this.mesh = mesh;
        this.coming = new ArrayList<>(troubles);
        this.validators = validators;
        this.faulty = (validators.size() - 1) / 3;
        this.tell = tell;
    }

    void advance(long nowMs) throws IOException, InterruptedException, Violation {
        if (!databaseFailed.isEmpty()) {
            throw new IOException("the database could not be stopped or started: " + databaseFailed);
        }
        for (Trouble over :
                lasting.stream().filter(t -> 1_000L * t.end() <= nowMs).toList()) {
            lasting.remove(over);
            end(over, nowMs);
        }
        while (!coming.isEmpty() && 1_000L * coming.get(0).at() <= nowMs) {
            Trouble next = coming.remove(0);
            lasting.add(next);
            tell.accept(next.words());
            begin(next);
        }
    }

    private void begin(Trouble trouble) throws IOException, InterruptedException {
        switch (trouble.kind()) {
            case KILL, KILL_VALIDATORS -> {
                for (String name : trouble.nodes()) {
                    mesh.node(name).kill();
                }
            }
            case PAUSE -> each(trouble, node -> node.signal("STOP"));
            case CUT -> mesh.relay().lose(trouble, trouble.nodes(), 100);
            case LOSS -> mesh.relay().lose(trouble, trouble.nodes(), trouble.amount());
            case CLOCK -> each(trouble, node -> node.clock(trouble.amount()));
            case DATABASE -> keepDatabase(true);
        }
    }

    private void end(Trouble trouble, long nowMs) throws IOException, InterruptedException {
        switch (trouble.kind()) {
            case KILL, KILL_VALIDATORS -> each(trouble, SoakNode::start);
            case PAUSE -> each(trouble, node -> node.signal("CONT"));
            case CUT, LOSS -> mesh.relay().heal(trouble);
            case CLOCK -> each(trouble, node -> node.clock(0));
            case DATABASE -> keepDatabase(false);
        }
        // A clock that was ahead has made things that are ahead: they count from when the time has come.
        long until = nowMs + (trouble.kind() == Trouble.Kind.CLOCK ? Math.abs(trouble.amount()) : 0);
        Set<String> hit = new LinkedHashSet<>(trouble.nodes());
        boolean anySide = trouble.kind() == Trouble.Kind.CUT || trouble.kind() == Trouble.Kind.LOSS;
        if (anySide || trouble.hitsAll(validators, faulty)) {
            mesh.nodes().forEach(node -> hit.add(node.name()));
        }
        hit.forEach(name -> overAt.merge(name, until, Math::max));
    }

    private interface OnNode {
        void run(SoakNode node) throws IOException, InterruptedException;
    }

    private void each(Trouble trouble, OnNode what) throws IOException, InterruptedException {
        for (String name : trouble.nodes()) {
            what.run(mesh.node(name));
        }
    }

    private void keepDatabase(boolean away) {
        databaseAway = true;
        databaseKeeper.execute(() -> {
            try {
                if (away) {
                    mesh.database().stop();
                } else {
                    mesh.database().start();
                    databaseAway = false;
                }
            } catch (IOException | RuntimeException e) {
                databaseFailed = e.toString();
            }
        });
    }

    /** Nothing lasts, and nothing is to come. */
    boolean over() {
        return coming.isEmpty() && lasting.isEmpty() && !databaseAway;
    }

    /** True while the node itself cannot answer. */
    boolean silent(String node) {
        return lasting.stream()
                .anyMatch(t -> t.nodes().contains(node)
                        && (t.kind() == Trouble.Kind.KILL
                                || t.kind() == Trouble.Kind.KILL_VALIDATORS
                                || t.kind() == Trouble.Kind.PAUSE));
    }

    /** True while something lasts for which the node need not be ready. */
    boolean excused(String node) {
        return databaseAway
                || lasting.stream()
                        .anyMatch(t -> t.nodes().contains(node)
                                || t.kind() == Trouble.Kind.CUT
                                || t.kind() == Trouble.Kind.LOSS
                                || t.hitsAll(validators, faulty));
    }

    /** When its last trouble was over; 0 before any. */
    long overAt(String node) {
        return overAt.getOrDefault(node, 0L);
    }

    /** What lasts, in words. */
    String now() {
        Set<String> words = new HashSet<>();
        lasting.forEach(t -> words.add(t.kind() + " " + String.join(",", t.nodes())));
        return words.isEmpty() ? "-" : String.join("; ", words).strip();
    }

    @Override
    public void close() {
        databaseKeeper.shutdownNow();
    }
}
