package com.hookprobe.node.role;

import com.hookprobe.node.log.EventLog;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.eve.EveParser;
import com.hookprobe.qsecbit.detection.read.ReadCounters;
import com.hookprobe.qsecbit.detection.read.SocketReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A Unix socket at which Suricata delivers EVE; opened when it is first read, and anew when it has failed. */
final class ListeningSocket implements Polled {
    private static final long RETRY_NS = 1_000_000_000;

    private final Path path;
    private final EventLog log;
    private @Nullable SocketReader reader;
    private boolean failed;
    private long failedNs;

    ListeningSocket(Path path, EventLog log) {
        this.path = path;
        this.log = log;
    }

    @Override
    public boolean poll(Consumer<NetworkEvent> out, int eventsMax) {
        if (failed && System.nanoTime() - failedNs < RETRY_NS) {
            return false;
        }
        try {
            SocketReader open = reader;
            if (open == null) {
                open = SocketReader.listen(path, () -> new EveParser(String.valueOf(path.getFileName())));
                reader = open;
                failed = false;
                log.event("sensor_listening", "socket", path.toString());
            }
            return open.poll(out, eventsMax) >= eventsMax;
        } catch (IOException e) {
            fail(e);
            return false;
        }
    }

    @Override
    public void dealtWith(boolean save) {
        // What a sensor has sent is gone: there is nothing to come back to.
    }

    private void fail(IOException e) {
        if (!failed) {
            log.event("sensor_failed", "socket", path.toString(), "error", e.toString());
        }
        failed = true;
        failedNs = System.nanoTime();
        shut();
    }

    private void shut() {
        try (SocketReader open = reader) {
            reader = null;
        } catch (IOException e) {
            log.event("sensor_failed", "socket", path.toString(), "error", e.toString());
        }
    }

    @Override
    public DetectionMetrics.Seen seen() {
        SocketReader open = reader;
        ReadCounters counters = open == null ? new ReadCounters(0, 0, 0, 0, 0) : open.counters();
        return new DetectionMetrics.Seen(String.valueOf(path.getFileName()), open != null && !failed, counters);
    }

    @Override
    public void close() {
        SocketReader open = reader;
        if (open != null) {
            ReadCounters counters = open.counters();
            log.event(
                    "sensor_stopped",
                    "socket",
                    path.toString(),
                    "events",
                    counters.events(),
                    "broken_lines",
                    counters.broken());
        }
        shut();
    }
}
