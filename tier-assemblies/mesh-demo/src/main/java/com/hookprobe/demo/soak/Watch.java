package com.hookprobe.demo.soak;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Looks at the nodes from outside: are they ready in time after a trouble, what do they take. Times as in {@link Chaos}; not thread-safe. */
final class Watch implements AutoCloseable {
    private static final long READY_EVERY_MS = 10_000;
    private static final long UNREADY_EVERY_MS = 2_000;
    private static final long PAGE_EVERY_MS = 3_000;
    private static final long PROCESS_EVERY_MS = 5_000;
    /** Between the first time that a process is ready and the first of its numbers that counts, on an idle machine. */
    private static final long WARM_MS = 30_000;

    /** On a busy machine everything takes longer, and so does what a process does for the first time. */
    private static final int WARM_PARTS_OF_BACK = 6;

    private static final long ATTACH_SECONDS = 20;

    private final SoakMesh mesh;
    private final Chaos chaos;
    private final long backMs;
    private final long heapEveryMs;
    private final Questions questions = new Questions();
    private final Resources resources = new Resources();
    private final Map<String, Long> askedAt = new HashMap<>();
    private final Map<String, CompletableFuture<Questions.Answer>> pending = new HashMap<>();
    private final Map<String, Long> readyAt = new HashMap<>();
    private final Map<String, String> unready = new LinkedHashMap<>();
    private final Map<String, Long> startedAt = new HashMap<>();
    private final Map<String, Long> warmAt = new HashMap<>();
    private final Map<String, Integer> lives = new HashMap<>();
    private final ExecutorService attacher = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "attacher");
        thread.setDaemon(true);
        return thread;
    });
    private long processesAt;
    private long heapsAt;
    private long pageAt;
    private int page;
    private long longestBackMs;

    /**
     * @param backMs within which a node has to be ready after its last trouble
     * @param heapEveryMs between two collections, after which a heap is looked at
     */
    Watch(SoakMesh mesh, Chaos chaos, long backMs, long heapEveryMs) {
        this.mesh = mesh;
        this.chaos = chaos;
        this.backMs = backMs;
        this.heapEveryMs = heapEveryMs;
    }

    void advance(long nowMs) throws Violation, InterruptedException {
        for (SoakNode node : mesh.nodes()) {
            if (!node.alive() && !node.toldToEnd()) {
                throw new Violation(node.name() + " ended by itself; see stderr.log and log.ndjson in its folder");
            }
            if (lives.getOrDefault(node.name(), 0) != node.life()) {
                lives.put(node.name(), node.life());
                startedAt.put(node.name(), nowMs);
                readyAt.remove(node.name());
                warmAt.remove(node.name());
            }
            readiness(node, nowMs);
        }
        if (nowMs >= pageAt) {
            pageAt = nowMs + PAGE_EVERY_MS;
            SoakNode asked = mesh.nodes().get(page++ % mesh.nodes().size());
            if (!chaos.silent(asked.name()) && asked.api() != 0) {
                questions.ask(asked.api(), page % 2 == 0 ? "/" : "/metrics");
            }
        }
        if (nowMs >= processesAt) {
            processesAt = nowMs + PROCESS_EVERY_MS;
            mesh.nodes().stream()
                    .filter(SoakNode::alive)
                    .forEach(node -> resources.look(life(node), node.pid(), warm(node, nowMs)));
        }
        if (nowMs >= heapsAt) {
            heapsAt = nowMs + heapEveryMs;
            for (SoakNode node : mesh.nodes()) {
                heap(node, nowMs);
            }
        }
    }

    private static Resources.Life life(SoakNode node) {
        return new Resources.Life(node.name(), node.life());
    }

    private boolean warm(SoakNode node, long nowMs) {
        return nowMs >= warmAt.getOrDefault(node.name(), Long.MAX_VALUE) && !chaos.silent(node.name());
    }

    private void readiness(SoakNode node, long nowMs) throws Violation {
        String name = node.name();
        CompletableFuture<Questions.Answer> asked = pending.get(name);
        if (asked != null && asked.isDone()) {
            pending.remove(name);
            answered(name, asked.join(), nowMs);
        }
        long every = readyAt.containsKey(name) ? READY_EVERY_MS : UNREADY_EVERY_MS;
        if (!pending.containsKey(name)
                && !chaos.silent(name)
                && nowMs - askedAt.getOrDefault(name, -READY_EVERY_MS) >= every) {
            askedAt.put(name, nowMs);
            pending.put(name, questions.ask(node.api(), "/health/ready"));
        }
    }

    private void answered(String name, Questions.Answer answer, long nowMs) throws Violation {
        if (chaos.silent(name)) {
            return;
        }
        long over = Math.max(chaos.overAt(name), startedAt.getOrDefault(name, 0L));
        if (answer.status() == 200) {
            unready.remove(name);
            warmAt.putIfAbsent(name, nowMs + WARM_MS + backMs / WARM_PARTS_OF_BACK);
            if (readyAt.put(name, nowMs) == null && !chaos.excused(name)) {
                longestBackMs = Math.max(longestBackMs, nowMs - over);
            }
            return;
        }
        readyAt.remove(name);
        unready.put(name, answer.body());
        if (!chaos.excused(name) && nowMs - over > backMs) {
            throw new Violation("%s is not ready %d s after its last trouble, at most %d s are allowed: %s"
                    .formatted(name, (nowMs - over) / 1000, backMs / 1000, answer.body()));
        }
    }

    private void heap(SoakNode node, long nowMs) throws InterruptedException {
        if (!node.alive() || !warm(node, nowMs)) {
            return;
        }
        Future<Long> used = attacher.submit(() -> Attach.heapAfterCollection(node.pid()));
        try {
            resources.add(life(node), Resources.What.HEAP_KB, used.get(ATTACH_SECONDS, TimeUnit.SECONDS));
            Map<String, Double> metrics = questions.metrics(node.api());
            if (!metrics.isEmpty()) {
                resources.add(
                        life(node),
                        Resources.What.DIRECT_KB,
                        metrics.getOrDefault("hookprobe_jvm_buffers_used_bytes", 0.0) / 1024);
            }
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof IOException)) {
                throw new IllegalStateException(e.getCause());
            }
            // A process that is just being killed, or starts: one sample less.
            return;
        } catch (TimeoutException e) {
            used.cancel(true);
        }
    }

    /** Nodes that were not ready when they were last asked, and why. */
    Map<String, String> unready() {
        return Map.copyOf(unready);
    }

    /** Every node was ready, and was asked since this time. */
    boolean allReadySince(long ms) {
        return mesh.nodes().stream().allMatch(node -> readyAt.getOrDefault(node.name(), -1L) >= ms);
    }

    /** Asks all of them anew with the next turn. */
    void askAgain() {
        askedAt.clear();
        pending.clear();
    }

    /** What is still queued somewhere, in words; empty when all is drained. */
    List<String> queued() {
        List<String> found = new java.util.ArrayList<>();
        for (SoakNode node : mesh.nodes()) {
            Map<String, Double> metrics = questions.metrics(node.api());
            if (metrics.isEmpty()) {
                found.add(node.name() + " does not tell its metrics");
            }
            queued(node, metrics, "hookprobe_ledger_blocks_pending", 0, found);
            queued(node, metrics, "hookprobe_correlator_decisions_pending", 0, found);
            queued(node, metrics, "hookprobe_correlator_sites_catching_up", 0, found);
            queued(node, metrics, "hookprobe_federation_objections_waiting", 0, found);
            queued(node, metrics, "hookprobe_htp_queued_bytes", 64 * 1024, found);
            queued(node, metrics, "hookprobe_consensus_behind_heights", 1, found);
        }
        return found;
    }

    private static void queued(
            SoakNode node, Map<String, Double> metrics, String metric, double most, List<String> found) {
        double value = metrics.getOrDefault(metric, 0.0);
        if (value > most) {
            found.add("%s: %s is %.0f".formatted(node.name(), metric, value));
        }
    }

    Resources resources() {
        return resources;
    }

    long longestBackMs() {
        return longestBackMs;
    }

    long asked() {
        return questions.asked();
    }

    @Override
    public void close() {
        attacher.shutdownNow();
    }
}
