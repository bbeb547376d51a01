package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.htp.HtpEndpoint;
import com.hookprobe.node.health.DiskState;
import com.hookprobe.node.observe.EventTally;
import com.hookprobe.node.observe.Readiness;
import com.hookprobe.node.observe.Sheet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a node's numbers and health: what the loop owns on the loop, in one short task for all who ask within a second; the rest on the
 * thread that asks. Nobody waits longer than {@link #PATIENCE} for the loop. Thread-safe once the node has begun.
 */
final class Observatory {
    /** So long the loop has to answer. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final long KEPT_NS = 1_000_000_000L;

    private final NodeContext node;
    private final List<Role> roles;
    private final NodeStats stats;
    private final LongSupplier malformed;
    private final LoopAsk loop;
    private final EventTally tally = NodeMetrics.tally();
    private final NodeMetrics numbers;
    private final DataFolder data;
    private final ClockKeeper clock;
    private final Handles handles;
    private volatile Consumer<DiskState> looks = disk -> {};
    private final Map<String, HtpEndpoint> endpoints = new LinkedHashMap<>();
    private @Nullable LedgerMetrics ledger;
    private @Nullable WebRole web;
    private @Nullable Sheet kept;
    private long keptNs;
    private boolean unanswered;
    private long unansweredNs;

    /**
     * Listens to the node's log from now on.
     *
     * @param roles read each time
     * @param malformed messages so far; asked on the loop
     */
    Observatory(NodeContext node, List<Role> roles, NodeStats stats, LongSupplier malformed, ClockKeeper clock) {
        this.clock = clock;
        this.handles = new Handles(node.log());
        this.node = node;
        this.roles = roles;
        this.stats = stats;
        this.malformed = malformed;
        this.loop = new LoopAsk(node.loop());
        this.numbers = new NodeMetrics(node);
        this.data = new DataFolder(node.data(), Path.of(node.config().storePath()), node.log());
        node.log().listener(tally::take);
    }

    /** Before the node begins. */
    void watch(LedgerReader store) {
        ledger = new LedgerMetrics(store, node.loop().nowNs());
    }

    /** Before the node begins. */
    void watch(WebRole door) {
        web = door;
    }

    /** Before the node begins. */
    void watch(String name, HtpEndpoint endpoint) {
        endpoints.put(name, endpoint);
    }

    /** Who hears of the disk's state after each look. */
    void onLook(Consumer<DiskState> hears) {
        looks = hears;
    }

    /** Looks at the disk; on one thread. */
    void look() {
        data.look();
        handles.look();
        looks.accept(data.state());
    }

    /**
     * All metrics, at most a second old. While the loop does not answer, one thread a second waits for it, and all others are told at once.
     *
     * @throws TimeoutException when the loop does not answer in time
     */
    synchronized Sheet sheet() throws TimeoutException, InterruptedException {
        Sheet last = kept;
        if (last != null && System.nanoTime() - keptNs < KEPT_NS) {
            return last;
        }
        long askedNs = System.nanoTime();
        if (unanswered && askedNs - unansweredNs < KEPT_NS) {
            throw new TimeoutException("the loop did not answer just now");
        }
        Sheet sheet = new Sheet(node.loop().wallMicros());
        Readiness readiness = new Readiness();
        int unread;
        try {
            unanswered = true;
            unread = loop.ask(() -> read(sheet, readiness, askedNs), PATIENCE);
            unanswered = false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the node's numbers could not be read", e.getCause());
        } finally {
            unansweredNs = System.nanoTime();
        }
        JvmMetrics.measure(sheet);
        NodeMetrics.disk(sheet, data.seen());
        data.check(readiness);
        stores(readiness);
        clock.check(readiness);
        handles.check(readiness);
        clock.measure(sheet);
        NodeMetrics.readiness(sheet, readiness);
        WebRole door = web;
        if (door != null) {
            door.measure(sheet);
        }
        tally.write(sheet, node.self().tier());
        NodeMetrics.complete(sheet, unread);
        kept = sheet;
        keptNs = System.nanoTime();
        return sheet;
    }

    /** On the loop. */
    private int read(Sheet sheet, Readiness readiness, long askedNs) {
        int unread = lookAt(readiness);
        double lag = (System.nanoTime() - askedNs) / 1e9;
        numbers.measure(sheet, lag, malformed.getAsLong(), stats.refused());
        HtpMetrics.measure(sheet, endpoints, node.links());
        LedgerMetrics watched = ledger;
        try {
            if (watched != null) {
                watched.measure(sheet, node.loop().nowNs());
            }
        } catch (Exception e) {
            unread++;
        }
        for (Role role : roles) {
            try {
                role.measure(sheet);
            } catch (Exception e) {
                // The others' numbers are worth as much; the metric says that some are missing.
                unread++;
            }
        }
        return unread;
    }

    /** Whether the node can do its duty; a loop that does not answer in time is among what is found. */
    Readiness readiness() throws InterruptedException {
        Readiness readiness = new Readiness();
        try {
            loop.ask(
                            () -> {
                                Readiness found = new Readiness();
                                lookAt(found);
                                return found;
                            },
                            PATIENCE)
                    .checks()
                    .forEach(readiness::add);
            readiness.need("loop", true, "answers");
        } catch (TimeoutException e) {
            readiness.need("loop", false, "does not answer within " + PATIENCE.toMillis() + " ms");
        } catch (ExecutionException e) {
            readiness.need("loop", false, "could not answer: " + e.getCause());
        }
        data.check(readiness);
        stores(readiness);
        clock.check(readiness);
        handles.check(readiness);
        return readiness;
    }

    /** What {@link #readiness} finds of the roles; on the loop. */
    int lookAt(Readiness found) {
        int unread = 0;
        Sessions.check(found, node);
        for (Role role : roles) {
            try {
                role.check(found);
            } catch (Exception e) {
                found.need(
                        role.getClass().getSimpleName(),
                        false,
                        "cannot be looked at: " + e.getClass().getSimpleName());
                unread++;
            }
        }
        return unread;
    }

    private void stores(Readiness readiness) {
        Set<String> failed = node.loop().stores().stores();
        readiness.need(
                "stores",
                failed.isEmpty(),
                failed.isEmpty()
                        ? "all take what they are given"
                        : "failed, and opened again when the disk takes writes: " + String.join(", ", failed));
    }

    /** Whether the loop answers in time. */
    boolean alive() throws InterruptedException {
        try {
            return loop.ask(() -> true, PATIENCE);
        } catch (TimeoutException | ExecutionException e) {
            return false;
        }
    }
}
