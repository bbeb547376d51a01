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

    private final EventLog log;
    private final @Nullable SiteNetwork network;
    private final ScheduledExecutorService thread;
    private @Nullable String failure;
    private int round;

    private NetworkWatch(EventLog log, @Nullable SiteNetwork network) {
        this.log = log;
        this.network = network;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "network-watch");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Looks once before it returns; does nothing on a node that never was a gateway. */
    public static NetworkWatch start(NodeConfig config, EventLog log) {
        return start(config, log, Path.of(NetworkPlaces.RUN));
    }

    static NetworkWatch start(NodeConfig config, EventLog log, Path run) {
        SiteNetwork network = null;
        // Also when the section has gone: what was applied is still in force.
        if (Files.isRegularFile(NetworkPlaces.data(config).resolve("book.json"))) {
            try {
                network = NetworkPlaces.open(config, run);
            } catch (IOException e) {
                log.event("network_not_tended", "reason", String.valueOf(e.getMessage()));
            }
        }
        NetworkWatch watch = new NetworkWatch(log, network);
        if (network != null) {
            watch.look();
            watch.thread.scheduleWithFixedDelay(watch::look, EVERY_S, EVERY_S, TimeUnit.SECONDS);
        }
        return watch;
    }

    private void look() {
        SiteNetwork site = network;
        if (site == null) {
            return;
        }
        try {
            Optional<Result> taken = site.recover();
            taken.ifPresent(result -> tell("network_taken_back", result));
            if (site.lost() && round++ % ROUNDS_BETWEEN_TRIES == 0) {
                tell("network_up", site.up());
            }
            site.tend().forEach(line -> log.event("network_tended", "what", line));
            failure = null;
        } catch (IOException | NetworkException e) {
            String reason = String.valueOf(e.getMessage());
            if (!reason.equals(failure)) {
                log.event("network_not_tended", "reason", reason);
            }
            failure = reason;
        }
    }

    private void tell(String event, Result result) {
        log.event(event, "application", result.id(), "phase", result.phase().name(), "reason", result.reason());
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
