package com.hookprobe.node.role;

import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.observe.Sheet;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.capture.CaptureReader;
import com.hookprobe.qsecbit.detection.capture.TcpdumpCapture;
import com.hookprobe.qsecbit.detection.packet.PacketCounters;
import com.hookprobe.qsecbit.detection.packet.PacketPipeline;
import com.hookprobe.qsecbit.detection.read.ReadCounters;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the packets of an interface through tcpdump, on a thread of its own, and starts it again when it ends. While the loop does not
 * take what was found, packets wait in the pipe, and what does not fit there the kernel drops.
 */
final class CaptureSensor implements SiteSensors.Sensor {
    /** Headers, and enough of what is said for the parsers of application protocols. */
    private static final int SNAP_BYTES = 2_048;

    private static final long RETRY_MS = 5_000;
    private static final int HAND_OVER_PACKETS = 1_024;
    private static final long HAND_OVER_MICROS = 250_000;
    private static final long COUNT_MICROS = 30_000_000;

    private final String networkInterface;
    private volatile SiteSensors.Detecting wanted;
    private SiteSensors.Detecting by;
    private final EventLog log;
    private final Defects defects;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable TcpdumpCapture running;
    private long countedMicros;
    /** Of captures that have ended. */
    private long droppedBefore;

    private volatile long dropped;
    private volatile PacketCounters seen = new PacketCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private PacketPipeline pipeline;

    CaptureSensor(String networkInterface, SiteSensors.Detecting by, EventLog log) {
        this.networkInterface = networkInterface;
        this.wanted = by;
        this.by = by;
        this.pipeline = pipeline(by);
        this.log = log;
        this.defects = new Defects(log);
        this.thread = new Thread(this::run, "capture-" + networkInterface);
    }

    @Override
    public void start() {
        thread.start();
    }

    private void run() {
        boolean told = false;
        try {
            while (!stopped()) {
                try {
                    capture();
                    told = false;
                } catch (IOException e) {
                    if (!told && !stopped()) {
                        log.event("sensor_failed", "interface", networkInterface, "error", e.toString());
                    }
                    told = true;
                }
                stop.await(RETRY_MS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        PacketCounters counters = pipeline.counters();
        log.event(
                "capture_stopped",
                "interface",
                networkInterface,
                "packets",
                counters.packets(),
                "detections",
                by.engine().counters().detections());
    }

    private PacketPipeline pipeline(SiteSensors.Detecting with) {
        return PacketPipeline.standard(with.packets(), this::onEvent, with.engine()::onDetection);
    }

    private void capture() throws IOException, InterruptedException {
        try (TcpdumpCapture capture = TcpdumpCapture.start("tcpdump", networkInterface, SNAP_BYTES, "")) {
            running = capture;
            log.event("capturing", "interface", networkInterface);
            CaptureReader reader = capture.reader();
            int packets = 0;
            long handedOver = 0;
            while (!stopped() && reader.next()) {
                take(reader);
                // The next packet may be long in coming, so a detection does not wait for it.
                boolean due = by.findings().waiting()
                        || ++packets >= HAND_OVER_PACKETS
                        || reader.timeMicros() - handedOver > HAND_OVER_MICROS;
                if (due && !by.findings().handOver(this::stopped)) {
                    return;
                }
                if (due) {
                    turn();
                    seen = pipeline.counters();
                    packets = 0;
                    handedOver = reader.timeMicros();
                    countDropped(capture, handedOver);
                }
            }
            pipeline.flush();
            by.findings().handOver(this::stopped);
        } finally {
            running = null;
            droppedBefore = dropped;
        }
    }

    /** By the packets' own time: where none come, none are dropped. */
    private void countDropped(TcpdumpCapture capture, long nowMicros) throws IOException {
        if (Math.abs(nowMicros - countedMicros) < COUNT_MICROS) {
            return;
        }
        countedMicros = nowMicros;
        long now = droppedBefore + capture.dropped();
        if (now > dropped) {
            log.event("packets_dropped", "interface", networkInterface, "packets", now - dropped);
            dropped = now;
        }
        capture.count();
    }

    private void take(CaptureReader reader) {
        try {
            pipeline.onPacket(reader);
        } catch (RuntimeException e) {
            // One packet must not blind the site.
            defects.met(e, "a packet");
        }
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
    public List<DetectionMetrics.Seen> seen() {
        ReadCounters counters = new ReadCounters(seen.events(), seen.damaged(), 0, 0, 0);
        return List.of(new DetectionMetrics.Seen(networkInterface, running != null, counters));
    }

    @Override
    public void measure(Sheet sheet) {
        DetectionMetrics.measure(sheet, seen, dropped);
    }

    /** What was found is handed over: from here on by what is wanted now. Flows that go on begin anew. */
    private void turn() {
        SiteSensors.Detecting next = wanted;
        if (next != by) {
            by = next;
            pipeline = pipeline(next);
        }
    }

    @Override
    public void use(SiteSensors.Detecting next) {
        wanted = next;
    }

    private boolean stopped() {
        return stop.getCount() == 0;
    }

    @Override
    public void close() {
        stop.countDown();
        TcpdumpCapture capture = running;
        try {
            if (capture != null) {
                capture.close();
            }
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (IOException e) {
            log.event("sensor_failed", "interface", networkInterface, "error", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
