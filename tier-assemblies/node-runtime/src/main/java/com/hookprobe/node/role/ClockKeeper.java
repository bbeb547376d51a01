package com.hookprobe.node.role;

import com.hookprobe.dsm.consensus.Params;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.node.health.SteadyClock;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.observe.Metric;
import com.hookprobe.node.observe.Nodes;
import com.hookprobe.node.observe.Readiness;
import com.hookprobe.node.observe.Sheet;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongConsumer;

/** The node's clock: shows it what the mesh agrees on, and tells operators and roles what it does. On the loop. */
final class ClockKeeper implements NodeWatcher {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    /** News of an epoch is so late in a mesh that stands well: two epochs, and this. */
    private static final long LATE_MICROS = 30_000_000;

    private static final Metric AHEAD = Metric.gauge(
            Nodes.EVERY,
            "clock_ahead_seconds",
            "How far the machine's clock is ahead of the one that the node lives by; 0 while it is followed.");

    private final SteadyClock clock;
    private final Params params;

    /** @param moved told on the loop by how many microseconds the node's clock has moved, at the moment when it does */
    ClockKeeper(InstantSource machine, EventLog log, Params params, LongConsumer moved) {
        this.params = params;
        this.clock = new SteadyClock(machine, System::nanoTime, new SteadyClock.Listener() {
            @Override
            public void doubted(long byMicros) {
                log.event("clock_jumped", "seconds", byMicros / 1e6);
            }

            @Override
            public void agreed() {
                log.event("clock_right");
            }

            @Override
            public void moved(long byMicros, boolean shown) {
                log.event("clock_followed", "seconds", byMicros / 1e6, "shown_by_mesh", shown);
                moved.accept(byMicros);
            }
        });
    }

    InstantSource clock() {
        return clock;
    }

    void start(NodeLoop loop) {
        loop.every(LOOK_EVERY, clock::look);
    }

    @Override
    public void finalised(CheckpointHeader header, byte[] certificate) {
        long ended = params.epochEndMicros(header.epoch());
        clock.shown(ended, params.epochEndMicros(header.epoch() + 2) - ended + LATE_MICROS);
    }

    /** On any thread. */
    void check(Readiness readiness) {
        double seconds = clock.doubtMicros() / 1e6;
        readiness.want(
                "clock",
                seconds == 0,
                seconds == 0
                        ? "goes at its pace"
                        : String.format("CLOCK_JUMPED: the machine's is %.0f s off; set it", seconds));
    }

    void measure(Sheet sheet) {
        sheet.set(AHEAD, clock.doubtMicros() / 1e6);
    }
}
