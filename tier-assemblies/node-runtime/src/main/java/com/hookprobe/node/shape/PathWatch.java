package com.hookprobe.node.shape;

import com.hookprobe.node.power.LossWindow;

/** Loss and slowness of the path to one peer. Not thread-safe. */
public final class PathWatch {
    private final LossWindow loss = new LossWindow();
    private final RttBaseline usual = new RttBaseline();
    private double slowness = 1;

    /**
     * A session's counters now.
     *
     * @param shaped this node itself delays what it sends, so that round trips say nothing about the path
     */
    public void on(long packetsSent, long packetsLost, long rttMicros, boolean shaped, long nowNs) {
        loss.on(packetsSent, packetsLost, nowNs);
        if (shaped) {
            slowness = 1;
        } else {
            usual.on(rttMicros, nowNs);
            slowness = usual.slowness(rttMicros);
        }
    }

    /** 0 to {@link LossWindow#LOSS_MAX}. */
    public double loss() {
        return loss.loss();
    }

    /** 1 or more. */
    public double slowness() {
        return slowness;
    }
}
