package com.hookprobe.node.role;

import com.hookprobe.node.log.EventLog;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Follows a site's files and sockets on one thread: reads them in turns, detects with one engine, since what one log tells may explain
 * another, and hands what is found to the node's loop, as fast as the loop takes it. How far each file was read is saved after that,
 * so a restart repeats at most the last moment.
 */
final class FileSensors implements SiteSensors.Sensor {
    private static final int EVENTS_PER_TURN = 2_000;
    private static final long IDLE_MS = 50;
    private static final long SAVE_EVERY_TURNS = 40;

    private final List<Polled> files;
    private volatile SiteSensors.Detecting wanted;
    private SiteSensors.Detecting by;
    private final EventLog log;
    private final Defects defects;
    private volatile List<DetectionMetrics.Seen> seen = List.of();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "sensors");

    FileSensors(List<Polled> files, SiteSensors.Detecting by, EventLog log) {
        this.files = List.copyOf(files);
        this.wanted = by;
        this.by = by;
        this.log = log;
        this.defects = new Defects(log);
    }

    @Override
    public void start() {
        thread.start();
    }

    private void run() {
        try {
            follow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Polled file : files) {
            file.close();
        }
        log.event(
                "sensors_stopped",
                "events",
                by.engine().counters().events(),
                "detections",
                by.engine().counters().detections());
    }

    private void follow() throws InterruptedException {
        long turns = 0;
        boolean more = false;
        while (!stop.await(more ? 0 : IDLE_MS, TimeUnit.MILLISECONDS)) {
            more = false;
            boolean save = ++turns % SAVE_EVERY_TURNS == 0;
            by = wanted;
            for (Polled file : files) {
                more |= file.poll(this::onEvent, EVENTS_PER_TURN);
                if (!by.findings().handOver(this::stopped)) {
                    // What was read last is not dealt with: it is read again after a restart.
                    return;
                }
                file.dealtWith(save);
            }
            seen = files.stream().map(Polled::seen).toList();
        }
    }

    @Override
    public void use(SiteSensors.Detecting next) {
        wanted = next;
    }

    @Override
    public List<DetectionMetrics.Seen> seen() {
        return seen;
    }

    private boolean stopped() {
        return stop.getCount() == 0;
    }

    private void onEvent(NetworkEvent event) {
        try {
            by.engine().onEvent(event);
        } catch (RuntimeException e) {
            // One event that a detector cannot take must not blind the site.
            defects.met(e, "detection of " + event.type());
        }
        by.findings().onEvent(event);
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
