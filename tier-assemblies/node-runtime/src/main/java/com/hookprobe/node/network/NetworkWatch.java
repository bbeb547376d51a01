package com.hookprobe.node.network;

import com.hookprobe.network.apply.NetworkException;
import com.hookprobe.network.apply.SiteNetwork;
import com.hookprobe.network.apply.SiteNetwork.Result;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.log.EventLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a running node does for its site's network, at its start and then on a thread of its own: an application that nobody confirmed
 * and whose process has ended is taken back; what was confirmed comes back after a start of the machine; and without systemd, services
 * that have ended are started again. It changes nothing else.
 */
public final class NetworkWatch implements AutoCloseable {
    private static final long EVERY_S = 5;
    private static final int ROUNDS_BETWEEN_TRIES = 6;

    private final NodeConfig config;
    private final EventLog log;
    private final Path run;
    private final ScheduledExecutorService thread;
    private @Nullable SiteNetwork network;
    private @Nullable String failure;
    private int round;

    private NetworkWatch(NodeConfig config, EventLog log, Path run) {
        this.config = config;
        this.log = log;
        this.run = run;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "network-watch");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Looks once before it returns; does nothing on a machine that never was a gateway. */
    public static NetworkWatch start(NodeConfig config, EventLog log) {
        return start(config, log, Path.of(NetworkPlaces.RUN));
    }

    /** @param run folder for files until the next start of the machine */
    public static NetworkWatch start(NodeConfig config, EventLog log, Path run) {
        NetworkWatch watch = new NetworkWatch(config, log, run);
        // Also when the section has gone: what was applied is still in force.
        if (config.network() != null || Files.exists(NetworkPlaces.data(config))) {
            watch.look();
            watch.thread.scheduleWithFixedDelay(watch::look, EVERY_S, EVERY_S, TimeUnit.SECONDS);
        }
        return watch;
    }

    private void look() {
        try {
            Path folder = NetworkPlaces.data(config);
            if (!Files.exists(folder)) {
                return;
            }
            if (!Files.isWritable(folder)) {
                throw new IOException(folder + " is another user's; let 'network watch' run as root beside this node");
            }
            if (Files.exists(folder.resolve("book.json"))) {
                tend(opened());
            }
            failure = null;
        } catch (IOException | NetworkException e) {
            String reason = String.valueOf(e.getMessage());
            if (!reason.equals(failure)) {
                log.event("network_not_tended", "reason", reason);
            }
            failure = reason;
        }
    }

    private SiteNetwork opened() throws IOException {
        SiteNetwork site = network;
        if (site == null) {
            site = NetworkPlaces.open(config, run);
            network = site;
        }
        return site;
    }

    private void tend(SiteNetwork site) throws IOException, NetworkException {
        Optional<Result> taken = site.recover();
        taken.ifPresent(result -> tell("network_taken_back", result));
        if (site.lost() && round++ % ROUNDS_BETWEEN_TRIES == 0) {
            tell("network_up", site.up());
        }
        site.tend().forEach(line -> log.event("network_tended", "what", line));
    }

    private void tell(String event, Result result) {
        log.event(event, "application", result.id(), "phase", result.phase().name(), "reason", result.reason());
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
