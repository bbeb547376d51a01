package com.hookprobe.node.role;

import com.hookprobe.identity.HardwareReading;
import com.hookprobe.identity.Tier;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.health.DiskState;
import com.hookprobe.node.health.ReopenRule;
import com.hookprobe.node.keys.NodeKeys;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.mesh.MeshFile;
import com.hookprobe.node.reload.ConfigSource;
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
        Node start(NodeConfig config, Node.Surroundings around) throws Exception;
    }

    private final EventLog log;
    private final Starter starter;
    private final Node.Surroundings around;
    private NodeConfig config;
    private final ReopenRule rule = new ReopenRule();
    private volatile Node node;
    private @Nullable ServiceManager manager;
    private @Nullable ConfigSource source;
    private Consumer<Exception> lost = e -> {};
    private boolean reopening;
    private boolean closed;

    private NodeKeeper(EventLog log, NodeConfig config, Starter starter, Node.Surroundings around) throws Exception {
        this.log = log;
        this.config = config;
        this.starter = starter;
        this.around = around;
        this.node = starter.start(config, around);
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
                config,
                (now, around) -> Node.start(tier, now, mesh, keys, log, around),
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

    /** As {@link Node#reloadsFrom}, also after the node was started again. */
    public synchronized void reloadsFrom(ConfigSource configuration) {
        source = configuration;
        node.reloadsFrom(configuration);
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
            reread();
            Node next = starter.start(config, around);
            node = next;
            next.onLook(this::look);
            if (manager != null) {
                next.tell(manager);
            }
            if (source != null) {
                next.reloadsFrom(source);
            }
        } catch (Exception e) {
            closed = true;
            lost.accept(e);
        } finally {
            reopening = false;
        }
    }

    /** What was reloaded since the start holds again; a file that is not good any more changes nothing. */
    private void reread() {
        if (source != null) {
            try {
                config = source.load();
            } catch (ConfigException e) {
                log.event("config_not_reloaded", "error", String.valueOf(e.getMessage()));
            }
        }
    }

    /** Stops the node. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        node.close();
    }
}
