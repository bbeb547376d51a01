package com.hookprobe.node.role;

import com.hookprobe.node.log.EventLog;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.detection.DetectionEngine;
import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.eve.EveParser;
import com.hookprobe.qsecbit.detection.read.ReadCheckpoint;
import com.hookprobe.qsecbit.detection.read.ReadCounters;
import com.hookprobe.qsecbit.detection.read.SensorReader;
import com.hookprobe.qsecbit.detection.rule.Detectors;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Follows one EVE file on a thread of its own: reads, detects, hands detections to the node's loop, as fast as the loop takes
 * them. Where it has come to is saved after the detections were handed over, so a restart repeats at most the last moment.
 */
final class EveSensor implements AutoCloseable {
    private static final int EVENTS_PER_TURN = 2_000;
    private static final long IDLE_MS = 50;
    private static final long RETRY_MS = 1_000;
    private static final long SAVE_EVERY_TURNS = 40;

    private final Path file;
    private final Path checkpoint;
    private final EventLog log;
    /** A flow with packets both ways that ended normally, with a host outside. */
    record GoodFlow(IpAddress remote, long micros) {}

    private final LocalNetworks local;
    private final HandOver<Detection> sink;
    private final HandOver<GoodFlow> flows;
    private final List<Detection> found = new ArrayList<>();
    private final List<GoodFlow> good = new ArrayList<>();
    private final DetectionEngine engine;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    EveSensor(
            Path file,
            Path checkpoint,
            LocalNetworks local,
            EventLog log,
            HandOver<Detection> sink,
            HandOver<GoodFlow> flows) {
        this.file = file;
        this.checkpoint = checkpoint;
        this.log = log;
        this.sink = sink;
        this.flows = flows;
        this.local = local;
        this.engine = DetectionEngine.learning(local, Detectors::standard, found::add);
        this.thread = new Thread(this::run, "eve-" + file.getFileName());
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!stopped()) {
                follow();
                // The disk failed: what was read is saved, so it goes on there when the disk does.
                stop.await(RETRY_MS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() throws InterruptedException {
        try (SensorReader reader = SensorReader.open(
                file,
                ReadCheckpoint.load(checkpoint),
                new EveParser(file.getFileName().toString()))) {
            long turns = 0;
            boolean more = false;
            while (!stop.await(more ? 0 : IDLE_MS, TimeUnit.MILLISECONDS)) {
                int events = reader.poll(this::onEvent, EVENTS_PER_TURN);
                if (!handOver()) {
                    // What was read last is not dealt with: it is read again after a restart.
                    report(reader.counters());
                    return;
                }
                more = events >= EVENTS_PER_TURN;
                if (++turns % SAVE_EVERY_TURNS == 0) {
                    save(reader);
                }
            }
            save(reader);
            report(reader.counters());
        } catch (IOException e) {
            log.event("sensor_failed", "file", file.toString(), "error", e.toString());
        }
    }

    /** False when this sensor was stopped meanwhile. */
    private boolean handOver() throws InterruptedException {
        boolean all = flows.accept(good, this::stopped) && sink.accept(found, this::stopped);
        good.clear();
        found.clear();
        return all;
    }

    private boolean stopped() {
        return stop.getCount() == 0;
    }

    private void onEvent(NetworkEvent event) {
        try {
            engine.onEvent(event);
        } catch (RuntimeException e) {
            // One event that a detector cannot take must not blind the site.
            log.event("internal_error", "error", e.toString(), "at", "detection of " + event.type());
        }
        NetworkEvent.Flow flow = event.flow();
        boolean ended = event.type() == EventType.FLOW
                && flow.state().equals("closed")
                && flow.packetsToServer() > 0
                && flow.packetsToClient() > 0;
        if (!ended || local.contains(event.srcIp()) == local.contains(event.dstIp())) {
            return;
        }
        IpAddress remote = local.contains(event.srcIp()) ? event.dstIp() : event.srcIp();
        good.add(new GoodFlow(remote, flow.endMicros()));
    }

    private void save(SensorReader reader) throws IOException {
        Optional<ReadCheckpoint> at = reader.checkpoint();
        if (at.isPresent()) {
            at.get().save(checkpoint);
        }
    }

    private void report(ReadCounters counters) {
        log.event(
                "sensor_stopped",
                "file",
                file.toString(),
                "events",
                counters.events(),
                "broken_lines",
                counters.broken(),
                "overlong_lines",
                counters.overlong(),
                "rotations",
                counters.rotations(),
                "detections",
                engine.counters().detections());
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
