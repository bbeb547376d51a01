package com.hookprobe.node.role;

import com.hookprobe.identity.HardwareReading;
import com.hookprobe.identity.Tier;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.health.DiskState;
import com.hookprobe.node.health.ReopenRule;
import com.hookprobe.node.keys.NodeKeys;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.mesh.MeshFile;
import com.hookprobe.node.service.ServiceManager;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a node running: one whose stores have failed is stopped in order and started again in the same process, as soon as its disk
 * takes writes ({@link ReopenRule}). What a start after a crash mends is mended then, and nothing else has to know how. Thread-safe.
 */
public final class NodeKeeper implements AutoCloseable {
    /** Starts the node, first and again. */
    @FunctionalInterface
    private interface Starter {
        Node start(Node.Surroundings around) throws Exception;
    }

    private final EventLog log;
    private final Starter starter;
    private final Node.Surroundings around;
    private final ReopenRule rule = new ReopenRule();
    private volatile Node node;
    private @Nullable ServiceManager manager;
    private Consumer<Exception> lost = e -> {};
    private boolean reopening;
    private boolean closed;

    private NodeKeeper(EventLog log, Starter starter, Node.Surroundings around) throws Exception {
        this.log = log;
        this.starter = starter;
        this.around = around;
        this.node = starter.start(around);
        node.onLook(this::look);
    }

    /** Starts a node as {@link Node#start}. */
    public static NodeKeeper start(Tier tier, NodeConfig config, MeshFile mesh, NodeKeys keys, EventLog log)
            throws Exception {
        return start(tier, config, mesh, keys, log, InstantSource.system());
    }

    /** The same with another wall clock. */
    static NodeKeeper start(
            Tier tier, NodeConfig config, MeshFile mesh, NodeKeys keys, EventLog log, InstantSource wall)
            throws Exception {
        return new NodeKeeper(
                log,
                around -> Node.start(tier, config, mesh, keys, log, around),
                new Node.Surroundings(HardwareReading.read(), wall, new Unsealed()));
    }

    /** The node as it runs now. */
    Node node() {
        return node;
    }

    /** As {@link Node#tell}, also after the node was started again. */
    public synchronized void tell(ServiceManager told) {
        manager = told;
        node.tell(told);
    }

    /** Who hears that the node could not be started again: nothing runs then. */
    public synchronized void onLost(Consumer<Exception> hears) {
        lost = hears;
    }

    /** From the thread that looks at the node's disk. */
    private synchronized void look(Node from, DiskState disk, boolean failed) {
        if (from == node && !reopening && !closed && rule.look(disk, failed, System.nanoTime())) {
            reopening = true;
            new Thread(this::reopen, "reopen").start();
        }
    }

    private synchronized void reopen() {
        if (closed) {
            return;
        }
        log.event("stores_reopened", "stores", node.failedStores());
        node.close();
        try {
            Node next = starter.start(around);
            node = next;
            next.onLook(this::look);
            if (manager != null) {
                next.tell(manager);
            }
        } catch (Exception e) {
            closed = true;
            lost.accept(e);
        } finally {
            reopening = false;
        }
    }

    /** Stops the node. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        node.close();
    }
}
