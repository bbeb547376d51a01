package com.hookprobe.node.learning;

import com.hookprobe.qsecbit.detection.Detection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * From the sensors and the loop to the thread that labels. Who puts in never waits. A connection that finds no room is no example; when a
 * detection finds none, what waits to be labelled is of no use any more. Thread-safe.
 */
public final class SightingQueue {
    static final int FLOWS_MAX = 8_192;
    static final int DETECTIONS_MAX = 4_096;

    private final BlockingQueue<Sighting> flows = new ArrayBlockingQueue<>(FLOWS_MAX);
    private final BlockingQueue<Detection> detections = new ArrayBlockingQueue<>(DETECTIONS_MAX);
    private final LongAdder lost = new LongAdder();
    private final AtomicBoolean missed = new AtomicBoolean();

    /** A sensor has seen a connection. */
    public void put(Sighting flow) {
        if (!flows.offer(flow)) {
            lost.increment();
        }
    }

    /** A detector has found something. */
    public void put(Detection detection) {
        if (!detections.offer(detection)) {
            missed.set(true);
        }
    }

    /** How many connections found no room. */
    public long lost() {
        return lost.sum();
    }

    /** Hands on what there is: detections first, since a connection is labelled after them. */
    public void drain(Labelling into, long nowMicros) {
        if (missed.getAndSet(false)) {
            flows.clear();
            into.onMissed();
        }
        List<Detection> said = new ArrayList<>();
        detections.drainTo(said);
        said.forEach(into::onDetection);
        List<Sighting> seen = new ArrayList<>();
        flows.drainTo(seen);
        seen.forEach(flow -> into.onFlow(flow, nowMicros));
    }
}
